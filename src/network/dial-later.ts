/**
 * Dials by a dialer that is still being loaded: whoever only opens what this browser
 * keeps draws no picture later for it. What is said meanwhile is said in order once it is here.
 */

import type { Dial, Dialled } from './peer-link'

/** `load` is asked at the first dial; where it fails, so does that connection, and the next asks again. */
export function dialLater(load: () => Promise<Dial>): Dial {
  return (options) => {
    let dialled: Dialled | null = null
    const early: ((dialled: Dialled) => void)[] = []
    const once = (act: (dialled: Dialled) => void): void => {
      if (dialled === null) early.push(act)
      else act(dialled)
    }
    load().then(
      (dial) => {
        dialled = dial(options)
        for (const act of early.splice(0)) act(dialled)
      },
      () => options.onClosed('what connects did not load'),
    )
    return {
      signal: (signal) => once((dialled) => dialled.signal(signal)),
      close: (reason) => once((dialled) => dialled.close(reason)),
    }
  }
}

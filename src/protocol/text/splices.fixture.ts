import type { Splice } from '../sigil'

/** Does to a string what an editor does with the splices of `advance`. Throws where one doesn't fit. */
export function applySplices(text: string, splices: readonly Splice[]): string {
  return splices.reduce((now, [at, deleted, inserted]) => {
    if (at < 0 || at + deleted > now.length)
      throw new RangeError(`${at}+${deleted} of ${now.length}`)
    return now.slice(0, at) + inserted + now.slice(at + deleted)
  }, text)
}

/** Ours on a text alone: the body of one glyph, handed a history. */

import { type BodyText, createBodyText } from '../protocol/text/body'
import type { TextRun } from '../protocol/text/history'
import { timed } from './clocks'
import { mustBe, type Take } from './work'

export interface History {
  /** Of the trace, for whoever reads that it came out wrong. */
  readonly name: string
  readonly runs: readonly TextRun[]
  readonly endContent: string
}

/**
 * Keeps what was opened last until the next is: as in an app, one text at least is always open.
 * An engine forgets what it compiled for a kind of object once it holds none of that kind.
 */
export function keepOpen<T>(close: (one: T) => void): (next: T) => void {
  const open: T[] = []
  return (next) => {
    for (const before of open.splice(0, 1, next)) close(before)
  }
}

/** `settlesEach`: merged after every run, as it would arrive live; else once, at the end. The text is read either way. */
export function weaveText(
  { name, runs, endContent }: History,
  row: string,
  settlesEach: boolean,
): Take {
  const keep = keepOpen<BodyText>(() => undefined)
  return {
    how: row,
    sample: async () => {
      const body = createBodyText((a, b) => a - b)
      const ms = timed(() => {
        for (const run of runs) {
          body.add(run)
          if (settlesEach) body.advance()
        }
        body.advance()
        body.text()
      })
      mustBe(body.text() === endContent, name)
      keep(body)
      return { [row]: ms }
    },
  }
}

/**
 * Gathers splices into fewer that do the same: typing becomes one insertion, a
 * held backspace one deletion. Each splice is against the text that the ones
 * before it left, and so is each that comes out.
 */

import type { Splice } from '../sigil'

export type Changes = Splice[]

/** UTF-16 units of an insertion that may still be edited in its middle: each such edit copies it. */
const maxMendedUnits = 1024

export function noteChange(changes: Changes, at: number, deleted: number, inserted: string): void {
  const last = changes.at(-1)
  const joined = last === undefined ? null : join(last, at, deleted, inserted)
  if (joined === null) changes.push([at, deleted, inserted])
  else changes[changes.length - 1] = joined
}

/** What was gathered, without what came to nothing. */
export const changesTold = (changes: Changes): readonly Splice[] =>
  changes.filter(([, deleted, inserted]) => deleted > 0 || inserted !== '')

/** One splice that does what `last` and then the given one do, or null where there is none. */
function join(last: Splice, at: number, deleted: number, inserted: string): Splice | null {
  const [start, gone, put] = last
  const end = start + put.length
  if (at === end) return [start, gone + deleted, put + inserted]
  if (at + deleted === start) return [at, deleted + gone, inserted + put]
  if (at < start || at + deleted > end || put.length > maxMendedUnits) return null
  return [start, gone, put.slice(0, at - start) + inserted + put.slice(at - start + deleted)]
}

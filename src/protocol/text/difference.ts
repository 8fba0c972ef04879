/** What turns one text into another, as one splice: for bodies that were woven anew (PROTOCOL.md §TX). */

import type { Splice } from '../sigil'

/** All between what the two begin and end with alike; nothing where they are equal. */
export function differenceOf(from: string, to: string): readonly Splice[] {
  if (from === to) return []
  const most = Math.min(from.length, to.length)
  let start = 0
  while (start < most && from.charCodeAt(start) === to.charCodeAt(start)) start += 1
  let end = 0
  while (
    end < most - start &&
    from.charCodeAt(from.length - 1 - end) === to.charCodeAt(to.length - 1 - end)
  ) {
    end += 1
  }
  return [[start, from.length - end - start, to.slice(start, to.length - end)]]
}

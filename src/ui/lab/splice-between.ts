import type { Splice } from '../../protocol/sigil'

/** The one splice that makes `to` of `from`, in UTF-16 units; null where they are equal. */
export function spliceBetween(from: string, to: string): Splice | null {
  if (from === to) return null
  const shorter = Math.min(from.length, to.length)
  let start = 0
  while (start < shorter && from[start] === to[start]) start += 1
  let end = 0
  while (end < shorter - start && from.at(-1 - end) === to.at(-1 - end)) end += 1
  // Half a character is no text: where two share a half, both are replaced whole.
  if (isHigh(from, start - 1)) start -= 1
  if (isLow(from, from.length - end)) end -= 1
  return [start, from.length - end - start, to.slice(start, to.length - end)]
}

const isHigh = (text: string, at: number): boolean => /[\uD800-\uDBFF]/.test(text[at] ?? '')
const isLow = (text: string, at: number): boolean => /[\uDC00-\uDFFF]/.test(text[at] ?? '')

/** Where a caret stands after someone else's splices; it stays before what is put right at it. */
export function caretAfter(caret: number, splices: readonly Splice[]): number {
  return splices.reduce((now, [at, deleted, insert]) => {
    if (now <= at) return now
    return Math.max(at, now - deleted) + insert.length
  }, caret)
}

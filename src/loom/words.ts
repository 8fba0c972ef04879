/** Small words that the loom's sentences are made of (PROTOCOL.md §LM). */

import { maxQuotedGraphemes } from './limits'

/** A person’s words between quotation marks, cut between graphemes where they are long. */
export function quoted(text: string): string {
  const plain = plainly(text)
  // No text has more graphemes than units, and making a segmenter takes longer than all the rest.
  if (plain.length <= maxQuotedGraphemes) return `“${plain}”`
  // A grapheme has a unit at least, and counting graphemes is slow: a long Loom has thousands of short words.
  if (plain.length <= maxQuotedGraphemes) return `“${plain}”`
  const graphemes = Array.from(
    new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(plain),
    ({ segment }) => segment,
  )
  if (graphemes.length <= maxQuotedGraphemes) return `“${plain}”`
  return `“${graphemes.slice(0, maxQuotedGraphemes - 1).join('')}…”`
}

/** What a person wrote must not set our emphasis, nor break our line [LM8]. */
export function plainly(text: string): string {
  return text.replaceAll('*', '∗').replaceAll(/\s+/gu, ' ')
}

/** “a”, “a and b”, “a, b and c”. */
export function listed(parts: readonly string[]): string {
  const last = parts.at(-1) ?? ''
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`
}

/** “1 character”, “2 characters”. */
export function counted(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`
}

/** “Ada’s”, and “Ada’s (this tab)”: what tells tabs apart stays outside the name. */
export function possessive(name: string): string {
  const aside = /^(.+?)( \([^()]*\))$/u.exec(name)
  return aside === null ? `${name}’s` : `${aside[1]}’s${aside[2]}`
}

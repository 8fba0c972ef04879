/**
 * Names of weavers and choruses: text that stands on one line beside other text (PROTOCOL.md §SG, [SG10]).
 *
 * The characters are listed here by number, not by Unicode property: what a
 * property holds differs between engines, and with it what a weaver would refuse.
 */

/** First and last UTF-16 unit of what may not stand in a name. */
const unfitRanges = [
  [0x00, 0x1f], // C0 controls
  [0x7f, 0x9f], // delete, C1 controls
  [0x061c, 0x061c], // Arabic letter mark
  [0x200e, 0x200f], // left-to-right and right-to-left marks
  [0x2028, 0x202e], // line and paragraph separators, embeddings and overrides
  [0x2066, 0x2069], // isolates
] as const

/** True where `text` holds nothing that could disturb the text around it. Says nothing of its length. */
export function isPlainName(text: string): boolean {
  return !Array.from(text).some(isUnfit)
}

/** The nearest plain name of at most `maxUnits` UTF-16 units to what a person typed; may be empty. */
export function plainName(typed: string, maxUnits: number): string {
  const spaced = Array.from(typed, (character) => (isUnfit(character) ? ' ' : character)).join('')
  const whole = spaced
    .replaceAll(/\p{Surrogate}/gu, '\ufffd')
    .replaceAll(/ +/g, ' ')
    .trim()
  // The cut may go through a pair, half of which is worth nothing.
  return whole
    .slice(0, maxUnits)
    .replace(/\p{Surrogate}$/u, '')
    .trimEnd()
}

function isUnfit(character: string): boolean {
  const unit = character.charCodeAt(0)
  return unfitRanges.some(([first, last]) => unit >= first && unit <= last)
}

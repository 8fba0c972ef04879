/**
 * The glossary: each word of AL-7.3 with the plain term a person already knows.
 * A word is explained where it first appears, so these are short enough for a tooltip.
 */

export const plain = {
  aetherlink: 'A shared board of notes that lives in the browsers of those who use it.',
  chorus: 'Chorus: a shared board and the people who hold a copy of it.',
  weaver: 'Weaver: a person’s open tab.',
  glyph: 'Glyph: a note on the board.',
  sigil: 'Sigil: one change, signed by the tab that made it.',
  quintessence: 'Quintessence: everything on the board, as your copy has it.',
  loom: 'Loom: the history of changes, and how each merge was settled.',
  inbox: 'Inbox: changes of yours that did not stand, each with the way back.',
  aludel: 'Aludel: changes that arrived early and wait for the ones before them.',
  dissolved: 'Dissolved: changes that were refused, and why.',
  weather: 'Weather: slows, loses or cuts this tab’s messages, to try things out.',
  seal: 'Seal of Provenance: the signature that proves who made a change.',
  stamp: 'Temporal Resonance Stamp: the clock reading a change was made at.',
  vector: 'Causal Vector: the changes this one was made on top of.',
  calcified: 'Calcified: everyone here holds exactly the same board.',
  concordance: 'Principle of Concordance: the three rules that settle a merge.',
  time: 'Time: the board as it was, and a way to have it back.',
  shatter: 'Shatter: delete this note. It can be brought back from the Loom.',
  bond: 'Bond: a line between two notes.',
} as const

export type SpecWord = keyof typeof plain

export const ruleNames = {
  primacy: 'Causal Primacy',
  authority: 'Temporal Authority',
  amalgam: 'Amalgamation',
} as const

/** The plain sentence behind each rule of Concordance. */
export const ruleMeanings = {
  primacy: 'It was made on top of what stood, so nothing was in conflict.',
  authority: 'Two people changed it without seeing each other; the later stamp stands.',
  amalgam: 'The stamps were exactly equal, so a new value was made out of all of them.',
} as const

/** “10,006”, of a whole number. The first `toLocaleString` of a page takes 13 ms, while a board waits to be drawn. */
export const grouped = (amount: number): string =>
  String(amount).replaceAll(/\B(?=(?:\d{3})+$)/g, ',')

/** “1 sigil”, “2 sigils”. */
export function count(amount: number, noun: string, plural = `${noun}s`): string {
  return `${grouped(amount)} ${amount === 1 ? noun : plural}`
}

/** The first digits of an id, enough for an eye to tell two apart. */
export const short = (id: string, digits = 8): string => id.slice(0, digits)

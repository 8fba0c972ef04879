/** Every bound of the loom, each with its unit and its reason. */

/** Graphemes of a title within a sentence: what one line of a phone shows. */
export const maxQuotedGraphemes = 40

/** Contenders that a sentence names one by one; more would be a list. */
export const maxNamedContenders = 3

/** Things that a summary tells of one sigil before it says how many more there are. */
export const maxToldDoings = 4

/** Every bound of the loom, each with its unit and its reason. */

/** Graphemes of a title within a sentence: what one line of a phone shows. */
export const maxQuotedGraphemes = 40

/** Contenders that a sentence names one by one; more would be a list. */
export const maxNamedContenders = 3

/** Things that a summary tells of one sigil before it says how many more there are. */
export const maxToldDoings = 4

/** Changes of a body after which a replay keeps the whole text: so many splices are applied anew at most. */
export const textEvery = 32

/** Milliseconds between two sigils of one run: who pauses longer has begun something new [LM10]. */
export const runPauseMs = 120_000

/** Sigils of one run: as many as may be unfolded, or summed up for one line, within a frame [LM10]. */
export const maxRunSigils = 500

/** Ranks laid out anew in place where something long past changed; beyond it a second layout is made beside the first. */
export const maxRelaidRanks = 2_000

/** Sigils of the past in a receipt, and bytes of them: a file that a mail still carries [RC3]. */
export const maxReceiptPast = 4096
export const maxReceiptBytes = 4 * 1024 * 1024

/** Sigils that are looked at to learn whether a person has written a facet again [IN4]. */
export const maxAnswerWalk = 4096

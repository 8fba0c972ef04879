/** Every bound of storage, each with its unit and its reason. The protocol's are in protocol/limits.ts. */

/**
 * Sigils in one stored record, at most. A record costs some 150 µs whatever its
 * size (measured in Chromium), so that a thousand and more share that cost.
 */
export const maxRecordSigils = 4096

/** Bytes of the sigils in one stored record, at most: what one structured clone copies at a time. */
export const maxRecordBytes = 1024 * 1024

/** Sigils read from a record at a time: 10 ms of work, with what whoever reads them does with them. */
export const readSlice = 256

/** A pack with fewer sigils than this is taken up again by the next fold. */
export const minPackSigils = 1000

/** Records in the journal from which on it is folded into packs: 40 ms to read at 150 µs each. */
export const foldAfterRecords = 256

/** Milliseconds a fold waits, so that it doesn't compete with what made the journal long. */
export const foldDelayMs = 2000

/** Milliseconds before each fresh handle is tried: WebKit's lost connections come back at once, or soon. */
export const reopenDelaysMs = [0, 100, 400] as const

/** Milliseconds after which a database that does not open is spoken of. */
export const openPatienceMs = 3000

/** Milliseconds in which a tab says that it sits in a seat: many turns of a busy page, and still no wait. */
export const seatAnswerMs = 150

/** Milliseconds after which keys that a browser deleted, and did not take back, are offered again. */
export const healAgainMs = 5000

/** Records that a fold reads at first, before it knows how long they are: of the longest there are, 16 MiB. */
export const leastFolded = 16

/** Sigils packed at a time, in a commit of several calls or by a fold: some ten milliseconds of work. */
export const maxCommitSigils = 1024

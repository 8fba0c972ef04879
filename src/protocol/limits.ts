/** Every bound the protocol enforces, in one place, each with its unit and its reason. */

/** Bytes of a sigil, seal included. Matrix's bound for events; four frames of a data channel. */
export const maxSigilBytes = 64 * 1024

/** Links of a sigil: more heads than this are rarer than the attack that would use them. */
export const maxLinks = 16

/** Ticks fit in 16 bits on the wire [ST1]. */
export const maxTick = 0xffff

/** Milliseconds fit in 48 bits on the wire [ST1]. */
export const maxStampMs = 2 ** 48 - 1

/** UTF-16 units of a title, a chorus's name, a facet's name. */
export const maxNameUnits = 256

/** UTF-16 units of a weaver's display name: what a chip on a phone can show. */
export const maxWeaverNameUnits = 64

/** Milliseconds a stamp may be ahead of our clock before its sigil is held [ST5]. */
export const maxAheadMs = 2 * 60 * 1000

/** Splices in one sigil, so that one sigil can't occupy the walker for long. */
export const maxSplices = 4096

/** UTF-16 units of a tag: what a chip can show. */
export const maxTagUnits = 64

/** Writes in one sigil: more facets than a person sets at once, few enough to settle at once. */
export const maxWrites = 1024

/** UTF-16 units of a text position: longer than any string can be, and sums of two stay exact. */
export const maxTextUnits = 2 ** 32 - 1

/** Sigils on one strand, one session's worth: 32 bits [SG5]. */
export const maxSeq = 2 ** 32 - 1

/**
 * Bytes of a deed, so that its sigil fits whatever the header holds: 64 of seal, 46 fixed,
 * at most 5 of sequence number, 8 of stamp, 2 of counts and 512 of links.
 */
export const maxDeedBytes = maxSigilBytes - 637

/** Characters of an invitation in a link, so that any messenger and QR code carries it [CH8]. */
export const maxInvitationChars = 160

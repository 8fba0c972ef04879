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

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

/** Ends of strands that a removal names [CH10]. A session's strand links the one before, so few are ends. */
export const maxTips = 1024

/** Writes in one sigil: more facets than a person sets at once, few enough to settle at once. */
export const maxWrites = 1024

/** UTF-16 units of a text position: longer than any string can be, and sums of two stay exact. */
export const maxTextUnits = 2 ** 32 - 1

/** Sigils of a chain sealed before whoever waits gets them, and others a turn: some 15 ms of work. */
export const sealedAtOnce = 256

/** Sigils on one strand, one session's worth: 32 bits [SG5]. */
export const maxSeq = 2 ** 32 - 1

/**
 * Bytes of a deed, so that its sigil fits whatever the header holds: 64 of seal, 46 fixed,
 * at most 5 of sequence number, 8 of stamp, 2 of counts and 512 of links.
 */
export const maxDeedBytes = maxSigilBytes - 637

/** Characters of an invitation in a link, so that any messenger and QR code carries it [CH8]. */
export const maxInvitationChars = 160

/**
 * What may rest in the Aludel at once [AL3]. A strand of a long history may come
 * before the ones that it links, so an author's share is tens of thousands; a
 * neighbour's is twice that, and all of it together fits in a phone's tab.
 */
export const aludelBudgets = {
  author: { sigils: 32_768, bytes: 16 * 1024 * 1024 },
  neighbour: { sigils: 65_536, bytes: 32 * 1024 * 1024 },
  total: { sigils: 131_072, bytes: 64 * 1024 * 1024 },
} as const

/** Ids of dissolved sigils remembered [VA8]: forgetting one costs fetching and judging it again. */
export const maxDissolvedRemembered = 16_384

/** Board units by which a seed may move an amalgamated place, as a vector [AM4]: about a card's rim. */
export const maxNudge = 24

/** Bytes a message of many parts is filled to: with its frame's header, one frame of a data channel [AE5]. */
export const fillBytes = 16 * 1024 - 64

/** Bytes of a message: the largest sigil, alone. */
export const maxMessageBytes = maxSigilBytes + 1024

/** Sigils that a greeter may show for itself [CU25]: the genesis, and sixteen who each let in the next. */
export const maxChain = 33

/** Points of a locator, and ends of one strand that it starts from: four forks, each of 2^24 sigils [AE4]. */
export const maxLocatorPoints = 96
export const maxLocatorForks = 4

/** Sigils before a missing one that may be asked for along with it [AE10]: some eight frames. */
export const maxRun = 512

/** Ends of strands that a neighbour may have offered and not yet given; those beyond are told again later. */
export const maxOffers = 16_384

/** Single sigils asked for and not yet come, so that announcements alone can't grow our memory. */
export const maxNeeds = 4096

/** Times an end is asked for before we take it that the neighbour can't give it. */
export const maxAsks = 8

/** Milliseconds without any answer before something is asked for again: a slow link's round trip [AE7]. */
export const quietMs = 3_000

/** Own sigils and announcements that wait for one link; beyond it, the lanes bring them later. */
export const maxNews = 1024
export const maxRumours = 4096

/** Acknowledgements and pongs that wait for one link: what is beyond is told, or asked, again. */
export const maxAcks = 1024

/** Parts of LANES that wait to be acknowledged: 50,000 strands. */
export const maxTurns = 256

/** Ends remembered as held by a neighbour. Forgetting them only costs telling them again. */
export const maxRememberedEnds = 65_536

/** Pulses without movement, digests unequal, after which everything is told anew [AE9]. */
export const maxStalePulses = 8

/** Bytes of a presence, seal included: all of it below at its largest, in one frame [PR3]. */
export const maxPresenceBytes = 2048

/** Heads of a text that a caret may be told against: more are rare, and the next keystroke joins them [PR4]. */
export const maxPresenceHeads = 8

/** Cards in one hand that others are shown moving: a presence of these fits its bytes [PR3]. */
export const maxDrags = 32

/** Board units from the origin, either way, that a hand or pointer may be told at: as a place may be set. */
export const maxPlace = 2 ** 31 - 1

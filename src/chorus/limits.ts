/** Bounds of the live session, each with its unit and its reason. */

/** Milliseconds an editor's keystrokes are gathered into one sigil: a twentieth of a second is not felt. */
export const gatherMs = 50

/**
 * Sigils drafted as one chain: some 3 ms of work. Several times as many as are sealed at once, so
 * that some are sealed while those before them are integrated.
 */
export const chainLength = 1024

/** Sigils integrated before the page gets a turn: some 10 ms of work. */
export const integrationSlice = 256

/** Milliseconds between two pulses of anti-entropy, so that a lost message heals within it [AE7]. */
export const pulseMs = 2_000

/** Milliseconds after a change before our digest is told again, so that "calcified" follows soon. */
export const digestAfterChangeMs = 150

/** Milliseconds of silence after which a link is dead. Hidden tabs may wake once a minute only. */
export const silenceMs = 90_000

/** Bytes queued on a link above which bulk answers wait for it to drain. */
export const highWaterBytes = 256 * 1024

/**
 * Milliseconds after a change before the face is written: it is only a shortcut, but who
 * reloads soon after wants to see there what they wrote.
 */
export const faceAfterMs = 500

/** Changes of which it is remembered what they touched, so that a face of that moment is changed and not made anew. */
export const faceTrail = 256

/**
 * Sigils from which on a chorus is shown from its face. Fewer are read in some 50 ms, and
 * then there is no in-between.
 */
export const faceFrom = 1_000

/** Milliseconds that a board has to be drawn from its face before history is read behind it. */
export const firstLookMs = 250

/** Milliseconds that seals wait at most for a board to be drawn of what is vouched for, where more and more of it comes. */
export const longestLookMs = 5_000

/** Glyphs compared with the face before the page gets a turn: a millisecond or two, but where a body has to be walked. */
export const comparedAtOnce = 32

/**
 * Sigils shown before they are verified. More would take longer to look through twice than is gained,
 * and memory for two weavers; who joins a longer history sees this much of it, and then what is verified.
 */
export const maxPreviewSigils = 32_768

/** Milliseconds between attempts to keep what the vault refused. */
export const keepAgainMs = 5_000

/** Milliseconds without an answer from the vault before that is told: a disk that is only slow takes less. */
export const vaultSilentMs = 10_000

/** Milliseconds without a key after which typing, or another nudge, is a step of its own [UN3]: half a breath. */
export const pauseMs = 600

/** Milliseconds that one step of unbroken typing lasts at most: some two lines. */
export const burstMs = 15_000

/**
 * Milliseconds between two sigils of one gesture on several glyphs: long enough for
 * a slow device to seal one, and too short for a hand to go from glyph to glyph.
 */
export const handfulMs = 250

/** UTF-16 units inserted at once that are no typing: a paste is a step by itself. */
export const pasteUnits = 32

/** Steps that can be undone. More than anyone takes back one by one. */
export const maxUndoSteps = 1_000

/** Milliseconds for which a deleted database is told of at least: as long as its sentence takes to read. */
export const deletionToldMs = 8_000

/** Refusals remembered for the Dissolved list. */
export const maxDissolvedShown = 200

/** Refused sigils after which a link is closed: an honest neighbour checks before it forwards. */
export const maxRefusalsPerLink = 64

/** Milliseconds our clock may be off the neighbours' median before the person is told [ST6]. */
export const clockOffMs = 30_000

/** Own digests remembered, to recognise a neighbour that is a moment behind. */
export const digestsRemembered = 256

/**
 * Sigils received and not yet in the weaver, and their bytes: as many as a large chorus brings in
 * the seconds of a first sync. Seals are checked at 15,000 a second; links bring more than that.
 */
export const maxUnderWaySigils = 262_144
export const maxUnderWayBytes = 64 * 1024 * 1024

/** Milliseconds between two presences of ours: twelve a second look smooth once they are glided between [PR5]. */
export const presenceGapMs = 80

/** Milliseconds after which a presence that did not change is told again [PR5]. */
export const presenceBeatMs = 3_000

/** Milliseconds a presence is shown after it was last heard: three beats and a little [PR6]. */
export const presenceLivesMs = 10_000

/** Milliseconds that a caret waits for the text before it to be sealed, so that it is told where it is. */
export const caretWaitsMs = 200

/** Presences read from one weaver: above what an honest one tells [PR3]. */
export const presenceFlow = { perSecond: 20, burst: 40 } as const

/** Bytes queued on a link above which it is sent no presence: it would be old when it came [PR5]. */
export const presenceWaterBytes = 64 * 1024

/** Marks of the inbox that a browser keeps of one chorus: more conflicts than a person answers in a year. */
export const maxInboxMarks = 4096

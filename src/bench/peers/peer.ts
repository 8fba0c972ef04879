/**
 * A peer: another library that does what ours does, behind one interface, so
 * that each work is written once. Every way a peer documents to be faster is in
 * here, and the best of them is what counts.
 */

import type { Splice } from '../../protocol/sigil'

export interface Peer {
  /** An empty document. Replicas of one document need different seats: whole numbers. */
  readonly open: (seat: number) => Replica
  /** True where {@link Replica.whole} still holds every operation; false where only what they came to. */
  readonly tellsAll: boolean
  /** Several updates as one, where the peer has that; null where it hasn't. */
  readonly merge: ((updates: readonly Uint8Array[]) => Uint8Array) | null
}

/** A peer by name: whoever doesn't run it doesn't load it either. */
export interface PeerRef {
  readonly name: string
  readonly load: () => Promise<Peer>
}

/** One replica: one text, and registers in a map of maps. */
export interface Replica {
  /** Changes the text, in order, in one transaction. */
  readonly edit: (splices: readonly Splice[]) => void
  readonly text: () => string
  /** Writes one facet of one glyph in a transaction of its own. */
  readonly set: (glyph: string, facet: string, value: number) => void
  readonly get: (glyph: string, facet: string) => number | undefined
  /** From now on {@link Replica.taken} has something to answer. */
  readonly record: () => void
  /** What transactions here came to since it was last asked, an update each. */
  readonly taken: () => readonly Uint8Array[]
  /** Everything, as one update: what an empty replica is sent. */
  readonly whole: () => Uint8Array
  /** One update after another, each by itself. */
  readonly applyEach: (updates: readonly Uint8Array[]) => void
  /** All of them at once, in whatever way the peer documents as the fast one. */
  readonly applyTogether: (updates: readonly Uint8Array[]) => void
  /** A replica of the same content, with a seat of its own. */
  readonly fork: (seat: number) => Replica
  readonly free: () => void
}

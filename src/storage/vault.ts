/**
 * Vault: keeps one chorus's sigils across restarts (PROTOCOL.md §VT).
 *
 * That is all it does. It never judges, orders or merges; whatever it gives
 * back could be rebuilt from the sigils alone.
 */

import type { FaceChange, FoundFace } from '../protocol/face'
import type { Sigil } from '../protocol/sigil'
import { readSlice } from './limits'

export interface Vault {
  /** Resolves once all of them are committed. Keeping one twice changes nothing. */
  readonly keep: (sigils: readonly Sigil[]) => Promise<void>
  /** Every sigil once, in the order first kept, so that parents precede children. */
  readonly all: () => Promise<readonly Sigil[]>
  /**
   * As {@link all}, a slice at a time: the next is read once `take` resolves, and only if with true.
   * All slices are of one moment. No slice is empty.
   */
  readonly read: (take: TakeSlice) => Promise<void>
  /** The face last kept, whole; null where there is none. */
  readonly face: () => Promise<FoundFace | null>
  /** Digest of the face last kept, for which no more is read than that. */
  readonly faceDigest: () => Promise<string | null>
  /** False, and nothing changed, where another face lies there by now than the one it was made over [VT11]. */
  readonly keepFace: (change: FaceChange) => Promise<boolean>
  /** Says what became of it outside any call: gone, blocked. Returns its own undo. */
  readonly watch: (onTrouble: (trouble: VaultTrouble) => void) => () => void
  readonly close: () => void
}

export type TakeSlice = (sigils: readonly Sigil[]) => Promise<boolean>

export async function inSlices(sigils: readonly Sigil[], take: TakeSlice): Promise<void> {
  for (let from = 0; from < sigils.length; from += readSlice) {
    if (!(await take(sigils.slice(from, from + readSlice)))) return
  }
}

/** What `keep` rejects with, and `watch` tells: each has one sentence for a person in the interface. */
export type VaultTrouble =
  | { readonly kind: 'full'; readonly detail: string }
  | { readonly kind: 'gone'; readonly detail: string }
  | { readonly kind: 'blocked'; readonly detail: string }
  | { readonly kind: 'failed'; readonly detail: string }
  /** Neither took nor refused anything for so long that it should be told. */
  | { readonly kind: 'silent'; readonly detail: string }

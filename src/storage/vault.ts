/**
 * Vault: keeps one chorus's sigils across restarts (PROTOCOL.md §VT).
 *
 * That is all it does. It never judges, orders or merges; whatever it gives
 * back could be rebuilt from the sigils alone.
 */

import type { Sigil } from '../protocol/sigil'
import type { BodySnapshot } from '../protocol/weaver'

export interface Vault {
  /** Resolves once all of them are committed. Keeping one twice changes nothing. */
  readonly keep: (sigils: readonly Sigil[]) => Promise<void>
  /** Every sigil once, in the order first kept, so that parents precede children. */
  readonly all: () => Promise<readonly Sigil[]>
  readonly keepSnapshot: (bodies: readonly BodySnapshot[]) => Promise<void>
  readonly snapshot: () => Promise<readonly BodySnapshot[]>
  /** Says what became of it outside any call: gone, blocked. Returns its own undo. */
  readonly watch: (onTrouble: (trouble: VaultTrouble) => void) => () => void
  readonly close: () => void
}

/** What `keep` rejects with, and `watch` tells: each has one sentence for a person in the interface. */
export type VaultTrouble =
  | { readonly kind: 'full'; readonly detail: string }
  | { readonly kind: 'gone'; readonly detail: string }
  | { readonly kind: 'blocked'; readonly detail: string }
  | { readonly kind: 'failed'; readonly detail: string }

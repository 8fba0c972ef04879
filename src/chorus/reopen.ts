/**
 * Reopening: what the vault kept becomes a weaver again, with no seal checked
 * twice and no text replayed (PROTOCOL.md §SN).
 */

import { decodeSigil } from '../protocol/codec'
import type { Hash } from '../protocol/ports'
import type { Sigil } from '../protocol/sigil'
import type { Weaver } from '../protocol/weaver'
import type { Vault } from '../storage/vault'

/** How many kept rows could not be read again, and so are left for anti-entropy to fetch anew. */
export interface Reopened {
  readonly unreadable: number
}

export async function openFromVault(weaver: Weaver, vault: Vault, hash: Hash): Promise<Reopened> {
  const [stored, bodies] = await Promise.all([vault.all(), vault.snapshot()])
  const sigils: Sigil[] = []
  for (const { id, bytes } of stored) {
    const decoded = decodeSigil(bytes, weaver.chorus, hash)
    // The hash is the name: a row that rotted no longer bears its own.
    if (decoded.ok && decoded.sigil.id === id) sigils.push(decoded.sigil)
  }
  weaver.resonate(sigils, 'self')
  // After the sigils it stands on: a snapshot that does not fit them is of no use [SN2].
  weaver.restore(bodies)
  return { unreadable: stored.length - sigils.length }
}

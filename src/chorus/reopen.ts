/**
 * Reopening: what the vault kept becomes a weaver again, with no seal checked
 * twice and no text replayed (PROTOCOL.md §SN).
 */

import type { Weaver } from '../protocol/weaver'
import type { Vault } from '../storage/vault'

export async function openFromVault(weaver: Weaver, vault: Vault): Promise<void> {
  const [sigils, bodies] = await Promise.all([vault.all(), vault.snapshot()])
  weaver.resonate(sigils, 'self')
  // After the sigils it stands on: a snapshot that does not fit them is of no use [SN2].
  weaver.restore(bodies)
}

/**
 * Reopening: what the vault kept becomes a weaver again, with no seal checked
 * twice and no text replayed (PROTOCOL.md §SN), in slices that leave the page its turns.
 */

import type { Schedule } from '../protocol/ports'
import type { Weaver } from '../protocol/weaver'
import type { Vault } from '../storage/vault'
import { turn } from './turn'

export interface ReopenDeps {
  readonly weaver: Weaver
  readonly vault: Vault
  readonly schedule: Schedule
  /** Asked before each slice: nobody waits for it any more. */
  readonly isStopped: () => boolean
  /** A slice is in. */
  readonly advanced: () => void
}

/** Rejects where the vault can't be read. What is there and can't be read is left for anti-entropy to fetch anew. */
export function openFromVault(deps: ReopenDeps): Promise<void> {
  let slices = 0
  return deps.vault.read(async (sigils) => {
    slices += 1
    if (slices > 1) await turn(deps.schedule)
    if (deps.isStopped()) return false
    deps.weaver.resonate(sigils, 'self')
    deps.advanced()
    return true
  })
}

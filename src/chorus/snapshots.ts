/** Snapshots: a shortcut for opening [SN1]. They may come late; they are never wrong. */

import type { Schedule } from '../protocol/ports'
import type { Weaver } from '../protocol/weaver'
import type { Vault } from '../storage/vault'
import type { Keeper } from './keeper'
import { snapshotAfterMs } from './limits'

export interface Snapshots {
  /** Something changed: keeps a snapshot before long. */
  readonly later: () => void
  /** Keeps one now, and none after. */
  readonly now: () => Promise<void>
}

export interface SnapshotsDeps {
  readonly vault: Vault
  readonly weaver: Weaver
  readonly keeper: Keeper
  readonly schedule: Schedule
}

export function createSnapshots({ vault, weaver, keeper, schedule }: SnapshotsDeps): Snapshots {
  let cancel: (() => void) | null = null
  let isDue = false
  let done = false

  async function keepOne(): Promise<void> {
    if (!isDue) return
    isDue = false
    // A snapshot of sigils that are not kept would be of no use to whoever opens it.
    await keeper.whenIdle()
    // Trouble with the vault is the keeper's to tell; opening rebuilds what is not here.
    await vault.keepSnapshot(weaver.snapshot()).catch(() => {})
  }

  return {
    later: () => {
      isDue = true
      if (done) return
      cancel ??= schedule.after(snapshotAfterMs, () => {
        cancel = null
        void keepOne()
      })
    },
    now: async () => {
      done = true
      cancel?.()
      await keepOne()
    },
  }
}

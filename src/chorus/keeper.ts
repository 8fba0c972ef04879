/**
 * Keeper: sees to it that every sigil reaches the vault, and says so only then
 * (PROTOCOL.md §SS). "Kept" means committed; a trouble never drops anything.
 */

import type { Schedule } from '../protocol/ports'
import type { Sigil } from '../protocol/sigil'
import type { Vault, VaultTrouble } from '../storage/vault'
import { deletionToldMs, keepAgainMs, vaultSilentMs } from './limits'
import { createLull } from './lull'

export interface Keeper {
  /**
   * Resolves once these and all that were handed in before are committed, however many attempts
   * that takes: a sigil is of no use after a restart without what it builds on [SS4]. After
   * {@link stop} it may reject, for own sigils alone: those of others can be had from others again.
   */
  readonly keep: (sigils: readonly Sigil[], own: boolean) => Promise<void>
  /** Resolves once all that was handed in so far is committed; rejects as {@link keep} does. */
  readonly whenKept: () => Promise<void>
  /** Own sigils not yet committed. */
  readonly unkept: () => number
  /** What stands in the way at present; a deletion a while longer, so that it can be read. */
  readonly trouble: () => VaultTrouble | null
  /** Resolves when no attempt is under way or to come. */
  readonly whenIdle: () => Promise<void>
  /** Tries what is left once more and gives up then: nobody could ever leave a full disk otherwise. */
  readonly stop: () => void
}

export interface KeeperDeps {
  readonly vault: Vault
  readonly schedule: Schedule
  /** Everything this tab holds, once it is read: kept anew where the database was deleted under us. */
  readonly everything: () => Promise<readonly Sigil[]>
  readonly changed: () => void
}

export function createKeeper({ vault, schedule, everything, changed }: KeeperDeps): Keeper {
  let ownOpen = 0
  let open = 0
  let trouble: VaultTrouble | null = null
  /** Told until then, however soon all is kept again. */
  let deletion: VaultTrouble | null = null
  let cancelDeletion: (() => void) | null = null
  let stopped = false
  /** Each ends one pause between attempts. */
  const pauses = new Set<() => void>()
  /** Resolves once all handed in so far is committed. */
  let allKept: Promise<unknown> = Promise.resolve()
  const lull = createLull(() => open === 0)

  async function keep(sigils: readonly Sigil[], own: boolean): Promise<void> {
    if (sigils.length === 0) return
    open += 1
    if (own) ownOpen += sigils.length
    const kept = Promise.all([keepUntilDone(sigils), allKept])
    allKept = kept
    try {
      await kept
      if (own) ownOpen -= sigils.length
    } catch (refused) {
      if (own) throw refused
    } finally {
      open -= 1
      lull.check()
      changed()
    }
  }

  async function keepUntilDone(sigils: readonly Sigil[]): Promise<void> {
    for (;;) {
      const stopWaiting = schedule.after(vaultSilentMs, () => setTrouble(silent))
      const refused = await vault.keep(sigils).then(() => null, asTrouble)
      stopWaiting()
      if (refused === null) return setTrouble(null)
      setTrouble(refused)
      if (stopped) throw Object.assign(new Error(refused.detail), { trouble: refused })
      await pause()
    }
  }

  const pause = (): Promise<void> =>
    new Promise((resolve) => {
      const wake = (): void => {
        cancel()
        pauses.delete(wake)
        resolve()
      }
      const cancel = schedule.after(keepAgainMs, wake)
      pauses.add(wake)
    })

  function setTrouble(next: VaultTrouble | null): void {
    if (trouble?.kind === next?.kind) return
    trouble = next
    changed()
  }

  function tellDeletion(told: VaultTrouble): void {
    deletion = told
    cancelDeletion?.()
    cancelDeletion = schedule.after(deletionToldMs, () => {
      deletion = null
      changed()
    })
  }

  const unwatch = vault.watch((told) => {
    if (told.kind === 'gone') tellDeletion(told)
    setTrouble(told)
    if (told.kind === 'gone') void keepAllAnew()
  })

  async function keepAllAnew(): Promise<void> {
    open += 1
    // Who is closed before all was read can't keep it, and nor can what came to be kept meanwhile.
    await everything()
      .then((sigils) => keep(sigils, false))
      .catch(() => {})
    open -= 1
    lull.check()
  }

  return {
    keep,
    whenKept: async () => {
      await allKept
    },
    unkept: () => ownOpen,
    trouble: () => trouble ?? deletion,
    whenIdle: lull.wait,
    stop: () => {
      stopped = true
      unwatch()
      cancelDeletion?.()
      for (const wake of pauses) wake()
    },
  }
}

const silent: VaultTrouble = { kind: 'silent', detail: 'no answer for ten seconds' }

export function asTrouble(error: unknown): VaultTrouble {
  const known = error as Partial<VaultTrouble> | null
  return typeof known?.kind === 'string' && typeof known.detail === 'string'
    ? (known as VaultTrouble)
    : { kind: 'failed', detail: error instanceof Error ? error.message : String(error) }
}

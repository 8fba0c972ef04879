/**
 * Disk: what one simulated browser keeps, and all the ways in which it fails to
 * (PROTOCOL.md §SM). A commit takes time, and a tab may be gone before it is done:
 * then it is on the disk or not, and nobody hears which.
 */

import type { ChorusId, SigilId } from '../protocol/ids'
import type { Entropy, Hash, Schedule } from '../protocol/ports'
import { createShelf, reachInto } from '../storage/memory-vault'
import type { Vault, VaultTrouble } from '../storage/vault'
import type { Random } from './random'
import type { Tally } from './tally'
import type { Time } from './time'

/** Chances for each commit. */
export interface DiskFaults {
  readonly full: number
  readonly dead: number
  /** It commits, and the page hears that it failed. */
  readonly lostNews: number
  /** Milliseconds that a commit takes at most. */
  readonly slowMs: number
}

export const soundDisk: DiskFaults = { full: 0, dead: 0, lostNews: 0, slowMs: 12 }

export interface Disk {
  /** Null where that can't be told from outside. */
  readonly holds: (id: SigilId) => boolean | null
  readonly setFaults: (faults: DiskFaults) => void
  /** Deletes everything under open tabs, as a browser's "clear site data" does. */
  readonly wipe: () => void
  readonly wasWiped: () => boolean
  readonly openVault: (chorus: ChorusId, tab: Opener) => Vault
}

/** The tab that opens a vault. */
export interface Opener {
  readonly isAlive: () => boolean
  readonly schedule: Schedule
}

export interface DiskDeps {
  readonly time: Time
  readonly random: Random
  readonly tally: Tally
}

/** Makes disks with the product's own vault on them. */
export type CreateIdbDisk = (
  deps: DiskDeps & { readonly entropy: Entropy; readonly hash: Hash },
) => Disk

export function createDisk({ time, random, tally }: DiskDeps): Disk {
  let faults = soundDisk
  let isWiped = false
  const watchers = new Set<(trouble: VaultTrouble) => void>()
  const shelf = createShelf()

  return {
    holds: (id) => shelf.sigils.has(id),
    setFaults: (next) => {
      faults = next
    },
    wasWiped: () => isWiped,
    wipe: () => {
      isWiped = true
      Object.assign(shelf, createShelf())
      for (const tell of watchers) tell({ kind: 'gone', detail: 'deleted while it was open' })
    },
    openVault,
  }

  function drawTrouble(writes: boolean): VaultTrouble | null {
    if (writes && random.chance(faults.full)) {
      tally.count('fault: quota exceeded')
      return { kind: 'full', detail: 'quota exceeded' }
    }
    if (random.chance(faults.dead)) {
      tally.count('fault: dead connection')
      return { kind: 'failed', detail: 'the connection was lost' }
    }
    return null
  }

  function openVault(_: ChorusId, { isAlive }: Opener): Vault {
    let isClosed = false
    const reach = reachInto(shelf)
    const own = new Set<(trouble: VaultTrouble) => void>()

    /** One transaction: whole or not at all. */
    function transact<T>(work: () => T, writes = true): Promise<T> {
      return new Promise((resolve, reject) => {
        const trouble = isClosed ? closedTrouble : drawTrouble(writes)
        const isNewsLost = trouble === null && random.chance(faults.lostNews)
        time.after(random.between(1, faults.slowMs), () => {
          if (!isAlive()) {
            const isDone = trouble === null && random.chance(0.5)
            tally.count(isDone ? 'fault: torn commit, done' : 'fault: torn commit, undone')
            if (isDone) work()
            return
          }
          if (trouble !== null) return reject(asError(trouble))
          const worked = work()
          if (!isNewsLost) return resolve(worked)
          tally.count('fault: news of a commit lost')
          reject(asError({ kind: 'failed', detail: 'aborted' }))
        })
      })
    }

    return {
      keep: (parcel) => transact(() => reach.keep(parcel)),
      all: () => transact(reach.all, false),
      read: async (take) => reach.give(await transact(reach.all, false), take),
      face: () => transact(reach.face, false),
      faceDigest: () => transact(() => shelf.face?.head.digest ?? null, false),
      keepFace: (change) => transact(() => reach.keepFace(change)),
      watch: (onTrouble) => {
        const tell = (trouble: VaultTrouble): void => {
          if (isAlive()) onTrouble(trouble)
        }
        own.add(tell)
        watchers.add(tell)
        return () => {
          own.delete(tell)
          watchers.delete(tell)
        }
      },
      close: () => {
        isClosed = true
        for (const tell of own) watchers.delete(tell)
      },
    }
  }
}

const closedTrouble: VaultTrouble = { kind: 'failed', detail: 'closed' }
const asError = (trouble: VaultTrouble): Error => Object.assign(new Error(trouble.detail), trouble)

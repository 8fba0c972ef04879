/**
 * Disk with the product's own vault on it: IndexedDB in memory, whose
 * connections die and whose quota runs out (PROTOCOL.md §SM, §VT). Its tasks are turns of
 * the event loop, so it takes no time of the world's own.
 */

import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'

import { createFaultyBrowser, type Fault } from '../storage/faulty-browser'
import { openIdbVault } from '../storage/idb-vault'
import { type CreateIdbDisk, soundDisk } from './disk'

const deadWays: readonly Fault[] = ['InvalidStateError', 'UnknownError', 'abort']

export const createIdbDisk: CreateIdbDisk = ({ random, tally, entropy, hash }) => {
  let faults = soundDisk

  function drawFault(): Fault | null {
    if (random.chance(faults.full)) {
      tally.count('fault: quota exceeded')
      return 'QuotaExceededError'
    }
    if (random.chance(faults.dead)) {
      tally.count('fault: dead connection')
      return random.pick(deadWays) ?? null
    }
    if (!random.chance(faults.lostNews)) return null
    tally.count('fault: news of a commit lost')
    return 'lost news'
  }

  const { factory } = createFaultyBrowser(new IDBFactory(), drawFault)

  return {
    holds: () => null,
    setFaults: (next) => {
      faults = next
    },
    // What becomes of a database deleted under open tabs is for the other disk, and for real browsers.
    wipe: () => {},
    wasWiped: () => false,
    openVault: (chorus, { schedule }) =>
      openIdbVault(chorus, { indexedDB: factory, schedule, entropy, hash }),
  }
}

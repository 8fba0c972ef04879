/** Keyring without a disk: for tests, the simulator and windows in which the browser stores nothing. */

import type { ChorusId } from '../protocol/ids'
import type { KeyMaker } from '../protocol/ports'
import { changed, type ChorusRecord, type Keyring } from './keyring'

/** What outlives a memory keyring's closing: one browser's keys. */
export interface KeyBox {
  readonly choruses: Map<ChorusId, ChorusRecord>
  readonly keys: Map<ChorusId, readonly unknown[]>
}

export function createKeyBox(): KeyBox {
  return { choruses: new Map(), keys: new Map() }
}

/** Several keyrings on one box are the tabs of one browser. */
export function createMemoryKeyring(maker: KeyMaker, box: KeyBox = createKeyBox()): Keyring {
  return {
    choruses: async () => [...box.choruses.values()].toSorted((a, b) => b.openedMs - a.openedMs),
    chorus: async (id) => box.choruses.get(id),
    keepChorus: async (record) => {
      box.choruses.set(record.id, record)
    },
    changeChorus: async (id, change) => {
      const record = box.choruses.get(id)
      if (record !== undefined) box.choruses.set(id, changed(record, change))
    },
    forgetChorus: async (id) => {
      box.choruses.delete(id)
      box.keys.delete(id)
    },
    forgetKeys: async (id) => void box.keys.delete(id),
    signers: async (id) => Promise.all((box.keys.get(id) ?? []).map(maker.revive)),
    keepKey: async (id, stored) => {
      box.keys.set(id, [...(box.keys.get(id) ?? []), stored])
    },
    // No browser deletes what lies in memory.
    guard: async () => () => undefined,
    close: () => undefined,
  }
}

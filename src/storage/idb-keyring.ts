/**
 * Keyring in IndexedDB: one database a browser, `aetherlink` (PROTOCOL.md §KR).
 *
 * Keys are written with strict durability, unlike sigils: a lost sigil comes
 * back from its neighbours, a lost key comes back from nowhere.
 */

import type { ChorusId } from '../protocol/ids'
import type { KeyMaker, Signer } from '../protocol/ports'
import { type DatabaseDeps, openDatabase, type Schema } from './database'
import type { ChorusRecord, Keyring } from './keyring'
import { asError } from './trouble'

interface KeyringSchema extends Schema {
  choruses: { key: ChorusId; value: ChorusRecord }
  /** Keys are handed out by IndexedDB in the order of minting. */
  keys: { key: number; value: StoredKey; indexes: { chorus: ChorusId } }
}

interface StoredKey {
  readonly chorus: ChorusId
  /** In the form of the {@link KeyMaker}, whatever that is. */
  readonly stored: unknown
}

const keyringName = 'aetherlink'

export function openIdbKeyring(maker: KeyMaker, deps: DatabaseDeps): Keyring {
  const database = openDatabase<KeyringSchema>({ name: keyringName, version: 1, build }, deps)

  async function signers(id: ChorusId): Promise<readonly Signer[]> {
    const keys = await database.transact({ stores: ['keys'], mode: 'readonly' }, (tx) =>
      tx.objectStore('keys').index('chorus').getAll(id),
    )
    return Promise.all(keys.map(({ stored }) => maker.revive(stored)))
  }

  /** [KR2] Some browsers take a key and give back null: read back, so that it is found out in time. */
  async function keepKey(chorus: ChorusId, stored: unknown): Promise<void> {
    const key = await database.transact(
      { stores: ['keys'], mode: 'readwrite', durability: 'strict' },
      (tx) => tx.objectStore('keys').add({ chorus, stored }),
    )
    const kept = await database.transact({ stores: ['keys'], mode: 'readonly' }, (tx) =>
      tx.objectStore('keys').get(key),
    )
    if (kept?.stored === undefined || kept.stored === null) throw asError(keyLostTrouble)
  }

  return {
    choruses: async () => {
      const records = await database.transact({ stores: ['choruses'], mode: 'readonly' }, (tx) =>
        tx.objectStore('choruses').getAll(),
      )
      return records.toSorted((a, b) => b.openedMs - a.openedMs)
    },
    chorus: (id) =>
      database.transact({ stores: ['choruses'], mode: 'readonly' }, (tx) =>
        tx.objectStore('choruses').get(id),
      ),
    keepChorus: (record) =>
      database.transact(
        { stores: ['choruses'], mode: 'readwrite', durability: 'strict' },
        async (tx) => {
          await tx.objectStore('choruses').put(record, record.id)
        },
      ),
    changeChorus: (id, change) =>
      database.transact(
        { stores: ['choruses'], mode: 'readwrite', durability: 'strict' },
        async (tx) => {
          const record = await tx.objectStore('choruses').get(id)
          if (record !== undefined)
            await tx.objectStore('choruses').put({ ...record, ...change }, id)
        },
      ),
    forgetChorus: (id) =>
      database.transact(
        { stores: ['choruses', 'keys'], mode: 'readwrite', durability: 'strict' },
        async (tx) => {
          const keys = await tx.objectStore('keys').index('chorus').getAllKeys(id)
          await Promise.all([
            tx.objectStore('choruses').delete(id),
            ...keys.map((key) => tx.objectStore('keys').delete(key)),
          ])
        },
      ),
    signers,
    keepKey,
    close: database.close,
  }
}

const keyLostTrouble = {
  kind: 'failed',
  detail: 'This browser does not give back the keys it stores, so it could not take part again.',
} as const

const build: Parameters<typeof openDatabase<KeyringSchema>>[0]['build'] = (fresh) => {
  fresh.createObjectStore('choruses')
  fresh.createObjectStore('keys', { autoIncrement: true }).createIndex('chorus', 'chorus')
}

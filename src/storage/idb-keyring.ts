/**
 * Keyring in IndexedDB: one database a browser, `aetherlink` (PROTOCOL.md §KR).
 *
 * Keys are written with strict durability, unlike sigils: a lost sigil comes
 * back from its neighbours, a lost key comes back from nowhere.
 */

import { type ChorusId, weaverIdFrom, type WeaverId } from '../protocol/ids'
import type { KeyMaker, Signer } from '../protocol/ports'
import { type DatabaseDeps, openDatabase, type Schema } from './database'
import { changed, type ChorusRecord, type Keyring } from './keyring'
import { healAgainMs } from './limits'
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

/** What a tab holds of a chorus that it has open. */
interface Guarded {
  record: ChorusRecord
  readonly stored: unknown
}

const keyringName = 'aetherlink'

/** Begins to open at once, whether or not the maker is there already. */
export function openIdbKeyring(maker: Pick<KeyMaker, 'revive'>, deps: DatabaseDeps): Keyring {
  const database = openDatabase<KeyringSchema>({ name: keyringName, version: 1, build }, deps)
  const guarded = new Map<ChorusId, Guarded>()

  const keysOf = (id: ChorusId): Promise<readonly StoredKey[]> =>
    database.transact({ stores: ['keys'], mode: 'readonly' }, (tx) =>
      tx.objectStore('keys').index('chorus').getAll(id),
    )

  const signers = async (id: ChorusId): Promise<readonly Signer[]> =>
    Promise.all((await keysOf(id)).map(({ stored }) => maker.revive(stored)))

  const recordOf = (id: ChorusId): Promise<ChorusRecord | undefined> =>
    database.transact({ stores: ['choruses'], mode: 'readonly' }, (tx) =>
      tx.objectStore('choruses').get(id),
    )

  async function guard(id: ChorusId, weaver: WeaverId): Promise<() => void> {
    const [record, keys] = await Promise.all([recordOf(id), keysOf(id)])
    const revived = await Promise.all(keys.map(({ stored }) => maker.revive(stored)))
    const own = keys[revived.findIndex(({ key }) => weaverIdFrom(key) === weaver)]
    if (record === undefined || own === undefined) return () => undefined
    guarded.set(id, { record, stored: own.stored })
    return () => guarded.delete(id)
  }

  /** [KR7] Each tab its own key, so none comes twice; the record from whichever tab is first. */
  async function keepAnew(): Promise<void> {
    await database.transact(
      { stores: ['choruses', 'keys'], mode: 'readwrite', durability: 'strict' },
      async (tx) => {
        for (const [id, { record, stored }] of guarded) {
          const known = await tx.objectStore('choruses').get(id)
          if (known === undefined) await tx.objectStore('choruses').put(record, id)
          await tx.objectStore('keys').add({ chorus: id, stored })
        }
      },
    )
  }

  /** Until it succeeds: without its key this browser could not take part again. */
  function heal(): void {
    keepAnew().catch(() => deps.schedule.after(healAgainMs, heal))
  }

  database.watch(({ kind }) => {
    if (kind === 'gone' && guarded.size > 0) heal()
  })

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

  function forget(id: ChorusId, whole: boolean): Promise<void> {
    return database.transact(
      { stores: ['choruses', 'keys'], mode: 'readwrite', durability: 'strict' },
      async (tx) => {
        const keys = await tx.objectStore('keys').index('chorus').getAllKeys(id)
        const gone = keys.map((key) => tx.objectStore('keys').delete(key))
        if (whole) gone.push(tx.objectStore('choruses').delete(id))
        await Promise.all(gone)
      },
    )
  }

  return {
    choruses: async () => {
      const records = await database.transact({ stores: ['choruses'], mode: 'readonly' }, (tx) =>
        tx.objectStore('choruses').getAll(),
      )
      return records.toSorted((a, b) => b.openedMs - a.openedMs)
    },
    chorus: recordOf,
    keepChorus: (record) =>
      database.transact(
        { stores: ['choruses'], mode: 'readwrite', durability: 'strict' },
        async (tx) => {
          await tx.objectStore('choruses').put(record, record.id)
        },
      ),
    changeChorus: (id, change) => {
      const held = guarded.get(id)
      if (held !== undefined) held.record = changed(held.record, change)
      return database.transact(
        { stores: ['choruses'], mode: 'readwrite', durability: 'strict' },
        async (tx) => {
          const record = await tx.objectStore('choruses').get(id)
          if (record !== undefined) {
            await tx.objectStore('choruses').put(changed(record, change), id)
          }
        },
      )
    },
    forgetChorus: (id) => forget(id, true),
    forgetKeys: (id) => forget(id, false),
    signers,
    keepKey,
    guard,
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

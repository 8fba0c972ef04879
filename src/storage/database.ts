/**
 * One IndexedDB database and the connection to it (PROTOCOL.md §VT). The only file that knows `idb`.
 *
 * In the field, IndexedDB fails by losing its connection far more often than by
 * running out of room, and a handle that was lost once never works again. So a
 * handle is never tried twice: each attempt after a failure opens its own.
 */

import { type DBSchema, type IDBPDatabase, type IDBPTransaction, type StoreNames, wrap } from 'idb'

import { toHex } from '../protocol/bytes'
import type { Entropy, Schedule } from '../protocol/ports'
import { openPatienceMs, reopenDelaysMs } from './limits'
import { asError, causeAmong, closedTrouble, isLasting, troubleFrom } from './trouble'
import type { VaultTrouble } from './vault'

/** Stores and what they hold, for the compiler. */
export type Schema = DBSchema

export interface DatabaseDeps {
  readonly indexedDB: IDBFactory
  readonly schedule: Schedule
  readonly entropy: Entropy
}

export interface DatabaseForm<S extends Schema> {
  readonly name: string
  readonly version: number
  /** Makes the stores. Called within the upgrade, when there is none yet. */
  readonly build: (fresh: IDBPDatabase<S>) => void
}

interface Scope<Names, Mode extends IDBTransactionMode> {
  readonly stores: Names
  readonly mode: Mode
  /** `strict` waits for the disk; `relaxed` survives a crash of the browser, not of the machine. */
  readonly durability?: IDBTransactionDurability
}

export interface Database<S extends Schema> {
  /**
   * Does `work` in one transaction, whole or not at all, and resolves once it is
   * committed. After a failure it is done again on a fresh handle, at most three
   * times [VT5]: a commit whose news was lost is done twice, so `work` must bear
   * repeating. Rejects with a VaultTrouble.
   *
   * Where the handle lives, the transaction exists before this returns.
   */
  readonly transact: <Names extends ArrayLike<StoreNames<S>>, Mode extends IDBTransactionMode, T>(
    scope: Scope<Names, Mode>,
    work: (tx: IDBPTransaction<S, Names, Mode>) => Promise<T>,
  ) => Promise<T>
  readonly watch: (onTrouble: (trouble: VaultTrouble) => void) => () => void
  /** What is under way still commits. */
  readonly close: () => void
}

/** Begins to open at once; every call waits for that by itself. */
export function openDatabase<S extends Schema>(
  form: DatabaseForm<S>,
  deps: DatabaseDeps,
): Database<S> {
  const watchers = new Set<(trouble: VaultTrouble) => void>()
  let live: IDBPDatabase<S> | null = null
  let opening: Promise<IDBPDatabase<S>> | null = null
  /** Birth mark of the database last opened; another one means that ours was deleted [VT8]. */
  let born: string | null = null
  let closed = false

  function tell(trouble: VaultTrouble): void {
    if (!closed) for (const watcher of watchers) watcher(trouble)
  }

  function connect(): Promise<IDBPDatabase<S>> {
    opening ??= openFresh().finally(() => {
      opening = null
    })
    return opening
  }

  async function openFresh(): Promise<IDBPDatabase<S>> {
    const hurry = deps.schedule.after(openPatienceMs, tellBlocked)
    try {
      const db = await openHandle(form, deps, tellBlocked)
      const mark = await readBirth(db)
      if (closed) {
        db.close()
        throw asError(closedTrouble)
      }
      listen(db)
      live = db
      const wasGone = born !== null && born !== mark
      born = mark
      if (wasGone) tell(goneTrouble)
      return db
    } finally {
      hurry()
    }
  }

  function tellBlocked(): void {
    tell({ kind: 'blocked', detail: 'Another tab holds on to this chorus’s storage: close it.' })
  }

  function listen(db: IDBPDatabase<S>): void {
    db.addEventListener('close', () => {
      drop(db)
      // Clearing site data ends connections in this way: opening anew finds out [VT8].
      if (!closed) persist(async () => undefined).catch(tell)
    })
    db.addEventListener('versionchange', ({ newVersion }) => {
      // To hold on would block whoever asks, for ever.
      drop(db)
      if (newVersion === null) {
        born = null
        tell(goneTrouble)
      } else tell(outdatedTrouble)
    })
  }

  function drop(db: IDBPDatabase<S> | null): void {
    if (live === db) live = null
    db?.close()
  }

  /** [VT5] Does `work` on a live handle, and after each failure on a fresh one. */
  async function persist<T>(work: (db: IDBPDatabase<S>) => Promise<T>): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      if (closed) throw asError(closedTrouble)
      let db = live
      try {
        db ??= await connect()
        return await work(db)
      } catch (error) {
        drop(db)
        const delayMs = reopenDelaysMs[attempt]
        if (delayMs === undefined || isLasting(error)) throw asError(troubleFrom(error))
        await pause(delayMs)
      }
    }
  }

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      deps.schedule.after(ms, resolve)
    })

  // A failure here is met again, and told, by the first call.
  connect().catch(() => undefined)

  return {
    transact: (scope, work) => persist((db) => within(db, scope, work)),
    watch: (onTrouble) => {
      watchers.add(onTrouble)
      return () => watchers.delete(onTrouble)
    },
    close: () => {
      closed = true
      live?.close()
      live = null
    },
  }
}

/** Resolves once it is gone; other tabs let go of it when asked. Rejects with a VaultTrouble. */
export async function deleteDatabase(name: string, factory: IDBFactory): Promise<void> {
  try {
    await wrap(factory.deleteDatabase(name))
  } catch (error) {
    throw asError(troubleFrom(error))
  }
}

const goneTrouble: VaultTrouble = {
  kind: 'gone',
  detail: 'This browser’s copy was deleted while it was open.',
}
const outdatedTrouble: VaultTrouble = {
  kind: 'blocked',
  detail: 'A newer Aetherlink runs in another tab: reload this one.',
}

const birthStore = 'birth'
const birthKey = 'mark'
const birthBytes = 16

async function openHandle<S extends Schema>(
  form: DatabaseForm<S>,
  deps: DatabaseDeps,
  onBlocked: () => void,
): Promise<IDBPDatabase<S>> {
  const request = deps.indexedDB.open(form.name, form.version)
  request.addEventListener('blocked', onBlocked)
  request.addEventListener('upgradeneeded', () => {
    const fresh = request.result
    fresh.createObjectStore(birthStore).put(toHex(deps.entropy.bytes(birthBytes)), birthKey)
    form.build(wrap(fresh) as unknown as IDBPDatabase<S>)
  })
  return (await wrap(request)) as unknown as IDBPDatabase<S>
}

function readBirth<S extends Schema>(db: IDBPDatabase<S>): Promise<string> {
  const anyStores = db as unknown as IDBPDatabase
  return anyStores.get(birthStore, birthKey) as Promise<string>
}

async function within<
  S extends Schema,
  Names extends ArrayLike<StoreNames<S>>,
  Mode extends IDBTransactionMode,
  T,
>(
  db: IDBPDatabase<S>,
  { stores, mode, durability = 'relaxed' }: Scope<Names, Mode>,
  work: (tx: IDBPTransaction<S, Names, Mode>) => Promise<T>,
): Promise<T> {
  const tx = db.transaction(stores, mode, { durability })
  const working = work(tx)
  const [worked, ended] = await Promise.allSettled([abortOnFailure(working, tx), tx.done])
  if (worked.status === 'fulfilled' && ended.status === 'fulfilled') return worked.value
  throw causeAmong(
    [worked, ended].flatMap((end) => (end.status === 'rejected' ? [end.reason as unknown] : [])),
  )
}

/** Half of the work must not commit: a put that throws at once leaves its transaction open. */
async function abortOnFailure<T>(
  working: Promise<T>,
  tx: { readonly abort: () => void },
): Promise<T> {
  try {
    return await working
  } catch (error) {
    try {
      tx.abort()
    } catch {
      // Over already: a failed request has aborted it.
    }
    throw error
  }
}

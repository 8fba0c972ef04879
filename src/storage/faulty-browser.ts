/** For tests: what a database needs of a browser, in which faults come on demand and time is moved by hand. */

import { IDBVersionChangeEvent } from 'fake-indexeddb'

import type { Schedule } from '../protocol/ports'
import type { DatabaseDeps } from './database'
import { reopenDelaysMs } from './limits'

const longestRetryMs = Math.max(...reopenDelaysMs)

export interface HandSchedule extends Schedule {
  /** Calls back, in order, whatever waits longer than a retry does. */
  readonly fire: () => void
}

/** Retries come at once; folds and patience only when told to. */
export function createHandSchedule(): HandSchedule {
  const waiting = new Set<() => void>()
  return {
    after: (delayMs, callBack) => {
      if (delayMs <= longestRetryMs) setImmediate(callBack)
      else waiting.add(callBack)
      return () => waiting.delete(callBack)
    },
    fire: () => {
      const due = [...waiting]
      waiting.clear()
      for (const callBack of due) callBack()
    },
  }
}

export function stillDeps(
  indexedDB: IDBFactory,
  schedule: Schedule = createHandSchedule(),
): DatabaseDeps {
  let drawn = 0
  return {
    indexedDB,
    schedule,
    entropy: { bytes: (length) => new Uint8Array(length).fill((drawn += 1)) },
  }
}

/** What may befall one transaction. */
export type Fault =
  /** The handle died earlier: `transaction` throws. */
  | 'InvalidStateError'
  | 'UnknownError'
  | 'QuotaExceededError'
  /** The transaction begins, and is undone. */
  | 'abort'
  /** It commits, and the news of that is lost: the page hears of an abort. */
  | 'lost news'

export interface FaultyBrowser {
  readonly factory: IDBFactory
  /** Handles opened so far, newest last. */
  readonly handles: readonly IDBDatabase[]
  /** Transactions asked for so far, that of the birth mark aside. */
  readonly transactions: () => number
}

/**
 * A browser whose storage fails as `faultAt` says, asked once a transaction
 * (counted from 0), and whose disk refuses single records above `room` bytes.
 */
export function createFaultyBrowser(
  factory: IDBFactory,
  faultAt: (nth: number) => Fault | null,
  room: () => number = () => Infinity,
  onOptions: (options?: IDBTransactionOptions) => void = () => undefined,
): FaultyBrowser {
  const handles: IDBDatabase[] = []
  let asked = 0

  function breakHandle(db: IDBDatabase): void {
    handles.push(db)
    const begin = db.transaction.bind(db)
    db.transaction = (stores, mode, options) => {
      const isBirth = stores === 'birth'
      const fault = isBirth ? null : faultAt(asked++)
      if (!isBirth) onOptions(options)
      if (fault !== null && fault !== 'abort' && fault !== 'lost news') {
        throw new DOMException(`injected ${fault}`, fault)
      }
      const tx = begin(stores, mode, options)
      if (fault === 'abort') abortSoon(tx)
      if (fault === 'lost news') loseNews(tx)
      fillUp(tx, room)
      return tx
    }
  }

  return {
    factory: new Proxy(factory, {
      get: (target, property) => {
        if (property !== 'open') return Reflect.get(target, property).bind(target)
        return (name: string, version: number) => {
          const request = target.open(name, version)
          request.addEventListener('success', () => breakHandle(request.result))
          return request
        }
      },
    }),
    handles,
    transactions: () => asked,
  }
}

/** Once its first requests are placed, and before an explicit commit could forestall it. */
function abortSoon(tx: IDBTransaction): void {
  tx.commit = () => undefined
  queueMicrotask(() => tx.abort())
}

function loseNews(tx: IDBTransaction): void {
  tx.addEventListener('complete', (event) => {
    event.stopImmediatePropagation()
    tx.dispatchEvent(new IDBVersionChangeEvent('abort'))
  })
}

function fillUp(tx: IDBTransaction, room: () => number): void {
  const storeOf = tx.objectStore.bind(tx)
  tx.objectStore = (name) => {
    const store = storeOf(name)
    const add = store.add.bind(store)
    store.add = (value: { pack?: Uint8Array }) => {
      if ((value.pack?.length ?? 0) > room()) throw new DOMException('full', 'QuotaExceededError')
      return add(value)
    }
    return store
  }
}

/**
 * Vault in IndexedDB: one database a chorus, shared by the browser's tabs (PROTOCOL.md §VT).
 *
 * What comes live goes into a journal, a record a commit; once that is long it
 * is folded into packs. Tabs never agree on anything: each writes what it
 * integrates, so a sigil may lie there several times, and readers skip repeats.
 */

import type { ChorusId, SigilId } from '../protocol/ids'
import type { Hash } from '../protocol/ports'
import type { Sigil } from '../protocol/sigil'
import { type DatabaseDeps, deleteDatabase, openDatabase } from './database'
import { foldJournal } from './folding'
import { createFaceShelf } from './idb-face'
import { createCoverage, lastKeyOf } from './journal'
import { foldAfterRecords, foldDelayMs, maxCommitSigils } from './limits'
import { packIn, packSigils, sigilsIn, slicesOf, withoutRepeats } from './packing'
import { asError, closedTrouble } from './trouble'
import type { TakeSlice, Vault, VaultTrouble } from './vault'
import type { VaultSchema } from './vault-schema'

/** One call of `keep`, not yet answered. */
interface Parcel {
  readonly sigils: readonly Sigil[]
  readonly resolve: () => void
  readonly reject: (trouble: unknown) => void
}

export const vaultName = (chorus: ChorusId): string => `aetherlink/${chorus}`

export interface VaultDeps extends DatabaseDeps {
  readonly hash: Hash
}

export function openIdbVault(chorus: ChorusId, deps: VaultDeps): Vault {
  const { hash } = deps
  const name = vaultName(chorus)
  const database = openDatabase<VaultSchema>({ name, version: 1, build }, deps)
  const watchers = new Set<(trouble: VaultTrouble) => void>()
  const outbox: Parcel[] = []
  const coverage = createCoverage()
  let flushing: Promise<void> | null = null
  /** Records in the journal, as far as this tab knows: others write there too. */
  let journalled = 0
  let cancelFold: (() => void) | null = null
  let closed = false

  function keep(sigils: readonly Sigil[]): Promise<void> {
    if (sigils.length === 0) return Promise.resolve()
    if (closed) return Promise.reject(asError(closedTrouble))
    return new Promise((resolve, reject) => {
      outbox.push({ sigils, resolve, reject })
      // Not within this call: beginning a transaction takes longer than telling a neighbour.
      queueMicrotask(flush)
    })
  }

  /** One transaction at a time; what is handed in meanwhile shares the next ones [VT4]. */
  function flush(): void {
    if (flushing !== null || outbox.length === 0) return
    const parcels = takeFirst(outbox)
    flushing = commit(parcels).then(() => {
      flushing = null
      flush()
      foldLater()
    })
  }

  async function commit(parcels: readonly Parcel[]): Promise<void> {
    try {
      await write(parcels.flatMap(({ sigils }) => sigils))
      for (const { resolve } of parcels) resolve()
    } catch (error) {
      const trouble = error as VaultTrouble
      if (trouble.kind === 'full' && parcels.length > 1) await commitWhatFits(parcels)
      else for (const { reject } of parcels) reject(trouble)
    }
  }

  /** One's own small edit must not fail along with a stranger's large gift [VT7]. */
  async function commitWhatFits(parcels: readonly Parcel[]): Promise<void> {
    const smallestFirst = parcels.toSorted((a, b) => sizeOf(a) - sizeOf(b))
    let full: unknown = null
    for (const { sigils, resolve, reject } of smallestFirst) {
      if (full === null) {
        full = await write(sigils).then(
          () => null,
          (trouble: unknown) => trouble,
        )
      }
      if (full === null) resolve()
      else reject(full)
    }
  }

  async function write(sigils: readonly Sigil[]): Promise<void> {
    const records = packSigils(withoutRepeats(sigils), hash)
    const keys = await database.transact({ stores: ['journal'], mode: 'readwrite' }, async (tx) => {
      const added: Promise<number>[] = []
      for (const record of records) {
        const adding = tx.objectStore('journal').add(record)
        // Awaited below, unless a later one throws at once: then the transaction is undone.
        adding.catch(() => undefined)
        added.push(adding)
      }
      // Without this a page that is going away never hears of its requests, and so never commits.
      tx.commit()
      return Promise.all(added)
    })
    coverage.wrote(keys)
    journalled += records.length
  }

  function foldLater(): void {
    if (closed || cancelFold !== null || journalled < foldAfterRecords) return
    cancelFold = deps.schedule.after(foldDelayMs, () => {
      cancelFold = null
      fold().catch(tell)
    })
  }

  async function fold(): Promise<void> {
    const folded = await foldJournal(database, { unpack, hash })
    journalled = Math.max(0, journalled - folded)
    if (folded > 0) foldLater()
  }

  async function all(): Promise<readonly Sigil[]> {
    const sigils: Sigil[] = []
    await read(async (slice) => {
      for (const sigil of slice) sigils.push(sigil)
      return true
    })
    return sigils
  }

  /** One transaction for all records, since folding moves sigils between them; then each is unpacked little by little. */
  async function read(take: TakeSlice): Promise<void> {
    const [packs, journal, last] = await database.transact(
      { stores: ['packs', 'journal'], mode: 'readonly' },
      (tx) =>
        Promise.all([
          tx.objectStore('packs').getAll(),
          tx.objectStore('journal').getAll(),
          lastKeyOf(tx.objectStore('journal')),
        ]),
    )
    coverage.reads(last)
    journalled = journal.length
    foldLater()
    const given = new Set<SigilId>()
    let damaged = 0
    for (const slice of slicesOf([...packs, ...journal], chorus, hash)) {
      // A set takes an id but once, within a slice as across them.
      const fresh = slice?.filter(({ id }) => !given.has(id) && given.add(id)) ?? []
      if (slice === null) damaged += 1
      else if (fresh.length > 0 && !(await take(fresh))) return
    }
    if (damaged > 0) tell(damageTrouble(damaged))
    else coverage.hasRead()
  }

  /** Null where the record is damaged. */
  function unpack(record: unknown): readonly Sigil[] | null {
    const pack = packIn(record, hash)
    return pack === null ? null : sigilsIn(pack, chorus, hash)
  }

  function tell(trouble: VaultTrouble): void {
    for (const watcher of watchers) watcher(trouble)
  }

  async function close(): Promise<void> {
    closed = true
    cancelFold?.()
    // Not after the one under way: a page that is going away may not live to see that end.
    const rest = commit(outbox.splice(0))
    await Promise.all([flushing, rest])
    if (journalled >= foldAfterRecords) await fold()
  }

  database.watch((trouble) => {
    if (trouble.kind === 'gone') coverage.forget()
    tell(trouble)
  })

  return {
    keep,
    all,
    read,
    ...createFaceShelf(database, coverage),
    watch: (onTrouble) => {
      watchers.add(onTrouble)
      return () => watchers.delete(onTrouble)
    },
    close: () => {
      close().then(database.close, (trouble: VaultTrouble) => {
        tell(trouble)
        database.close()
      })
    },
  }
}

/** Deletes this browser's copy of a chorus; tabs that have it open are told [VT8]. */
export function deleteVault(chorus: ChorusId, factory: IDBFactory): Promise<void> {
  return deleteDatabase(vaultName(chorus), factory)
}

const build: Parameters<typeof openDatabase<VaultSchema>>[0]['build'] = (fresh) => {
  fresh.createObjectStore('journal', { autoIncrement: true })
  fresh.createObjectStore('packs', { autoIncrement: true })
  fresh.createObjectStore('snapshot')
}

/** Takes out as many as can be packed without holding up the page. */
function takeFirst(outbox: Parcel[]): readonly Parcel[] {
  let sigils = 0
  const rest = outbox.findIndex((parcel) => (sigils += parcel.sigils.length) > maxCommitSigils)
  return outbox.splice(0, rest < 0 ? outbox.length : Math.max(1, rest))
}

function sizeOf({ sigils }: Parcel): number {
  return sigils.reduce((size, { bytes }) => size + bytes.length, 0)
}

function damageTrouble(records: number): VaultTrouble {
  return {
    kind: 'failed',
    detail: `${records} damaged records were passed over; their sigils come back from other weavers.`,
  }
}

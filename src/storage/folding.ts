/**
 * Folding: what becomes of the oldest of a journal (PROTOCOL.md §VT, [VT6]). Short records become
 * packs, long ones are packs already and are only moved.
 */

import type { Hash } from '../protocol/ports'
import type { Sigil } from '../protocol/sigil'
import type { Database } from './database'
import { lastKeyOf } from './journal'
import { leastFolded, maxCommitSigils, minPackSigils } from './limits'
import { packIn, packSigils, type PackedSigils, withoutRepeats } from './packing'
import type { VaultSchema } from './vault-schema'

/**
 * Takes up the oldest of the journal, in its order. As much as the page has time for: resolves with
 * how many records that were, and where they were any there may be more.
 */
export async function foldJournal(
  database: Pick<Database<VaultSchema>, 'transact'>,
  deps: FoldDeps,
  least = leastFolded,
): Promise<number> {
  const scope = { stores: ['journal', 'packs'], mode: 'readwrite' } as const
  const [folded, looked] = await database.transact(scope, async (tx) => {
    const journal = tx.objectStore('journal')
    const packs = tx.objectStore('packs')
    const [[keys, all], last, newest] = await Promise.all([
      oldestOf(journal, least),
      packs.openCursor(null, 'prev'),
      lastKeyOf(journal),
    ])
    // The newest stays, so that its key tells whether anything came since a face was kept [SN9].
    const records = all.filter((_, nth) => keys[nth] !== newest)
    const unfilled = last === null ? null : unfilledPack(last.value, deps)
    const { written, read } = foldRecords(records, unfilled ?? [], deps)
    await Promise.all([
      ...written.map(async (pack, nth) =>
        nth === 0 && unfilled !== null ? packs.put(pack, last?.key) : packs.add(pack),
      ),
      // No other tab writes between our reading and this: the transaction holds both stores.
      // A damaged record stays where it is.
      ...keys.flatMap((key, nth) => (read.has(nth) ? [journal.delete(key)] : [])),
    ])
    return [read.size, all.length]
  })
  // Damaged ones alone, which stay: what can be folded lies behind them.
  return folded === 0 && looked >= least ? foldJournal(database, deps, 4 * looked) : folded
}

interface Journal {
  readonly getAllKeys: (query: null, most: number) => Promise<readonly number[]>
  readonly getAll: (query: null, most: number) => Promise<readonly PackedSigils[]>
}

/** Enough of them for a fold. How long they are shows as they are read: all of a long journal may be many megabytes. */
async function oldestOf(
  journal: Journal,
  least: number,
): Promise<readonly [keys: readonly number[], records: readonly PackedSigils[]]> {
  for (let most = least; ; most *= 4) {
    const [keys, records] = await Promise.all([
      journal.getAllKeys(null, most),
      journal.getAll(null, most),
    ])
    const sigils = records.reduce((sum, { count }) => sum + count, 0)
    if (records.length < most || sigils >= maxCommitSigils) return [keys, records]
  }
}

/** The sigils of a pack with room for more; null where it is full, or damaged. */
function unfilledPack(record: PackedSigils, { unpack }: FoldDeps): readonly Sigil[] | null {
  return record.count < minPackSigils ? unpack(record) : null
}

export interface FoldDeps {
  /** Null where the record is damaged. */
  readonly unpack: (record: PackedSigils) => readonly Sigil[] | null
  readonly hash: Hash
}

interface Folded {
  /** In order; the first holds `before`, where there is any. */
  readonly written: readonly PackedSigils[]
  /** Which of the records that was, counted from 0. A damaged one is none of them. */
  readonly read: ReadonlySet<number>
}

/** As many of the records as the page has time for. */
function foldRecords(
  records: readonly PackedSigils[],
  before: readonly Sigil[],
  { unpack, hash }: FoldDeps,
): Folded {
  const written: PackedSigils[] = []
  const read = new Set<number>()
  let run = [...before]
  let sigils = 0
  const endRun = (): void => {
    written.push(...packSigils(withoutRepeats(run), hash))
    run = []
  }
  for (const [nth, record] of records.entries()) {
    if (sigils >= maxCommitSigils) break
    const isLong = record.count >= minPackSigils && packIn(record, hash) !== null
    const found = isLong ? [] : unpack(record)
    if (found === null) continue
    read.add(nth)
    run.push(...found)
    sigils += found.length
    if (!isLong) continue
    endRun()
    written.push(record)
  }
  endRun()
  return { written, read }
}

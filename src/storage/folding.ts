/**
 * Folding: what becomes of the oldest of a journal (PROTOCOL.md §VT, [VT6]). Short records become
 * packs, long ones are packs already and are only moved.
 */

import type { Hash } from '../protocol/ports'
import type { Sigil } from '../protocol/sigil'
import { maxCommitSigils, minPackSigils } from './limits'
import { packIn, packSigils, type PackedSigils, withoutRepeats } from './packing'

export interface FoldDeps {
  /** Null where the record is damaged. */
  readonly unpack: (record: PackedSigils) => readonly Sigil[] | null
  readonly hash: Hash
}

export interface Folded {
  /** In order; the first holds `before`, where there is any. */
  readonly written: readonly PackedSigils[]
  /** Which of the records that was, counted from 0. A damaged one is none of them. */
  readonly read: ReadonlySet<number>
}

/** As many of the records as the page has time for. */
export function foldRecords(
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

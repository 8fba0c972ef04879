/**
 * Many sigils in one stored record (PROTOCOL.md §VT): a pack, and a hash by which a disk's
 * mistakes are found out. In a pack a row leans on those before it, so one wrong bit would
 * make other sigils of all that follow, whose seals nobody checks again.
 */

import { equalBytes } from '../protocol/bytes'
import type { ChorusId } from '../protocol/ids'
import { createPackWriter, packAsItIs, packedBytes } from '../protocol/pack'
import { createPackReader } from '../protocol/pack-reader'
import type { Hash } from '../protocol/ports'
import type { Sigil } from '../protocol/sigil'
import { maxRecordBytes, maxRecordSigils, readSlice } from './limits'

export interface PackedSigils {
  readonly pack: Uint8Array
  /** Of {@link pack}. */
  readonly hash: Uint8Array
  readonly count: number
}

/** What builds before packs stored: ids, lengths and bytes, each end to end. */
interface PlainSigils {
  readonly ids: Uint8Array
  readonly lengths: Uint32Array
  readonly bytes: Uint8Array
}

const idBytes = 32

/** As few records as the limits allow, in order. */
export function packSigils(sigils: readonly Sigil[], hash: Hash): readonly PackedSigils[] {
  const records: PackedSigils[] = []
  let writer = createPackWriter()
  const finish = (): void => {
    if (writer.count() === 0) return
    const pack = writer.finish()
    records.push({ pack, hash: hash(pack), count: writer.count() })
    writer = createPackWriter()
  }
  for (const sigil of sigils) {
    const isFull =
      writer.count() === maxRecordSigils || writer.length() + packedBytes(sigil) > maxRecordBytes
    if (isFull) finish()
    writer.add(sigil)
  }
  finish()
  return records
}

/** Null where the hash does not fit: the disk, not we, wrote that record [VT9]. */
export function packIn(record: unknown, hash: Hash): Uint8Array | null {
  const { pack, hash: told } = (record ?? {}) as Partial<PackedSigils>
  if (!(pack instanceof Uint8Array && told instanceof Uint8Array)) return plainPackIn(record)
  return equalBytes(hash(pack), told) ? pack : null
}

function plainPackIn(record: unknown): Uint8Array | null {
  const { ids, lengths, bytes } = (record ?? {}) as Partial<PlainSigils>
  if (!(ids instanceof Uint8Array && bytes instanceof Uint8Array)) return null
  if (!(lengths instanceof Uint32Array) || ids.length !== lengths.length * idBytes) return null
  if (lengths.reduce((sum, length) => sum + length, 0) !== bytes.length) return null
  let at = 0
  return packAsItIs(Array.from(lengths, (length) => bytes.subarray(at, (at += length))))
}

/** The sigils of a pack; null where there is anything else in it. */
export function sigilsIn(pack: Uint8Array, chorus: ChorusId, hash: Hash): readonly Sigil[] | null {
  const read = [...readOneByOne(pack, chorus, hash)]
  const sigils = read.flatMap((sigil) => sigil ?? [])
  return sigils.length === read.length ? sigils : null
}

/**
 * All that the records hold, a few at a time, each read as it is asked for; null for every
 * record that is damaged. Short ones, of which a journal is made, share a slice.
 */
export function* slicesOf(
  records: readonly unknown[],
  chorus: ChorusId,
  hash: Hash,
): Generator<readonly Sigil[] | null> {
  let slice: Sigil[] = []
  for (const record of records) {
    const pack = packIn(record, hash)
    for (const sigil of pack === null ? [null] : readOneByOne(pack, chorus, hash)) {
      if (sigil === null) {
        yield null
        break
      }
      slice.push(sigil)
      if (slice.length < readSlice) continue
      yield slice
      slice = []
    }
  }
  if (slice.length > 0) yield slice
}

/** Null where there is anything else in the pack. */
function* readOneByOne(pack: Uint8Array, chorus: ChorusId, hash: Hash): Generator<Sigil | null> {
  const reader = createPackReader(pack, chorus, hash)
  for (let read = reader.next(); read !== null; read = reader.next()) {
    yield read.ok ? read.sigil : null
  }
  if (reader.fault() !== null) yield null
}

/** Each sigil once, where it first stood. */
export function withoutRepeats(sigils: Iterable<Sigil>): readonly Sigil[] {
  const byId = new Map<string, Sigil>()
  for (const sigil of sigils) if (!byId.has(sigil.id)) byId.set(sigil.id, sigil)
  return [...byId.values()]
}

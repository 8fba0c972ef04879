/**
 * Many sigils in one stored record (PROTOCOL.md §VT): their ids, lengths and
 * bytes, each end to end. Reading a record back copies nothing.
 */

import { concatBytes, fromHex } from '../protocol/bytes'
import { sigilIdFrom } from '../protocol/ids'
import { maxRecordBytes, maxRecordSigils } from './limits'
import type { StoredSigil } from './vault'

export interface PackedSigils {
  /** 32 bytes each. */
  readonly ids: Uint8Array
  /** Bytes of each sigil. */
  readonly lengths: Uint32Array
  readonly bytes: Uint8Array
}

const idBytes = 32

/** As few records as the limits allow, in order. */
export function packSigils(sigils: readonly StoredSigil[]): readonly PackedSigils[] {
  const records: PackedSigils[] = []
  let from = 0
  let size = 0
  sigils.forEach(({ bytes }, at) => {
    const full = at - from === maxRecordSigils || size + bytes.length > maxRecordBytes
    if (full && at > from) {
      records.push(packRecord(sigils.slice(from, at)))
      from = at
      size = 0
    }
    size += bytes.length
  })
  if (from < sigils.length) records.push(packRecord(sigils.slice(from)))
  return records
}

function packRecord(sigils: readonly StoredSigil[]): PackedSigils {
  return {
    ids: concatBytes(sigils.map(({ id }) => bytesOfId(id))),
    lengths: Uint32Array.from(sigils, ({ bytes }) => bytes.length),
    bytes: concatBytes(sigils.map(({ bytes }) => bytes)),
  }
}

function bytesOfId(id: string): Uint8Array {
  const bytes = fromHex(id)
  if (bytes?.length !== idBytes) throw new TypeError(`no sigil id: ${id}`)
  return bytes
}

/** Null where the parts don't add up: the disk, not we, wrote that record [VT9]. */
export function unpackSigils(record: PackedSigils): readonly StoredSigil[] | null {
  if (!addsUp(record)) return null
  const { ids, lengths, bytes } = record
  let at = 0
  return Array.from(lengths, (length, nth) => {
    const sigil = {
      id: sigilIdFrom(ids.subarray(nth * idBytes, (nth + 1) * idBytes)),
      bytes: bytes.subarray(at, at + length),
    }
    at += length
    return sigil
  })
}

function addsUp(record: Partial<PackedSigils> | null): boolean {
  const { ids, lengths, bytes } = record ?? {}
  if (!(ids instanceof Uint8Array && bytes instanceof Uint8Array)) return false
  if (!(lengths instanceof Uint32Array) || ids.length !== lengths.length * idBytes) return false
  return lengths.reduce((sum, length) => sum + length, 0) === bytes.length
}

/** Each sigil once, where it first stood. */
export function withoutRepeats(sigils: Iterable<StoredSigil>): readonly StoredSigil[] {
  const byId = new Map<string, StoredSigil>()
  for (const sigil of sigils) if (!byId.has(sigil.id)) byId.set(sigil.id, sigil)
  return [...byId.values()]
}

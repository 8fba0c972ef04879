import fc from 'fast-check'
import { expect, test } from 'vitest'

import { sha256 } from '../platform/sha256'
import { chorus } from '../protocol/codec.fixture'
import { maxRecordBytes, maxRecordSigils } from './limits'
import { packIn, packSigils, sigilsIn } from './packing'
import { sigil } from './vault.contract'

const unpacked = (record: unknown) => {
  const pack = packIn(record, sha256)
  return pack === null ? null : sigilsIn(pack, chorus, sha256)
}

test('[VT1] packing and unpacking give back any sigils, in order', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(300), { maxLength: 20 }), (sizes) => {
      const sigils = sizes.map((size, nth) => sigil(nth, size))
      expect(packSigils(sigils, sha256).flatMap((record) => unpacked(record) ?? [])).toEqual(sigils)
    }),
  )
})

test('a record holds neither too many sigils nor too many bytes', () => {
  const one = sigil(1)
  const many = Array.from({ length: maxRecordSigils + 1 }, () => one)
  expect(packSigils(many, sha256).map(({ count }) => count)).toEqual([maxRecordSigils, 1])
  const large = Array.from({ length: 40 }, (_, nth) => sigil(nth, 60_000))
  const records = packSigils(large, sha256)
  expect(records.length).toBeGreaterThan(2)
  for (const { pack } of records) expect(pack.length).toBeLessThanOrEqual(maxRecordBytes)
  expect(packSigils([], sha256)).toEqual([])
})

test('[VT9] whatever does not add up is no record', () => {
  const [record] = packSigils([sigil(1), sigil(2)], sha256)
  const rotten = record!.pack.slice()
  rotten[100] = (rotten[100] ?? 0) ^ 1
  const torn = [
    { ...record!, pack: rotten },
    { ...record!, pack: record!.pack.subarray(1) },
    { ...record!, hash: record!.hash.subarray(1) },
    { pack: record!.pack },
    { ids: new Uint8Array(64), lengths: Uint32Array.of(13), bytes: new Uint8Array(7) },
    'text',
    null,
  ]
  expect(torn.map(unpacked)).toEqual(torn.map(() => null))
})

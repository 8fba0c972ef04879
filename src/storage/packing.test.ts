import fc from 'fast-check'
import { expect, test } from 'vitest'

import { maxRecordBytes, maxRecordSigils } from './limits'
import { packSigils, unpackSigils } from './packing'
import { sigil } from './vault.contract'

test('[VT1] packing and unpacking give back any sigils, in order', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(300)), (sizes) => {
      const sigils = sizes.map((size, nth) => sigil(nth, size))
      expect(packSigils(sigils).flatMap((record) => unpackSigils(record) ?? [])).toEqual(sigils)
    }),
  )
})

test('a record holds neither too many sigils nor too many bytes', () => {
  const many = Array.from({ length: maxRecordSigils + 1 }, (_, nth) => sigil(nth, 1))
  expect(packSigils(many).map(({ lengths }) => lengths.length)).toEqual([maxRecordSigils, 1])
  const half = maxRecordBytes / 2
  const large = [half, half, 1, maxRecordBytes, maxRecordBytes + 1].map((size, nth) =>
    sigil(nth, size),
  )
  expect(packSigils(large).map(({ lengths }) => [...lengths])).toEqual([
    [half, half],
    [1],
    [maxRecordBytes],
    [maxRecordBytes + 1],
  ])
  expect(packSigils([])).toEqual([])
})

test('[VT9] whatever does not add up is no record', () => {
  const [record] = packSigils([sigil(1), sigil(2)])
  const torn = [
    { ...record!, bytes: record!.bytes.subarray(1) },
    { ...record!, ids: record!.ids.subarray(1) },
    { ...record!, lengths: Uint32Array.of(13) },
    { ids: record!.ids },
    'text',
    null,
  ]
  expect(torn.map((one) => unpackSigils(one as typeof record & {}))).toEqual(torn.map(() => null))
})

/**
 * Goal: no input, however hostile, makes a decoder throw, hang, or take what it would not write.
 * Method: a small storm here, of a fixed seed; ten million inputs by `npm run fuzz`.
 */

import { expect, test } from 'vitest'

import { storm } from './fuzz'

const malformed = [
  'truncated',
  'oversize',
  'version',
  'non-canonical',
  'too-many-links',
  'links-not-ascending',
  'lone-surrogate',
  'bad-utf8',
  'bad-facet',
  'bad-value',
  'out-of-range',
  'small-order-key',
  'seal-not-reduced',
  'trailing-bytes',
]

test('a storm of inputs finds only values and refusals with their forms', () => {
  const { findings, outcomes } = storm(60_000, 7, () => process.hrtime.bigint())
  expect(findings).toEqual([])
  // A storm that never gets past the first field proves nothing: every form is met, and every decoder takes some.
  const met = Object.keys(outcomes['sigil'] ?? {})
  expect(malformed.filter((form) => !met.includes(form))).toEqual([])
  for (const endings of Object.values(outcomes)) expect(endings['taken']).toBeGreaterThan(100)
})

test('a storm follows from its seed alone', () => {
  const clock = (): bigint => 0n
  expect(storm(3000, 8, clock)).toEqual(storm(3000, 8, clock))
})

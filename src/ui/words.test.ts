import fc from 'fast-check'
import { expect, test } from 'vitest'

import { count, grouped } from './words'

test('numbers are written as English writes them', () => {
  fc.assert(
    fc.property(fc.nat(), (amount) => {
      expect(grouped(amount)).toBe(amount.toLocaleString('en'))
    }),
  )
  expect(grouped(1_000)).toBe('1,000')
})

test('one is one', () => {
  expect(count(1, 'sigil')).toBe('1 sigil')
  expect(count(10_006, 'sigil')).toBe('10,006 sigils')
  expect(count(0, 'body', 'bodies')).toBe('0 bodies')
})

/**
 * Goal: in small histories, no order of delivery whatever gives another state.
 * Method: all of them. Up to four sigils here, five by `npm run exhaustive`.
 */

import { expect, test } from 'vitest'

import { checkAll, drawHistory, historiesOf, ordersOf, shapesOf } from './exhaustive'

test.each([1, 2, 3, 4])(
  'all histories of %i sigils come to one state, the oracle’s, in all orders',
  (size) => {
    const { histories, orders, finding } = checkAll(size, size < 4 ? 'three-kinds' : 'two-kinds')
    console.log(`${size} sigils: ${histories} histories, ${orders} deliveries`)
    expect(finding && [drawHistory(finding.history), finding.order, finding.detail]).toBe(null)
  },
)

test('nothing is left out of the count', () => {
  // Three levels: by hand, 1 shape of one sigil, 3 of two, 17 of three.
  expect([1, 2, 3, 4].map((size) => [...shapesOf(size)].length)).toEqual([1, 3, 17, 129])
  expect(new Set(ordersOf(4).map(String)).size).toBe(24)
  const drawn = [...historiesOf(3, 'three-kinds')].map(drawHistory)
  expect(new Set(drawn).size).toBe(drawn.length)
})

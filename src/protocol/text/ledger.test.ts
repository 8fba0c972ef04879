import { expect, test } from 'vitest'

import { createLedger, meet, rivalsOf } from './ledger'

/**
 * Four insertions at one place. Asked before it has merged, a body has walked 0 with
 * 1, and goes on with 2 and 3, before the same walk passes 1 and 2 together.
 *
 *   0 ─ 1     2 ─ 3
 *       └──┬──┘
 */
test('[TX6] two parts of one meeting, found apart, are one meeting once they touch', () => {
  const ledger = createLedger()
  const claim = (run: number) => ({ run, unit: 10 * run })
  meet(ledger, claim(1), claim(0))
  meet(ledger, claim(3), claim(2))
  meet(ledger, claim(2), claim(1))
  expect([0, 1, 2, 3].map((run) => rivalsOf(ledger, run))).toEqual([
    [1, 2, 3],
    [0, 2, 3],
    [0, 1, 3],
    [0, 1, 2],
  ])
})

import fc from 'fast-check'
import { expect, test } from 'vitest'

import { maxTick } from './limits'
import { compareStamps, laterStamp, nextStamp, stampZero, stepStamp } from './stamp'

const at = (ms: number) => ({ now: () => ms })
const anyStamp = fc.record({ ms: fc.nat(20), tick: fc.nat(3) })

test('[ST1] stamps of two weavers can be equal: nothing but time is in them', () => {
  const ada = nextStamp(stampZero, at(7))
  const bea = nextStamp(stampZero, at(7))
  expect(Object.keys(ada)).toEqual(['ms', 'tick'])
  expect(compareStamps(ada, bea)).toBe(0)
})

test('[ST2] milliseconds weigh more than ticks', () => {
  expect(compareStamps({ ms: 2, tick: 0 }, { ms: 1, tick: maxTick })).toBeGreaterThan(0)
  expect(compareStamps({ ms: 1, tick: 3 }, { ms: 1, tick: 2 })).toBeGreaterThan(0)
})

test('[ST2] the order is total and its later is its maximum', () => {
  fc.assert(
    fc.property(anyStamp, anyStamp, anyStamp, (a, b, c) => {
      expect(Math.sign(compareStamps(a, b))).toBe(-Math.sign(compareStamps(b, a)) + 0)
      if (compareStamps(a, b) <= 0 && compareStamps(b, c) <= 0)
        expect(compareStamps(a, c)).toBeLessThanOrEqual(0)
      expect(compareStamps(laterStamp(a, b), a)).toBeGreaterThanOrEqual(0)
      expect(compareStamps(laterStamp(a, b), b)).toBeGreaterThanOrEqual(0)
    }),
  )
})

test('[ST3] a moving clock gives a fresh millisecond and tick zero', () => {
  expect(nextStamp({ ms: 10, tick: 7 }, at(11))).toEqual({ ms: 11, tick: 0 })
})

test('[ST3] a clock that stutters or jumps back advances the tick', () => {
  expect(nextStamp({ ms: 10, tick: 7 }, at(10))).toEqual({ ms: 10, tick: 8 })
  expect(nextStamp({ ms: 10, tick: 7 }, at(3))).toEqual({ ms: 10, tick: 8 })
})

test('[ST3] a full millisecond borrows from the next', () => {
  expect(stepStamp({ ms: 10, tick: maxTick })).toEqual({ ms: 11, tick: 0 })
})

test('[ST3] the next stamp is above the past, whatever the clock says', () => {
  fc.assert(
    fc.property(anyStamp, fc.nat(40), (past, now) => {
      expect(compareStamps(nextStamp(past, at(now)), past)).toBeGreaterThan(0)
    }),
  )
})

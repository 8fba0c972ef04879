import { expect, test } from 'vitest'

import { createBucket } from './bucket'

function bucketAt(start: number) {
  const time = { now: start }
  return { time, bucket: createBucket({ perSecond: 2, burst: 3 }, () => time.now) }
}

test('a burst passes, then the rate holds', () => {
  const { time, bucket } = bucketAt(0)
  expect([1, 1, 1, 1].map((cost) => bucket.take(cost))).toEqual([true, true, true, false])
  expect(bucket.waitMs(1)).toBe(500)
  time.now = 500
  expect(bucket.take(1)).toBe(true)
  expect(bucket.take(1)).toBe(false)
})

test('a clock that jumps back fills nothing, and never empties', () => {
  const { time, bucket } = bucketAt(1_000_000)
  bucket.take(3)
  time.now = 0
  expect(bucket.take(1)).toBe(false)
  time.now = 500
  expect(bucket.take(1)).toBe(true)
})

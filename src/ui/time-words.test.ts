import { expect, test } from 'vitest'

import { ago, duration } from './time-words'

const now = new Date(2026, 2, 12, 15, 0, 0).getTime()

test.each([
  [now - 20_000, 'just now'],
  [now + 5_000, 'just now'],
  [now - 5 * 60_000, '5 min ago'],
  [now - 3 * 3_600_000, '3 h ago'],
  [now - 30 * 3_600_000, 'yesterday'],
  [now - 4 * 86_400_000, '4 days ago'],
  [now - 30 * 86_400_000, 'Feb 10, 2026'],
])('a moment is told as a person would: %#', (at, words) => {
  expect(ago(at, now)).toBe(words)
})

test.each([
  [1, '1 s'],
  [0, '0 s'],
  [59_001, '1 min'],
  [80_000, '1 min 20 s'],
  [3 * 3_600_000 + 5 * 60_000, '3 h 5 min'],
])('%i ms is told as a length of time', (ms, words) => {
  expect(duration(ms)).toBe(words)
})

/**
 * Goal and method as in `world.test.ts`: more seeds, in a file of their own, so that two processes
 * share the work. Together they take some two minutes of one core.
 */

import { describe, expect, test } from 'vitest'

import { addReport, emptySummary, thinSpots } from './sweep'
import { testWorlds } from './worlds.contract'

describe('more worlds in which everything goes wrong', () => testWorlds(1571, 1790))

test('[SM9] a sweep that met too little says what', () => {
  const report = { seed: 1, faults: [], counts: { 'fault: crash': 2 }, sigils: 5 }
  const few = addReport(emptySummary, report)
  expect(thinSpots({ ...few, worlds: 10_000 })).toContain('fault: crash: 2, wanted 1000')
  // Chance alone may keep a stretch of it below its share, and never at nothing.
  const some = addReport(emptySummary, { ...report, counts: { 'fault: crash': 9 } })
  const crashesOf = (summary: typeof few) =>
    thinSpots({ ...summary, worlds: 220 }).filter((spot) => spot.startsWith('fault: crash'))
  expect([crashesOf(few), crashesOf(some)]).toEqual([['fault: crash: 2, wanted 7'], []])
  // A few worlds prove nothing either way.
  expect(thinSpots({ ...few, worlds: 20 })).toEqual([])
})

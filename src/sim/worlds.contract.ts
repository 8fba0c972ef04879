/**
 * What every stretch of worlds must show, run as tests: each world keeps every promise, and
 * together they met enough of each fault, reason and amalgam to prove something [SM9].
 */

import { expect, test } from 'vitest'

import { sha256 } from '../platform/sha256'
import { createIdbDisk } from './idb-disk'
import { addReport, emptySummary, thinSpots } from './sweep'
import { runWorld, type WorldDeps } from './world'

export const worldDeps: WorldDeps = {
  hash: sha256,
  createIdbDisk,
  turn: () => new Promise((resolve) => void setImmediate(resolve)),
}

/** Both ends in. */
export function testWorlds(from: number, to: number): void {
  const seeds = Array.from({ length: to - from + 1 }, (_, nth) => from + nth)
  let summary = emptySummary

  test.each(seeds)(
    '[SM2] [SM3] [SM4] [SM5] [SM6] [SM7] [SM8] [SM10] [SM11] [SM12] seed %i',
    async (seed) => {
      const report = await runWorld(seed, worldDeps)
      summary = addReport(summary, report)
      expect(report.faults).toEqual([])
    },
  )

  test('[SM9] together they met enough of everything', ({ skip }) => {
    skip(summary.worlds < seeds.length, 'Not all of them were run.')
    expect(thinSpots(summary)).toEqual([])
  })
}

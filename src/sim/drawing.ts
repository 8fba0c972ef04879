/** A world told in words, and its history drawn as a loom, for whoever replays a seed. */

import { layOutLoom } from '../loom/lanes'
import { drawLoom } from '../loom/text'
import type { Report } from './world'

export function drawWorld(report: Report): string {
  const { seed, plan, faults, counts, survivor, quietAfterMs, sigils, digest } = report
  const happened = Object.entries(counts).map(([what, times]) => `  ${what}: ${times}`)
  return [
    ...(survivor === null ? [] : [drawLoom(layOutLoom({ woven: survivor.history() }))]),
    `seed ${seed}: ${plan.devices.length} devices, ${plan.liars.length} liars, ${plan.shape}, ${plan.chaosMs} ms of trouble`,
    ...happened,
    `${sigils} sigils; quiet ${quietAfterMs === null ? 'never' : `after ${quietAfterMs} ms`}; run ${digest.slice(0, 16)}`,
    ...(faults.length === 0 ? ['every promise kept'] : faults.map((fault) => `FAULT ${fault}`)),
  ].join('\n')
}

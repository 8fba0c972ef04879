/** A world told in words, and its history drawn as a loom, for whoever replays a seed. */

import type { Chorus } from '../chorus/chorus'
import { layOutLoom } from '../loom/loom'
import { stampWords } from '../loom/stamp-words'
import { summarise } from '../loom/summaries'
import { drawLoom } from '../loom/text'
import type { Report } from './world'

export function drawWorld(report: Report): string {
  const { seed, plan, faults, counts, survivor, quietAfterMs, sigils, digest } = report
  const happened = Object.entries(counts).map(([what, times]) => `  ${what}: ${times}`)
  const links = plan.hasRelay ? 'introduced by a relay' : plan.shape
  const vault = plan.hasIdb ? 'vault on IndexedDB' : 'vault in memory'
  const quiet = quietAfterMs === null ? 'never quiet' : `quiet after ${quietAfterMs} virtual ms`
  return [
    ...(survivor === null ? [] : [drawHistory(survivor)]),
    `seed ${seed}: ${plan.devices.length} devices, ${plan.liars.length} liars, ${links}, ${vault}, ${plan.chaosMs} ms of trouble`,
    ...happened,
    `to watch: #/lab/world?seed=${seed}`,
    `${sigils} sigils; ${quiet}; run ${digest.slice(0, 16)}`,
    ...(faults.length === 0 ? ['every promise kept'] : faults.map((fault) => `FAULT ${fault}`)),
  ].join('\n')
}

function drawHistory(chorus: Chorus): string {
  const woven = chorus.history()
  const stamps = woven.map(({ stamp }) => stamp)
  const names = new Map(chorus.fellows().map(({ weaver, name }) => [weaver, name]))
  return drawLoom(layOutLoom({ woven }), ({ woven: one }) => {
    if (one === null) return ''
    const { sigil, weaver, stamp } = one
    const deed = chorus.sigil(sigil)?.deed
    const did = deed === undefined ? '' : summarise(deed)
    return `${stampWords(stamp, stamps)}  ${sigil.slice(0, 6)}  ${names.get(weaver) ?? weaver.slice(0, 6)} ${did}`
  })
}

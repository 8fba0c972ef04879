import { expect, test } from 'vitest'

import { sha256 } from '../platform/sha256'
import { createIdbDisk } from './idb-disk'
import { openWorld } from './lab-world'
import { playOut, turn } from './lab.fixture'
import { drawPlan } from './plan'
import { createRandom } from './random'
import { runWorld } from './world'

test('[LB13] a world that is watched is the one that the command plays', async () => {
  const seed = firstSeed(false)
  const stage = await openWorld({ seed, hash: sha256 })
  expect(stage.events().at(0)?.text).toBe('Ada opens and begins a chorus.')
  const startMs = stage.nowMs()
  await stage.waitUntil(startMs + 15_000)
  expect(stage.nowMs()).toBe(startMs + 15_000)
  expect(stage.players().flatMap(({ chorus }) => chorus ?? []).length).toBeGreaterThan(1)
  await playOut(stage)
  const alone = await runWorld(seed, { hash: sha256, turn, createIdbDisk })
  expect(stage.outcome()?.title).toBe('Every promise kept')
  expect(stage.outcome()?.sentence).toContain(alone.digest.slice(0, 16))
  for (const { text } of stage.events()) expect(text).toMatch(/^[A-Z][^\n]*\.$/)
  expect(stage.events().some(({ kind }) => kind === 'calcification')).toBe(true)
})

test('[LB13] one whose disks only the command has is refused in words', async () => {
  const seed = firstSeed(true)
  await expect(openWorld({ seed, hash: sha256 })).rejects.toThrow(
    /npm run sim -- --seed \d+\. World \d+ can be watched here\.$/,
  )
})

function firstSeed(hasIdb: boolean): number {
  for (let seed = 1; ; seed += 1) if (drawPlan(createRandom(seed)).hasIdb === hasIdb) return seed
}

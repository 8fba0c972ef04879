/**
 * Goal: no shortcut of the text engine changes what a world comes to.
 * Method: the same seeds with every shortcut and with none, to the letter.
 */

import { expect, test, vi } from 'vitest'

import { runWorld } from './world'
import { worldDeps } from './worlds.contract'

/** What every body in this file takes, since the world has no use for asking. */
const { shortcuts } = vi.hoisted(() => ({
  shortcuts: {
    passesRow: true,
    skipsCriticals: true,
    keepsTracker: true,
    plansWalk: true,
    writesAtOnce: true,
    gathersTyping: true,
    keepsStances: true,
    keepsCarets: true,
  },
}))
vi.mock('../protocol/text/shortcuts', async (original) => ({
  ...(await original<object>()),
  allShortcuts: shortcuts,
}))

test.each([1, 3, 5, 8])(
  '[SM1] [TX8] seed %i, without shortcuts in the text, replays to the letter',
  async (seed) => {
    expect(await taking(false, seed)).toEqual(await taking(true, seed))
  },
)

async function taking(all: boolean, seed: number) {
  for (const name of Object.keys(shortcuts) as (keyof typeof shortcuts)[]) shortcuts[name] = all
  const lines: string[] = []
  const { digest, faults } = await runWorld(seed, {
    ...worldDeps,
    log: (line) => void lines.push(line),
  })
  return { lines, digest, faults }
}

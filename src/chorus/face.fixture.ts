/** A vault that gives its history only when the test says so, and a board opened by its face. */

import { systemEntropy } from '../platform/entropy'
import type { Vault } from '../storage/vault'
import type { Chorus } from './chorus'
import { createDeferred } from './deferred'
import {
  type Browser,
  createBrowser,
  createEther,
  createVirtualTime,
  type Ether,
  until,
  type VirtualTime,
  whileTimePasses,
} from './session.fixture'

export interface Held {
  readonly time: VirtualTime
  readonly ether: Ether
  /** Opens by the face, however short the history; the history comes when it is let. */
  readonly browser: Browser
  /** From now on, histories are read at once, or when {@link letHistoryIn} is called. */
  readonly holdHistory: () => void
  readonly letHistoryIn: () => void
  readonly failOnce: () => void
  /** How often anything was read of a history. */
  readonly reads: () => number
}

export function held(time = createVirtualTime(), ether = createEther(time)): Held {
  let gate = createDeferred<void>()
  let failures = 0
  let reads = 0
  gate.resolve()
  const wrapVault = (vault: Vault): Vault => ({
    ...vault,
    read: async (take) => {
      reads += 1
      await gate.promise
      if (failures > 0) {
        failures -= 1
        throw Object.assign(new Error('lost'), { kind: 'failed', detail: 'lost' })
      }
      return vault.read(take)
    },
  })
  const options = { time, ether, entropy: systemEntropy, wrapVault, faceFrom: 1 }
  return {
    time,
    ether,
    browser: createBrowser(options),
    holdHistory: () => {
      gate = createDeferred()
    },
    letHistoryIn: () => gate.resolve(),
    failOnce: () => {
      failures += 1
    },
    reads: () => reads,
  }
}

/** Ada has written a glyph; her tab is closed, and its face kept. */
export async function written(world: Held, body = 'the body') {
  const ada = await whileTimePasses(world.time, world.browser.openTab().found('Great Work', 'Ada'))
  const { glyph, kept } = ada.create({ title: 'written', hue: 40, tags: ['old'], body })
  await whileTimePasses(world.time, kept)
  await whileTimePasses(world.time, ada.close())
  return { ada, glyph }
}

export async function reopened({ time, browser }: Held, before: Chorus): Promise<Chorus> {
  return whileTimePasses(time, browser.openTab().open(before.id))
}

export const shownBy = (chorus: Chorus) => ({
  name: chorus.name(),
  digest: chorus.digest(),
  count: chorus.count(),
  invites: chorus.invites(),
  fellows: chorus.fellows().map(({ weaver, name, role, self }) => [weaver, name, role, self]),
  glyphs: chorus.glyphIds().map((id) => [chorus.glyph(id), chorus.text(id)]),
})

/** Asks for the history, and waits until it is read. */
export async function whole({ time }: Held, chorus: Chorus): Promise<void> {
  chorus.recall()
  await until(time, () => chorus.status().reading === null, 'the history is read')
}

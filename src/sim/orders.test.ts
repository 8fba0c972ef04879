/**
 * Goal: what a world came to is the same in other orders, and where it is not, that is found out.
 * Method: one world, told truly, and told as if a rule had looked at the order of arrival.
 */

import { expect, test } from 'vitest'

import type { Chorus } from '../chorus/chorus'
import { sha256 } from '../platform/sha256'
import { otherwiseInOrders } from './orders'
import { runWorld } from './world'
import { worldDeps } from './worlds.contract'

const seed = 3

async function came(): Promise<Chorus> {
  const { survivor } = await runWorld(seed, worldDeps)
  if (survivor === null) throw new Error('nobody is left')
  return survivor
}

const judged = (chorus: Chorus): readonly string[] =>
  otherwiseInOrders(chorus, { hash: sha256, seed })

test('[SM12] a world comes to the same in other orders, and what does not is named', async () => {
  const chorus = await came()
  expect(judged(chorus)).toEqual([])
  const [glyph = ''] = chorus.glyphIds()
  const oneDiffers: Chorus = {
    ...chorus,
    text: (id) => (id === glyph ? `${chorus.text(id)}!` : chorus.text(id)),
  }
  const found = judged(oneDiffers)
  expect(found.length).toBeGreaterThan(1)
  expect(found.every((fault) => fault.startsWith(glyph))).toBe(true)
})

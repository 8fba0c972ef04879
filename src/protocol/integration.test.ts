import { expect, test } from 'vitest'

import { createIntegration } from './integration'
import type { Sigil } from './sigil'
import { createLoom } from './sigil.fixture'

const few = { sigils: 8, bytes: 1_000_000 }
const clock = { now: () => 1_000_000 }

/** A chain of twelve, and a weaver with room for eight that wait. */
function setup() {
  const loom = createLoom()
  const names = Array.from({ length: 12 }, (_, at) => [
    `s${at}`,
    { by: 'ada', at: at + 1, hue: at },
  ])
  const chain = Object.values<Sigil>(loom.weave(Object.fromEntries(names)))
  const budgets = { author: few, neighbour: few, total: few }
  const integration = createIntegration(loom.chorus, clock, budgets)
  return { chain, integration, whole: [...loom.prelude, ...chain] }
}

test('[AL3] one batch in any order fits, however many of it have to wait within', () => {
  const { integration, whole } = setup()
  expect(integration.absorb(whole.toReversed(), 'bea').integrated).toHaveLength(whole.length)
})

test('[AL3] what is over budget after a batch is unknown, and can come again', () => {
  const { integration, whole, chain } = setup()
  integration.absorb(chain, 'bea')
  expect(integration.aludel.waiting(0)).toHaveLength(7)
  const forgotten = chain.filter(({ id }) => !integration.knows(id))
  expect(forgotten).toEqual(chain.slice(7))
  integration.absorb(whole, 'bea')
  expect(chain.every(({ id }) => integration.get(id))).toBe(true)
})

import { expect, test } from 'vitest'

import { sha256 } from '../platform/sha256'
import type { Sigil } from '../protocol/sigil'
import type { ScenarioId } from './lab-model'
import { createOrderProver, legalOrder } from './lab-proof'
import { played } from './lab.fixture'
import { createRandom } from './random'

async function proverOf(id: ScenarioId, weave?: (arrivals: readonly Sigil[]) => unknown) {
  // A small storm has all that a large one has.
  const stage = await played(id, id === 'storm' ? { weavers: 3 } : {})
  const chorus = stage.chorus()
  if (chorus === null) throw new Error('no chorus')
  stage.close()
  const random = createRandom(3)
  const deps = { ...chorus, hash: sha256, random, ...(weave !== undefined && { weave }) }
  return { ...chorus, random, prover: createOrderProver(deps) }
}

function digestsOf(next: () => string, orders: number): ReadonlySet<string> {
  return new Set(Array.from({ length: orders }, next))
}

test.each(['amalgam', 'two-pens', 'forked-weaver', 'storm'] as const)(
  '[LB8] %s: whatever the order of arrival, one result',
  async (id) => {
    const { prover, sigils } = await proverOf(id)
    expect(prover.count).toBe(sigils.length)
    expect(digestsOf(prover.next, 60).size).toBe(1)
  },
)

test('[LB8] a rule that looks at the order of arrival is found out', async () => {
  /** Of two that tie, the one that came last: what many a program does. */
  const lastComes = (arrivals: readonly Sigil[]): unknown =>
    arrivals
      .flatMap(({ deed }) => (deed.kind === 'transmute' ? deed.writes : []))
      .findLast(({ facet }) => facet === 'title')?.value
  const { prover } = await proverOf('amalgam', lastComes)
  expect(digestsOf(prover.next, 30).size).toBeGreaterThan(1)
})

test('[LB8] in a legal order causes come before effects, and orders differ', async () => {
  const { sigils, random } = await proverOf('storm')
  const orders = Array.from({ length: 20 }, () => legalOrder(sigils, random))
  for (const order of orders) {
    const seen = new Set<string>()
    for (const { id, links } of order) {
      expect(links.every((link) => seen.has(link))).toBe(true)
      seen.add(id)
    }
    expect(seen.size).toBe(sigils.length)
  }
  expect(new Set(orders.map((order) => order.map(({ id }) => id).join())).size).toBe(20)
})

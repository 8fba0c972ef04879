/**
 * Order proof: all sigils of a chorus, put together anew in one random order
 * after another, each by a fresh weaver core (PROTOCOL.md §LB, LB8).
 *
 * The digest of sigil ids would be the same in any order, whatever the rules
 * did. So what is compared is all that a weaver tells: states, texts, verdicts
 * and history. A part of the orders is not even causal, and passes the Aludel. The worlds that
 * `npm run sim` runs are proved so as well (`orders.ts`).
 */

import { toHex } from '../protocol/bytes'
import type { ChorusId, SigilId } from '../protocol/ids'
import { maxStampMs } from '../protocol/limits'
import type { Hash } from '../protocol/ports'
import type { Sigil } from '../protocol/sigil'
import { createWeaver, type Weaver } from '../protocol/weaver'
import type { Random } from './random'

export interface OrderProver {
  /** Sigils in each order. */
  readonly count: number
  /** Plays one more order; the digest of what came of it. */
  readonly next: () => string
}

export interface OrderProverDeps {
  readonly chorus: ChorusId
  readonly sigils: readonly Sigil[]
  readonly hash: Hash
  readonly random: Random
  /** What is made of sigils that arrive so; the protocol’s own core where absent. */
  readonly weave?: (arrivals: readonly Sigil[]) => unknown
}

/** Of so many orders one is shuffled without regard to causes. */
const shuffledEvery = 4

export function createOrderProver(deps: OrderProverDeps): OrderProver {
  const { sigils, random, hash } = deps
  const weave = deps.weave ?? ((arrivals) => allThatIsTold(wovenAnew(arrivals, deps)))
  let orders = 0
  return {
    count: sigils.length,
    next: () => {
      orders += 1
      const isShuffled = orders % shuffledEvery === 0
      const arrivals = isShuffled ? random.shuffled(sigils) : legalOrder(sigils, random)
      const told = JSON.stringify(weave(arrivals), writable)
      return toHex(hash(new TextEncoder().encode(told)))
    },
  }
}

/** Every sigil after all that it links, and otherwise as chance will have it. */
export function legalOrder(sigils: readonly Sigil[], random: Random): readonly Sigil[] {
  const here = new Map(sigils.map((sigil) => [sigil.id, sigil]))
  const lacking = new Map<SigilId, number>()
  const children = new Map<SigilId, Sigil[]>()
  const ready: Sigil[] = []
  for (const sigil of sigils) {
    const parents = sigil.links.filter((link) => here.has(link))
    if (parents.length === 0) ready.push(sigil)
    else lacking.set(sigil.id, parents.length)
    for (const parent of parents) children.set(parent, [...(children.get(parent) ?? []), sigil])
  }
  const order: Sigil[] = []
  while (ready.length > 0) {
    const [next] = ready.splice(random.int(ready.length), 1)
    if (next === undefined) break
    order.push(next)
    for (const child of children.get(next.id) ?? []) {
      const left = (lacking.get(child.id) ?? 0) - 1
      lacking.set(child.id, left)
      if (left === 0) ready.push(child)
    }
  }
  return order
}

/**
 * In batches, as messages bring them; now and then somebody reads meanwhile, or asks what became
 * of a sigil, or closes everything and opens it again.
 */
export function wovenAnew(
  arrivals: readonly Sigil[],
  deps: Omit<OrderProverDeps, 'weave'>,
): Weaver {
  const { random } = deps
  let weaver = begin(deps)
  for (let at = 0; at < arrivals.length;) {
    const size = random.between(1, 4)
    weaver.resonate(arrivals.slice(at, at + size), 'order proof')
    at += size
    const glyph = random.chance(0.1) ? random.pick(weaver.glyphIds()) : undefined
    if (glyph !== undefined) weaver.text(glyph)
    const asked = random.chance(0.05) ? random.pick(weaver.sigils()) : undefined
    if (asked !== undefined) weaver.woven(asked.id)
    if (random.chance(0.05)) weaver = reopened(weaver, deps)
  }
  return weaver
}

const begin = ({ chorus, hash }: Pick<OrderProverDeps, 'chorus' | 'hash'>): Weaver =>
  createWeaver({ chorus, clock: endOfTime, hash })

/** From the texts of its face, as a vault opens it. What waits is not kept, so it comes as if it had been fetched again. */
function reopened(weaver: Weaver, deps: Omit<OrderProverDeps, 'weave'>): Weaver {
  const anew = begin(deps)
  const waiting = new Set(weaver.waiting().map(({ sigil }) => sigil))
  anew.resonate(weaver.sigils(), 'self')
  anew.restore(weaver.glyphIds().map(weaver.faceOf))
  anew.resonate(
    deps.sigils.filter(({ id }) => waiting.has(id)),
    'order proof',
  )
  return anew
}

/** So that no stamp is too far ahead. */
export const endOfTime = { now: () => maxStampMs }

function allThatIsTold(weaver: Weaver): unknown {
  return {
    count: weaver.count(),
    digest: weaver.digest(),
    admitted: weaver.admitted().toSorted((a, b) => (a.weaver < b.weaver ? -1 : 1)),
    glyphs: weaver.glyphIds().map((id) => [weaver.glyph(id), weaver.text(id), weaver.facets(id)]),
    history: weaver.history(),
  }
}

const writable = (_: string, value: unknown): unknown =>
  value instanceof Uint8Array ? toHex(value) : value

/**
 * Goal: anti-entropy keeps its promise with the real weaver at both ends: the
 * Aludel, the covenant and forked strands included.
 * Method: random histories by three weavers, each end holding some of it, random loss.
 */

import fc from 'fast-check'
import { expect, test } from 'vitest'

import { toHex } from './bytes'
import { drawAll, open, pulseBoth, type Replica, settle } from './conversation.fixture'
import { sealOf } from './seal'
import type { Sigil } from './sigil'
import { createLoom, type Drawn, type Loom } from './sigil.fixture'

const names = ['ada', 'bea', 'cy']

/** Who, how far back it forks (0: not at all), and what else it links, as a distance back. */
const anyDeed = fc.record({
  by: fc.constantFrom(...names),
  fork: fc.constantFrom(0, 0, 0, 0, 1, 2),
  after: fc.nat(6),
})

function historyOf(
  loom: Loom,
  deeds: readonly { by: string; fork: number; after: number }[],
): void {
  const own = new Map<string, string[]>()
  deeds.forEach(({ by, fork, after }, at) => {
    const before = own.get(by) ?? []
    const forked = fork > 0 && before.length > fork ? before.at(-1 - fork) : undefined
    const drawn: Drawn = {
      by,
      at: at + 1,
      title: `title ${at}`,
      ...(forked === undefined ? {} : { prev: forked }),
      ...(after > 0 && at >= after ? { after: [`deed ${at - after}`] } : {}),
    }
    loom.weave({ [`deed ${at}`]: drawn })
    own.set(by, [...before, `deed ${at}`])
  })
}

function replicaOf(loom: Loom, sigils: readonly Sigil[]): Replica {
  const weaver = loom.weaver(sigils)
  const byBytes = new Map(loom.all().map((sigil) => [toHex(sigil.bytes), sigil]))
  return {
    ...weaver,
    // These are woven of names, not of bytes, and so can go but as they are.
    get: (id) => {
      const sigil = weaver.get(id)
      return sigil && { ...sigil, deed: { kind: 'unknown', code: 99, payload: sealOf(sigil) } }
    },
    take: (received) => {
      weaver.resonate(
        received.flatMap((bytes) => byBytes.get(toHex(bytes)) ?? []),
        'neighbour',
      )
    },
    missing: () => weaver.missing().map(({ id }) => id),
  }
}

test('[AE14] two real weavers hold the same in the end, whatever each held and whatever was lost', () => {
  const anyCase = fc.record({
    deeds: fc.array(anyDeed, { maxLength: 40 }),
    holds: fc.tuple(fc.infiniteStream(fc.boolean()), fc.infiniteStream(fc.boolean())),
    losses: fc.array(fc.boolean(), { maxLength: 60 }),
  })
  fc.assert(
    fc.property(anyCase, ({ deeds, holds: [first, second], losses }) => {
      const loom = createLoom(names.slice(1))
      historyOf(loom, deeds)
      const woven = loom.all().slice(loom.prelude.length)
      // Picked without regard to parents: what lacks one waits, and is asked for.
      const pick = (stream: Iterator<boolean>): readonly Sigil[] =>
        woven.filter(() => stream.next().value === true)
      const [inA, inB] = [pick(first), pick(second)]
      const pair = open(replicaOf(loom, inA), replicaOf(loom, inB))
      for (const isLost of losses) {
        for (const [from, to] of [
          [pair.a, pair.b],
          [pair.b, pair.a],
        ] as const) {
          const message = from.sync.next()
          if (message !== null && !isLost) to.hear(message)
        }
      }
      settle(pair)
      const all = new Set([...inA, ...inB].map(({ id }) => id))
      const held = (sigil: Sigil): boolean => pair.a.replica.get(sigil.id) !== undefined
      expect(pair.a.replica.digest()).toBe(pair.b.replica.digest())
      // Nobody else can give what neither has; all whose past the two have between them is held.
      const whole = new Set(loom.prelude.map(({ id }) => id))
      for (const { id, links } of woven)
        if (all.has(id) && links.every((link) => whole.has(link))) whole.add(id)
      expect(woven.filter(held).map(({ id }) => id)).toEqual(
        woven.filter(({ id }) => whole.has(id)).map(({ id }) => id),
      )
      pulseBoth(pair)
      expect([...drawAll(pair.a), ...drawAll(pair.b)].length).toBeLessThanOrEqual(4)
    }),
    { numRuns: 150 },
  )
})

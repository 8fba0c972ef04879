/**
 * Goal: what comes in is bounded, and never forgotten half-way.
 * Method: the intake alone, with a verifier that answers when the test says so.
 */

import { expect, test } from 'vitest'

import { sha256 } from '../platform/sha256'
import { assembleSigil, encodeBody } from '../protocol/codec'
import { bodyWith, change, chorus, formalSeal } from '../protocol/codec.fixture'
import type { WeaverId } from '../protocol/ids'
import { packAsItIs } from '../protocol/pack'
import type { Sigil } from '../protocol/sigil'
import { createIntake } from './intake'
import { maxUnderWayBytes } from './limits'

const bea = 'bea' as WeaverId

function setUp() {
  const asked: { readonly judge: (genuine: boolean) => void; readonly fail: () => void }[] = []
  const verified: Sigil[] = []
  const intake = createIntake({
    weaver: { chorus, knows: () => false },
    verifier: {
      verify: (claims) =>
        new Promise((resolve, reject) => {
          asked.push({
            judge: (genuine) => resolve(claims.map(() => genuine)),
            fail: () => reject(new Error('no verifier')),
          })
        }),
    },
    hash: sha256,
    clock: { now: () => 0 },
    verified: (sigils) => verified.push(...sigils),
    dissolved: () => {},
    preview: { isTaking: () => false, take: () => {}, whenSeen: () => undefined },
    unreadable: () => {},
  })
  return { intake, asked, verified }
}

/** One of many, of some 60 KB each. */
function large(nth: number): Sigil {
  const splices = [[nth, 0, 'x'.repeat(60_000)] as const]
  const body = bodyWith({ ...change, writes: [], splices })
  return assembleSigil(body, encodeBody(body), formalSeal, chorus, sha256)
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test('[AE13] a verified sigil stays under way until the weaver has it', async () => {
  const { intake, asked, verified } = setUp()
  const sigil = large(0)
  intake.take(packAsItIs([sigil.bytes, sigil.bytes]), bea)
  asked[0]?.judge(true)
  await turn()
  expect(verified).toHaveLength(1)
  intake.take(packAsItIs([sigil.bytes]), bea)
  expect(asked).toHaveLength(1)
  expect(intake.isUnderWay(sigil.id)).toBe(true)
  intake.done(verified)
  expect(intake.underWay()).toBe(0)
})

test('[SS5] what comes faster than it can be checked is left out, and may come again', async () => {
  const { intake, asked } = setUp()
  const many = Math.ceil(maxUnderWayBytes / 60_000)
  for (let nth = 0; nth < many; nth++) intake.take(packAsItIs([large(nth).bytes]), bea)
  const late = large(many)
  intake.take(packAsItIs([late.bytes]), bea)
  expect(intake.isUnderWay(late.id)).toBe(false)
  asked[0]?.judge(false)
  await turn()
  intake.take(packAsItIs([late.bytes]), bea)
  expect(intake.isUnderWay(late.id)).toBe(true)
})

import { expect, test } from 'vitest'

import type { Sigil } from '../protocol/sigil'
import { fakeHash, createLoom } from '../protocol/sigil.fixture'
import { descentBetween, hasSeen } from './descent'
import { comparisonStep, presenceStep, proofOf } from './proof'

const witnessed = (sigil: Sigil, name: string, isGenuine = true) => ({ sigil, name, isGenuine })

/*
 *        ┌── a 20 ── a2 24 ──┐
 *  tea ──┤                   m
 *        └── b 22 ───────────┘
 */
function tea() {
  const loom = createLoom(['bea'])
  const woven = loom.weave({
    tea: { by: 'ada', at: 10, title: 'tea' },
    a: { by: 'ada', at: 20, title: 'green' },
    b: { by: 'bea', at: 22, after: ['tea'], title: 'black' },
    a2: { by: 'ada', at: 24, title: 'mint' },
    m: { by: 'bea', at: 30, after: ['a2'], title: 'oolong' },
    tie: { by: 'bea', at: 31, title: 'white', glyph: 'h' },
    tied: { by: 'ada', at: 31, title: 'red', glyph: 'h' },
  })
  return { ...woven, get: loom.weaver(loom.all()).get }
}

test('[RC3] the way back leads through stamps above the least, and finds whom one had seen', () => {
  const { a, a2, b, m, tea: first, get } = tea()
  const apart = descentBetween([a2, b], get, 99)
  expect(apart).toMatchObject({ seen: null, missing: null, misstamped: null })
  expect(apart.past.has(a.id)).toBe(true)
  expect(apart.past.has(first.id)).toBe(true)
  expect(descentBetween([m, a], get, 99).seen).toEqual({ by: a2.id, sigil: a.id })
  expect(hasSeen(m, first, { get, most: 99 })).toBe(true)
  expect(hasSeen(a2, b, { get, most: 99 })).toBe(false)
  expect(descentBetween([a2, b], get, 0).isTooLong).toBe(true)
  const without = descentBetween([a2, b], (id) => (id === a.id ? undefined : get(id)), 99)
  expect(without.missing).toEqual({ of: a2.id, link: a.id })
})

test('[RC5] each step says what was found, and a seal that is not genuine fails', () => {
  const { a2, b, get } = tea()
  const descent = descentBetween([a2, b], get, 99)
  const proof = proofOf('title', [witnessed(a2, 'Ada'), witnessed(b, 'Bea', false)], {
    descent,
    hash: fakeHash,
  })
  expect(proof.value).toBe('mint')
  expect(proof.steps.map(({ outcome }) => outcome)).toEqual([
    'holds',
    'fails',
    'holds',
    'holds',
    'holds',
  ])
  expect(proof.steps[4]?.found).toBe('Temporal Authority: Ada’s “mint” stands.')
  const agreed = comparisonStep('the Loom', proof.verdict, proof.verdict)
  expect(agreed.outcome).toBe('holds')
  const told = { ...proof.verdict, stands: b.id }
  expect(comparisonStep('the Loom', told, proof.verdict).outcome).toBe('fails')
  expect(presenceStep('title', 'black', 'mint')).toMatchObject({
    found: 'No. It shows “black”, and should show “mint”.',
    outcome: 'fails',
  })
})

test('[RC5] an amalgam is made anew from the seals, and one that had seen the other is no contender', () => {
  const { tie, tied, m, a2, get } = tea()
  const hash = fakeHash
  const descent = descentBetween([tie, tied], get, 99)
  const proof = proofOf('title', [witnessed(tie, 'Bea'), witnessed(tied, 'Ada')], { descent, hash })
  expect(proof.verdict).toMatchObject({ rule: 'amalgam', stands: null })
  expect(proof.steps.at(-1)?.found).toMatch(/^Amalgamation: FN_AMALGAMATE, whose seed [0-9a-f]{10}/)
  const seen = proofOf('title', [witnessed(m, 'Bea'), witnessed(a2, 'Ada')], {
    descent: descentBetween([m, a2], get, 99),
    hash,
  })
  expect(seen.steps.map(({ outcome }) => outcome)).toContain('fails')
})

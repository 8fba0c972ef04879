import fc from 'fast-check'
import { expect, test } from 'vitest'

import type { SigilId, WeaverId } from '../protocol/ids'
import type { FacetValue } from '../protocol/sigil'
import type { Verdict } from '../protocol/trace'
import { type Contender, whySentence } from './why'

const noon = Date.UTC(2026, 2, 14, 10, 4, 7, 120)

/** `ms` and `tick` after 10:04:07.120. */
const contender = (name: string, ms = 0, tick = 0, value: FacetValue = name): Contender => ({
  sigil: `51${name.toLowerCase()}` as SigilId,
  weaver: `aa${name.toLowerCase()}` as WeaverId,
  name,
  stamp: { ms: noon + ms, tick },
  value,
})

const why = (
  rule: Verdict['rule'],
  contenders: readonly Contender[],
  { facet = 'title', stands = null }: Partial<Pick<Verdict, 'facet' | 'stands'>> = {},
) => whySentence({ facet, rule, stands }, contenders)

test('[LM5] primacy: it had seen everything', () => {
  expect(why('primacy', [contender('Ada')])).toBe(
    '**Ada’s change had seen everything before it**, so nothing was in conflict: Causal Primacy.',
  )
})

test('[LM5] authority: the later of two stamps', () => {
  expect(why('authority', [contender('Ada', -1220), contender('Bea')])).toBe(
    '**Bea’s stamp 10:04:07.120 is later** than Ada’s 10:04:05.900, and neither had seen the other: Temporal Authority.',
  )
})

test('[LM5] authority: the verdict says who stands, in whatever order they come', () => {
  const [ada, bea] = [contender('Ada', -1220), contender('Bea')]
  const stands = bea.sigil
  expect(why('authority', [bea, ada], { stands })).toBe(why('authority', [ada, bea], { stands }))
})

test('[LM7] the tick is shown where it decides', () => {
  expect(why('authority', [contender('Ada', 0, 0), contender('Bea', 0, 2)])).toContain(
    '**Bea’s stamp 10:04:07.120 tick 2 is later** than Ada’s 10:04:07.120 tick 0, ',
  )
})

test('[LM7] the day is shown where days differ', () => {
  expect(why('authority', [contender('Ada', -11 * 3_600_000), contender('Bea')])).toContain(
    '**Bea’s stamp 2026-03-14 10:04:07.120 is later** than Ada’s 2026-03-13 23:04:07.120, ',
  )
})

test('[LM5] authority: the latest of three, and of many', () => {
  const three = [contender('Ada', -1220), contender('Bea'), contender('Cyd', -20)]
  expect(why('authority', three)).toBe(
    '**Bea’s stamp 10:04:07.120 is the latest** of 3 (the others are Cyd’s 10:04:07.100 and Ada’s 10:04:05.900), and none had seen the others: Temporal Authority.',
  )
  const six = [...three, contender('Dan', -30), contender('Eve', -40), contender('Fay', -50)]
  expect(why('authority', six)).toContain(
    'of 6 (the others are Cyd’s 10:04:07.100, Dan’s 10:04:07.090, Eve’s 10:04:07.080 and 2 more)',
  )
})

test('[LM5] authority over a shattering says what became of the glyph', () => {
  const edit = contender('Ada', 0, 0, true)
  const shattering = contender('Bea', 5, 0, false)
  expect(why('authority', [edit, shattering], { facet: 'alive' })).toMatch(
    /: Temporal Authority, so the glyph is shattered\.$/u,
  )
  const later = contender('Ada', 9, 0, true)
  expect(why('authority', [later, shattering], { facet: 'alive' })).toMatch(
    /so the glyph lives\.$/u,
  )
})

test('[LM5] authority in a body: nobody’s words are lost', () => {
  expect(why('authority', [contender('Ada', -1220), contender('Bea')], { facet: 'body' })).toBe(
    '**Bea and Ada wrote in the same place**, and neither had seen the other: all of it stands, in an order that their stamps decide (Bea’s 10:04:07.120 and Ada’s 10:04:05.900): Temporal Authority.',
  )
})

test('[LM5] amalgam: the stamps are exactly equal', () => {
  expect(why('amalgam', [contender('Ada'), contender('Bea')])).toBe(
    '**Both stamps are exactly equal** (10:04:07.120), and neither had seen the other: FN_AMALGAMATE made a new title from both.',
  )
  expect(
    why(
      'amalgam',
      ['Ada', 'Bea', 'Cyd'].map((name) => contender(name, 0, 3)),
    ),
  ).toBe(
    '**All 3 stamps are exactly equal** (10:04:07.120 tick 3), and none had seen the others: FN_AMALGAMATE made a new title from all 3.',
  )
})

test('[LM5] amalgam: only the greatest of the stamps tie', () => {
  expect(why('amalgam', [contender('Ada'), contender('Bea'), contender('Cyd', -1220)])).toBe(
    '**The 2 latest stamps are exactly equal** (10:04:07.120), and none had seen the others: FN_AMALGAMATE made a new title from both.',
  )
})

test('[LM5] amalgam: each facet has its own way', () => {
  const facets = ['hue', 'place', 'alive', 'bond:aa', 'tag:hot', 'body', 'x:mood'] as const
  const tie = [contender('Ada'), contender('Bea')]
  expect(facets.map((facet) => why('amalgam', tie, { facet }).split('FN_AMALGAMATE ')[1])).toEqual([
    'mixed a new hue from both.',
    'found a place between both.',
    'let the glyph live, since survival wins a tie.',
    'kept the bond, since a bond wins a tie.',
    'kept the tag, since a tag wins a tie.',
    'kept the words of both, in an order that their ids decide.',
    'made a new value from both.',
  ])
})

test('[LM8] tabs of one person keep the words that tell them apart', () => {
  const tabs = [contender('Ada (another tab)', -1220), contender('Ada (this tab)')]
  expect(why('authority', tabs)).toContain(
    '**Ada’s (this tab) stamp 10:04:07.120 is later** than Ada’s (another tab) 10:04:05.900, ',
  )
})

test('[LM8] namesakes are told apart by their keys, and a forked weaver by its sigils', () => {
  const ada = contender('Ada')
  const namesake = { ...contender('Ada', -1220), weaver: 'bb1234567' as WeaverId }
  expect(why('authority', [ada, namesake])).toContain(
    '**Ada’s (aaada) stamp 10:04:07.120 is later** than Ada’s (bb1234) 10:04:05.900, ',
  )
  const fork = { ...contender('Ada', -1220), sigil: 'cc1234567' as SigilId }
  expect(why('authority', [ada, fork])).toContain(
    '**Ada’s (51ada) stamp 10:04:07.120 is later** than Ada’s (cc1234) 10:04:05.900, ',
  )
})

test('[LM8] whoever has no name yet is someone', () => {
  expect(why('primacy', [contender(' ')])).toContain('**Someone’s change')
})

test('[LM8] whatever people are called, one part of the sentence is emphasised', () => {
  const anyName = fc.string({ unit: fc.constantFrom('*', '**', '\n', ' ', 'a', '’', '(', ')') })
  const anyContender = fc
    .tuple(anyName, fc.nat(3), fc.nat(2))
    .map(([name, ms, tick]) => ({ ...contender('Ada', ms, tick), name }))
  const anyRule = fc.constantFrom<Verdict['rule']>('primacy', 'authority', 'amalgam')
  const anyFacet = fc.constantFrom('title', 'alive', 'body', 'x:**')
  fc.assert(
    fc.property(
      fc.array(anyContender, { minLength: 1, maxLength: 7 }),
      anyRule,
      anyFacet,
      (contenders, rule, facet) => {
        const sentence = why(rule, contenders, { facet: facet as Verdict['facet'] })
        expect(sentence.split('**')).toHaveLength(3)
        expect(sentence).not.toMatch(/\n/u)
      },
    ),
  )
})

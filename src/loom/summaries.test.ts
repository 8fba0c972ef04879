import { expect, test } from 'vitest'

import type { GlyphId } from '../protocol/ids'
import type { Deed, FacetWrite, Splice, Transmute } from '../protocol/sigil'
import { summarise } from './summaries'

const tea = 'tea' as GlyphId

const transmute = (
  writes: readonly FacetWrite[] = [],
  splices: readonly Splice[] = [],
  shatters = false,
): Transmute => ({ kind: 'transmute', glyph: tea, shatters, writes, splices })

const titleOf = (glyph: GlyphId) => (glyph === 'milk' ? 'Milk' : undefined)
const typing = (...splices: readonly Splice[]) => summarise(transmute([], splices))

test('[LM6] what a covenant sigil did', () => {
  const invite = { kind: 'invite', key: '00' } as const
  const join = { kind: 'join', sponsor: '00', coSeal: new Uint8Array(64), name: 'Bea' } as const
  const deeds: readonly Deed[] = [
    { kind: 'found', name: 'Kitchen', weaverName: 'Ada', orderRule: 1 },
    { ...invite, role: 'weave' },
    { ...invite, role: 'witness' },
    { ...join, via: 'invite' },
    { ...join, via: 'kin' },
    { kind: 'unknown', code: 99, payload: new Uint8Array() },
  ]
  expect(deeds.map((deed) => summarise(deed))).toEqual([
    'began the chorus “Kitchen”',
    'opened an invite',
    'opened an invite to read along',
    'joined',
    'opened another tab',
    'did something that only a newer Aetherlink understands',
  ])
})

test('[LM6] what each facet says', () => {
  const writes: readonly FacetWrite[] = [
    { facet: 'title', value: 'Coffee' },
    { facet: 'title', value: '' },
    { facet: 'hue', value: 40 },
    { facet: 'place', value: { x: 1, y: 2 } },
    { facet: 'alive', value: true },
    { facet: 'tag:hot', value: true },
    { facet: 'tag:hot', value: false },
    { facet: 'bond:milk', value: true },
    { facet: 'bond:none', value: false },
    { facet: 'x:mood', value: 1 },
  ]
  expect(writes.map((write) => summarise(transmute([write]), { titleOf }))).toEqual([
    'renamed it to “Coffee”',
    'took its title away',
    'changed its hue',
    'moved it',
    'brought it back',
    'tagged it “hot”',
    'took off the tag “hot”',
    'bonded it to “Milk”',
    'loosed it from another glyph',
    'set “mood”',
  ])
})

test('[LM6] a rename tells the old title where it is known', () => {
  const rename = transmute([{ facet: 'title', value: 'Coffee' }])
  expect(summarise(rename, { titleBefore: 'Tea' })).toBe('renamed “Tea” to “Coffee”')
  expect(summarise(rename, { titleBefore: '' })).toBe('renamed it to “Coffee”')
})

test('[LM6] typing is counted in characters', () => {
  expect(typing([0, 0, 'a'])).toBe('typed 1 character')
  expect(typing([0, 0, 'twelve'], [6, 0, ' 🌿 more'])).toBe('typed 13 characters')
  expect(typing([3, 2, ''])).toBe('deleted 2 characters')
  expect(typing([3, 2, 'abc'])).toBe('typed 3 characters over 2')
})

test('[LM6] a first sigil creates its glyph, and what comes with that is no news', () => {
  const first = transmute(
    [
      { facet: 'hue', value: 40 },
      { facet: 'place', value: { x: 1, y: 2 } },
      { facet: 'tag:hot', value: true },
      { facet: 'title', value: 'Tea' },
    ],
    [[0, 0, 'leaves']],
  )
  expect(summarise(first, { isFirst: true })).toBe(
    'created “Tea”, tagged it “hot” and typed 6 characters',
  )
  expect(summarise(transmute(), { isFirst: true })).toBe('created a glyph')
})

test('[LM6] several doings are one line, and many are counted', () => {
  expect(summarise(transmute([{ facet: 'hue', value: 1 }], [[0, 1, '']]))).toBe(
    'changed its hue and deleted 1 character',
  )
  const tags = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
  const many = transmute(tags.map((tag) => ({ facet: `tag:${tag}` as const, value: true })))
  expect(summarise(many)).toBe(
    'tagged it “a”, tagged it “b”, tagged it “c”, tagged it “d” and 3 things more',
  )
  expect(summarise(transmute([], [], true))).toBe('shattered it')
  expect(summarise(transmute())).toBe('changed nothing')
})

test('[LM8] a hostile title breaks neither the line nor the emphasis', () => {
  const title = `**bold**\n\n${'👩‍👩‍👧'.repeat(50)}`
  const summary = summarise(transmute([{ facet: 'title', value: title }]))
  expect(summary).toBe(`renamed it to “∗∗bold∗∗ ${'👩‍👩‍👧'.repeat(30)}…”`)
})

/**
 * Goal: each reason for which a sigil is refused, alone; and that none depends on arrival.
 */

import { expect, test } from 'vitest'

import { noRemovals } from './effect'
import { maxDissolvedRemembered } from './limits'
import { createQuintessence } from './quintessence'
import type { Body, Refusal, Sigil } from './sigil'
import {
  blank,
  createLoom,
  fakeHash,
  glyphNamed,
  sigilIdNamed,
  strandNamed,
  transmute,
  weaverNamed,
} from './sigil.fixture'
import { createBodyText } from './text/body'

function setup() {
  const loom = createLoom(['bea'])
  const { a, b } = loom.weave({
    a: { by: 'ada', at: 10, title: 'A' },
    b: { by: 'bea', at: 20, after: ['a'], title: 'B' },
  })
  const weaver = loom.weaver([a, b])
  /** A sigil right after `a` on ada's strand, but for what is changed. */
  const after = (changes: Partial<Body>): Sigil =>
    loom.seal({
      ...blank(a.author, a.strand),
      seq: a.seq + 1,
      prev: a.id,
      links: [a.id],
      stamp: { ms: 30, tick: 0 },
      deed: transmute({ title: 'C' }),
      ...changes,
    })
  return { loom, weaver, a, b, after }
}

/** What refuses a sigil once all that it links is here. */
function refusalOf(change: (made: ReturnType<typeof setup>) => Partial<Body>): Refusal | undefined {
  const made = setup()
  return made.weaver.resonate([made.after(change(made))], 'bea').dissolved[0]?.refusal
}

test('the sigil that these tests spoil is valid before', () => {
  expect(refusalOf(() => ({}))).toBeUndefined()
})

test.each([
  { ms: 20, tick: 0 },
  { ms: 19, tick: 9 },
])('[VA3] a stamp of $ms,$tick is not above a link of 20,0', (stamp) => {
  const { b } = setup()
  expect(refusalOf(({ a }) => ({ stamp, links: [a.id, b.id].toSorted() }))).toEqual({
    kind: 'stamp-not-above-links',
    link: b.id,
  })
})

test('[VA4] the first of a strand follows nothing', () => {
  expect(refusalOf(() => ({ seq: 0 }))).toMatchObject({ kind: 'broken-strand' })
})

test.each<[string, (made: ReturnType<typeof setup>) => Partial<Body>]>([
  ['skips a number', () => ({ seq: 7 })],
  ['follows a sigil that it does not link', ({ b }) => ({ links: [b.id] })],
  ['follows another weaver', ({ b }) => ({ links: [b.id], prev: b.id })],
  ['changes strands', () => ({ strand: strandNamed('elsewhere') })],
  ['follows nothing', () => ({ prev: null })],
])('[VA4] a sigil that %s breaks its strand', (_, change) => {
  expect(refusalOf(change)?.kind).toBe('broken-strand')
})

test('[VA5] an author without an admission in its past is not admitted', () => {
  const stranger = weaverNamed('stranger')
  const first = { author: stranger, strand: strandNamed('s'), seq: 0, prev: null }
  expect(refusalOf(() => first)).toEqual({ kind: 'not-admitted', author: stranger })
  expect(refusalOf(() => ({ ...first, links: [] }))?.kind).toBe('not-admitted')
})

test('[VA5] an admitted author must link its admission on each new strand', () => {
  const fresh = { strand: strandNamed('fresh'), seq: 0, prev: null }
  expect(refusalOf(() => fresh)?.kind).toBe('not-admitted')
  expect(refusalOf(({ loom }) => ({ ...fresh, links: [loom.admission('ada').id] }))).toBeUndefined()
})

test('[VA5] a sigil by an unknown key whose links are not here waits', () => {
  const { weaver, after } = setup()
  const stranger = after({
    author: weaverNamed('stranger'),
    seq: 0,
    prev: null,
    links: [sigilIdNamed('its join')],
  })
  expect(weaver.resonate([stranger], 'bea')).toMatchObject({ integrated: [], dissolved: [] })
  expect(weaver.waiting()).toMatchObject([{ sigil: stranger.id }])
})

test('[VA2] what is built on a forged sigil dissolves, whether it came before or comes after', () => {
  const { loom, a, after } = setup()
  const forged = after({})
  const child = after({ seq: 2, prev: forged.id, links: [forged.id], stamp: { ms: 40, tick: 0 } })
  const weaver = loom.weaver([a, child])
  expect(weaver.missing()).toMatchObject([{ id: forged.id }])
  expect(weaver.dissolve([forged.id, a.id])).toMatchObject([
    { sigil: child.id, refusal: { kind: 'builds-on-dissolved', link: forged.id } },
  ])
  expect([weaver.missing(), weaver.waiting()]).toEqual([[], []])
  expect(weaver.get(a.id)).toBe(a)
  const later = loom.weaver([a])
  expect(later.dissolve([forged.id])).toEqual([])
  expect(later.knows(forged.id)).toBe(true)
  expect(later.resonate([child], 'bea').dissolved).toHaveLength(1)
})

test('[VA6] another genesis is of another chorus', () => {
  const { weaver } = setup()
  const foreign = createLoom().seal({
    ...blank(weaverNamed('ada'), strandNamed('ada')),
    chorusTag: '00000000',
    deed: { kind: 'found', name: 'Other', weaverName: 'ada', orderRule: 1 },
  })
  expect(weaver.resonate([foreign], 'bea').dissolved[0]?.refusal).toEqual({
    kind: 'foreign-chorus',
    chorusTag: foreign.id.slice(0, 8),
  })
})

/*
 *   a ── bad ── child ── grandchild
 */
test('[VA2] what is built on a dissolved sigil dissolves, all the way, in any order', () => {
  const { loom, a, after } = setup()
  const bad = after({ seq: 9 })
  const build = (on: Sigil, ms: number) =>
    after({ seq: on.seq + 1, prev: on.id, links: [on.id], stamp: { ms, tick: 0 } })
  const child = build(bad, 40)
  const grandchild = build(child, 50)
  for (const order of [
    [bad, child, grandchild],
    [grandchild, child, bad],
    [child, bad, grandchild],
  ]) {
    const weaver = loom.weaver([a])
    const dissolved = order.flatMap((sigil) => weaver.resonate([sigil], 'bea').dissolved)
    const kinds = new Map(dissolved.map(({ sigil, refusal }) => [sigil, refusal.kind]))
    expect(kinds).toEqual(
      new Map([
        [bad.id, 'broken-strand'],
        [child.id, 'builds-on-dissolved'],
        [grandchild.id, 'builds-on-dissolved'],
      ]),
    )
    expect(weaver.waiting()).toEqual([])
  }
})

test('[VA1] a refusal is the same whenever the sigil comes and whatever the clock says', () => {
  const { loom, a, b, after } = setup()
  const bad = after({ stamp: { ms: 20, tick: 0 }, links: [a.id, b.id].toSorted() })
  const refusals = [
    [a, b, bad],
    [bad, b, a],
    [b, bad, a],
  ].flatMap((order) =>
    [0, 1_000_000].map((now) => {
      const weaver = loom.weaver([], () => now)
      return order.flatMap((sigil) => weaver.resonate([sigil], 'bea').dissolved)[0]?.refusal
    }),
  )
  expect(new Set(refusals.map((refusal) => JSON.stringify(refusal))).size).toBe(1)
})

test('[VA7] a sigil without effect is linked through and says nothing', () => {
  const { a, b } = setup()
  const quintessence = createQuintessence({
    hash: fakeHash,
    createBodyText,
    retell: () => {},
    isEffective: ({ sigil }) => sigil !== b,
  })
  const standing = {
    role: 'weave',
    person: a.author,
    name: '',
    doors: [],
  } as const
  for (const sigil of [a, b]) quintessence.weave({ sigil, standing, known: noRemovals })
  const glyph = quintessence.get(glyphNamed('g'))
  expect(glyph?.state()).toMatchObject({ title: 'A', heads: [a.id], contested: [] })
  expect(glyph?.woven(b.id)?.verdicts).toEqual([])
})

test('[VA8] a dissolved sigil is known, and judged the same once it was forgotten', () => {
  const { weaver, after } = setup()
  const bad = after({ seq: 9 })
  const judge = () => weaver.resonate([bad], 'bea').dissolved.map(({ refusal }) => refusal.kind)
  expect(judge()).toEqual(['broken-strand'])
  expect(weaver.knows(bad.id)).toBe(true)
  expect(judge()).toEqual([])
  for (let seq = 0; seq < maxDissolvedRemembered; seq++) {
    weaver.resonate([after({ seq: 100 + seq })], 'bea')
  }
  expect(weaver.knows(bad.id)).toBe(false)
  expect(judge()).toEqual(['broken-strand'])
})

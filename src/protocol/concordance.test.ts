/**
 * Goal: each rule of the Principle of Concordance, in the smallest history that calls it.
 * Method: drawn histories on one glyph, told by a whole weaver. That order can't matter is
 * convergence.test.ts's business.
 */

import fc from 'fast-check'
import { expect, test } from 'vitest'

import { titleBond } from './amalgam'
import { settle } from './concordance'
import type { NonEmpty } from './nonempty'
import type { FacetName, Sigil } from './sigil'
import { createLoom, fakeHash, glyphNamed, type Drawn } from './sigil.fixture'

const g = glyphNamed('g')

/** Weaves what is drawn and tells how the glyph settles. */
function settleDrawn<Name extends string>(drawn: Readonly<Record<Name, Drawn>>) {
  const loom = createLoom(['bea', 'cy'])
  const sigils = loom.weave(drawn)
  const weaver = loom.weaver(Object.values<Sigil>(sigils))
  const facet = (name: FacetName) => weaver.facets(g).find((settled) => settled.facet === name)
  const ids = (...names: Name[]) => names.map((name) => sigils[name].id).toSorted()
  return { weaver, sigils, facet, ids, state: weaver.glyph(g) }
}

/*
 *   a ── b      b stands: it descends from a.
 */
test('[CO1] a descendant stands without conflict', () => {
  const { facet, ids, state } = settleDrawn({
    a: { by: 'ada', at: 5, title: 'A' },
    b: { by: 'bea', at: 6, after: ['a'], title: 'B' },
  })
  expect(facet('title')).toEqual({
    facet: 'title',
    value: 'B',
    verdict: { facet: 'title', rule: 'primacy', contenders: ids('b'), stands: ids('b')[0] },
  })
  expect(state?.contested).toEqual([])
})

/*
 *   a (t=5)
 *   b (t=6)     b stands: its stamp is greater.
 */
test('[CO2] of two concurrent sigils the later stamp stands', () => {
  const { facet, ids, state } = settleDrawn({
    a: { by: 'ada', at: 5, title: 'A' },
    b: { by: 'bea', at: 6, title: 'B' },
  })
  expect(facet('title')?.value).toBe('B')
  expect(facet('title')?.verdict).toEqual({
    facet: 'title',
    rule: 'authority',
    contenders: ids('a', 'b'),
    stands: ids('b')[0],
  })
  expect(state?.contested).toEqual(['title'])
})

/*
 *   a (t=1) ── a2 (t=2) ── a3 (t=3)
 *   b (t=9)                             b stands, though three sigils say otherwise.
 */
test('[CO2] many ancestors give no weight against a later stamp', () => {
  const { facet } = settleDrawn({
    a: { by: 'ada', at: 1, title: 'A' },
    a2: { by: 'ada', at: 2, title: 'A2' },
    a3: { by: 'ada', at: 3, title: 'A3' },
    b: { by: 'bea', at: 9, title: 'B' },
  })
  expect(facet('title')?.value).toBe('B')
})

/*
 *   a (t=5)
 *   b (t=5)     neither stands: an amalgam of both does.
 */
test('[CO3] perfectly simultaneous sigils are amalgamated', () => {
  const { facet, ids } = settleDrawn({
    a: { by: 'ada', at: 5, title: 'A' },
    b: { by: 'bea', at: 5, title: 'B' },
  })
  expect([`A${titleBond}B`, `B${titleBond}A`]).toContain(facet('title')?.value)
  expect(facet('title')?.verdict).toMatchObject({
    rule: 'amalgam',
    contenders: ids('a', 'b'),
    stands: null,
  })
})

/*
 *   a (t=5), b (t=5), c (t=4)     c met them, but is no part of the amalgam.
 */
test('[CO3] only the greatest stamps amalgamate', () => {
  const { facet, ids } = settleDrawn({
    a: { by: 'ada', at: 5, title: 'A' },
    b: { by: 'bea', at: 5, title: 'B' },
    c: { by: 'cy', at: 4, title: 'C' },
  })
  expect(facet('title')?.value).not.toContain('C')
  expect(facet('title')?.verdict.contenders).toEqual(ids('a', 'b', 'c'))
})

/*
 *   a (t=10) ── b (t=11)        Newcomer against current value, in order a, c, b, ends at b.
 *   c (t=12)                    In order a, b, c it ends at c. The heads are b and c in both.
 */
test('[CO4] heads, and not the last comparison, decide', () => {
  const { facet, ids } = settleDrawn({
    a: { by: 'ada', at: 10, title: 'A' },
    b: { by: 'bea', at: 11, after: ['a'], title: 'B' },
    c: { by: 'cy', at: 12, title: 'C' },
  })
  expect(facet('title')?.verdict.contenders).toEqual(ids('b', 'c'))
  expect(facet('title')?.value).toBe('C')
})

/*
 *   a (title) ── m (hue) ── b (title)     m writes no title, and yet b descends from a through it.
 *          c (title)
 */
test('[CO4] one writer descends from another through sigils that write something else', () => {
  const { facet, ids } = settleDrawn({
    a: { by: 'ada', at: 1, title: 'A' },
    c: { by: 'cy', at: 2, title: 'C' },
    m: { by: 'bea', at: 3, after: ['a'], hue: 7 },
    b: { by: 'bea', at: 4, title: 'B' },
  })
  expect(facet('title')?.verdict.contenders).toEqual(ids('b', 'c'))
})

/*
 *   a ─┐
 *      ├─ r      r links both heads: from now on it stands alone.
 *   b ─┘
 */
test('[CO5] the version that did not stand is told, and a new sigil restores it', () => {
  const drawn = {
    a: { by: 'ada', at: 5, title: 'A' },
    b: { by: 'bea', at: 6, title: 'B' },
  }
  expect(settleDrawn(drawn).facet('title')?.verdict.contenders).toHaveLength(2)
  const restored = settleDrawn({ ...drawn, r: { by: 'cy', at: 7, after: ['a', 'b'], title: 'A' } })
  expect(restored.facet('title')).toMatchObject({ value: 'A', verdict: { rule: 'primacy' } })
  expect(restored.weaver.get(restored.sigils.a.id)?.deed).toMatchObject({
    writes: [{ value: 'A' }],
  })
})

const shatterAt = (at: number) =>
  settleDrawn({
    a: { by: 'ada', at: 1, title: 'A' },
    x: { by: 'bea', at, after: ['a'], shatters: true },
    e: { by: 'cy', at: 4, after: ['a'], title: 'E' },
  })

/*
 *        ┌─ x (shatters, t=3)
 *   a ───┤
 *        └─ e (title, t=4)        e is later: the glyph lives.
 */
test('[CO6] an edit and a concurrent shattering meet on alive, and the later stands', () => {
  expect(shatterAt(3).state).toMatchObject({ alive: true, contested: ['alive'] })
  expect(shatterAt(5).state).toMatchObject({ alive: false, contested: ['alive'] })
  expect(shatterAt(4).state).toMatchObject({ alive: true, contested: ['alive'] })
  expect(shatterAt(4).facet('alive')?.verdict.rule).toBe('amalgam')
})

test('[CO6] heads that agree that a glyph lives are no conflict', () => {
  const { facet, ids, state } = settleDrawn({
    a: { by: 'ada', at: 5, title: 'A' },
    b: { by: 'bea', at: 6, hue: 3 },
  })
  expect(facet('alive')?.verdict).toMatchObject({ rule: 'primacy', contenders: ids('b') })
  expect(state?.contested).toEqual([])
})

test('[CO6] an edit that saw the shattering brings the glyph back', () => {
  const drawn = {
    a: { by: 'ada', at: 1, title: 'A' },
    x: { by: 'bea', at: 2, after: ['a'], shatters: true },
  }
  expect(settleDrawn(drawn).state?.alive).toBe(false)
  const back = settleDrawn({ ...drawn, e: { by: 'ada', at: 3, after: ['x'], hue: 1 } })
  expect(back.state).toMatchObject({ alive: true, contested: [] })
})

/*
 *   a (title)
 *   b (hue)      both stand.
 */
test('[CO7] writes of different facets do not conflict', () => {
  const { state } = settleDrawn({
    a: { by: 'ada', at: 5, title: 'A' },
    b: { by: 'bea', at: 6, hue: 200, place: { x: 1, y: 2 } },
  })
  expect(state).toMatchObject({ title: 'A', hue: 200, place: { x: 1, y: 2 }, contested: [] })
})

const mood = (at: number, byte: number, by: string): Drawn => ({
  by,
  at,
  writes: { 'x:mood': Uint8Array.of(byte) },
})

test('[CO8] a facet of a newer version settles by the same rules', () => {
  const two = settleDrawn({ a: mood(5, 1, 'ada'), b: mood(6, 2, 'bea') })
  expect(two.facet('x:mood')?.value).toEqual(Uint8Array.of(2))
  const tied = settleDrawn({ a: mood(5, 1, 'ada'), b: mood(5, 2, 'bea') })
  expect([Uint8Array.of(1), Uint8Array.of(2)]).toContainEqual(tied.facet('x:mood')?.value)
  expect(tied.facet('x:mood')?.verdict.rule).toBe('amalgam')
})

test('[CO4] heads settle the same way in every order', () => {
  const anyHeads = fc
    .array(fc.record({ at: fc.integer({ min: 1, max: 3 }), title: fc.constantFrom('A', 'B') }), {
      minLength: 1,
      maxLength: 5,
    })
    .chain((heads) =>
      fc.tuple(fc.constant(heads), fc.shuffledSubarray(heads, { minLength: heads.length })),
    )
  fc.assert(
    fc.property(anyHeads, ([some, other]) => {
      const names = new Map(some.map((head, at) => [head, `w${at}`]))
      const settled = [some, other].map((heads) => {
        const loom = createLoom([...names.values()])
        const writes = heads.map(({ at, title }, n) => {
          const by = names.get(heads[n]!)!
          return { sigil: loom.weave({ one: { by, at, title } }).one, value: title }
        })
        return settle('title', writes as unknown as NonEmpty<(typeof writes)[number]>, fakeHash)
      })
      expect(settled[0]).toEqual(settled[1])
    }),
    { numRuns: 50 },
  )
})

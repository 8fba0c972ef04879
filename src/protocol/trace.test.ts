/**
 * Goal: what history says of each sigil, long after it was settled.
 * Method: drawn histories; the long form of [TR1] is in quintessence.oracle.ts, and
 * convergence.test.ts holds every random history to it.
 */

import { expect, test } from 'vitest'

import type { Sigil } from './sigil'
import { createLoom, glyphNamed, type Drawn } from './sigil.fixture'
import type { Verdict } from './trace'

const g = glyphNamed('g')

/** The verdict of each drawn sigil on one facet, in words: `rule: contenders > what stands`. */
function tell<Name extends string>(facet: Verdict['facet'], drawn: Readonly<Record<Name, Drawn>>) {
  const loom = createLoom(['bea', 'cy'])
  const sigils = loom.weave(drawn)
  const weaver = loom.weaver(Object.values<Sigil>(sigils))
  const nameOf = (id: string | null) =>
    Object.entries<Sigil>(sigils).find(([, sigil]) => sigil.id === id)?.[0] ?? 'amalgam'
  const inWords = ({ rule, contenders, stands }: Verdict) =>
    `${rule}: ${contenders.map(nameOf).toSorted().join(' ')} > ${nameOf(stands)}`
  return Object.fromEntries(
    weaver.history(g).map(({ sigil, verdicts }) => {
      const told = verdicts.filter((verdict) => verdict.facet === facet)
      return [nameOf(sigil), told.map(inWords).join()]
    }),
  )
}

/*
 *        ┌─ a ─┐
 *   o ───┤     ├─ m ── n
 *        └─ b ─┘
 */
test('[TR1] a conflict is told of both that met, and stays told once it is settled', () => {
  const told = tell('title', {
    o: { by: 'cy', at: 1, title: 'O' },
    a: { by: 'ada', at: 2, after: ['o'], title: 'A' },
    b: { by: 'bea', at: 3, after: ['o'], title: 'B' },
    m: { by: 'cy', at: 4, after: ['a', 'b'], title: 'M' },
    n: { by: 'cy', at: 5, title: 'N' },
  })
  expect(told).toEqual({
    o: 'primacy: o > o',
    a: 'authority: a b > b',
    b: 'authority: a b > b',
    m: 'primacy: m > m',
    n: 'primacy: n > n',
  })
})

/*
 *        ┌─ a ── a2
 *   o ───┤              a was superseded by a2 before it met anybody: only a2 met b.
 *        └─ b
 */
test('[TR1] a sigil whose own successor met the other met nobody', () => {
  const told = tell('title', {
    o: { by: 'cy', at: 1, title: 'O' },
    a: { by: 'ada', at: 2, after: ['o'], title: 'A' },
    b: { by: 'bea', at: 3, after: ['o'], title: 'B' },
    a2: { by: 'ada', at: 4, title: 'A2' },
  })
  expect(told).toMatchObject({
    a: 'primacy: a > a',
    a2: 'authority: a2 b > a2',
    b: 'authority: a2 b > a2',
  })
})

test('[TR1] equal stamps are told as an amalgam of all that met, and none stands', () => {
  const told = tell('title', {
    a: { by: 'ada', at: 5, title: 'A' },
    b: { by: 'bea', at: 5, title: 'B' },
    c: { by: 'cy', at: 4, title: 'C' },
  })
  expect(new Set(Object.values(told))).toEqual(new Set(['amalgam: a b c > amalgam']))
})

/*
 *        ┌─ x (shatters)
 *   a ───┤
 *        └─ e              a met nobody; x and e met on alive.
 */
test('[TR2] alive is told where an edit met a shattering, and nowhere else', () => {
  const told = tell('alive', {
    a: { by: 'ada', at: 1, title: 'A' },
    x: { by: 'bea', at: 2, after: ['a'], shatters: true },
    e: { by: 'cy', at: 3, after: ['a'], title: 'E' },
  })
  expect(told).toEqual({ a: '', x: 'authority: e x > e', e: 'authority: e x > e' })
})

test('[TR2] a shattering that met no other word is told under primacy', () => {
  const told = tell('alive', {
    a: { by: 'ada', at: 1, title: 'A' },
    x: { by: 'bea', at: 2, after: ['a'], shatters: true },
    y: { by: 'cy', at: 3, after: ['a'], shatters: true },
  })
  expect(told).toEqual({ a: '', x: 'primacy: x > x', y: 'primacy: y > y' })
})

test('[TR2] a shattering that comes late is told of those it meets, though told before', () => {
  const loom = createLoom(['bea'])
  const { a, x } = loom.weave({
    a: { by: 'ada', at: 1, title: 'A' },
    x: { by: 'bea', at: 2, shatters: true },
  })
  const weaver = loom.weaver([a])
  expect(weaver.woven(a.id)?.verdicts.map(({ facet }) => facet)).toEqual(['title'])
  weaver.resonate([x], 'bea')
  expect(weaver.woven(a.id)?.verdicts.map(({ facet }) => facet)).toEqual(['alive', 'title'])
})

test('[TR3] history is told by stamp, however the sigils came', () => {
  const loom = createLoom(['bea'])
  const { a, b, c } = loom.weave({
    a: { by: 'ada', at: 1, title: 'A' },
    b: { by: 'bea', at: 2, title: 'B' },
    c: { by: 'ada', at: 3, glyph: 'other', title: 'C' },
  })
  const weaver = loom.weaver([b, a, c])
  expect(weaver.history(g).map(({ sigil }) => sigil)).toEqual([a.id, b.id])
  expect(weaver.history().map(({ sigil }) => sigil)).toEqual(
    [...loom.prelude, a, b, c].map(({ id }) => id),
  )
})

const writeAt = (at: number) =>
  ({
    o: { by: 'cy', at: 1, splices: [[0, 0, 'ab']] },
    a: { by: 'ada', at: 2, after: ['o'], splices: [[2, 0, 'x']] },
    b: { by: 'bea', at, after: ['o'], splices: [[2, 0, 'y']] },
  }) satisfies Record<string, Drawn>

/*
 *        ┌─ a: 'x' at 2
 *   o ───┤                  'ab' is written at one place by both.
 *        └─ b: 'y' at 2
 */
test('[TR4] body changes at one place are told by authority, or as amalgam of equal stamps', () => {
  expect(tell('body', writeAt(3))).toEqual({
    o: 'primacy: o > o',
    a: 'authority: a b > b',
    b: 'authority: a b > b',
  })
  expect(tell('body', writeAt(2)).a).toBe('amalgam: a b > amalgam')
})

test('[TR4] body changes at different places do not meet, and a void one is not told', () => {
  const told = tell('body', {
    o: { by: 'cy', at: 1, splices: [[0, 0, 'ab']] },
    a: { by: 'ada', at: 2, after: ['o'], splices: [[0, 0, 'x']] },
    b: { by: 'bea', at: 3, after: ['o'], splices: [[2, 0, 'y']] },
    v: { by: 'cy', at: 4, splices: [[99, 0, 'z']] },
  })
  expect(told).toMatchObject({ a: 'primacy: a > a', b: 'primacy: b > b', v: '' })
})

test('[TR4] a body change that comes late is told of the one it met, though told before', () => {
  const loom = createLoom(['bea'])
  const { a, b } = loom.weave({
    a: { by: 'ada', at: 1, splices: [[0, 0, 'x']] },
    b: { by: 'bea', at: 2, splices: [[0, 0, 'y']] },
  })
  const weaver = loom.weaver([a])
  expect(weaver.woven(a.id)?.verdicts).toMatchObject([{ rule: 'primacy' }])
  weaver.resonate([b], 'bea')
  expect(weaver.woven(a.id)?.verdicts).toMatchObject([{ rule: 'authority', stands: b.id }])
})

test('[TR5] sigils of the covenant are told without verdicts', () => {
  const loom = createLoom(['bea'])
  expect(loom.weaver().woven(loom.invite.id)).toMatchObject({ glyph: null, verdicts: [] })
})

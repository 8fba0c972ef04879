/**
 * Goal: a loom that is kept up with little by little shows what one made at once shows.
 * Method: pictures for runs, filters and strays; random histories told in random pieces.
 */

import fc from 'fast-check'
import { expect, test } from 'vitest'

import type { GlyphId, SigilId, WeaverId } from '../protocol/ids'
import { lightsOf } from './lights'
import { maxRelaidRanks, maxRunSigils, runPauseMs } from './limits'
import { createLoom, everything, layOutLoom, type Loom, type LoomFilter } from './loom'
import { anyHistory, knot, typed } from './loom.fixture'
import { drawLoom } from './text'
import { compareTales, createThreads, type Tale } from './threads'
import type { LaneRow, Stray } from './view'

const sizeAndKey = ({ key, run }: LaneRow): string =>
  run?.isFolded === true ? `${key} ×${run.size}` : key
const draw = (woven: readonly Tale[], rest: object = {}): string =>
  `\n${drawLoom(layOutLoom({ woven, ...rest }), sizeAndKey)}`

function loomOf(woven: readonly Tale[]): Loom {
  const threads = createThreads()
  threads.take(woven.toSorted(compareTales))
  return createLoom(threads)
}

function finished(loom: Loom): string {
  while (loom.ahead() > 0) loom.goOn(7)
  loom.goOn(1)
  return `\n${drawLoom(loom.view(), sizeAndKey)}`
}

test('[LM10] what one weaver did in one go is one row, at the place of its newest sigil', () => {
  expect(
    draw([
      knot('born', 'ada', 1, ''),
      typed('a1', 'ada', 2, 'born'),
      typed('a2', 'ada', 3, 'a1'),
      knot('tea', 'bea', 4, '', { glyph: 'tea' }),
      typed('a3', 'ada', 5, 'a2'),
      typed('b1', 'bea', 6, 'a3'),
      typed('b2', 'bea', 7, 'b1'),
    ]),
  ).toBe(`
  ◉  b2 ×2
◉─╯  a3 ×3
│ ●  tea
●    born`)
})

test('[LM10] no edge leads into a run: it breaks where another comes in or goes off', () => {
  expect(
    draw([
      typed('a1', 'ada', 1, ''),
      typed('a2', 'ada', 2, 'a1'),
      typed('a3', 'ada', 3, 'a2'),
      typed('b1', 'bea', 4, 'a2'),
      typed('a4', 'ada', 5, 'a3'),
      typed('a5', 'ada', 6, 'a4 b1'),
      typed('a6', 'ada', 7, 'a5'),
    ]),
  ).toBe(`
◉─╮  a6 ×2
◉ │  a4 ×2
│ ●  b1
◉─╯  a2 ×2`)
})

test('[LM10] a run never hides a conflict, and ends with a pause, another glyph or 500 sigils', () => {
  expect(
    draw([
      typed('a1', 'ada', 1, ''),
      typed('a2', 'ada', 2, 'a1'),
      knot('won', 'ada', 3, 'a2', { quiet: true, rules: ['authority'] }),
      typed('a3', 'ada', 4, 'won'),
      knot('named', 'ada', 5, 'a3'),
      typed('a4', 'ada', 6, 'named'),
      typed('late', 'ada', 7 + runPauseMs, 'a4'),
      typed('soon', 'ada', 7 + 2 * runPauseMs, 'late'),
    ]),
  ).toBe(`
◉  soon ×2
●  a4
●  named
●  a3
◆  won
◉  a2 ×2`)
  const long = Array.from({ length: maxRunSigils + 2 }, (_, nth) =>
    typed(`s${nth}`, 'ada', nth, nth === 0 ? '' : `s${nth - 1}`),
  )
  expect(draw(long)).toBe(`\n◉  s501 ×2\n◉  s499 ×500`)
})

test('[LM10] a run unfolds into its sigils, and folds again', () => {
  const loom = loomOf([
    knot('born', 'ada', 1, ''),
    typed('a1', 'ada', 2, 'born'),
    typed('a2', 'ada', 3, 'a1'),
    typed('a3', 'ada', 4, 'a2'),
  ])
  const folded = '\n◉  a3 ×3\n●  born'
  expect(finished(loom)).toBe(folded)
  const [row] = loom.view().rows(0, 1)
  expect(
    loom
      .view()
      .members(0)
      .map(({ sigil }) => sigil),
  ).toEqual(['a1', 'a2', 'a3'])
  expect(loom.view().rowOf('a2')).toBe(0)
  loom.toggle(row!.run!.first)
  expect(finished(loom)).toBe('\n●  a3\n●  a2\n●  a1\n●  born')
  expect(loom.view().rows(0, 1)[0]?.run).toEqual({
    first: 'a1',
    size: 3,
    isFolded: false,
    sinceMs: 4,
    isNewest: true,
  })
  loom.toggle('a1' as SigilId)
  expect(finished(loom)).toBe(folded)
})

const garden = [
  knot('tea', 'ada', 1, '', { glyph: 'tea' }),
  knot('milk', 'bea', 2, 'tea', { glyph: 'milk' }),
  knot('tea2', 'bea', 3, 'tea', { glyph: 'tea', rules: ['authority'] }),
  knot('tea3', 'ada', 4, 'tea', { glyph: 'tea', rules: ['authority'], stands: 'tea2' }),
  knot('milk2', 'cyd', 5, 'milk', { glyph: 'milk' }),
]
const choose = (chosen: Partial<LoomFilter>) => ({ filter: { ...everything, ...chosen } })

test('[LM11] filters combine, and lanes stay where they are', () => {
  const [tea, milk] = ['tea', 'milk'] as GlyphId[] as [GlyphId, GlyphId]
  const [bea, cyd] = ['bea', 'cyd'] as WeaverId[] as [WeaverId, WeaverId]
  expect(draw(garden, choose({ glyphs: [tea] }))).toBe(`
◇      tea3
│ ◆    tea2
●─╯    tea`)
  expect(draw(garden, choose({ glyphs: [tea], weavers: [bea] }))).toBe(`
  ◆    tea2
  ┊`)
  expect(draw(garden, choose({ weavers: [bea, cyd] }))).toBe(`
    ●  milk2
  ◆ │  tea2
  ┊ │
  ●─╯  milk`)
  expect(draw(garden, choose({ knots: ['authority'], glyphs: [tea, milk] }))).toBe(`
◇      tea3
┊
  ◆    tea2
  ┊`)
  expect(layOutLoom({ woven: garden, ...choose({ knots: ['amalgam'] }) }).count).toBe(0)
})

test('[LM12] what waits stands on top with a dashed end, what dissolved where it came', () => {
  const strays: readonly Stray[] = [
    { key: 'forged', knot: 'dissolved', weaver: 'bea' as WeaverId, atMs: 2, missing: [] },
    { key: 'noise', knot: 'dissolved', weaver: null, atMs: 9, missing: [] },
    { key: 'early', knot: 'waiting', weaver: 'cyd' as WeaverId, atMs: null, missing: [] },
  ]
  const view = layOutLoom({ woven: garden, strays })
  expect(`\n${drawLoom(view)}`).toBe(`
    ◌    early
    ┊
      ✕  noise
    ●    milk2
◇   │    tea3
├─◆ │    tea2
│ ✕ │    forged
│ ●─╯    milk
●─╯      tea`)
  expect(view.rowOf('forged')).toBe(5)
  expect(view.rows(view.rowOf('tea')!, 9)[0]?.entering.map(({ row }) => row)).toEqual([6, 4, 3])
  expect(layOutLoom({ woven: garden, strays, ...choose({ knots: ['waiting'] }) }).count).toBe(1)
})

/** Told in pieces: how many, whether the last of them is withheld until the end, and in which order. */
const anyTelling = fc.record({
  woven: anyHistory,
  quiet: fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }),
  rules: fc.array(fc.nat(5), { minLength: 40, maxLength: 40 }),
  keys: fc.array(fc.nat(60), { minLength: 40, maxLength: 40 }),
  pieces: fc.integer({ min: 1, max: 9 }),
  steps: fc.integer({ min: 1, max: 9 }),
  weavers: fc.subarray(['w0', 'w1', 'w2', 'w3', 'w4'] as WeaverId[]),
})

/** Parents before children, and else by key: as sigils might arrive. */
function arrival(woven: readonly Tale[], keys: readonly number[]): readonly Tale[] {
  const left = woven.map((tale, nth) => ({ tale, key: keys[nth] ?? 0 }))
  const order: Tale[] = []
  const isHere = (link: SigilId) =>
    order.some((one) => one.sigil === link) || !woven.some((one) => one.sigil === link)
  while (left.length > 0) {
    const ready = left.filter(({ tale }) => tale.links.every(isHere))
    const next = ready.reduce((least, one) => (one.key < least.key ? one : least))
    order.push(next.tale)
    left.splice(left.indexOf(next), 1)
  }
  return order
}

test('[LM13] told in any order, in pieces, and anew: the loom comes out as if laid out whole', () => {
  fc.assert(
    fc.property(anyTelling, ({ woven, quiet, rules, keys, pieces, steps, weavers }) => {
      const last = woven.map((tale, nth) => ({
        ...tale,
        quiet: quiet[nth] === true,
        verdicts:
          rules[nth] === 0
            ? knot(tale.sigil, tale.weaver, 0, '', { rules: ['authority'] }).verdicts
            : [],
      }))
      const threads = createThreads()
      const loom = createLoom(threads)
      const order = arrival(last, keys)
      loom.show({ ...everything, weavers })
      for (let at = 0; at < order.length; at += pieces) {
        // At first nobody has met anyone.
        threads.take(order.slice(at, at + pieces).map((tale) => ({ ...tale, verdicts: [] })))
        loom.goOn(steps)
        const { count, rows } = loom.view()
        expect(rows(0, count)).toHaveLength(count)
      }
      for (const tale of last.filter(({ verdicts }) => verdicts.length > 0)) {
        threads.take([tale])
        loom.goOn(steps)
      }
      const whole = createThreads({ lanes: threads.lanes() })
      whole.take(last.toSorted(compareTales))
      const other = createLoom(whole)
      other.show({ ...everything, weavers })
      expect(finished(loom)).toBe(finished(other))
      expect(loom.view().sigils).toBe(other.view().sigils)
    }),
    { numRuns: 300 },
  )
})

test('[LM13] while something long past is laid out anew, the loom shows what it showed', () => {
  const many = Array.from({ length: maxRelaidRanks + 100 }, (_, nth) =>
    knot(`s${nth}`, 'ada', nth + 1, nth === 0 ? '' : `s${nth - 1}`),
  )
  const threads = createThreads()
  threads.take(many)
  const loom = createLoom(threads)
  loom.goOn(Infinity)
  const before = loom.view()
  const rows = before.rows(0, 3)
  threads.take([knot('older', 'bea', 0, '')])
  loom.goOn(10)
  expect(loom.view()).toBe(before)
  expect(loom.view().rows(0, 3)).toEqual(rows)
  expect(loom.ahead()).toBe(many.length + 1 - 10)
  loom.goOn(Infinity)
  expect(loom.view().rowOf('older')).toBe(many.length)
})

/*
 *     ·─╮    merge     ┃: lit, │: not
 *     ┃ │    left      pointed at
 *     ┃ │ ·  other
 *     ┃ ·    right
 *     ┗─╯    root
 */
test('[LM9] the lines that lead to kin are lit through the rows between, and no others', () => {
  const view = layOutLoom({
    woven: [
      knot('root', 'ada', 1, ''),
      knot('right', 'bea', 2, 'root'),
      knot('other', 'cyd', 3, '', { glyph: 'h' }),
      knot('left', 'ada', 4, 'root'),
      knot('merge', 'ada', 5, 'left right'),
    ],
  })
  const words = (from: number, to: number) =>
    lightsOf(view, view.rowOf('left')!, { from, to }).map(
      ({ isKin, above, below }) => `${isKin ? 'kin' : '-'} ${above}|${below}`,
    )
  const whole = ['kin |0', 'kin 0|0', '- 0|0', '- 0|0', 'kin 0|']
  expect(words(0, 5)).toEqual(whole)
  expect(words(1, 4)).toEqual(whole.slice(1, 4))
})

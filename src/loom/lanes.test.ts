import fc from 'fast-check'
import { expect, test } from 'vitest'

import type { GlyphId, SigilId } from '../protocol/ids'
import { layOutLoom, type LoomSource } from './loom'
import { anyHistory, knot } from './loom.fixture'
import { drawLoom } from './text'
import type { Tale } from './threads'

const draw = (woven: readonly Tale[], rest: Omit<LoomSource, 'woven'> = {}): string =>
  `\n${drawLoom(layOutLoom({ woven, ...rest }))}`

const diamond = [
  knot('root', 'ada', 1, ''),
  knot('right', 'bea', 2, 'root'),
  knot('left', 'ada', 3, 'root'),
  knot('merge', 'ada', 4, 'left right'),
]

test('[LM1] a straight history is one line, newest on top', () => {
  expect(draw([knot('a', 'ada', 1, ''), knot('b', 'ada', 2, 'a'), knot('c', 'ada', 3, 'b')])).toBe(`
●  c
●  b
●  a`)
})

test('[LM1] rows stand by stamp, then by id, however they come', () => {
  const rows = [knot('b', 'ada', 1, ''), knot('a', 'bea', 1, ''), knot('z', 'cyd', 0, '')]
  const orders = [rows, rows.toReversed(), [rows[1]!, rows[2]!, rows[0]!]]
  for (const woven of orders) {
    expect(
      layOutLoom({ woven })
        .rows(0, 3)
        .map(({ key }) => key),
    ).toEqual(['b', 'a', 'z'])
  }
})

test('[LM3] concurrent sigils part at their parent and meet at the merge', () => {
  expect(draw(diamond)).toBe(`
●─╮  merge
● │  left
│ ●  right
●─╯  root`)
})

test('[LM3] a line keeps clear of knots that it does not tie', () => {
  expect(
    draw([
      knot('root', 'ada', 1, ''),
      knot('ada1', 'ada', 2, 'root'),
      knot('bea1', 'bea', 3, 'root'),
      knot('cyd1', 'cyd', 4, 'root'),
      knot('bea2', 'bea', 5, 'bea1'),
      knot('ada2', 'ada', 6, 'ada1 cyd1'),
      knot('all', 'cyd', 7, 'ada2 bea2'),
    ]),
  ).toBe(`
╭─┬─●  all
●─┼─╮  ada2
│ ● │  bea2
│ │ ●  cyd1
│ ● │  bea1
● │ │  ada1
●─┴─╯  root`)
})

test('[LM3] only links within the glyph are drawn, and all where there are none', () => {
  expect(
    draw([
      knot('found', 'ada', 1, '', { glyph: null }),
      knot('tea1', 'ada', 2, 'found', { glyph: 'tea' }),
      knot('milk1', 'ada', 3, 'tea1', { glyph: 'milk' }),
      knot('tea2', 'bea', 4, 'tea1', { glyph: 'tea' }),
      knot('tea3', 'ada', 5, 'milk1 tea2', { glyph: 'tea' }),
    ]),
  ).toBe(`
●    tea3
╰─●  tea2
● │  milk1
●─╯  tea1
●    found`)
})

test('[LM3] a parent that is not in the list is a dashed end', () => {
  expect(draw([knot('a', 'ada', 1, ''), knot('b', 'bea', 2, 'lost'), knot('c', 'ada', 3, 'a')]))
    .toBe(`
●    c
│ ●  b
│ ┊
●    a`)
})

const glyphOf = (sigil: SigilId) => (sigil === 'elsewhere' ? ('other glyph' as GlyphId) : undefined)

test('[LM3] a link to another glyph that is merely not shown is no gap', () => {
  const woven = [knot('a', 'ada', 1, ''), knot('b', 'ada', 2, 'a elsewhere')]
  expect(draw(woven, { glyphOf })).toBe(`
●  b
●  a`)
  expect(draw(woven)).toBe(`
●  b
┊
●  a`)
  expect(draw([knot('first', 'ada', 1, 'elsewhere')], { glyphOf })).toBe('\n●  first')
})

test('[LM4] the gravest rule decides the shape', () => {
  expect(
    draw([
      knot('plain', 'ada', 1, ''),
      knot('lost', 'ada', 2, 'plain', { rules: ['authority'], stands: 'won' }),
      knot('won', 'bea', 3, 'plain', { rules: ['primacy', 'authority'] }),
      knot('tied', 'ada', 4, 'lost won', { rules: ['authority', 'amalgam', 'primacy'] }),
      knot('aside', 'bea', 5, 'tied', { rules: ['amalgam'], mark: 'set-aside' }),
      knot('forged', 'ada', 6, 'tied', { mark: 'dissolved' }),
    ]),
  ).toBe(`
✕    forged
│ ○  aside
✦─┤  tied
│ ◆  won
◇ │  lost
●─╯  plain`)
})

test('[LM4] of a body everything stands', () => {
  const [verdict] = knot('a', 'ada', 1, '', { rules: ['authority'], stands: 'b' }).verdicts
  const typed = { ...knot('a', 'ada', 1, ''), verdicts: [{ ...verdict!, facet: 'body' as const }] }
  expect(draw([typed])).toBe('\n◆  a')
})

test('[LM2] lanes stand by first appearance, and stay when an earlier weaver turns up', () => {
  const before = layOutLoom({ woven: diamond })
  expect(before.lanes).toEqual(['ada', 'bea'])
  const late = [...diamond, knot('late', 'cyd', 0, '')]
  expect(layOutLoom({ woven: late }).lanes).toEqual(['cyd', 'ada', 'bea'])
  expect(draw(late, { lanes: before.lanes })).toBe(`
●─╮    merge
● │    left
│ ●    right
●─╯    root
    ●  late`)
})

test('[LM9] pointing at a knot lights what it descends from and what descends from it', () => {
  const view = layOutLoom({ woven: [...diamond, knot('after', 'bea', 5, 'merge')] })
  const lit = (from: number, to: number) =>
    Array.from(view.kin(view.rowOf('left')!, from, to), (row) => view.rows(row, row + 1)[0]?.key)
  expect(lit(0, 5)).toEqual(['left', 'root', 'merge', 'after'])
  expect(lit(1, 3)).toEqual(['left', 'merge'])
})

test('[LM9] a window shows just what the whole shows there', () => {
  fc.assert(
    fc.property(anyHistory, fc.nat(40), fc.nat(40), (woven, from, size) => {
      const layout = layOutLoom({ woven })
      expect(layout.rows(from, from + size)).toEqual(
        layout.rows(0, layout.count).slice(from, from + size),
      )
    }),
  )
})

test('[LM3] every edge that leaves a row enters its parent, and passes every row between in its lane', () => {
  fc.assert(
    fc.property(anyHistory, (woven) => {
      const layout = layOutLoom({ woven })
      const rows = layout.rows(0, layout.count)
      const run = rows.map(() => new Set<number>())
      rows.forEach((row, at) => {
        for (const edge of row.leaving) {
          if (edge.row === null) continue
          expect(rows[edge.row]?.entering).toContainEqual({ row: at, lane: edge.lane })
          expect([row.lane, rows[edge.row]?.lane]).toContain(edge.lane)
          for (let between = at + 1; between < edge.row; between++) run[between]?.add(edge.lane)
        }
      })
      const leaving = rows.flatMap((row) => row.leaving).filter((edge) => edge.row !== null)
      expect(rows.flatMap((row) => row.entering)).toHaveLength(leaving.length)
      expect(rows.map((row) => row.passing)).toEqual(
        run.map((lanes) => [...lanes].toSorted((a, b) => a - b)),
      )
    }),
  )
})

test('[LM3] an edge runs through a knot only where both lanes are in use', () => {
  fc.assert(
    fc.property(anyHistory, (woven) => {
      const { rows, count } = layOutLoom({ woven })
      const all = rows(0, count)
      all.forEach((row, at) => {
        for (const edge of row.leaving) {
          const between = all.slice(at + 1, edge.row ?? at + 1)
          const isClear = (lane: number | undefined) => between.every((one) => one.lane !== lane)
          const parentLane = edge.row === null ? row.lane : all[edge.row]?.lane
          if (isClear(row.lane) || isClear(parentLane)) expect(isClear(edge.lane)).toBe(true)
        }
      })
    }),
  )
})

test('[LM9] a window on 100,000 rows is laid out without the rest', () => {
  const woven = Array.from({ length: 100_000 }, (_, nth) =>
    knot(`s${nth}`, `w${nth % 9}`, nth, nth < 7 ? '' : `s${nth - 7} s${nth - 1}`, {
      glyph: `g${nth % 7}`,
    }),
  )
  const layout = layOutLoom({ woven })
  expect(layout.rows(50_000, 50_040)).toHaveLength(40)
  expect(layout.rows(99_990, 200_000)).toHaveLength(10)
  expect(layout.rows(-5, 0)).toEqual([])
})

/**
 * Goal: the Loom's desk tells what the weaver's history tells, in words, as it grows.
 * Method: drawn histories in a bare weaver; the desk is driven step by step.
 */

import { expect, test } from 'vitest'

import type { Sigil } from '../protocol/sigil'
import { createLoom, type Drawn } from '../protocol/sigil.fixture'
import { createLoomDesk, type OpenLoom, straysOf } from './loom-desk'
import { createTeller } from './telling'

function deskOf(drawn: Readonly<Record<string, Drawn>>) {
  const loom = createLoom(['bea'])
  const sigils: readonly Sigil[] = Object.values(loom.weave(drawn))
  const weaver = loom.weaver()
  const chorus = {
    sigil: weaver.get,
    glyph: weaver.glyph,
    narrate: weaver.narrate,
    count: weaver.count,
  }
  const desk = createLoomDesk(chorus, createTeller(chorus))
  return { weaver, sigils, desk }
}

function told(open: OpenLoom): readonly string[] {
  while (open.ahead() > 0) open.goOn(2)
  open.goOn(1)
  const { rows, count } = open.view()
  return rows(0, count).map((row, at) => {
    const fold = row.run?.isFolded === true ? ` ×${row.run.size}` : ''
    return `${row.knot}${fold}: ${open.tell(row, at)?.summary ?? row.key}`
  })
}

const prelude = [
  'primacy: joined',
  'primacy: opened an invite',
  'primacy: began the chorus “The Great Work”',
]

test('[LM10] typing folds into one line; a birth, a rename and an end stay out', () => {
  const { weaver, sigils, desk } = deskOf({
    o: { by: 'ada', at: 1, title: 'Tea', splices: [[0, 0, 'pot']] },
    a: { by: 'ada', at: 2, splices: [[0, 0, 'one ']] },
    b: {
      by: 'ada',
      at: 3,
      splices: [
        [0, 0, 'two '],
        [0, 1, ''],
      ],
    },
    c: { by: 'ada', at: 4, title: 'Green tea' },
    d: { by: 'ada', at: 5, shatters: true },
  })
  weaver.resonate(sigils, 'ada')
  expect(told(desk.open())).toEqual([
    'primacy: shattered it',
    'primacy: renamed “Tea” to “Green tea”',
    'primacy ×2: typed 8 characters over 1',
    'primacy: created “Tea” and typed 3 characters',
    ...prelude,
  ])
})

test('[LM4] a change of which nothing counts is set aside', () => {
  const { weaver, sigils, desk } = deskOf({
    o: { by: 'ada', at: 1, title: 'Tea' },
    past: { by: 'bea', at: 2, after: ['o'], splices: [[99, 0, 'past the end']] },
  })
  weaver.resonate(sigils, 'ada')
  expect(told(desk.open())[0]).toBe('set-aside: typed 12 characters')
})

/*
 *        ┌─ a
 *   o ───┤
 *        └─ b   comes late, and changes what is told of a
 */
test('[LM13] a loom that is open hears of a conflict as it comes, and one opened later tells the same', () => {
  const { weaver, sigils, desk } = deskOf({
    o: { by: 'ada', at: 1, title: 'Tea' },
    a: { by: 'ada', at: 2, title: 'Green' },
    b: { by: 'bea', at: 3, after: ['o'], title: 'Black' },
  })
  const open = desk.open()
  weaver.resonate(sigils.slice(0, 2), 'ada')
  expect(told(open)[0]).toBe('primacy: renamed “Tea” to “Green”')
  const before = open.view()
  expect(told(open)).toHaveLength(5)
  expect(open.view()).toBe(before)
  weaver.resonate(sigils, 'bea')
  expect(told(open).slice(0, 3)).toEqual([
    'authority: renamed “Tea” to “Black”',
    'authority: renamed “Tea” to “Green”',
    'primacy: created “Tea”',
  ])
  expect(told(desk.open())).toEqual(told(open))
  const [, green] = open.view().rows(0, 2)
  expect(green?.superseded).toBe(true)
})

test('[LM12] what waits and what dissolved become strays, each under its own key', () => {
  const dissolved = {
    refusal: { kind: 'foreign-chorus', chorusTag: '00' },
    sigil: null,
    from: 'self',
    atMs: 7,
  } as const
  const waiting = { sigil: 's' as never, author: 'bea' as never, missing: [], from: 'bea' }
  const strays = straysOf('me' as never, [waiting], [dissolved, dissolved])
  expect(strays.map(({ knot, weaver, atMs }) => [knot, weaver, atMs])).toEqual([
    ['waiting', 'bea', null],
    ['dissolved', 'me', 7],
    ['dissolved', 'me', 7],
  ])
  expect(new Set(strays.map(({ key }) => key)).size).toBe(3)
})

import { expect, test } from 'vitest'

import { stampZero } from '../protocol/stamp'
import type { Dissolved } from '../protocol/trace'
import type { AsideEntry, ChorusState, Contest, GlyphCard } from '../state/chorus-store'
import { createDemoChorus } from './demo.fixture'
import { createMergeNews, newsSentences } from './merge-news'

const { store } = createDemoChorus()
const quiet = {
  ...store.getState(),
  glyphs: new Map(),
  dissolved: [],
  asides: [],
} satisfies ChorusState
const anyCard = [...store.getState().glyphs.values()][0]!

function withCards(...cards: readonly (readonly [string, readonly string[]])[]): ChorusState {
  return {
    ...quiet,
    glyphs: new Map(
      cards.map(([id, sigils]) => {
        const contested = sigils.map((sigil): Contest => {
          return { facet: 'title', rule: 'authority', sigil: sigil as never }
        })
        const card: GlyphCard = { ...anyCard, id: id as never, title: id, contested }
        return [card.id, card] as const
      }),
    ),
  }
}

const refused: Dissolved = {
  refusal: { kind: 'foreign-chorus', chorusTag: '00' },
  sigil: null,
  from: 'bea',
  atMs: 1,
}

const told = (state: ChorusState, before: ChorusState, news = createMergeNews(before)) =>
  newsSentences(
    news.since(state, before),
    () => null,
    (id) => id,
  )

test('a merge is told once, however often its card changes', () => {
  const news = createMergeNews(quiet)
  const first = withCards(['Tea', ['a']])
  expect(told(first, quiet, news)).toEqual(['“Tea” was contested.'])
  expect(told(withCards(['Tea', ['a']]), first, news)).toEqual([])
  expect(told(withCards(['Tea', ['b']]), first, news)).toEqual(['“Tea” was contested.'])
})

test('what was settled before the board opened is no news', () => {
  const before = withCards(['Tea', ['a']])
  expect(told(withCards(['Tea', ['a']], ['Milk', ['m']]), before)).toEqual([
    '“Milk” was contested.',
  ])
})

test('many at once are told as one', () => {
  expect(told(withCards(['Tea', ['a', 'b']], ['Milk', ['c']]), quiet)).toEqual([
    '3 merges were settled. The Loom tells each.',
  ])
})

test('each sigil that dissolves is told once, with its reason', () => {
  const after = { ...quiet, dissolved: [refused] }
  expect(told(after, quiet)).toEqual([
    'A sigil was dissolved. It was sealed for another chorus, so it means nothing in this one.',
  ])
  expect(told({ ...after, historyCount: 99 }, after)).toEqual([])
  const many = { ...quiet, dissolved: [refused, { ...refused }, { ...refused }] }
  expect(told(many, quiet)).toEqual(['3 sigils were dissolved, and change nothing.'])
})

const aside = (sigil: string): AsideEntry =>
  ({ sigil, weaver: 'bea', glyph: 'tea', stamp: stampZero, summary: '' }) as never

test('a change that is set aside is told once', () => {
  const news = createMergeNews(quiet)
  const first: ChorusState = { ...quiet, asides: [aside('a')] }
  expect(told(first, quiet, news)).toEqual(['A change by bea was set aside: it has no effect.'])
  expect(told(first, first, news)).toEqual([])
  const many: ChorusState = { ...quiet, asides: ['a', 'b', 'c', 'd'].map(aside) }
  expect(told(many, first, news)).toEqual(['3 changes were set aside: they have no effect.'])
})

test('what was set aside in a history that had yet to be read is no news', () => {
  const reading: ChorusState = {
    ...quiet,
    status: { ...quiet.status, reading: { read: 0, of: 9, isLeft: false } },
  }
  const news = createMergeNews(reading)
  const read: ChorusState = { ...quiet, asides: [aside('a')] }
  expect(told(read, reading, news)).toEqual([])
  const later: ChorusState = { ...quiet, asides: [aside('a'), aside('b')] }
  expect(told(later, read, news)).toHaveLength(1)
})

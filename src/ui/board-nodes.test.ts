import { expect, test } from 'vitest'

import type { GlyphId, WeaverId } from '../protocol/ids'
import type { GlyphCard } from '../state/chorus-store'
import { cardSize, changedNodes, reconcileEdges, reconcileNodes } from './board-nodes'

const card = (id: string, over: Partial<GlyphCard> = {}): GlyphCard => ({
  id: id as GlyphId,
  title: id,
  hue: 10,
  place: { x: 0, y: 0 },
  tags: [],
  bonds: [],
  bodyStart: '',
  bodyLength: 0,
  contested: [],
  touchedBy: 'ada' as WeaverId,
  stamp: { ms: 1, tick: 0 },
  ...over,
})
const board = (...cards: readonly GlyphCard[]) => new Map(cards.map((one) => [one.id, one]))

test('one changed card makes one new node', () => {
  const [a, b] = [card('a'), card('b')]
  const before = reconcileNodes([], board(a, b))
  const after = reconcileNodes(before, board(a, card('b', { title: 'new' })))
  expect(after[0]).toBe(before[0])
  expect(after[1]).not.toBe(before[1])
})

test('what is written on a card makes no new node, and no new list of them', () => {
  const [a, b] = [card('a', { bonds: ['b' as GlyphId] }), card('b')]
  const nodes = reconcileNodes([], board(a, b))
  const edges = reconcileEdges([], board(a, b))
  const written = board(a, card('b', { bodyStart: 'carrots', bodyLength: 7, tags: ['spring'] }))
  expect(reconcileNodes(nodes, written)).toBe(nodes)
  expect(reconcileEdges(edges, written)).toBe(edges)
  expect(reconcileNodes(nodes, board(a, card('b', { hue: 99 })))).not.toBe(nodes)
  expect(reconcileNodes(nodes, board(a))).toHaveLength(1)
  expect(reconcileEdges(edges, board(a))).toEqual([])
})

test('a card in someone’s hand is not pulled away by a move from elsewhere', () => {
  const [held] = reconcileNodes([], board(card('a')))
  if (held === undefined) throw new Error('no node')
  const dragged = { ...held, dragging: true, position: { x: 50, y: 50 } }
  const moved = board(card('a', { place: { x: 900, y: 0 } }))
  expect(reconcileNodes([dragged], moved)[0]?.position).toEqual({ x: 50, y: 50 })
  expect(reconcileNodes([held], moved)[0]?.position).toEqual({ x: 900, y: 0 })
})

test('a drop that the store has not mirrored yet survives an unrelated change', () => {
  const [held] = reconcileNodes([], board(card('a')))
  if (held === undefined) throw new Error('no node')
  const dropped = { ...held, dragging: false, position: { x: 50, y: 50 } }
  const retitled = board(card('a', { title: 'new' }))
  expect(reconcileNodes([dropped], retitled)[0]?.position).toEqual({ x: 50, y: 50 })
})

// Two cards, a in view: React Flow draws and measures a alone.
test('a card has a size before it is drawn, and its own size and handles after', () => {
  const before = reconcileNodes([], board(card('a'), card('b')))
  expect(before.map((node) => [node.measured, node.handles?.length])).toEqual([
    [cardSize, 2],
    [cardSize, 2],
  ])
  const real = { width: 232, height: 71 }
  const after = changedNodes(before, [{ id: 'a', type: 'dimensions', dimensions: real }])
  expect(after[0]).toMatchObject({ measured: real })
  expect(after[0]).not.toHaveProperty('handles')
  expect(after[1]).toBe(before[1])
  const [retitled] = reconcileNodes(after, board(card('a', { title: 'new' }), card('b')))
  expect(retitled).toMatchObject({ measured: real })
  expect(retitled).not.toHaveProperty('handles')
})

// a ──► b, b ──► a, a ──► gone
test('bonds are drawn once, whoever made them, and only between glyphs that are there', () => {
  const glyphs = board(
    card('a', { bonds: ['b', 'gone'] as readonly string[] as readonly GlyphId[] }),
    card('b', { bonds: ['a'] as readonly string[] as readonly GlyphId[] }),
  )
  const edges = reconcileEdges([], glyphs)
  expect(edges.map((edge) => edge.id)).toEqual(['a b'])
  expect(reconcileEdges(edges, glyphs)[0]).toBe(edges[0])
})

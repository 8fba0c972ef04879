/**
 * Cards to nodes and bonds to edges, keeping every object that still holds, and the list of them.
 *
 * React Flow goes through all of its nodes whenever one is another object, so a node says only
 * where its card lies and how it looks from afar. What is written on it the card reads by itself
 * (`GlyphNode.tsx`): a keystroke makes no new node, and a board of a thousand glyphs stays smooth.
 */

import { applyNodeChanges, type Edge, type Node, type NodeChange, Position } from '@xyflow/react'

import type { GlyphId } from '../protocol/ids'
import type { GlyphCard } from '../state/chorus-store'
import { untitled } from './facet-words'

export type GlyphNode = Node<Pick<GlyphCard, 'place' | 'hue'>, 'glyph'>

/** Board units. The height is a guess for first placement; the card measures itself. */
export const cardSize = { width: 232, height: 124 } as const

/** Board units across the dot that a bond is drawn from (`.glyph-bond`). */
const dotSize = 14

/**
 * A card's size and handles as guessed before it is drawn. Without them React Flow draws every
 * card once to measure it, wherever it lies, and a thousand of them take a second.
 */
const guessed = {
  measured: cardSize,
  handles: [
    { type: 'target', position: Position.Left, x: 0, y: 0, ...cardSize },
    {
      type: 'source',
      position: Position.Right,
      x: cardSize.width - dotSize / 2,
      y: (cardSize.height - dotSize) / 2,
      width: dotSize,
      height: dotSize,
    },
  ],
} satisfies Partial<GlyphNode>

export function reconcileNodes(
  old: GlyphNode[],
  glyphs: ReadonlyMap<GlyphId, GlyphCard>,
): GlyphNode[] {
  const known = new Map(old.map((node) => [node.id, node]))
  return keptIfSame(
    old,
    [...glyphs.values()].map((card) => {
      const node = known.get(card.id)
      return node === undefined ? nodeFrom(card) : renewed(node, card)
    }),
  )
}

const keptIfSame = <T>(old: T[], fresh: T[]): T[] =>
  old.length === fresh.length && old.every((one, nth) => one === fresh[nth]) ? old : fresh

function nodeFrom(card: GlyphCard): GlyphNode {
  return {
    id: card.id,
    type: 'glyph',
    position: { ...card.place },
    ...guessed,
    data: dataOf(card),
    ariaLabel: labelOf(card),
    domAttributes: { 'aria-roledescription': 'glyph' },
  }
}

const dataOf = ({ place, hue }: GlyphCard): GlyphNode['data'] => ({ place, hue })

function renewed(node: GlyphNode, card: GlyphCard): GlyphNode {
  const isInPlace = samePlace(node.data.place, card.place)
  const ariaLabel = labelOf(card)
  if (isInPlace && node.data.hue === card.hue && node.ariaLabel === ariaLabel) return node
  // A card under the pointer stays under it, whoever else moved it meanwhile.
  const position = isInPlace || node.dragging === true ? node.position : { ...card.place }
  return { ...node, position, data: dataOf(card), ariaLabel }
}

/** What React Flow tells, applied. A card that it has measured sheds the guessed handles, which would outrank the real ones. */
export function changedNodes(nodes: GlyphNode[], changes: NodeChange<GlyphNode>[]): GlyphNode[] {
  const measured = new Set(
    changes.flatMap((change) => (change.type === 'dimensions' ? change.id : [])),
  )
  const changed = applyNodeChanges(changes, nodes)
  return changed.map((node) => (measured.has(node.id) ? withoutHandles(node) : node))
}

function withoutHandles({ handles: _guessed, ...node }: GlyphNode): GlyphNode {
  return node
}

/** Cards in others' hands stand where they are held; in one's own hand, where that is. */
export function heldAt(
  nodes: readonly GlyphNode[],
  places: ReadonlyMap<string, GlyphCard['place']>,
): GlyphNode[] {
  return nodes.map((node) => {
    const place = places.get(node.id)
    if (place === undefined || node.dragging === true) return node
    return { ...node, position: { ...place }, className: 'held', zIndex: 1 }
  })
}

export function selectOnly(nodes: readonly GlyphNode[], id: string): GlyphNode[] {
  return nodes.map((node) =>
    (node.selected ?? false) === (node.id === id) ? node : { ...node, selected: node.id === id },
  )
}

const samePlace = (a: GlyphCard['place'], b: GlyphCard['place']): boolean =>
  a.x === b.x && a.y === b.y

function labelOf(card: GlyphCard): string {
  const title = card.title === '' ? untitled : card.title
  return card.contested.length === 0 ? title : `${title}, contested`
}

/** A bond each way between two glyphs is drawn as one line. */
export function reconcileEdges(old: Edge[], glyphs: ReadonlyMap<GlyphId, GlyphCard>): Edge[] {
  const known = new Map(old.map((edge) => [edge.id, edge]))
  const edges = new Map<string, Edge>()
  for (const card of glyphs.values()) {
    for (const bond of card.bonds) {
      const id = card.id < bond ? `${card.id} ${bond}` : `${bond} ${card.id}`
      if (edges.has(id) || !glyphs.has(bond)) continue
      edges.set(id, known.get(id) ?? { id, type: 'bond', source: card.id, target: bond })
    }
  }
  return keptIfSame(old, [...edges.values()])
}

/**
 * Finding a span: by its position in the prepare version, by a unit of its, by
 * what is next to it, and which of two comes first (PROTOCOL.md §TX).
 */

import { at } from './columns'
import {
  goneCell,
  indexAt,
  leafAt,
  leftCell,
  lengthCell,
  nodeShift,
  outside,
  rightCell,
  slotOf,
  spanCells,
  spanShift,
  type Spans,
} from './tree'

/** Length of the text at the prepare version. */
export const visibleLength = ({ stance, root }: Spans): number => at(stance.visible, root)
/** Length of the text at the effect version. */
export const keptLength = (spans: Spans): number => at(spans.kept, spans.root)

/** Slot of the first span, or {@link outside}. The first leaf is always node 0, since nodes split to the right. */
export const firstSlot = (spans: Spans): number => (at(spans.sizes, 0) > 0 ? 0 : outside)

/** Slot of the span after, or {@link outside}. */
export function slotAfter(spans: Spans, slot: number): number {
  const leaf = leafAt(slot)
  if (indexAt(slot) + 1 < at(spans.sizes, leaf)) return slot + spanCells
  const next = at(spans.nexts, leaf)
  return next === outside ? outside : next << nodeShift
}

/**
 * Slot of the first span from `slot` on that the prepare version has, visible
 * or deleted, or {@link outside}. Steps over whole nodes of unseen spans, of
 * which a crowd at one place leaves very many.
 */
export function seenFrom(spans: Spans, slot: number): number {
  const { cells, parents, stance } = spans
  const { states, seen } = stance
  let node = leafAt(slot)
  const end = slotOf(node, at(spans.sizes, node))
  for (let near = slot; near < end; near += spanCells) {
    if (at(states, near >> spanShift) > 0) return near
  }
  let level = 0
  for (let parent = at(parents, node); parent !== outside; parent = at(parents, node)) {
    const last = (parent << nodeShift) + at(spans.sizes, parent) - 1
    let cell = parent << nodeShift
    while (at(cells, cell) !== node) cell += 1
    for (cell += 1; cell <= last; cell += 1) {
      if (at(seen, at(cells, cell)) > 0) return firstSeen(spans, at(cells, cell), level)
    }
    node = parent
    level += 1
  }
  return outside
}

/** Slot of the first seen span below a node that has one, `height` levels above the leaves. */
function firstSeen(spans: Spans, above: number, height: number): number {
  const { cells, stance } = spans
  const { states, seen } = stance
  let node = above
  for (let level = height; level > 0; level -= 1) {
    let cell = node << nodeShift
    while (at(seen, at(cells, cell)) === 0) cell += 1
    node = at(cells, cell)
  }
  let slot = node << nodeShift
  while (at(states, slot >> spanShift) === 0) slot += spanCells
  return slot
}

/** Finds the unit at `position` of the prepare version, which must hold that many and one more. */
export function seek(spans: Spans, position: number): void {
  const { cells, kept, stance } = spans
  const { states, visible } = stance
  let node = spans.root
  let left = position
  let before = 0
  for (let level = spans.height; level > 0; level -= 1) {
    let cell = node << nodeShift
    node = at(cells, cell)
    while (left >= at(visible, node)) {
      left -= at(visible, node)
      before += at(kept, node)
      cell += 1
      node = at(cells, cell)
    }
  }
  let slot = node << nodeShift
  for (;;) {
    const length = at(cells, slot + lengthCell)
    if (at(states, slot >> spanShift) === 1) {
      if (left < length) break
      left -= length
    }
    if (at(cells, slot + goneCell) === 0) before += length
    slot += spanCells
  }
  spans.slot = slot
  spans.offset = left
  spans.before = before
}

/** Units of the effect version before a span. */
export function keptBefore({ cells, kept, parents }: Spans, slot: number): number {
  let node = leafAt(slot)
  let before = 0
  for (let near = slotOf(node, 0); near < slot; near += spanCells) {
    if (at(cells, near + goneCell) === 0) before += at(cells, near + lengthCell)
  }
  for (let parent = at(parents, node); parent !== outside; parent = at(parents, node)) {
    for (let cell = parent << nodeShift; at(cells, cell) !== node; cell += 1) {
      before += at(kept, at(cells, cell))
    }
    node = parent
  }
  return before
}

/** Left origin of an inserted unit. */
export function leftOf(spans: Spans, id: number): number {
  const slot = locate(spans, id)
  return at(spans.cells, slot) === id ? at(spans.cells, slot + leftCell) : id - 1
}

/** Right origin of an inserted unit. */
export const rightOf = (spans: Spans, id: number): number =>
  at(spans.cells, locate(spans, id) + rightCell)

/** Slot of the span that holds unit `id`. */
export function locate(spans: Spans, id: number): number {
  const { cells, baseLength } = spans
  const start =
    id < baseLength ? slotOf(leafOfBase(spans, id), 0) : at(spans.slotsOf, id - baseLength)
  const leaf = leafAt(start)
  const end = slotOf(leaf, at(spans.sizes, leaf))
  for (let slot = start; slot < end; slot += spanCells) {
    const first = at(cells, slot)
    if (first <= id && id < first + at(cells, slot + lengthCell)) return slot
  }
  throw new Error(`unit ${id} is not in leaf ${leaf}, which is said to hold it`)
}

function leafOfBase(spans: Spans, id: number): number {
  let node = spans.root
  let left = id
  for (let level = spans.height; level > 0; level -= 1) {
    let cell = node << nodeShift
    node = at(spans.cells, cell)
    while (left >= at(spans.based, node)) {
      left -= at(spans.based, node)
      cell += 1
      node = at(spans.cells, cell)
    }
  }
  return node
}

/** Whether unit `a` comes before unit `b` in the document. */
export function precedes(spans: Spans, a: number, b: number): boolean {
  if (a < spans.baseLength && b < spans.baseLength) return a < b
  const slotA = locate(spans, a)
  const slotB = locate(spans, b)
  if (slotA === slotB) return a < b
  let nodeA = leafAt(slotA)
  let nodeB = leafAt(slotB)
  if (nodeA === nodeB) return slotA < slotB
  while (at(spans.parents, nodeA) !== at(spans.parents, nodeB)) {
    nodeA = at(spans.parents, nodeA)
    nodeB = at(spans.parents, nodeB)
  }
  let cell = at(spans.parents, nodeA) << nodeShift
  for (;;) {
    const child = at(spans.cells, cell)
    if (child === nodeA) return true
    if (child === nodeB) return false
    cell += 1
  }
}

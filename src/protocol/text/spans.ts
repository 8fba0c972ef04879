/**
 * The document as the walk sees it: spans of units in their final order
 * (Eg-walker §3.3; PROTOCOL.md §TX). A span is a stretch of units with
 * successive ids that share one fate.
 *
 * Ids: the base's units are 0 to baseLength − 1, and inserted units follow. A
 * dense column tells an inserted unit's leaf. Base units need none: they keep
 * their order, so their sum finds them.
 */

import { at, raise, roomFor } from './columns'
import {
  addNode,
  fanOut,
  goneCell,
  half,
  indexAt,
  leafAt,
  leftCell,
  lengthCell,
  nodeShift,
  openSlot,
  outside,
  resum,
  rightCell,
  slotOf,
  spanCells,
  type Spans,
  splitLeaf,
  stateCell,
  unmergeable,
} from './tree'

/** Forgets all, and starts from a base of `length` units. Takes the same time for any length. */
export function resetSpans(spans: Spans, length: number): void {
  spans.nodes = 0
  spans.height = 0
  spans.baseLength = length
  spans.root = addNode(spans)
  if (length === 0) return
  writeSpan(spans, 0, 0, length, outside, unmergeable)
  spans.sizes[spans.root] = 1
  spans.visible[spans.root] = length
  spans.kept[spans.root] = length
  spans.seen[spans.root] = length
  spans.based[spans.root] = length
}

/** Length of the text at the prepare version. */
export const visibleLength = (spans: Spans): number => at(spans.visible, spans.root)
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
  const { cells, parents } = spans
  let node = leafAt(slot)
  const end = slotOf(node, at(spans.sizes, node))
  for (let near = slot; near < end; near += spanCells) {
    if (at(cells, near + stateCell) > 0) return near
  }
  let level = 0
  for (let parent = at(parents, node); parent !== outside; parent = at(parents, node)) {
    const last = (parent << nodeShift) + at(spans.sizes, parent) - 1
    let cell = parent << nodeShift
    while (at(cells, cell) !== node) cell += 1
    for (cell += 1; cell <= last; cell += 1) {
      if (at(spans.seen, at(cells, cell)) > 0) return firstSeen(spans, at(cells, cell), level)
    }
    node = parent
    level += 1
  }
  return outside
}

/** Slot of the first seen span below a node that has one, `height` levels above the leaves. */
function firstSeen(spans: Spans, above: number, height: number): number {
  const { cells, seen } = spans
  let node = above
  for (let level = height; level > 0; level -= 1) {
    let cell = node << nodeShift
    while (at(seen, at(cells, cell)) === 0) cell += 1
    node = at(cells, cell)
  }
  let slot = node << nodeShift
  while (at(cells, slot + stateCell) === 0) slot += spanCells
  return slot
}

/** Finds the unit at `position` of the prepare version, which must hold that many and one more. */
export function seek(spans: Spans, position: number): void {
  const { cells, visible, kept } = spans
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
    if (at(cells, slot + stateCell) === 1) {
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
  const { cells } = spans
  const leaf =
    id < spans.baseLength ? leafOfBase(spans, id) : at(spans.leafOf, id - spans.baseLength)
  const end = slotOf(leaf, at(spans.sizes, leaf))
  for (let slot = slotOf(leaf, 0); slot < end; slot += spanCells) {
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

/** Where a new span goes: as number `index` of `leaf`. And between what. */
export interface Place {
  leaf: number
  index: number
  /** Units of the effect version before it. */
  before: number
  /** Left origin: the unit visible before it. */
  left: number
  /** Right origin: the next unit that its author had seen, deleted or not. */
  right: number
}

/**
 * Inserts a span, or appends it to the span before it where it goes on from that one.
 * `state`: 1 where the prepare version has it, else 0. `gone`: 1 where it never was in the effect version.
 */
export function insertSpan(
  spans: Spans,
  place: Place,
  id: number,
  length: number,
  state: 0 | 1,
  gone: 0 | 1,
): void {
  const { left, right } = place
  let { leaf, index } = place
  if (index > 0 && continues(spans, slotOf(leaf, index - 1), id, place, state, gone)) {
    raise(spans.cells, slotOf(leaf, index - 1) + lengthCell, length)
  } else {
    if (at(spans.sizes, leaf) === fanOut) {
      const upper = splitLeaf(spans, leaf)
      if (index > half) {
        leaf = upper
        index -= half
      }
    }
    openSlot(spans, leaf, index)
    writeSpan(spans, slotOf(leaf, index), id, length, left, right)
    spans.cells[slotOf(leaf, index) + stateCell] = state
    spans.cells[slotOf(leaf, index) + goneCell] = gone
  }
  const from = id - spans.baseLength
  spans.leafOf = roomFor(spans.leafOf, from + length)
  if (length === 1) spans.leafOf[from] = leaf
  else spans.leafOf.fill(leaf, from, from + length)
  const seen = state === 1 ? length : 0
  resum(spans, leaf, seen, gone === 1 ? 0 : length, seen)
}

function continues(
  spans: Spans,
  slot: number,
  id: number,
  { left, right }: Place,
  state: 0 | 1,
  gone: 0 | 1,
): boolean {
  const { cells } = spans
  return (
    left === id - 1 &&
    at(cells, slot) + at(cells, slot + lengthCell) === id &&
    at(cells, slot + rightCell) === right &&
    at(cells, slot + stateCell) === state &&
    at(cells, slot + goneCell) === gone
  )
}

/** Cuts a span in two, `offset` units in. Returns the slot of the second; the first sits right before it. */
export function splitSpan(spans: Spans, slot: number, offset: number): number {
  let leaf = leafAt(slot)
  let index = indexAt(slot)
  if (at(spans.sizes, leaf) === fanOut) {
    const upper = splitLeaf(spans, leaf)
    if (index >= half) {
      leaf = upper
      index -= half
    }
  }
  openSlot(spans, leaf, index + 1)
  const { cells } = spans
  const first = slotOf(leaf, index)
  const second = first + spanCells
  const id = at(cells, first) + offset
  cells.copyWithin(second, first, first + spanCells)
  cells[second] = id
  cells[second + lengthCell] = at(cells, first + lengthCell) - offset
  cells[second + leftCell] = id - 1
  cells[first + lengthCell] = offset
  return second
}

/** Cuts out what a span holds of `length` units from `offset` on, as a span of its own; returns its slot. */
export function isolate(spans: Spans, slot: number, offset: number, length: number): number {
  const own = offset > 0 ? splitSpan(spans, slot, offset) : slot
  if (at(spans.cells, own + lengthCell) <= length) return own
  return splitSpan(spans, own, length) - spanCells
}

/** Moves one span, whole, to another state of the prepare version. */
function setState(spans: Spans, slot: number, state: number): void {
  const { cells } = spans
  const before = at(cells, slot + stateCell)
  cells[slot + stateCell] = state
  const length = at(cells, slot + lengthCell)
  const visible = (state === 1 ? length : 0) - (before === 1 ? length : 0)
  const seen = (state > 0 ? length : 0) - (before > 0 ? length : 0)
  if (visible !== 0 || seen !== 0) resum(spans, leafAt(slot), visible, 0, seen)
}

/** Deletes one visible span, whole: in the prepare version, and in the effect version where it `counts` there. */
export function deleteSpan(spans: Spans, slot: number, counts: boolean): void {
  const length = at(spans.cells, slot + lengthCell)
  const goes = counts && at(spans.cells, slot + goneCell) === 0
  spans.cells[slot + stateCell] = 2
  if (goes) spans.cells[slot + goneCell] = 1
  resum(spans, leafAt(slot), -length, goes ? -length : 0, 0)
}

/** Deletes one span, whole, in the effect version alone. */
export function takeSpan(spans: Spans, slot: number): void {
  if (at(spans.cells, slot + goneCell) === 1) return
  spans.cells[slot + goneCell] = 1
  resum(spans, leafAt(slot), 0, -at(spans.cells, slot + lengthCell), 0)
}

/** Raises the state of the units in [first, end), or lowers it: advance, or retreat. */
export function shiftState(spans: Spans, first: number, end: number, by: number): void {
  for (let id = first; id < end;) {
    const found = locate(spans, id)
    const slot = isolate(spans, found, id - at(spans.cells, found), end - id)
    setState(spans, slot, at(spans.cells, slot + stateCell) + by)
    id += at(spans.cells, slot + lengthCell)
  }
}

function writeSpan(
  spans: Spans,
  slot: number,
  id: number,
  length: number,
  left: number,
  right: number,
): void {
  const { cells } = spans
  cells[slot] = id
  cells[slot + lengthCell] = length
  cells[slot + leftCell] = left
  cells[slot + rightCell] = right
  cells[slot + stateCell] = 1
  cells[slot + goneCell] = 0
}

/**
 * The B-tree under the spans, kept in flat columns: nodes, sums, splits (PROTOCOL.md §TX).
 *
 * Every node sums four lengths: what is visible in the prepare version (where
 * the walk stands), what is visible or deleted there, what is kept in the effect
 * version (all that was applied), and what stems from the base, the text at the
 * critical version the walk began at. Nothing is ever removed, so a leaf never
 * empties and nodes never merge.
 *
 * The surprise: there is no object for a span. It is six successive cells, and
 * its name, its slot, is good only until the next split.
 */

import { at, type Column, raise, roomFor } from './columns'

/** Cells of one span. The later units of a span have the unit before them as left origin. */
export const idCell = 0
export const lengthCell = 1
/** Left origin of the first unit: an id, or {@link outside}. */
export const leftCell = 2
/** Right origin of every unit: an id, or {@link outside}. */
export const rightCell = 3
/** 0 not inserted in the prepare version, 1 visible in it, n + 1 deleted there n times. */
export const stateCell = 4
/** 1 once any applied run has deleted it. */
export const goneCell = 5

/** Before the first unit as a left origin, past the last as a right one; no span, where a slot is asked for. */
export const outside = -1
/** Right origin of the base: equal to no other, so that nothing is appended to it. */
export const unmergeable = -2

export const spanCells = 6
/** Spans of a leaf, children of an inner node. */
export const fanOut = 32
export const half = fanOut / 2
/** Cells of a node, a power of two so that a slot tells its node by a shift. */
export const nodeShift = 8
const nodeCells = 1 << nodeShift

export interface Spans {
  /** Per node: its spans, or its children. A span is named by its slot, the index of its first cell. */
  cells: Column
  /** Spans or children a node. */
  sizes: Column
  parents: Column
  /** The leaf to the right. */
  nexts: Column
  visible: Column
  kept: Column
  seen: Column
  based: Column
  /** What the node above still has to add to its own of these sums: {@link owe}. */
  owedVisible: Column
  owedSeen: Column
  /** Nodes that are owed for, leaves before what is above them. */
  owing: Column
  owingCount: number
  /** Leaf of each inserted unit, by id − baseLength. */
  leafOf: Column
  nodes: number
  root: number
  height: number
  baseLength: number
  /** Where {@link seek} ended: a slot, units into it, and kept units before it. */
  slot: number
  offset: number
  before: number
}

export function createSpans(): Spans {
  return {
    cells: new Int32Array(8 * nodeCells),
    sizes: new Int32Array(8),
    parents: new Int32Array(8),
    nexts: new Int32Array(8),
    visible: new Int32Array(8),
    kept: new Int32Array(8),
    seen: new Int32Array(8),
    based: new Int32Array(8),
    owedVisible: new Int32Array(8),
    owedSeen: new Int32Array(8),
    owing: new Int32Array(8),
    owingCount: 0,
    leafOf: new Int32Array(8),
    nodes: 0,
    root: 0,
    height: 0,
    baseLength: 0,
    slot: 0,
    offset: 0,
    before: 0,
  }
}

export const leafAt = (slot: number): number => slot >> nodeShift
export const indexAt = (slot: number): number => ((slot & (nodeCells - 1)) / spanCells) | 0
export const slotOf = (leaf: number, index: number): number =>
  (leaf << nodeShift) + index * spanCells

/** Adds to the sums of a leaf and of all above it. */
export function resum(
  spans: Spans,
  leaf: number,
  visible: number,
  kept: number,
  seen: number,
): void {
  for (let node = leaf; node !== outside; node = at(spans.parents, node)) {
    raise(spans.visible, node, visible)
    raise(spans.kept, node, kept)
    raise(spans.seen, node, seen)
  }
}

/** Adds to the sums of a node, and owes the same to all above it until {@link settleSums}. */
export function owe(spans: Spans, node: number, visible: number, seen: number): void {
  raise(spans.visible, node, visible)
  raise(spans.seen, node, seen)
  if (at(spans.owedVisible, node) === 0 && at(spans.owedSeen, node) === 0) {
    spans.owing = roomFor(spans.owing, spans.owingCount + 1)
    spans.owing[spans.owingCount] = node
    spans.owingCount += 1
  }
  raise(spans.owedVisible, node, visible)
  raise(spans.owedSeen, node, seen)
}

/**
 * Pays what is owed, each node once however often it was owed for. What owes is one
 * level of the tree at a time, since what is above comes after all that is below it.
 */
export function settleSums(spans: Spans): void {
  for (let nth = 0; nth < spans.owingCount; nth += 1) {
    const node = at(spans.owing, nth)
    const parent = at(spans.parents, node)
    const visible = at(spans.owedVisible, node)
    const seen = at(spans.owedSeen, node)
    spans.owedVisible[node] = 0
    spans.owedSeen[node] = 0
    if (parent !== outside && (visible !== 0 || seen !== 0)) owe(spans, parent, visible, seen)
  }
  spans.owingCount = 0
}

/** Makes room for one span as number `index` of a leaf that is not full. */
export function openSlot(spans: Spans, leaf: number, index: number): void {
  const size = at(spans.sizes, leaf)
  const slot = slotOf(leaf, index)
  if (index < size) spans.cells.copyWithin(slot + spanCells, slot, slotOf(leaf, size))
  spans.sizes[leaf] = size + 1
}

const nodeColumns = [
  'sizes',
  'parents',
  'nexts',
  'visible',
  'kept',
  'seen',
  'based',
  'owedVisible',
  'owedSeen',
] as const

/** A fresh node without parent, entries or lengths. */
export function addNode(spans: Spans): number {
  const node = spans.nodes
  spans.nodes += 1
  if (spans.nodes > spans.sizes.length) {
    const room = 2 * spans.nodes
    spans.cells = roomFor(spans.cells, room << nodeShift)
    for (const name of nodeColumns) spans[name] = roomFor(spans[name], room)
  }
  spans.sizes[node] = 0
  spans.parents[node] = outside
  spans.nexts[node] = outside
  spans.visible[node] = 0
  spans.kept[node] = 0
  spans.seen[node] = 0
  spans.based[node] = 0
  spans.owedVisible[node] = 0
  spans.owedSeen[node] = 0
  return node
}

/** Moves the upper half of a full leaf to a new one on its right, which it returns. */
export function splitLeaf(spans: Spans, leaf: number): number {
  makeRoomAbove(spans, leaf)
  const upper = addNode(spans)
  const { cells } = spans
  cells.copyWithin(slotOf(upper, 0), slotOf(leaf, half), slotOf(leaf, fanOut))
  spans.sizes[leaf] = half
  spans.sizes[upper] = half
  spans.nexts[upper] = at(spans.nexts, leaf)
  spans.nexts[leaf] = upper
  for (let slot = slotOf(upper, 0); slot < slotOf(upper, half); slot += spanCells) {
    const id = at(cells, slot)
    const length = at(cells, slot + lengthCell)
    if (at(cells, slot + stateCell) === 1) raise(spans.visible, upper, length)
    if (at(cells, slot + stateCell) > 0) raise(spans.seen, upper, length)
    if (at(cells, slot + goneCell) === 0) raise(spans.kept, upper, length)
    if (id < spans.baseLength) raise(spans.based, upper, length)
    else spans.leafOf.fill(upper, id - spans.baseLength, id - spans.baseLength + length)
  }
  leaveTo(spans, leaf, upper)
  hangBeside(spans, leaf, upper)
  return upper
}

/** Takes out of a node's sums what moved to its new neighbour. */
function leaveTo(spans: Spans, node: number, upper: number): void {
  raise(spans.visible, node, -at(spans.visible, upper))
  raise(spans.kept, node, -at(spans.kept, upper))
  raise(spans.seen, node, -at(spans.seen, upper))
  raise(spans.based, node, -at(spans.based, upper))
}

/**
 * Sees to it that `node` has a parent with room for one more, while all sums
 * are still true. Recurses over the tree's height, single digits.
 */
function makeRoomAbove(spans: Spans, node: number): void {
  const parent = at(spans.parents, node)
  if (parent === outside) growRoot(spans, node)
  else if (at(spans.sizes, parent) === fanOut) splitInner(spans, parent)
}

function growRoot(spans: Spans, node: number): void {
  const root = addNode(spans)
  spans.cells[root << nodeShift] = node
  spans.sizes[root] = 1
  spans.parents[node] = root
  spans.visible[root] = at(spans.visible, node)
  spans.kept[root] = at(spans.kept, node)
  spans.seen[root] = at(spans.seen, node)
  spans.based[root] = at(spans.based, node)
  spans.root = root
  spans.height += 1
}

/** Hangs `fresh` into the tree right after `node`. The parent's sums hold it already. */
function hangBeside(spans: Spans, node: number, fresh: number): void {
  const parent = at(spans.parents, node)
  const start = parent << nodeShift
  const size = at(spans.sizes, parent)
  let cell = start
  while (at(spans.cells, cell) !== node) cell += 1
  spans.cells.copyWithin(cell + 2, cell + 1, start + size)
  spans.cells[cell + 1] = fresh
  spans.parents[fresh] = parent
  spans.sizes[parent] = size + 1
}

function splitInner(spans: Spans, inner: number): void {
  makeRoomAbove(spans, inner)
  const upper = addNode(spans)
  const from = inner << nodeShift
  const to = upper << nodeShift
  spans.cells.copyWithin(to, from + half, from + fanOut)
  spans.sizes[inner] = half
  spans.sizes[upper] = half
  for (let cell = to; cell < to + half; cell += 1) {
    const child = at(spans.cells, cell)
    spans.parents[child] = upper
    raise(spans.visible, upper, at(spans.visible, child))
    raise(spans.kept, upper, at(spans.kept, child))
    raise(spans.seen, upper, at(spans.seen, child))
    raise(spans.based, upper, at(spans.based, child))
  }
  leaveTo(spans, inner, upper)
  hangBeside(spans, inner, upper)
}

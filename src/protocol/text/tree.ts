/**
 * The B-tree under the spans, kept in flat columns: nodes, sums, splits (PROTOCOL.md §TX).
 *
 * Every node sums four lengths: what is visible in the prepare version (where
 * the walk stands), what is visible or deleted there, what is kept in the effect
 * version (all that was applied), and what stems from the base, the text at the
 * critical version the walk began at. Nothing is ever removed, so a leaf never
 * empties and nodes never merge.
 *
 * The surprise: there is no object for a span. It is a few successive cells, and
 * its name, its slot, is good only until the next split.
 */

import { at, type Bytes, type Column, raise, roomFor } from './columns'

/** Before the first unit as a left origin, past the last as a right one; no span, where a slot is asked for. */
export const outside = -1
/** Right origin of the base: equal to no other, so that nothing is appended to it. */
export const unmergeable = -2

/** Cells of one span. The later units of a span have the unit before them as left origin. */
export const idCell = 0
export const lengthCell = 1
/** Left origin of the first unit: an id, or {@link outside}. */
export const leftCell = 2
/** Right origin of every unit: an id, or {@link outside}. */
export const rightCell = 3
/** 1 once any applied run has deleted it. */
export const goneCell = 4

/** Cells of a span, of which some are left empty: a power of two, so that a slot tells its row in a stance by a shift. */
export const spanShift = 3
export const spanCells = 1 << spanShift
/** Spans of a leaf, children of an inner node. */
export const fanOut = 32
export const half = fanOut / 2
/** Cells of a node, a power of two so that a slot tells its node by a shift. */
export const nodeShift = 8
const nodeCells = 1 << nodeShift
/** Rows of a node in a stance. */
const rowShift = nodeShift - spanShift
/** Nodes that there is room for at first. */
const leastNodes = 8
/** Units for which calling on `fill` takes longer than it saves. */
const fewUnits = 16

export interface Spans {
  /** Per node: its spans, or its children. A span is named by its slot, the index of its first cell. */
  cells: Column
  // By node.
  /** Spans or children. */
  sizes: Column
  parents: Column
  /** The leaf to the right. */
  nexts: Column
  kept: Column
  based: Column
  /** The one of {@link stances} that is read and written. */
  stance: Stance
  readonly stances: Stance[]
  /** What the node above still has to add to its own sums in {@link stance}: {@link owe}. */
  owedVisible: Column
  owedSeen: Column
  /** Nodes that are owed for, leaves before what is above them. */
  owing: Column
  owingCount: number
  /** Of each inserted unit, by id − baseLength: a slot of its leaf, its own or one on the left, since spans only move right there. */
  slotsOf: Column
  nodes: number
  root: number
  height: number
  baseLength: number
  /** Where {@link seek} ended: a slot, units into it, and kept units before it. */
  slot: number
  offset: number
  before: number
}

/** A prepare version: which it is, and how all spans stand in it. */
export interface Stance {
  /** The step whose version it is. */
  stand: number
  /** By step: 1 for those in the version. */
  inside: Bytes
  /** By row, a slot without the cells of its span: 0 not inserted in the version, 1 visible in it, n + 1 deleted there n times. */
  states: Column
  /** By node. */
  visible: Column
  seen: Column
  /** When it was last stood at: of two, the less is longer ago. */
  stoodAt: number
}

/** Rooms are made with the first node: most bodies are never walked so far. */
const noCells: Column = new Int32Array(0)

export function createSpans(): Spans {
  const stance = createStance()
  return {
    cells: noCells,
    sizes: noCells,
    parents: noCells,
    nexts: noCells,
    kept: noCells,
    based: noCells,
    stance,
    stances: [stance],
    owedVisible: noCells,
    owedSeen: noCells,
    owing: noCells,
    owingCount: 0,
    slotsOf: noCells,
    nodes: 0,
    root: 0,
    height: 0,
    baseLength: 0,
    slot: 0,
    offset: 0,
    before: 0,
  }
}

export const createStance = (): Stance => ({
  stand: -1,
  inside: new Uint8Array(0),
  states: noCells,
  visible: noCells,
  seen: noCells,
  stoodAt: 0,
})

export const leafAt = (slot: number): number => slot >> nodeShift
export const indexAt = (slot: number): number => (slot & (nodeCells - 1)) >> spanShift
export const slotOf = (leaf: number, index: number): number =>
  (leaf << nodeShift) + (index << spanShift)

/** Adds to the sums of a leaf and of all above it. */
export function resum(
  spans: Spans,
  leaf: number,
  visible: number,
  kept: number,
  seen: number,
): void {
  const { parents, stance } = spans
  for (let node = leaf; node !== outside; node = at(parents, node)) {
    raise(stance.visible, node, visible)
    raise(spans.kept, node, kept)
    raise(stance.seen, node, seen)
  }
}

/** Adds to the sums of a node, and owes the same to all above it until {@link settleSums}. */
export function owe(spans: Spans, node: number, visible: number, seen: number): void {
  const { stance, owedVisible, owedSeen } = spans
  raise(stance.visible, node, visible)
  raise(stance.seen, node, seen)
  if (at(owedVisible, node) === 0 && at(owedSeen, node) === 0) {
    spans.owing = roomFor(spans.owing, spans.owingCount + 1)
    spans.owing[spans.owingCount] = node
    spans.owingCount += 1
  }
  raise(owedVisible, node, visible)
  raise(owedSeen, node, seen)
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

/** Makes room for so many spans, as number `index` of a leaf and on, which has that room. */
export function openSlots(spans: Spans, leaf: number, index: number, more: number): void {
  const size = at(spans.sizes, leaf)
  if (index < size) {
    const slot = slotOf(leaf, index)
    const end = slotOf(leaf, size)
    spans.cells.copyWithin(slot + more * spanCells, slot, end)
    for (const { states } of spans.stances) {
      shiftUp(states, slot >> spanShift, end >> spanShift, more)
    }
  }
  spans.sizes[leaf] = size + more
}

/** Moves the cells in [start, end) up by a few: so few that calling on `copyWithin` takes longer. */
function shiftUp(cells: Column, start: number, end: number, by: number): void {
  for (let cell = end - 1; cell >= start; cell -= 1) cells[cell + by] = at(cells, cell)
}

/** A fresh node without parent, entries or lengths. */
export function addNode(spans: Spans): number {
  const node = spans.nodes
  spans.nodes += 1
  if (spans.nodes << nodeShift > spans.cells.length) {
    makeRoom(spans, Math.max(leastNodes, 2 * spans.nodes))
  }
  spans.sizes[node] = 0
  spans.parents[node] = outside
  spans.nexts[node] = outside
  spans.kept[node] = 0
  spans.based[node] = 0
  spans.owedVisible[node] = 0
  spans.owedSeen[node] = 0
  for (const stance of spans.stances) {
    stance.visible[node] = 0
    stance.seen[node] = 0
  }
  return node
}

const nodeColumns = [
  'sizes',
  'parents',
  'nexts',
  'kept',
  'based',
  'owedVisible',
  'owedSeen',
] as const

function makeRoom(spans: Spans, nodes: number): void {
  spans.cells = roomFor(spans.cells, nodes << nodeShift)
  for (const name of nodeColumns) spans[name] = roomFor(spans[name], nodes)
  for (const stance of spans.stances) makeRoomIn(stance, nodes)
}

export function makeRoomIn(stance: Stance, nodes: number): void {
  stance.states = roomFor(stance.states, nodes << rowShift)
  stance.visible = roomFor(stance.visible, nodes)
  stance.seen = roomFor(stance.seen, nodes)
}

/** Moves the upper half of a full leaf to a new one on its right, which it returns. */
export function splitLeaf(spans: Spans, leaf: number): number {
  makeRoomAbove(spans, leaf)
  const upper = addNode(spans)
  const { cells, baseLength } = spans
  cells.copyWithin(slotOf(upper, 0), slotOf(leaf, half), slotOf(leaf, fanOut))
  spans.sizes[leaf] = half
  spans.sizes[upper] = half
  spans.nexts[upper] = at(spans.nexts, leaf)
  spans.nexts[leaf] = upper
  const start = slotOf(upper, 0)
  for (let slot = start; slot < slotOf(upper, half); slot += spanCells) {
    const id = at(cells, slot)
    const length = at(cells, slot + lengthCell)
    if (at(cells, slot + goneCell) === 0) raise(spans.kept, upper, length)
    if (id < baseLength) raise(spans.based, upper, length)
    else noteSlot(spans, id - baseLength, length, slot)
  }
  const from = slotOf(leaf, half) >> spanShift
  const to = start >> spanShift
  for (const { states, visible, seen } of spans.stances) {
    for (let nth = 0; nth < half; nth += 1) {
      const state = at(states, from + nth)
      states[to + nth] = state
      if (state === 0) continue
      const length = at(cells, start + (nth << spanShift) + lengthCell)
      raise(seen, upper, length)
      if (state === 1) raise(visible, upper, length)
    }
  }
  leaveTo(spans, leaf, upper)
  hangBeside(spans, leaf, upper)
  return upper
}

/** Notes where so many units are now, by the first of their ids − baseLength. */
export function noteSlot({ slotsOf }: Spans, from: number, length: number, slot: number): void {
  if (length > fewUnits) slotsOf.fill(slot, from, from + length)
  else for (let unit = from; unit < from + length; unit += 1) slotsOf[unit] = slot
}

/** Takes out of a node's sums what moved to its new neighbour. */
function leaveTo(spans: Spans, node: number, upper: number): void {
  raise(spans.kept, node, -at(spans.kept, upper))
  raise(spans.based, node, -at(spans.based, upper))
  for (const { visible, seen } of spans.stances) {
    raise(visible, node, -at(visible, upper))
    raise(seen, node, -at(seen, upper))
  }
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
  spans.kept[root] = at(spans.kept, node)
  spans.based[root] = at(spans.based, node)
  for (const { visible, seen } of spans.stances) {
    visible[root] = at(visible, node)
    seen[root] = at(seen, node)
  }
  spans.root = root
  spans.height += 1
}

/** Hangs `fresh` into the tree right after `node`. The parent's sums hold it already. */
function hangBeside(spans: Spans, node: number, fresh: number): void {
  const { cells } = spans
  const parent = at(spans.parents, node)
  const start = parent << nodeShift
  const size = at(spans.sizes, parent)
  let cell = start
  while (at(cells, cell) !== node) cell += 1
  shiftUp(cells, cell + 1, start + size, 1)
  cells[cell + 1] = fresh
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
    raise(spans.kept, upper, at(spans.kept, child))
    raise(spans.based, upper, at(spans.based, child))
    for (const { visible, seen } of spans.stances) {
      raise(visible, upper, at(visible, child))
      raise(seen, upper, at(seen, child))
    }
  }
  leaveTo(spans, inner, upper)
  hangBeside(spans, inner, upper)
}

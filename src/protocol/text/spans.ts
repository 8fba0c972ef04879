/**
 * The document as the walk sees it: spans of units in their final order
 * (Eg-walker §3.3; PROTOCOL.md §TX). A span is a stretch of units with
 * successive ids that share one fate.
 *
 * Ids: the base's units are 0 to baseLength − 1, and inserted units follow. A
 * dense column tells about where an inserted unit is. Base units need none: they keep
 * their order, so their sum finds them.
 */

import { at, raise, roomFor } from './columns'
import { locate } from './finding'
import {
  addNode,
  fanOut,
  goneCell,
  half,
  indexAt,
  leafAt,
  leftCell,
  lengthCell,
  noteSlot,
  openSlots,
  outside,
  owe,
  resum,
  rightCell,
  settleSums,
  slotOf,
  spanCells,
  spanShift,
  type Spans,
  splitLeaf,
  unmergeable,
} from './tree'

/** Forgets all, and starts from a base of `length` units. Takes the same time for any length. */
export function resetSpans(spans: Spans, length: number): void {
  spans.nodes = 0
  spans.height = 0
  spans.baseLength = length
  spans.slot = 0
  spans.root = addNode(spans)
  if (length === 0) return
  writeSpan(spans, 0, 0, length, outside, unmergeable)
  spans.stance.states[0] = 1
  spans.sizes[spans.root] = 1
  spans.kept[spans.root] = length
  spans.stance.visible[spans.root] = length
  spans.stance.seen[spans.root] = length
  spans.based[spans.root] = length
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
  let slot = slotOf(leaf, index - 1)
  if (index > 0 && continues(spans, slot, id, place, state, gone)) {
    raise(spans.cells, slot + lengthCell, length)
  } else {
    if (at(spans.sizes, leaf) === fanOut) {
      const upper = splitLeaf(spans, leaf)
      if (index > half) {
        leaf = upper
        index -= half
      }
    }
    openSlots(spans, leaf, index, 1)
    slot = slotOf(leaf, index)
    writeSpan(spans, slot, id, length, left, right)
    spans.stance.states[slot >> spanShift] = state
    spans.cells[slot + goneCell] = gone
  }
  countIn(spans, slot, id, length, state, gone)
}

/** Takes a span that was just inserted, or what was appended to one, into the sums. */
function countIn(
  spans: Spans,
  slot: number,
  id: number,
  length: number,
  state: 0 | 1,
  gone: 0 | 1,
): void {
  const from = id - spans.baseLength
  spans.slotsOf = roomFor(spans.slotsOf, from + length)
  noteSlot(spans, from, length, slot)
  const seen = state === 1 ? length : 0
  resum(spans, leafAt(slot), seen, gone === 1 ? 0 : length, seen)
}

/** Whether a span has units on both sides of `offset`, and its leaf room for two spans more. */
export const fitsWithin = ({ cells, sizes }: Spans, slot: number, offset: number): boolean =>
  offset < at(cells, slot + lengthCell) && at(sizes, leafAt(slot)) + 2 <= fanOut

/**
 * Cuts a visible span in two, `offset` units in, and inserts one between that the prepare
 * version has: what {@link splitSpan} and {@link insertSpan} do, with what is on its right moved once.
 */
export function insertWithin(
  spans: Spans,
  slot: number,
  offset: number,
  id: number,
  length: number,
  gone: 0 | 1,
): void {
  const fresh = slot + spanCells
  const second = fresh + spanCells
  openSlots(spans, leafAt(slot), indexAt(slot) + 1, 2)
  cutInto(spans, slot, second, offset)
  const right = at(spans.cells, second)
  writeSpan(spans, fresh, id, length, right - 1, right)
  spans.stance.states[fresh >> spanShift] = 1
  spans.cells[fresh + goneCell] = gone
  countIn(spans, fresh, id, length, 1, gone)
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
    at(cells, slot + goneCell) === gone &&
    isOnlyIn(spans, slot >> spanShift, state)
  )
}

/** Whether a span stands so in the stance that is written, and is not inserted in the others. */
function isOnlyIn({ stance, stances }: Spans, row: number, state: number): boolean {
  if (at(stance.states, row) !== state) return false
  if (stances.length === 1) return true
  for (const other of stances) if (other !== stance && at(other.states, row) !== 0) return false
  return true
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
  openSlots(spans, leaf, index + 1, 1)
  const first = slotOf(leaf, index)
  cutInto(spans, first, first + spanCells, offset)
  return first + spanCells
}

/** Leaves the first `offset` units of a span to it, and the others to one that there is room for. */
function cutInto(spans: Spans, first: number, second: number, offset: number): void {
  const { cells } = spans
  const id = at(cells, first) + offset
  cells[second] = id
  cells[second + rightCell] = at(cells, first + rightCell)
  cells[second + goneCell] = at(cells, first + goneCell)
  for (const { states } of spans.stances) {
    states[second >> spanShift] = at(states, first >> spanShift)
  }
  cells[second + lengthCell] = at(cells, first + lengthCell) - offset
  cells[second + leftCell] = id - 1
  cells[first + lengthCell] = offset
}

/** Cuts out what a span holds of `length` units from `offset` on, as a span of its own; returns its slot. */
export function isolate(spans: Spans, slot: number, offset: number, length: number): number {
  const own = offset > 0 ? splitSpan(spans, slot, offset) : slot
  if (at(spans.cells, own + lengthCell) <= length) return own
  return splitSpan(spans, own, length) - spanCells
}

/** Deletes one visible span, whole: in the prepare version, and in the effect version where it `counts` there. */
export function deleteSpan(spans: Spans, slot: number, counts: boolean): void {
  const length = at(spans.cells, slot + lengthCell)
  const goes = counts && at(spans.cells, slot + goneCell) === 0
  spans.stance.states[slot >> spanShift] = 2
  if (goes) spans.cells[slot + goneCell] = 1
  resum(spans, leafAt(slot), -length, goes ? -length : 0, 0)
}

/** Deletes one span, whole, in the effect version alone. */
export function takeSpan(spans: Spans, slot: number): void {
  if (at(spans.cells, slot + goneCell) === 1) return
  spans.cells[slot + goneCell] = 1
  resum(spans, leafAt(slot), 0, -at(spans.cells, slot + lengthCell), 0)
}

/**
 * Raises the state of the units in [first, end), or lowers it: advance, or retreat.
 * The sums above the leaves are owed for then, until they are settled.
 */
export function shiftState(spans: Spans, first: number, end: number, by: number): void {
  for (let id = first; id < end;) {
    let slot = find(spans, id)
    const offset = id - at(spans.cells, slot)
    if (offset > 0 || at(spans.cells, slot + lengthCell) > end - id) {
      settleSums(spans)
      slot = isolate(spans, slot, offset, end - id)
    }
    spans.slot = slot
    const length = at(spans.cells, slot + lengthCell)
    const before = at(spans.stance.states, slot >> spanShift)
    const after = before + by
    spans.stance.states[slot >> spanShift] = after
    const visible = (after === 1 ? length : 0) - (before === 1 ? length : 0)
    const seen = (after > 0 ? length : 0) - (before > 0 ? length : 0)
    if (visible !== 0 || seen !== 0) owe(spans, leafAt(slot), visible, seen)
    id += length
  }
}

/** The same as {@link locate}, quick where it is the span after the one that was last moved. */
function find(spans: Spans, id: number): number {
  const slot = spans.slot + spanCells
  const leaf = leafAt(spans.slot)
  return slot < slotOf(leaf, at(spans.sizes, leaf)) && at(spans.cells, slot) === id
    ? slot
    : locate(spans, id)
}

/** A span that is in no prepare version yet, and kept in the effect version. */
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
  cells[slot + goneCell] = 0
  for (const { states } of spans.stances) states[slot >> spanShift] = 0
}

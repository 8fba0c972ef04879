/**
 * Placing what a run did among all that was applied: insertions by the order of
 * FugueMax [TX4], deletions where their units are (PROTOCOL.md §TX).
 */

import type { Splice } from '../sigil'
import { afterTyped } from './carets'
import { at, roomFor } from './columns'
import { firstSlot, keptBefore, leftOf, locate, rightOf, seek, slotAfter } from './finding'
import { passRivals, settlePlace } from './fugue'
import { firstUnitOf } from './history'
import { type Claim, meet } from './ledger'
import { put } from './sink'
import {
  deleteSpan,
  fitsWithin,
  insertSpan,
  insertWithin,
  isolate,
  type Place,
  splitSpan,
  takeSpan,
} from './spans'
import { spell } from './spelling'
import { stepHolding, type Tracker } from './tracker'
import { goneCell, idCell, indexAt, leafAt, lengthCell, outside, type Spans } from './tree'

/** Writes a splice where the walk stands. */
export function write(tracker: Tracker, [position, deleted, inserted]: Splice): void {
  const { typing, spans, sink } = tracker
  if (deleted > 0) {
    place(tracker)
    remove(tracker, position, deleted)
  }
  if (inserted === '') return
  if (typing.length > 0 && position !== typing.position + typing.length) place(tracker)
  if (typing.length === 0) {
    typing.position = position
    tracker.placeCount += 1
  }
  if (tracker.spelling.isKept) spell(tracker.spelling, tracker.nextId - spans.baseLength, inserted)
  else if (sink !== null) {
    typing.pieces[typing.count] = inserted
    typing.count += 1
  }
  typing.length += inserted.length
  tracker.nextId += inserted.length
  if (!tracker.shortcuts.gathersTyping) place(tracker)
}

function remove(tracker: Tracker, position: number, deleted: number): void {
  const { spans, sink, counts } = tracker
  for (let left = deleted; left > 0;) {
    seek(spans, position)
    const { offset } = spans
    const slot = isolate(spans, spans.slot, offset, left)
    const length = at(spans.cells, slot + lengthCell)
    noteTarget(tracker, at(spans.cells, slot + idCell), length)
    // What a concurrent run deleted already is gone from the effect version.
    if (sink !== null && counts && at(spans.cells, slot + goneCell) === 0) {
      put(sink, spans.before + offset, length, '')
    }
    deleteSpan(spans, slot, counts)
    left -= length
  }
}

function noteTarget(tracker: Tracker, id: number, length: number): void {
  const cell = 2 * tracker.targetCount
  if (cell + 2 > tracker.targets.length) tracker.targets = roomFor(tracker.targets, cell + 2)
  tracker.targets[cell] = id
  tracker.targets[cell + 1] = length
  tracker.targetCount += 1
}

/** Places what was typed. */
export function place(tracker: Tracker): void {
  const { spans, place: found, typing, counts, sink } = tracker
  const { length, pieces, position } = typing
  if (length === 0) return
  const id = tracker.nextId - length
  const gone = counts ? 0 : 1
  if (position > 0) findLeft(tracker, position)
  if (position > 0 && fitsWithin(spans, spans.slot, spans.offset + 1)) {
    // What its author saw on both sides lies side by side still, so nobody else is there.
    insertWithin(spans, spans.slot, spans.offset + 1, id, length, gone)
  } else {
    const next =
      position === 0
        ? standFirst(spans, found)
        : standAfter(spans, found, spans.slot, spans.offset + 1)
    settlePlace(spans, found, next, (rival) => precedes(tracker, id, rival))
    insertSpan(spans, found, id, length, 1, gone)
  }
  if (sink !== null && counts) {
    let { before } = found
    for (let nth = 0; nth < typing.count; nth += 1) {
      const piece = pieces[nth] as string
      put(sink, before, 0, piece)
      before += piece.length
    }
  }
  typing.count = 0
  typing.length = 0
}

/** Seeks the left origin of an insertion that is not at the start. */
function findLeft({ spans, place: found }: Tracker, position: number): void {
  seek(spans, position - 1)
  const { slot, offset } = spans
  found.left = at(spans.cells, slot + idCell) + offset
  found.before = spans.before + (at(spans.cells, slot + goneCell) === 0 ? offset + 1 : 0)
}

/** The same where the left origin is known. */
function findAfter({ spans, place: found }: Tracker, left: number): number {
  if (left === outside) return standFirst(spans, found)
  const slot = locate(spans, left)
  const units = left - at(spans.cells, slot + idCell) + 1
  found.left = left
  found.before = keptBefore(spans, slot) + (at(spans.cells, slot + goneCell) === 0 ? units : 0)
  return standAfter(spans, found, slot, units)
}

function standFirst(spans: Spans, found: Place): number {
  found.leaf = 0
  found.index = 0
  found.before = 0
  found.left = outside
  return firstSlot(spans)
}

/** Puts the place `units` into a span, which is cut where more follow. */
function standAfter(spans: Spans, found: Place, slot: number, units: number): number {
  if (units < at(spans.cells, slot + lengthCell)) {
    const next = splitSpan(spans, slot, units)
    found.leaf = leafAt(next)
    found.index = indexAt(next)
    return next
  }
  found.leaf = leafAt(slot)
  found.index = indexAt(slot) + 1
  return slotAfter(spans, slot)
}

/**
 * Writes at the caret of a step that the walk doesn't stand at. Returns the unit that the
 * caret is at then: the last that was typed, or the leftmost that was erased.
 */
export function typeOn(tracker: Tracker, from: number, splice: Splice): number {
  const unit = at(tracker.carets.units, from)
  const isAfter = tracker.carets.kinds[from] === afterTyped
  const left = isAfter ? unit : leftOf(tracker.spans, unit)
  if (splice[2] === '') return erase(tracker, left, splice[1])
  type(tracker, left, isAfter ? rightOf(tracker.spans, unit) : unit, splice[2])
  return tracker.nextId - 1
}

function type(tracker: Tracker, left: number, right: number, inserted: string): void {
  const { spans, place: found, sink, nextId } = tracker
  const next = findAfter(tracker, left)
  const end = right === outside ? outside : locate(spans, right)
  found.right = right
  passRivals(spans, found, next, end, (rival) => precedes(tracker, nextId, rival))
  insertSpan(spans, found, nextId, inserted.length, 0, 0)
  if (sink !== null) put(sink, found.before, 0, inserted)
  tracker.placeCount += 1
  tracker.nextId += inserted.length
}

/** Erases so many units along the chain that `last` was typed in, that one too; returns the leftmost. */
function erase(tracker: Tracker, last: number, deleted: number): number {
  const { spans, sink } = tracker
  let unit = last
  for (let left = deleted; ; unit = leftOf(spans, unit)) {
    const found = locate(spans, unit)
    const slot = isolate(spans, found, unit - at(spans.cells, found + idCell), 1)
    noteTarget(tracker, unit, 1)
    if (sink !== null && at(spans.cells, slot + goneCell) === 0) {
      put(sink, keptBefore(spans, slot), 1, '')
    }
    takeSpan(spans, slot)
    left -= 1
    if (left === 0) return unit
  }
}

/** Whether what is placed goes before a rival, told by the first ids of both. */
function precedes(tracker: Tracker, id: number, rivalId: number): boolean {
  const newcomer = claimOf(tracker, id)
  const rival = claimOf(tracker, rivalId)
  meet(tracker.ledger, newcomer, rival)
  return tracker.order(newcomer.run, rival.run) < 0
}

function claimOf({ steps, idStarts, history }: Tracker, id: number): Claim {
  const step = stepHolding(idStarts, steps.count, id)
  const run = at(steps.runs, step)
  return { run, unit: firstUnitOf(history, run) + id - at(idStarts, step) }
}

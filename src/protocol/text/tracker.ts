/**
 * The tracker: the merge structure of Eg-walker (§3.2, §3.3; PROTOCOL.md §TX).
 *
 * It lives from one critical version on, and holds each unit in two states: the
 * prepare version's, where the walk stands and positions are read, and the
 * effect version's, where they are written. Applying a run turns positions of
 * its parents into positions of everything applied so far.
 *
 * The surprise: origins are nowhere in a sigil. Every weaver derives them here,
 * so nobody can forge one.
 */

import { at, roomFor } from './columns'
import { settlePlace } from './fugue'
import { difference } from './graph'
import type { History, RunOrder } from './history'
import type { Ledger } from './ledger'
import {
  deleteSpan,
  firstSlot,
  insertSpan,
  isolate,
  keptLength,
  type Place,
  resetSpans,
  seek,
  shiftState,
  slotAfter,
  splitSpan,
  visibleLength,
} from './spans'
import { createSpans, goneCell, idCell, indexAt, leafAt, lengthCell, outside } from './tree'

/** Takes a splice against everything applied so far. */
export type Emit = (at: number, deleted: number, inserted: string) => void

export interface Tracker {
  /** Starts anew at the critical version `{base}` (−1: the empty one), whose text is `length` units long. */
  readonly reset: (base: number, length: number) => void
  /** Applies a run above the base, after its parents. Each run once. */
  readonly apply: (run: number, emit: Emit | null) => void
  /** Units of the text of all runs applied. */
  readonly length: () => number
}

export interface TrackerDeps {
  readonly history: History
  readonly ledger: Ledger
  readonly order: RunOrder
}

export function createTracker({ history, ledger, order }: TrackerDeps): Tracker {
  const spans = createSpans()
  const place: Place = { leaf: 0, index: 0, before: 0, left: outside, right: outside }
  /** The insertion that is being placed. */
  const newcomer = { run: -1, unit: 0 }
  let base = -1
  /** Ids here are numbers of units in the history, plus this. */
  let idShift = 0
  /** The run whose version the prepare version is. */
  let stand = -1
  /** What was deleted: pairs of first id and length. A run's pairs are successive. */
  let targets = new Int32Array(16)
  let targetCount = 0
  /** Per run above the base, a pair: its first target, and the one past its last. */
  let targetsOf = new Int32Array(16)

  const reset = (run: number, length: number): void => {
    base = run
    stand = run
    targetCount = 0
    idShift = length - history.firstUnitOf(run + 1)
    resetSpans(spans, length)
  }

  /** Takes a run into the prepare version, or out of it. */
  const shift = (run: number, by: 1 | -1): void => {
    if (ledger.isVoid(run)) return
    const first = history.firstUnitOf(run)
    const inserted = history.firstUnitOf(run + 1) - first
    if (inserted > 0) shiftState(spans, first + idShift, inserted, by)
    const row = 2 * (run - base - 1)
    const end = at(targetsOf, row + 1)
    for (let target = at(targetsOf, row); target < end; target += 1) {
      shiftState(spans, at(targets, 2 * target), at(targets, 2 * target + 1), by)
    }
  }

  const moveTo = (version: readonly number[]): void => {
    const { retreat, advance } = difference(history.parentsOf, stand, version)
    for (const run of retreat) shift(run, -1)
    for (const run of advance) shift(run, 1)
  }

  const noteTarget = (id: number, length: number): void => {
    targets = roomFor(targets, 2 * targetCount + 2)
    targets[2 * targetCount] = id
    targets[2 * targetCount + 1] = length
    targetCount += 1
  }

  const remove = (position: number, deleted: number, emit: Emit | null): void => {
    for (let left = deleted; left > 0;) {
      seek(spans, position)
      const { offset } = spans
      const slot = isolate(spans, spans.slot, offset, left)
      const length = at(spans.cells, slot + lengthCell)
      noteTarget(at(spans.cells, slot + idCell), length)
      // What a concurrent run deleted already is gone from the effect version.
      if (emit !== null && at(spans.cells, slot + goneCell) === 0) {
        emit(spans.before + offset, length, '')
      }
      deleteSpan(spans, slot)
      left -= length
    }
  }

  /** Finds the left origin of an insertion; returns the slot of the span right after it. */
  const findLeft = (position: number): number => {
    if (position === 0) {
      place.leaf = 0
      place.index = 0
      place.before = 0
      place.left = outside
      return firstSlot(spans)
    }
    seek(spans, position - 1)
    const { offset } = spans
    let { slot } = spans
    const units = offset + 1
    place.left = at(spans.cells, slot + idCell) + offset
    place.before = spans.before + (at(spans.cells, slot + goneCell) === 0 ? units : 0)
    if (units < at(spans.cells, slot + lengthCell)) {
      slot = splitSpan(spans, slot, units)
      place.leaf = leafAt(slot)
      place.index = indexAt(slot)
      return slot
    }
    place.leaf = leafAt(slot)
    place.index = indexAt(slot) + 1
    return slotAfter(spans, slot)
  }

  const precedesRival = (id: number): boolean => {
    const unit = id - idShift
    const run = history.runOfUnit(unit)
    ledger.meet(newcomer, { run, unit })
    return order(newcomer.run, run) < 0
  }

  const apply = (run: number, emit: Emit | null): void => {
    moveTo(history.parentsOf(run))
    stand = run
    newcomer.run = run
    const row = 2 * (run - base - 1)
    targetsOf = roomFor(targetsOf, row + 2)
    targetsOf[row] = targetCount
    const splices = history.splicesOf(run)
    if (ledger.admits(run, splices, visibleLength(spans))) {
      let unit = history.firstUnitOf(run)
      for (const [position, deleted, inserted] of splices) {
        if (deleted > 0) remove(position, deleted, emit)
        if (inserted === '') continue
        newcomer.unit = unit
        settlePlace(spans, place, findLeft(position), precedesRival)
        insertSpan(spans, place, unit + idShift, inserted.length)
        unit += inserted.length
        if (emit !== null) emit(place.before, 0, inserted)
      }
    }
    targetsOf[row + 1] = targetCount
  }

  return { reset, apply, length: () => keptLength(spans) }
}

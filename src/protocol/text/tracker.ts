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

import type { Splice } from '../sigil'
import { at, type Column, roomFor } from './columns'
import { settlePlace } from './fugue'
import { createDifference } from './graph'
import type { History, RunOrder } from './history'
import type { Ledger } from './ledger'
import { createModes } from './modes'
import { createSpanTeller, type TextSpan } from './provenance'
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
import {
  createSpans,
  goneCell,
  idCell,
  indexAt,
  leafAt,
  lengthCell,
  outside,
  type Spans,
} from './tree'

/** Takes a splice against everything applied so far. */
export type Emit = (at: number, deleted: number, inserted: string) => void

export interface Tracker {
  /** Starts anew at the critical version `{base}` (−1: the empty one), whose text is `length` units long. */
  readonly reset: (base: number, length: number) => void
  /** Applies a run above the base, after its parents. Each run once. */
  readonly apply: (run: number, emit: Emit | null) => void
  /** Units of the text of all runs applied. */
  readonly length: () => number
  /** Every unit inserted since the base, deleted ones too [TX11]. Only where the base is the empty version. */
  readonly spans: () => readonly TextSpan[]
}

export interface TrackerDeps {
  readonly history: History
  readonly ledger: Ledger
  readonly order: RunOrder
}

export function createTracker({ history, ledger, order }: TrackerDeps): Tracker {
  const spans = createSpans()
  const difference = createDifference(history.parentsOf)
  const place: Place = { leaf: 0, index: 0, before: 0, left: outside, right: outside }
  /** The insertion that is being placed. */
  const newcomer = { run: -1, unit: 0 }
  /** Whether the run being applied has a say in the effect version. */
  let counts = true
  let base = -1
  /** The run whose version the prepare version is. */
  let stand = -1
  let nextId = 0
  /** Runs that inserted, as they were walked, each with its first id: ids ascend with the walk, so a branch is one stretch. */
  let walked = new Int32Array(16)
  let walkedCount = 0
  /** What was deleted: pairs of first id and length. A run's pairs are successive. */
  let targets = new Int32Array(16)
  let targetCount = 0
  /** Four cells a run above the base: its ids, from and to; its targets, from and to. */
  let effects = new Int32Array(16)

  const reset = (run: number, length: number): void => {
    base = run
    stand = run
    nextId = length
    walkedCount = 0
    targetCount = 0
    modes.reset()
    resetSpans(spans, length)
  }

  const rowOf = (run: number): number => 4 * (run - base - 1)

  /** Takes runs into the prepare version, or out of it; insertions that lie in one stretch, in one go. */
  const shift = (runs: readonly number[], by: 1 | -1): void => {
    let from = 0
    let to = 0
    for (const run of runs) {
      const row = rowOf(run)
      const first = at(effects, row)
      const end = at(effects, row + 1)
      if (first < end) {
        if (end === from) from = first
        else if (first === to) to = end
        else {
          shiftState(spans, from, to, by)
          from = first
          to = end
        }
      }
      for (let target = at(effects, row + 2); target < at(effects, row + 3); target += 1) {
        const start = at(targets, 2 * target)
        shiftState(spans, start, start + at(targets, 2 * target + 1), by)
      }
    }
    shiftState(spans, from, to, by)
  }

  /** Moves what one run inserted by so many states, and what it deleted by so many. */
  const shiftRun = (run: number, inserted: number, deleted: number): void => {
    const row = rowOf(run)
    shiftState(spans, at(effects, row), at(effects, row + 1), inserted)
    if (deleted === 0) return
    for (let target = at(effects, row + 2); target < at(effects, row + 3); target += 1) {
      const start = at(targets, 2 * target)
      shiftState(spans, start, start + at(targets, 2 * target + 1), deleted)
    }
  }
  const modes = createModes(shiftRun)

  const moveTo = (run: number): void => {
    const moves = difference(stand, history.parentsOf(run))
    if (history.isGuarded()) {
      modes.move(moves, history.asidesOf(run))
      modes.enter(run)
    } else {
      shift(moves.retreat, -1)
      shift(moves.advance, 1)
    }
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
      if (emit !== null && counts && at(spans.cells, slot + goneCell) === 0) {
        emit(spans.before + offset, length, '')
      }
      deleteSpan(spans, slot, counts)
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
    const nth = pairAbove(walked, walkedCount, id) - 1
    const run = at(walked, 2 * nth)
    const unit = history.firstUnitOf(run) + id - at(walked, 2 * nth + 1)
    ledger.meet(newcomer, { run, unit })
    return order(newcomer.run, run) < 0
  }

  const noteWalked = (run: number): void => {
    walked = roomFor(walked, 2 * walkedCount + 2)
    walked[2 * walkedCount] = run
    walked[2 * walkedCount + 1] = nextId
    walkedCount += 1
  }

  const splice = ([position, deleted, inserted]: Splice, emit: Emit | null): void => {
    if (deleted > 0) remove(position, deleted, emit)
    if (inserted === '') return
    settlePlace(spans, place, findLeft(position), precedesRival)
    insertSpan(spans, place, nextId, inserted.length, counts ? 0 : 1)
    nextId += inserted.length
    newcomer.unit += inserted.length
    if (emit !== null && counts) emit(place.before, 0, inserted)
  }

  const apply = (run: number, emit: Emit | null): void => {
    moveTo(run)
    stand = run
    counts = !history.isAside(run)
    newcomer.run = run
    newcomer.unit = history.firstUnitOf(run)
    const row = rowOf(run)
    effects = roomFor(effects, row + 4)
    effects[row] = nextId
    effects[row + 2] = targetCount
    const splices = history.splicesOf(run)
    if (ledger.admits(run, splices, visibleLength(spans))) {
      noteWalked(run)
      for (const one of splices) splice(one, emit)
    }
    effects[row + 1] = nextId
    effects[row + 3] = targetCount
  }

  return {
    reset,
    apply,
    length: () => keptLength(spans),
    spans: () =>
      tellSpans({ spans, history, walked, walkedCount, targets, effects, units: nextId }),
  }
}

/** Index of the first of `count` pairs, ascending by their second cells, whose second is above `value`, or `count`. */
function pairAbove(pairs: Column, count: number, value: number): number {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >> 1
    if (at(pairs, 2 * middle + 1) > value) high = middle
    else low = middle + 1
  }
  return low
}

/** What a tracker that has walked everything knows of it. */
interface Walked {
  readonly spans: Spans
  readonly history: History
  readonly walked: Column
  readonly walkedCount: number
  readonly targets: Column
  readonly effects: Column
  /** How many were ever inserted. */
  readonly units: number
}

function tellSpans(known: Walked): readonly TextSpan[] {
  const { spans, history, walked, walkedCount, targets, effects, units } = known
  const teller = createSpanTeller(units)
  for (let slot = firstSlot(spans); slot !== outside; slot = slotAfter(spans, slot)) {
    const end = at(spans.cells, slot + idCell) + at(spans.cells, slot + lengthCell)
    let id = at(spans.cells, slot + idCell)
    // A span goes on from one run into the next, as typing does.
    for (let nth = pairAbove(walked, walkedCount, id) - 1; id < end; nth += 1) {
      const next = nth + 1 < walkedCount ? at(walked, 2 * nth + 3) : units
      const length = Math.min(end, next) - id
      // Runs that only delete begin where the next one does.
      if (length === 0) continue
      teller.place(id, at(walked, 2 * nth), id - at(walked, 2 * nth + 1), length)
      id += length
    }
  }
  for (let run = 0; 4 * run < effects.length && run < history.count(); run += 1) {
    const row = 4 * run
    if (history.isAside(run)) {
      // It took nothing from the text, and its own is as good as deleted, by itself.
      teller.delete(at(effects, row), at(effects, row + 1) - at(effects, row), run)
      continue
    }
    for (let target = at(effects, row + 2); target < at(effects, row + 3); target += 1) {
      teller.delete(at(targets, 2 * target), at(targets, 2 * target + 1), run)
    }
  }
  return teller.told()
}

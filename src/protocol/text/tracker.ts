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
import { asidesOf, firstUnitOf, type History, isGuarded, type RunOrder, splicesOf } from './history'
import { lead } from './lead'
import { admits, type Claim, type Ledger, meet } from './ledger'
import { createModes, type Modes } from './modes'
import type { Shortcuts } from './shortcuts'
import { put, type Sink } from './sink'
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
import { atBase, createSteps, type Ranges, stepOfRun, type Steps, takeStep } from './steps'
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

export interface TrackerDeps {
  readonly history: History
  readonly ledger: Ledger
  readonly order: RunOrder
  readonly shortcuts: Shortcuts
}

export interface Tracker extends TrackerDeps {
  readonly spans: Spans
  readonly steps: Steps
  readonly modes: Modes
  readonly place: Place
  readonly typing: Typing
  /** Takes splices against everything applied so far; null where nobody wants them. */
  sink: Sink | null
  /** The step whose version the prepare version is. */
  stand: number
  /** Ids ascend with the steps. First id of each, and one cell more, which is the next id. */
  idStarts: Column
  /** The same into {@link targets}. */
  targetStarts: Column
  /** What was deleted: pairs of first id and length. */
  targets: Column
  targetCount: number
  nextId: number
  /** Whether the run being applied has a say in the effect version. */
  counts: boolean
}

/**
 * What is typed in a row and not yet placed, perhaps by many runs: only the first unit
 * needs a place, since all others come right after the one before.
 */
interface Typing {
  position: number
  length: number
  readonly pieces: string[]
  count: number
}

export function createTracker(deps: TrackerDeps): Tracker {
  const tracker: Tracker = {
    history: deps.history,
    ledger: deps.ledger,
    order: deps.order,
    shortcuts: deps.shortcuts,
    spans: createSpans(),
    steps: createSteps(),
    modes: createModes((run, inserted, deleted) => shiftRun(tracker, run, inserted, deleted)),
    place: { leaf: 0, index: 0, before: 0, left: outside, right: outside },
    typing: { position: 0, length: 0, pieces: [], count: 0 },
    sink: null,
    stand: atBase,
    idStarts: new Int32Array(16),
    targetStarts: new Int32Array(16),
    targets: new Int32Array(16),
    targetCount: 0,
    nextId: 0,
    counts: true,
  }
  return tracker
}

/** Starts anew at the critical version `{base}` (−1: the empty one), whose text is `length` units long. */
export function resetTracker(tracker: Tracker, base: number, length: number): void {
  tracker.steps.base = base
  tracker.steps.count = 0
  tracker.stand = atBase
  tracker.nextId = length
  tracker.idStarts[0] = length
  tracker.targetCount = 0
  tracker.modes.reset()
  resetSpans(tracker.spans, length)
}

/** Units of the text of all runs applied. */
export const trackedLength = ({ spans }: Tracker): number => keptLength(spans)

/** Applies runs above the base, each after its parents, each once. */
export function applyRuns(tracker: Tracker, runs: Column, count: number, sink: Sink | null): void {
  tracker.sink = sink
  for (let nth = 0; nth < count; nth += 1) apply(tracker, at(runs, nth))
  place(tracker)
}

function apply(tracker: Tracker, run: number): void {
  const { history, ledger, steps, spans, typing } = tracker
  const step = takeStep(steps, history, run)
  if (isGuarded(history)) goGuarded(tracker, run)
  else if (steps.goesOn[step] !== 1) go(tracker, run)
  tracker.stand = step
  steps.inside[step] = 1
  if (step + 1 >= tracker.idStarts.length) {
    tracker.idStarts = roomFor(tracker.idStarts, step + 2)
    tracker.targetStarts = roomFor(tracker.targetStarts, step + 2)
  }
  const splices = splicesOf(history, run)
  if (admits(ledger, run, splices, visibleLength(spans) + typing.length)) {
    for (const one of splices) splice(tracker, one)
  }
  tracker.idStarts[step + 1] = tracker.nextId
  tracker.targetStarts[step + 1] = tracker.targetCount
}

/** Brings the prepare version to the one that `run` was written on. */
function go(tracker: Tracker, run: number): void {
  place(tracker)
  const { steps } = tracker
  lead(steps, tracker.history, tracker.stand, run)
  shift(tracker, steps.retreat, -1)
  shift(tracker, steps.advance, 1)
}

function goGuarded(tracker: Tracker, run: number): void {
  place(tracker)
  const { steps, modes, history } = tracker
  lead(steps, history, tracker.stand, run)
  modes.move(runsOf(steps, steps.retreat), runsOf(steps, steps.advance), asidesOf(history, run))
  modes.enter(run)
  tracker.counts = !history.asides.has(run)
}

function runsOf({ runs }: Steps, { cells, count }: Ranges): readonly number[] {
  const told: number[] = []
  for (let nth = 0; nth < count; nth += 1) {
    for (let step = at(cells, 2 * nth); step <= at(cells, 2 * nth + 1); step += 1) {
      told.push(at(runs, step))
    }
  }
  return told
}

/** Takes steps into the prepare version, or out of it. */
function shift(tracker: Tracker, { cells, count }: Ranges, by: 1 | -1): void {
  for (let nth = 0; nth < count; nth += 1) {
    const first = at(cells, 2 * nth)
    const end = at(cells, 2 * nth + 1) + 1
    shiftState(tracker.spans, at(tracker.idStarts, first), at(tracker.idStarts, end), by)
    shiftTargets(tracker, first, end, by)
  }
}

/** Moves what the steps in [first, end) deleted by so many states. What lies side by side goes in one. */
function shiftTargets(
  { spans, targets, targetStarts }: Tracker,
  first: number,
  end: number,
  by: number,
): void {
  let from = 0
  let to = 0
  for (let target = at(targetStarts, first); target < at(targetStarts, end); target += 1) {
    const start = at(targets, 2 * target)
    const until = start + at(targets, 2 * target + 1)
    if (start === to) to = until
    else if (until === from) from = start
    else {
      shiftState(spans, from, to, by)
      from = start
      to = until
    }
  }
  shiftState(spans, from, to, by)
}

/** Moves what one run inserted by so many states, and what it deleted by so many. */
function shiftRun(tracker: Tracker, run: number, inserted: number, deleted: number): void {
  const step = stepOfRun(tracker.steps, run)
  const { spans, idStarts } = tracker
  shiftState(spans, at(idStarts, step), at(idStarts, step + 1), inserted)
  if (deleted !== 0) shiftTargets(tracker, step, step + 1, deleted)
}

function splice(tracker: Tracker, [position, deleted, inserted]: Splice): void {
  const { typing } = tracker
  if (deleted > 0) {
    place(tracker)
    remove(tracker, position, deleted)
  }
  if (inserted === '') return
  if (typing.length > 0 && position !== typing.position + typing.length) place(tracker)
  if (typing.length === 0) typing.position = position
  typing.pieces[typing.count] = inserted
  typing.count += 1
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
function place(tracker: Tracker): void {
  const { spans, place: found, typing, counts, sink } = tracker
  const { length, pieces } = typing
  if (length === 0) return
  const id = tracker.nextId - length
  settlePlace(spans, found, findLeft(tracker, typing.position), (rival) =>
    precedes(tracker, id, rival),
  )
  insertSpan(spans, found, id, length, counts ? 0 : 1)
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

/** Finds the left origin of an insertion; returns the slot of the span right after it. */
function findLeft({ spans, place: found }: Tracker, position: number): number {
  if (position === 0) {
    found.leaf = 0
    found.index = 0
    found.before = 0
    found.left = outside
    return firstSlot(spans)
  }
  seek(spans, position - 1)
  const { offset } = spans
  let { slot } = spans
  const units = offset + 1
  found.left = at(spans.cells, slot + idCell) + offset
  found.before = spans.before + (at(spans.cells, slot + goneCell) === 0 ? units : 0)
  if (units < at(spans.cells, slot + lengthCell)) {
    slot = splitSpan(spans, slot, units)
    found.leaf = leafAt(slot)
    found.index = indexAt(slot)
    return slot
  }
  found.leaf = leafAt(slot)
  found.index = indexAt(slot) + 1
  return slotAfter(spans, slot)
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

/** The last of `count` steps that begins at `id` or below: those that inserted nothing begin where the next one does. */
export function stepHolding(idStarts: Column, count: number, id: number): number {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >> 1
    if (at(idStarts, middle) > id) high = middle
    else low = middle + 1
  }
  return low - 1
}

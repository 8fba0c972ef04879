/**
 * Applying runs: the walk goes to the version that each was written on, and
 * places there what it did (Eg-walker §3.3; PROTOCOL.md §TX).
 */

import type { Splice } from '../sigil'
import type { Buffer } from './buffer'
import { forgetCaret, goesOnAt, noteCaret } from './carets'
import { at, type Column, roomFor } from './columns'
import { visibleLength } from './finding'
import { asidesOf, isGuarded, splicesOf } from './history'
import { anyWay, goWay, wayFrom } from './lead'
import { admits, lengthAt } from './ledger'
import { place, typeOn, write } from './placing'
import { shift } from './shifting'
import type { Sink } from './sink'
import { writeOut } from './spelling'
import { enter, isStoodAt, takeStance } from './stances'
import { atBase, type Ranges, type Steps, takeStep } from './steps'
import type { Tracker } from './tracker'
import { settleSums } from './tree'

const nothing = -1

/** Applies runs above the base, each after its parents, each once. */
export function applyRuns(tracker: Tracker, runs: Column, count: number, sink: Sink | null): void {
  tracker.sink = sink
  tracker.isPlanned = count > 1
  for (let nth = 0; nth < count; nth += 1) apply(tracker, at(runs, nth))
  place(tracker)
}

/** Applies the first runs of a walk, all of them new to the text of its base, which is brought up to date when that is done. */
export function applyNew(tracker: Tracker, runs: Column, count: number, buffer: Buffer): void {
  tracker.spelling.isKept = true
  applyRuns(tracker, runs, count, null)
  tracker.spelling.isKept = false
  writeOut(tracker, buffer)
}

function apply(tracker: Tracker, run: number): void {
  const { history, steps, isPlanned } = tracker
  const splices = splicesOf(history, run)
  const step = takeStep(steps, history, run)
  if (step + 1 >= tracker.idStarts.length) {
    tracker.idStarts = roomFor(tracker.idStarts, step + 2)
    tracker.targetStarts = roomFor(tracker.targetStarts, step + 2)
    tracker.pieceStarts = roomFor(tracker.pieceStarts, step + 2)
  }
  // Where branches are walked one after the other, it pays to go there.
  const typed = isPlanned ? nothing : typeThere(tracker, run, step, splices)
  if (typed === nothing) goAndWrite(tracker, run, step, splices)
  tracker.idStarts[step + 1] = tracker.nextId
  tracker.targetStarts[step + 1] = tracker.targetCount
  tracker.pieceStarts[step + 1] = tracker.targetCount + tracker.placeCount
  if (!isPlanned) rememberCaret(tracker, step, splices, typed)
}

/** The usual way: in the version that the run was written on. */
function goAndWrite(tracker: Tracker, run: number, step: number, splices: readonly Splice[]): void {
  const { history, ledger, steps, spans, typing } = tracker
  if (isGuarded(history)) goGuarded(tracker, run)
  else if (at(steps.onto, step) !== spans.stance.stand) go(tracker, run, at(steps.onto, step))
  enter(spans.stance, step)
  if (!admits(ledger, run, splices, visibleLength(spans) + typing.length)) return
  for (let nth = 0; nth < splices.length; nth += 1) write(tracker, splices[nth] as Splice)
}

/**
 * Takes a run at its author's caret, where that is known and the walk stands elsewhere.
 * Answers the unit that the caret is at then, or {@link nothing}.
 */
function typeThere(
  tracker: Tracker,
  run: number,
  step: number,
  splices: readonly Splice[],
): number {
  const { history, ledger, carets, shortcuts, steps, spans } = tracker
  const [only] = splices
  if (!shortcuts.keepsCarets || only === undefined || splices.length > 1) return nothing
  const from = at(steps.onto, step)
  if (isGuarded(history) || isStoodAt(spans, from)) return nothing
  if (!goesOnAt(carets, from, only)) return nothing
  if (!admits(ledger, run, splices, lengthAt(ledger, at(steps.runs, from)))) return nothing
  return typeOn(tracker, from, only)
}

function rememberCaret(
  tracker: Tracker,
  step: number,
  splices: readonly Splice[],
  typed: number,
): void {
  const { carets, steps, idStarts, targetStarts, targets, nextId, targetCount } = tracker
  const last = splices.at(-1)
  // A void run did nothing.
  const isIdle = at(idStarts, step) === nextId && at(targetStarts, step) === targetCount
  if (last === undefined || isIdle) {
    forgetCaret(carets, step)
    return
  }
  const placed = last[2] === '' ? at(targets, 2 * at(targetStarts, step)) : nextId - 1
  const from = splices.length === 1 ? at(steps.onto, step) : atBase
  noteCaret(carets, step, from, last, typed === nothing ? placed : typed)
}

/** Goes to the version that `run` was written on, in whichever stance is nearest. */
function go(tracker: Tracker, run: number, onto: number): void {
  place(tracker)
  const { steps, history, shortcuts, spans } = tracker
  if (shortcuts.keepsStances) takeStance(tracker, run, onto)
  else wayFrom(steps, history, spans.stance, run, anyWay)
  if (spans.stance.stand === onto) return
  goWay(steps, spans.stance)
  shift(tracker, steps.retreat, -1)
  shift(tracker, steps.advance, 1)
  settleSums(tracker.spans)
}

function goGuarded(tracker: Tracker, run: number): void {
  place(tracker)
  const { steps, modes, history } = tracker
  wayFrom(steps, history, tracker.spans.stance, run, anyWay)
  goWay(steps, tracker.spans.stance)
  modes.move(runsOf(steps, steps.retreat), runsOf(steps, steps.advance), asidesOf(history, run))
  settleSums(tracker.spans)
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

/**
 * Applying runs: the walk goes to the version that each was written on, and
 * places there what it did (Eg-walker §3.3; PROTOCOL.md §TX).
 */

import type { Splice } from '../sigil'
import { forgetCaret, goesOnAt, noteCaret } from './carets'
import { at, type Column, roomFor } from './columns'
import { visibleLength } from './finding'
import { asidesOf, isGuarded, splicesOf } from './history'
import { lead } from './lead'
import { admits, lengthAt } from './ledger'
import { place, typeOn, write } from './placing'
import { shift } from './shifting'
import type { Sink } from './sink'
import { atBase, type Ranges, type Steps, takeStep } from './steps'
import type { Tracker } from './tracker'
import { settleSums } from './tree'

const nothing = -1

/** Applies runs above the base, each after its parents, each once. */
export function applyRuns(tracker: Tracker, runs: Column, count: number, sink: Sink | null): void {
  tracker.sink = sink
  // Where several come at once, branches are walked one after the other, and it pays to go there.
  const isAlone = count === 1
  for (let nth = 0; nth < count; nth += 1) apply(tracker, at(runs, nth), isAlone)
  place(tracker)
}

function apply(tracker: Tracker, run: number, isAlone: boolean): void {
  const { history, steps } = tracker
  const splices = splicesOf(history, run)
  const step = takeStep(steps, history, run)
  if (step + 1 >= tracker.idStarts.length) {
    tracker.idStarts = roomFor(tracker.idStarts, step + 2)
    tracker.targetStarts = roomFor(tracker.targetStarts, step + 2)
  }
  const typed = isAlone ? typeThere(tracker, run, step, splices) : nothing
  if (typed === nothing) goAndWrite(tracker, run, step, splices)
  tracker.idStarts[step + 1] = tracker.nextId
  tracker.targetStarts[step + 1] = tracker.targetCount
  if (isAlone) rememberCaret(tracker, step, splices, typed)
}

/** The usual way: in the version that the run was written on. */
function goAndWrite(tracker: Tracker, run: number, step: number, splices: readonly Splice[]): void {
  const { history, ledger, steps, spans, typing } = tracker
  if (isGuarded(history)) goGuarded(tracker, run)
  else if (at(steps.onto, step) !== tracker.stand) go(tracker, run)
  tracker.stand = step
  steps.inside[step] = 1
  if (!admits(ledger, run, splices, visibleLength(spans) + typing.length)) return
  for (const one of splices) write(tracker, one)
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
  const { history, ledger, carets, shortcuts, steps } = tracker
  const [only] = splices
  if (!shortcuts.keepsCarets || only === undefined || splices.length > 1) return nothing
  const from = at(steps.onto, step)
  if (from === tracker.stand || isGuarded(history) || !goesOnAt(carets, from, only)) return nothing
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

/** Brings the prepare version to the one that `run` was written on. */
function go(tracker: Tracker, run: number): void {
  place(tracker)
  const { steps } = tracker
  lead(steps, tracker.history, tracker.stand, run)
  shift(tracker, steps.retreat, -1)
  shift(tracker, steps.advance, 1)
  settleSums(tracker.spans)
}

function goGuarded(tracker: Tracker, run: number): void {
  place(tracker)
  const { steps, modes, history } = tracker
  lead(steps, history, tracker.stand, run)
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

/**
 * The walk over a history (Eg-walker §3.5, §3.6; PROTOCOL.md §TX).
 *
 * Cut at its critical versions, a history falls into stretches. A critical run
 * was written on everything before it, so its positions hold as they are; only
 * what lies between two of them needs the tracker, which starts from a mere
 * length there. The tracker of the last stretch is kept: where authors write
 * at once for hours, each new run costs itself and not the hours.
 */

import type { Splice } from '../sigil'
import { applyNew, applyRuns } from './applying'
import type { Buffer } from './buffer'
import { criticalAbove, criticalBelow, lastInRow } from './criticals'
import { type History, isGuarded, splicesOf } from './history'
import { admits, lengthAt, type Ledger } from './ledger'
import { createPlan, type Fresh, isFresh, type Plan, planWalk, takeAsArrived } from './plan'
import type { Shortcuts } from './shortcuts'
import { put, type Sink } from './sink'
import {
  createTracker,
  resetTracker,
  trackedLength,
  type Tracker,
  type TrackerDeps,
} from './tracker'

export type WalkDeps = TrackerDeps

export interface Walk {
  readonly history: History
  readonly ledger: Ledger
  readonly shortcuts: Shortcuts
  readonly tracker: Tracker
  readonly plan: Plan
  /** Versions above this aren't taken for critical. */
  readonly ceiling: number
  /** What the tracker holds: the runs above `base` up to `reach`. Nothing where they are equal. */
  base: number
  reach: number
  /** True once the tracker holds a guarded history from its start. */
  isWhole: boolean
}

/** A kept tracker is rebuilt from a newer critical version once it holds this many times what that would. */
const maxStaleness = 4
/** Runs below which rebuilding isn't worth a thought. */
const minRebuilt = 256

/** Above every run. */
const noRun = 2 ** 30 - 1
const nothingFresh: Fresh = { first: noRun, covered: null }

/** `ceiling`: the newest version that may be taken for critical, where not all may. */
export const createWalk = (deps: WalkDeps, ceiling = noRun): Walk => ({
  history: deps.history,
  ledger: deps.ledger,
  shortcuts: deps.shortcuts,
  tracker: createTracker(deps),
  plan: createPlan(),
  ceiling: deps.shortcuts.skipsCriticals ? ceiling : -1,
  base: -1,
  reach: -1,
  isWhole: false,
})

/**
 * Visits every fresh run, telling `sink` what it does to the text of all the
 * others; replays those others silently as far as needed.
 */
export function walkFresh(walk: Walk, fresh: Fresh, sink: Sink): void {
  const { history, ledger, tracker } = walk
  if (isGuarded(history)) {
    weaveGuarded(walk, fresh, sink)
    return
  }
  const critical = criticalBefore(walk, fresh.first)
  if (!isKept(walk, critical, fresh.first)) {
    walkFrom(walk, lengthAt(ledger, critical) < 0 ? -1 : critical, fresh, sink)
    return
  }
  const next = criticalAfter(walk, critical)
  weave(walk, walk.reach + 1, next, fresh, sink)
  if (next === history.count) return
  passRow(walk, next, next + 1, trackedLength(tracker), sink)
  walkFrom(walk, next, fresh, sink)
}

/** Replays everything, silently, so that the ledger knows all runs. */
export function walkAll(walk: Walk): void {
  if (isGuarded(walk.history)) {
    weaveGuarded(walk, nothingFresh, null)
    return
  }
  walkFrom(walk, -1, nothingFresh, null)
  walk.base = -1
  walk.reach = -1
}

/**
 * The newest critical version below `run`, −1 where only the empty one is.
 * A version is critical where every run is either in it or descends from it.
 */
const criticalBefore = ({ history, ceiling }: Walk, run: number): number =>
  criticalBelow(history.criticals, Math.min(run, ceiling + 1))

/** The oldest critical version above `run`, or the number of runs where there is none. */
function criticalAfter({ history, ceiling }: Walk, run: number): number {
  const next = criticalAbove(history.criticals, run)
  return next < 0 || next > ceiling ? history.count : next
}

/** True where the tracker, brought up to date, serves for the stretch after `critical`. */
const isKept = ({ shortcuts, base, reach }: Walk, critical: number, first: number): boolean =>
  shortcuts.keepsTracker &&
  base <= critical &&
  critical < reach &&
  reach - base <= maxStaleness * (first - critical) + minRebuilt

function walkFrom(walk: Walk, start: number, fresh: Fresh, sink: Sink | null): void {
  const { history, ledger, tracker } = walk
  const { count } = history
  let length = lengthAt(ledger, start)
  for (let critical = start; critical < count;) {
    const next = criticalAfter(walk, critical)
    if (next > critical + 1) {
      resetTracker(tracker, critical, length)
      walk.base = critical
      weave(walk, critical + 1, next, fresh, sink)
      length = trackedLength(tracker)
    }
    if (next === count) return
    critical = Math.min(lastInRow(history.criticals, next), walk.ceiling)
    for (let run = next; run <= critical; run += 1) {
      length = passRow(walk, run, run + 1, length, isFresh(fresh, run) ? sink : null)
    }
  }
}

/** Applies the runs in [from, to): first those that aren't fresh, of which nothing is told. */
function weave(walk: Walk, from: number, to: number, fresh: Fresh, sink: Sink | null): void {
  const { plan, tracker, history } = walk
  const isPlanned = walk.shortcuts.plansWalk
  for (const areFresh of [false, true]) {
    if (areFresh ? fresh.first >= to : fresh.first <= from && fresh.covered === null) continue
    if (isPlanned) planWalk(plan, history, from, to, fresh, areFresh)
    else takeAsArrived(plan, from, to, fresh, areFresh)
    const written = areFresh && plan.count === to - from ? writtenAtOnce(walk, sink) : null
    if (written === null) applyRuns(tracker, plan.runs, plan.count, areFresh ? sink : null)
    else applyNew(tracker, plan.runs, plan.count, written)
  }
  walk.reach = to - 1
}

/** The text that all runs of a walk, about to begin, go into at once; null where somebody wants to know what each did. */
const writtenAtOnce = ({ shortcuts, tracker, plan }: Walk, sink: Sink | null): Buffer | null =>
  shortcuts.writesAtOnce && sink?.changes === null && tracker.steps.count === 0 && plan.count > 1
    ? sink.buffer
    : null

/** [TX12] From the start, and never anew: a run set aside is in the way of every shortcut. */
function weaveGuarded(walk: Walk, fresh: Fresh, sink: Sink | null): void {
  if (!walk.isWhole) {
    resetTracker(walk.tracker, -1, 0)
    walk.isWhole = true
    walk.base = -1
    walk.reach = -1
  }
  weave(walk, walk.reach + 1, walk.history.count, fresh, sink)
}

/** Takes successive runs, each written on everything before it: its positions are those of the text as it is. Returns the length they leave. */
export function passRow(
  { history, ledger }: Pick<WalkDeps, 'history' | 'ledger'>,
  from: number,
  to: number,
  before: number,
  sink: Sink | null,
): number {
  let length = before
  for (let run = from; run < to; run += 1) {
    const splices = splicesOf(history, run)
    if (admits(ledger, run, splices, length) && sink !== null) {
      for (let nth = 0; nth < splices.length; nth += 1) {
        const one = splices[nth] as Splice
        put(sink, one[0], one[1], one[2])
      }
    }
    length = lengthAt(ledger, run)
  }
  return length
}

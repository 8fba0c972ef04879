/**
 * The walk over a history (Eg-walker §3.5, §3.6; PROTOCOL.md §TX).
 *
 * Cut at its critical versions, a history falls into stretches. A critical run
 * was written on everything before it, so its positions hold as they are; only
 * what lies between two of them needs the tracker, which starts from a mere
 * length there. The tracker of the last stretch is kept: where authors write
 * at once for hours, each new run costs itself and not the hours.
 */

import type { History } from './history'
import type { Ledger } from './ledger'
import { createPlan, takeAsArrived } from './plan'
import { type Shortcuts, withoutCriticals } from './shortcuts'
import { createTracker, type Emit, type TrackerDeps } from './tracker'

export interface Walk {
  /**
   * Visits every run for which `isFresh` holds, emitting what it does to the
   * text of all the others; replays those others silently as far as needed.
   * Runs that descend from a fresh one are fresh. `first` is the first fresh one.
   */
  readonly emit: (first: number, isFresh: (run: number) => boolean, emit: Emit) => void
  /** Replays everything, silently, so that the ledger knows all runs. */
  readonly judge: () => void
}

/** A kept tracker is rebuilt from a newer critical version once it holds this many times what that would. */
const maxStaleness = 4
/** Runs below which rebuilding isn't worth a thought. */
const minRebuilt = 256

export interface WalkDeps extends TrackerDeps {
  readonly shortcuts: Shortcuts
}

export function createWalk({ shortcuts, ...given }: WalkDeps): Walk {
  const { ledger } = given
  const history = shortcuts.skipsCriticals ? given.history : withoutCriticals(given.history)
  const deps: TrackerDeps = { ...given, history }
  const tracker = createTracker(deps)
  const plan = shortcuts.plansWalk ? createPlan(history) : takeAsArrived
  /** What the tracker holds: the runs above `base` up to `reach`. Nothing where they are equal. */
  let base = -1
  let reach = -1
  /** True once the tracker holds a guarded history from its start. */
  let isWhole = false

  const weave = (from: number, to: number, isFresh: (run: number) => boolean, emit: Emit): void => {
    for (const run of plan(from, to, (run) => !isFresh(run))) tracker.apply(run, null)
    for (const run of plan(from, to, isFresh)) tracker.apply(run, emit)
    reach = to - 1
  }

  /** True where the tracker, brought up to date, serves for the stretch after `critical`. */
  const isKept = (critical: number, first: number): boolean =>
    shortcuts.keepsTracker &&
    base <= critical &&
    critical < reach &&
    reach - base <= maxStaleness * (first - critical) + minRebuilt

  const walkFrom = (start: number, isFresh: (run: number) => boolean, emit: Emit): void => {
    const count = history.count()
    let length = ledger.lengthAt(start)
    for (let critical = start; critical < count;) {
      const next = history.criticalAfter(critical)
      if (next > critical + 1) {
        tracker.reset(critical, length)
        base = critical
        weave(critical + 1, next, isFresh, emit)
        length = tracker.length()
      }
      if (next < count) length = pass(deps, next, length, isFresh(next) ? emit : null)
      critical = next
    }
  }

  /** [TX12] From the start, and never anew: a run set aside is in the way of every shortcut. */
  const weaveGuarded = (isFresh: (run: number) => boolean, emit: Emit): void => {
    if (!isWhole) {
      tracker.reset(-1, 0)
      isWhole = true
      base = -1
      reach = -1
    }
    weave(reach + 1, history.count(), isFresh, emit)
  }

  return {
    emit: (first, isFresh, emit) => {
      if (history.isGuarded()) {
        weaveGuarded(isFresh, emit)
        return
      }
      const critical = history.criticalBefore(first)
      if (isKept(critical, first)) {
        const next = history.criticalAfter(critical)
        weave(reach + 1, next, isFresh, emit)
        if (next === history.count()) return
        pass(deps, next, tracker.length(), emit)
        walkFrom(next, isFresh, emit)
      } else walkFrom(ledger.lengthAt(critical) < 0 ? -1 : critical, isFresh, emit)
    },
    judge: () => {
      if (history.isGuarded()) {
        weaveGuarded(
          () => false,
          () => undefined,
        )
        return
      }
      walkFrom(
        -1,
        () => false,
        () => undefined,
      )
      base = -1
      reach = -1
    },
  }
}

/** Takes a run that was written on everything before it: its positions are those of the text as it is. */
function pass(
  { history, ledger }: { readonly history: History; readonly ledger: Ledger },
  run: number,
  length: number,
  emit: Emit | null,
): number {
  const splices = history.splicesOf(run)
  if (ledger.admits(run, splices, length) && emit !== null) {
    for (const [at, deleted, inserted] of splices) emit(at, deleted, inserted)
  }
  return ledger.lengthAt(run)
}

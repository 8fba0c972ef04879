/** Retreat and advance (Eg-walker §3.2): moves what steps did into the prepare version, or out of it. */

import { at } from './columns'
import { shiftState } from './spans'
import { type Ranges, stepOfRun } from './steps'
import type { Tracker } from './tracker'

/** Takes steps into the prepare version, or out of it. */
export function shift(tracker: Tracker, { cells, count }: Ranges, by: 1 | -1): void {
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
export function shiftRun(tracker: Tracker, run: number, inserted: number, deleted: number): void {
  const step = stepOfRun(tracker.steps, run)
  const { spans, idStarts } = tracker
  shiftState(spans, at(idStarts, step), at(idStarts, step + 1), inserted)
  if (deleted !== 0) shiftTargets(tracker, step, step + 1, deleted)
}

/**
 * Temporal Resonance Stamp: the reading of a hybrid logical clock (AL-7.3 §29.3.1, PROTOCOL.md §ST).
 * After Kulkarni et al., "Logical Physical Clocks" (OPODIS 2014).
 *
 * There is no weaver id in it, on purpose: two stamps can be equal, and it is
 * their equality that calls FN_AMALGAMATE [CO3]. A clock that breaks its ties,
 * as most do, would make that rule unreachable.
 */

import { maxTick } from './limits'
import type { Clock } from './ports'

export interface Stamp {
  /** Milliseconds since the Unix epoch, 0 to 2^48 − 1. */
  readonly ms: number
  /** Order within the millisecond, 0 to {@link maxTick}. */
  readonly tick: number
}

export const stampZero: Stamp = { ms: 0, tick: 0 }

/** [ST2] Orders stamps by magnitude, as two numbers; 0 means truly simultaneous. */
export function compareStamps(a: Stamp, b: Stamp): number {
  return a.ms - b.ms || a.tick - b.tick
}

export function laterStamp(a: Stamp, b: Stamp): Stamp {
  return compareStamps(a, b) >= 0 ? a : b
}

/** [ST3] The next stamp above `past`, as near to the clock as that allows. */
export function nextStamp(past: Stamp, clock: Clock): Stamp {
  const now = clock.now()
  return now > past.ms ? { ms: now, tick: 0 } : stepStamp(past)
}

/** [ST3] The least stamp above `past`. A full millisecond borrows from the next. */
export function stepStamp(past: Stamp): Stamp {
  return past.tick < maxTick ? { ms: past.ms, tick: past.tick + 1 } : { ms: past.ms + 1, tick: 0 }
}

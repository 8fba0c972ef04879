/**
 * A clock of the lab: off by so much, or standing still (PROTOCOL.md §LB).
 *
 * All that stand still show the moment at which the scenario began, whenever
 * they were stopped: so stamps can be made equal by hand. It is for stamps alone
 * that they do: whoever asks again after three seconds would never ask again.
 */

import type { Clock } from '../protocol/ports'
import type { LabClock } from './lab-model'

export interface SettableClock extends Clock {
  /** As a person reads it, and stamps by it. */
  readonly stamps: Clock
  readonly set: (clock: LabClock) => void
  readonly get: () => LabClock
}

export function createLabClock(time: Clock, zeroMs: number): SettableClock {
  let setting: LabClock = { offMs: 0, isStopped: false }
  return {
    now: () => time.now() + setting.offMs,
    stamps: { now: () => (setting.isStopped ? zeroMs : time.now()) + setting.offMs },
    set: (next) => {
      setting = next
    },
    get: () => setting,
  }
}

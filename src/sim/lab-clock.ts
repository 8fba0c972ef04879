/**
 * A clock of the lab: off by so much, or standing still (PROTOCOL.md §LB).
 *
 * All that stand still show the moment at which the scenario began, whenever
 * they were stopped: so stamps can be made equal by hand.
 */

import type { Clock } from '../protocol/ports'
import type { LabClock } from './lab-model'

export interface SettableClock extends Clock {
  readonly set: (clock: LabClock) => void
  readonly get: () => LabClock
}

export function createLabClock(time: Clock, zeroMs: number): SettableClock {
  let setting: LabClock = { offMs: 0, isStopped: false }
  return {
    now: () => (setting.isStopped ? zeroMs : time.now()) + setting.offMs,
    set: (next) => {
      setting = next
    },
    get: () => setting,
  }
}

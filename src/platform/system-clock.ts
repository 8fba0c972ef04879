/** The real clock and real waiting, behind the ports. */

import type { Clock, Schedule } from '../protocol/ports'

export const systemClock: Clock = { now: () => Date.now() }

/** A timer asked to wait longer than this, 2^31 − 1 ms, fires at once. */
const longestTimerMs = 2 ** 31 - 1

export const systemSchedule: Schedule = {
  after: (delayMs, callBack) => {
    let timer: ReturnType<typeof setTimeout>
    const wait = (leftMs: number): void => {
      const stretchMs = Math.min(leftMs, longestTimerMs)
      const next = leftMs > stretchMs ? () => wait(leftMs - stretchMs) : callBack
      timer = setTimeout(next, stretchMs)
    }
    wait(delayMs)
    return () => clearTimeout(timer)
  },
}

import type { Waits } from './relay'

/** Real time for the relay. Timers never keep the process alive: the server's own socket does. */
export const systemWaits: Waits = {
  after: (delayMs, callBack) => {
    const timer = setTimeout(callBack, delayMs)
    timer.unref()
    return () => clearTimeout(timer)
  },
}

/** Milliseconds that never jump. */
export const monotonicNow = (): number => performance.now()

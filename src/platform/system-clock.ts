/** The real clock and real waiting, behind the ports. */

import type { Clock, Schedule } from '../protocol/ports'

export const systemClock: Clock = { now: () => Date.now() }

/** As far as this file needs the browsers' `scheduler`; not all have one. */
interface PostsTasks {
  readonly postTask: (callBack: () => void, options: { readonly priority: 'background' }) => unknown
}

/**
 * Calls back in a turn of the event loop of its own, after whatever a person did and is to see. A
 * timer of no delay does so only after the four milliseconds that nested timers are made to wait.
 */
function createTurns(): (callBack: () => void) => void {
  // Node's message ports keep a process alive that has nothing else to do.
  if (typeof setImmediate === 'function') return (callBack) => void setImmediate(callBack)
  const scheduler = Reflect.get(globalThis, 'scheduler') as PostsTasks | undefined
  if (scheduler !== undefined) {
    return (callBack) => void scheduler.postTask(callBack, { priority: 'background' })
  }
  const { port1, port2 } = new MessageChannel()
  const waiting: (() => void)[] = []
  port1.addEventListener('message', () => waiting.shift()?.())
  port1.start()
  return (callBack) => {
    waiting.push(callBack)
    port2.postMessage(null)
  }
}

const turn = createTurns()

export const nextTurn = (): Promise<void> => new Promise(turn)

/** A timer asked to wait longer than this, 2^31 − 1 ms, fires at once. */
const longestTimerMs = 2 ** 31 - 1

export const systemSchedule: Schedule = {
  after: (delayMs, callBack) => {
    if (delayMs <= 0) return inATurn(callBack)
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

function inATurn(callBack: () => void): () => void {
  let isCancelled = false
  turn(() => {
    if (!isCancelled) callBack()
  })
  return () => {
    isCancelled = true
  }
}

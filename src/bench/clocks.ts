/**
 * What a sample measures with: wall time, and the time that the main thread
 * alone was busy.
 *
 * `process.cpuUsage()` counts every thread, the crypto pool too. Linux keeps
 * each thread's own time on a processor, which other programs don't lengthen;
 * elsewhere the event loop's busy time stands in for it.
 */

import { readFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { cpuUsage, pid } from 'node:process'

export interface Taken {
  readonly wallMs: number
  readonly mainMs: number
}

/** Begins to measure; what it returns ends it. */
export function startClocks(): () => Taken {
  const main = mainThreadMs()
  const loop = performance.eventLoopUtilization()
  const wall = performance.now()
  return () => {
    const wallMs = performance.now() - wall
    const until = mainThreadMs()
    const mainMs =
      main === null || until === null ? performance.eventLoopUtilization(loop).active : until - main
    return { wallMs, mainMs }
  }
}

/** Milliseconds that the main thread ran on a processor since it began; null where the system doesn't tell. */
function mainThreadMs(): number | null {
  try {
    // Linux brings the account of the running thread up to date for this call, and only shows it in the next.
    cpuUsage()
    // The main thread's id is the process's. The first number is nanoseconds on the processor.
    const [running] = readFileSync(`/proc/self/task/${pid}/schedstat`, 'utf8').split(' ')
    return Number(running) / 1e6
  } catch {
    return null
  }
}

/** Main-thread time of work that never waits. */
export function timed(work: () => void): number {
  const stop = startClocks()
  work()
  return stop().mainMs
}

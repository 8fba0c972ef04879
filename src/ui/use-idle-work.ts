/**
 * Long work in the browser's idle time: a few milliseconds at once, so that no
 * task is long, however much there is to do.
 */

/** Milliseconds at once: with what one step may take on a slow machine, well below a long task's 50. */
const burstMs = 8
/** Left of the browser's idle time: enough for it to begin its next frame on time. */
const spareMs = 2
/** Milliseconds after which work goes on even where the browser is never idle. */
const patienceMs = 120

interface IdleTime {
  readonly timeRemaining: () => number
}

/** Calls `step` until it answers false, for the first time after `afterMs` at the soonest. Returns what stops it. */
export function workWhenIdle(step: () => boolean, afterMs = 0): () => void {
  let cancel = afterMs === 0 ? later(run) : after(afterMs, start)

  function start(): void {
    cancel = later(run)
  }

  function run(idle: IdleTime): void {
    const endMs = performance.now() + burstMs
    let more = step()
    while (more && idle.timeRemaining() > spareMs && performance.now() < endMs) more = step()
    if (more) cancel = later(run)
  }

  return () => cancel()
}

function after(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms)
  return () => clearTimeout(timer)
}

/** Safari has no idle callbacks; a timer there is as good as a guess. */
function later(run: (idle: IdleTime) => void): () => void {
  if (typeof requestIdleCallback === 'function') {
    const handle = requestIdleCallback(run, { timeout: patienceMs })
    return () => cancelIdleCallback(handle)
  }
  const timer = setTimeout(() => run({ timeRemaining: () => burstMs }), 16)
  return () => clearTimeout(timer)
}

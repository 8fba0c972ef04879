/**
 * Call: one attempt at one connection, and the connection it becomes
 * (PROTOCOL.md §CU). Gathers signals so that a call costs the relay two or three
 * letters, and gives up where no path is found in time.
 */

import type { Schedule } from '../protocol/ports'
import { connectWithinMs, gatherMs, maxSignals, steadyAfterMs } from './limits'
import type { Link } from './link'
import type { Dial } from './peer-link'
import type { AttemptId, Signal } from './signals'

export interface Call {
  readonly id: AttemptId
  /** True from the link to the end. */
  readonly isOpen: () => boolean
  /** What the other side signalled for this call. */
  readonly take: (signals: readonly Signal[]) => void
  /** Ends it from here. No {@link CallDeps.onEnded} follows; the link's own `closed` does. */
  readonly hangUp: (reason: string) => void
}

export interface CallDeps {
  readonly id: AttemptId
  readonly isInitiator: boolean
  readonly dial: Dial
  readonly schedule: Schedule
  readonly onSignals: (signals: readonly Signal[]) => void
  readonly onLink: (link: Link) => void
  /** It has been open for so long that earlier failures mean nothing. */
  readonly onSteady: () => void
  /** Once, where it ended by itself, by the other side or by the link's user. */
  readonly onEnded: (reason: string) => void
}

export function createCall(deps: CallDeps): Call {
  const { schedule, onSignals } = deps
  let isOpen = false
  let isOver = false
  let gathered: Signal[] = []
  let cancelFlush: (() => void) | null = null
  let cancelTimer = schedule.after(connectWithinMs, () => {
    dialled.close('no direct path')
    end('no direct path')
  })

  const dialled = deps.dial({
    isInitiator: deps.isInitiator,
    onSignal: gather,
    onLink: (link) => {
      if (isOver) return link.close('hung up')
      isOpen = true
      cancelTimer()
      cancelTimer = schedule.after(steadyAfterMs, deps.onSteady)
      deps.onLink(link)
    },
    onClosed: end,
  })

  function gather(signal: Signal): void {
    if (isOver) return
    gathered.push(signal)
    if (gathered.length >= maxSignals) flush()
    else cancelFlush ??= schedule.after(gatherMs, flush)
  }

  function flush(): void {
    cancelFlush?.()
    cancelFlush = null
    const signals = gathered
    gathered = []
    if (signals.length > 0) onSignals(signals)
  }

  /** True the first time. */
  function finish(): boolean {
    if (isOver) return false
    isOver = true
    isOpen = false
    cancelTimer()
    cancelFlush?.()
    return true
  }

  function end(reason: string): void {
    if (finish()) deps.onEnded(reason)
  }

  return {
    id: deps.id,
    isOpen: () => isOpen,
    take: (signals) => {
      for (const signal of signals) if (!isOver) dialled.signal(signal)
    },
    hangUp: (reason) => {
      if (finish()) dialled.close(reason)
    },
  }
}

/**
 * Integration in slices (AL-7.3 §29.3.4; PROTOCOL.md §SS): verified sigils wait
 * here while the pen is at work, and then enter the weaver a few at a time, so
 * that the page gets its turn.
 */

import type { WeaverId } from '../protocol/ids'
import type { Clock, Schedule } from '../protocol/ports'
import type { Sigil } from '../protocol/sigil'
import type { Resonance, Weaver } from '../protocol/weaver'
import { integrationSlice } from './limits'

/** Held sigils come from whoever handed them over long ago: announced to all [AE6]. */
const nobody = '' as WeaverId

export interface IntegrationDeps {
  readonly weaver: Weaver
  readonly clock: Clock
  readonly schedule: Schedule
  /** False while own changes are being sealed [SS2]. */
  readonly mayIntegrate: () => boolean
  /** Asks the pen to finish soon; it calls {@link Integration.goOn} when it has. */
  readonly hurry: () => void
  readonly integrated: (resonance: Resonance, from: WeaverId) => void
  /** These have entered the weaver, whatever became of each there. */
  readonly entered: (sigils: readonly Sigil[]) => void
}

export interface Integration {
  readonly take: (sigils: readonly Sigil[], from: WeaverId) => void
  readonly goOn: () => void
  /** Nothing verified waits for its turn. */
  readonly isIdle: () => boolean
  /** Looks for the first held sigil's time anew [ST5]. */
  readonly awaitHeld: () => void
  readonly stop: () => void
}

interface Batch {
  readonly sigils: readonly Sigil[]
  readonly from: WeaverId
}

export function createIntegration(deps: IntegrationDeps): Integration {
  const { weaver, clock, schedule } = deps
  const batches: Batch[] = []
  let cancelNext: (() => void) | null = null
  let cancelHeld: (() => void) | null = null
  let stopped = false

  function goOn(): void {
    if (batches.length === 0 || cancelNext !== null) return
    if (!deps.mayIntegrate()) return deps.hurry()
    resonateSlice()
    if (batches.length === 0) return
    cancelNext = schedule.after(0, () => {
      cancelNext = null
      goOn()
    })
  }

  function resonateSlice(): void {
    const batch = batches.shift()
    if (batch === undefined) return
    const { sigils, from } = batch
    if (sigils.length > integrationSlice) {
      batches.unshift({ sigils: sigils.slice(integrationSlice), from })
    }
    const slice = sigils.slice(0, integrationSlice)
    const resonance = weaver.resonate(slice, from)
    deps.entered(slice)
    deps.integrated(resonance, from)
  }

  function awaitHeld(): void {
    cancelHeld?.()
    cancelHeld = null
    const dueMs = stopped ? null : weaver.dueMs()
    if (dueMs === null) return
    cancelHeld = schedule.after(Math.max(1, dueMs - clock.now()), () => {
      if (deps.mayIntegrate()) deps.integrated(weaver.attune(), nobody)
      awaitHeld()
    })
  }

  return {
    take: (sigils, from) => {
      // Verdicts may still come in after the end.
      if (stopped) return
      batches.push({ sigils, from })
      goOn()
    },
    goOn,
    isIdle: () => batches.length === 0,
    awaitHeld,
    stop: () => {
      stopped = true
      cancelNext?.()
      cancelHeld?.()
      batches.length = 0
    },
  }
}

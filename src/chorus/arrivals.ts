/**
 * Arrivals: the way of what neighbours hand us, from bytes into the weaver (Resonance
 * and Integration, AL-7.3 §29.3.3–4; PROTOCOL.md §SS).
 */

import type { WeaverId } from '../protocol/ids'
import type { Clock, Hash, Schedule, Verifier } from '../protocol/ports'
import type { Dissolved } from '../protocol/trace'
import type { Resonance, Weaver } from '../protocol/weaver'
import { createIntake, type Intake } from './intake'
import { createIntegration, type Integration } from './integration'
import type { Pen } from './pen'
import type { Preview } from './preview'

export interface ArrivalsDeps {
  readonly weaver: Weaver
  readonly verifier: Verifier
  readonly hash: Hash
  readonly clock: Clock
  readonly schedule: Schedule
  readonly pen: Pick<Pen, 'isIdle' | 'isHeld' | 'hurry'>
  readonly preview: Preview
  readonly note: (dissolved: readonly Dissolved[]) => void
  readonly integrated: (resonance: Resonance, from: WeaverId) => void
  readonly unreadable: (detail: string, from: WeaverId) => void
}

export interface Arrivals
  extends
    Pick<Intake, 'take' | 'isUnderWay' | 'isReading'>,
    Pick<Integration, 'goOn' | 'awaitHeld' | 'stop'> {
  /** All that came is read, verified and integrated. */
  readonly isIdle: () => boolean
}

export function createArrivals(deps: ArrivalsDeps): Arrivals {
  const { weaver, pen, note } = deps
  const integration = createIntegration({
    ...deps,
    // What is held lies over the face, and is carried past all that came as that is taken over [SN7].
    mayIntegrate: () => pen.isIdle() || pen.isHeld(),
    hurry: pen.hurry,
    entered: (sigils) => intake.done(sigils),
    integrated: (resonance, from) => {
      note(resonance.dissolved)
      deps.integrated(resonance, from)
    },
  })
  const intake = createIntake({
    ...deps,
    verified: integration.take,
    dissolved: (refused) => {
      note(refused)
      deps.preview.refused(refused)
      note(weaver.dissolve(refused.flatMap(({ sigil }) => sigil ?? [])))
    },
  })
  return {
    take: intake.take,
    isUnderWay: intake.isUnderWay,
    isReading: intake.isReading,
    isIdle: () => intake.underWay() === 0 && integration.isIdle(),
    goOn: integration.goOn,
    awaitHeld: integration.awaitHeld,
    stop: integration.stop,
  }
}

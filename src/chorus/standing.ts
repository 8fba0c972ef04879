/** How this weaver and its fellows stand: what the status line and the weavers strip are drawn from. */

import type { WeaverId } from '../protocol/ids'
import type { Gate } from './admission'
import type { Chorus } from './chorus'
import type { Greeting } from './greeting'
import type { Ground } from './ground'
import type { Keeper } from './keeper'
import type { Neighbours } from './neighbours'
import type { Pen } from './pen'
import type { Reading } from './reading'

export interface StandingDeps {
  readonly self: WeaverId
  readonly pen: Pen
  readonly keeper: Keeper
  readonly neighbours: Neighbours
  readonly gate: Gate
  readonly greeting: Pick<Greeting, 'turnedDown'>
  readonly reading: Reading
  /** What the board stands on. */
  readonly ground: () => Ground
  readonly isClosed: () => boolean
}

export function createStanding(deps: StandingDeps): Pick<Chorus, 'status' | 'fellows' | 'settled'> {
  const { self, pen, keeper, neighbours, gate, greeting, reading } = deps
  return {
    status: () => ({
      // Shown from a face means admitted; the gate itself opens once the history says so.
      phase: pen.isHeld() ? 'open' : gate.phase(),
      currents: neighbours.state(),
      linked: neighbours.linkedPersons(),
      unkept: keeper.unkept() + pen.pendingGlyphs().length,
      unsent: neighbours.unsent(),
      calcified: neighbours.calcified(),
      digest: reading.ground().digest(),
      shown: deps.ground().count(),
      reading: reading.progress(),
      trouble: keeper.trouble() ?? reading.trouble(),
      clockOffMs: neighbours.clockOffMs(),
      turnedDown: greeting.turnedDown(),
    }),
    fellows: () =>
      deps
        .ground()
        .admitted()
        .map((fellow) => ({
          ...fellow,
          self: fellow.weaver === self,
          linked: fellow.weaver === self || neighbours.isLinked(fellow.weaver),
          lacks: fellow.weaver === self ? 0 : neighbours.lackedBy(fellow.weaver),
        })),
    settled: createSettled(deps),
  }
}

/** Everything local is sealed, kept, and handed to every open link; or as much of it as a closed tab can. */
function createSettled({ pen, keeper, neighbours, isClosed }: StandingDeps): Chorus['settled'] {
  return async function settled(): Promise<void> {
    await pen.whenIdle()
    await keeper.whenIdle()
    await neighbours.drained()
    const mayGoOn = !isClosed() && (!pen.isIdle() || keeper.unkept() > 0)
    return mayGoOn ? settled() : undefined
  }
}

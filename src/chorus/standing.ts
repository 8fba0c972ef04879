/** How this weaver and its fellows stand: what the status line and the weavers strip are drawn from. */

import type { WeaverId } from '../protocol/ids'
import type { Weaver } from '../protocol/weaver'
import type { Gate } from './admission'
import type { Chorus } from './chorus'
import type { Keeper } from './keeper'
import type { Neighbours } from './neighbours'
import type { Pen } from './pen'

export interface StandingDeps {
  readonly self: WeaverId
  readonly weaver: Weaver
  readonly pen: Pen
  readonly keeper: Keeper
  readonly neighbours: Neighbours
  readonly gate: Gate
}

export function createStanding(deps: StandingDeps): Pick<Chorus, 'status' | 'fellows'> {
  const { self, weaver, pen, keeper, neighbours, gate } = deps
  return {
    status: () => ({
      phase: gate.phase(),
      currents: neighbours.state(),
      linked: neighbours.linkedPersons(),
      unkept: keeper.unkept() + pen.pendingGlyphs().length,
      unsent: neighbours.unsent(),
      calcified: neighbours.calcified(),
      digest: weaver.digest(),
      trouble: keeper.trouble(),
      clockOffMs: neighbours.clockOffMs(),
    }),
    fellows: () =>
      weaver.admitted().map((fellow) => ({
        ...fellow,
        self: fellow.weaver === self,
        linked: fellow.weaver === self || neighbours.isLinked(fellow.weaver),
        lacks: fellow.weaver === self ? 0 : neighbours.lackedBy(fellow.weaver),
      })),
  }
}

/** Everything local is sealed, kept, and handed to every open link; or as much of it as a closed tab can. */
export function createSettled(
  { pen, keeper, neighbours }: Pick<StandingDeps, 'pen' | 'keeper' | 'neighbours'>,
  isClosed: () => boolean,
): Chorus['settled'] {
  return async function settled(): Promise<void> {
    await pen.whenIdle()
    await keeper.whenIdle()
    await neighbours.drained()
    const mayGoOn = !isClosed() && (!pen.isIdle() || keeper.unkept() > 0)
    return mayGoOn ? settled() : undefined
  }
}

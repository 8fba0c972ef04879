/** Vault without a disk: for tests, the simulator and windows in which the browser stores nothing. */

import type { SigilId } from '../protocol/ids'
import type { Sigil } from '../protocol/sigil'
import type { BodySnapshot } from '../protocol/weaver'
import { asError, closedTrouble } from './trouble'
import type { Vault } from './vault'

/** What outlives a memory vault's closing, so that a restart can be played. */
export interface Shelf {
  readonly sigils: Map<SigilId, Sigil>
  bodies: readonly BodySnapshot[]
}

export function createShelf(): Shelf {
  return { sigils: new Map(), bodies: [] }
}

/** Several vaults on one shelf are the tabs of one browser. */
export function createMemoryVault(shelf: Shelf = createShelf()): Vault {
  let closed = false

  async function whileOpen<T>(work: () => T): Promise<T> {
    if (closed) throw asError(closedTrouble)
    return work()
  }

  return {
    keep: (sigils) =>
      whileOpen(() => {
        for (const sigil of sigils) {
          if (!shelf.sigils.has(sigil.id)) shelf.sigils.set(sigil.id, structuredClone(sigil))
        }
      }),
    all: () => whileOpen(() => [...shelf.sigils.values()]),
    keepSnapshot: (bodies) =>
      whileOpen(() => {
        shelf.bodies = bodies
      }),
    snapshot: () => whileOpen(() => shelf.bodies),
    watch: () => () => undefined,
    close: () => {
      closed = true
    },
  }
}

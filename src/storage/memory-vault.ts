/** Vault without a disk: for tests, the simulator and windows in which the browser stores nothing. */

import { changedFace, type Face } from '../protocol/face'
import type { SigilId } from '../protocol/ids'
import type { Sigil } from '../protocol/sigil'
import { asError, closedTrouble } from './trouble'
import { inSlices, type Vault } from './vault'

/** What outlives a memory vault's closing, so that a restart can be played. */
export interface Shelf {
  readonly sigils: Map<SigilId, Sigil>
  face: Face | null
}

export function createShelf(): Shelf {
  return { sigils: new Map(), face: null }
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
    read: async (take) => inSlices(await whileOpen(() => [...shelf.sigils.values()]), take),
    face: () => whileOpen(() => shelf.face),
    faceDigest: () => whileOpen(() => shelf.face?.head.digest ?? null),
    keepFace: (change) =>
      whileOpen(() => {
        const face = changedFace(shelf.face, change)
        shelf.face = face ?? shelf.face
        return face !== null
      }),
    watch: () => () => undefined,
    close: () => {
      closed = true
    },
  }
}

/** Vault without a disk: for tests, the simulator and windows in which the browser stores nothing. */

import { changedFace, type Face, type FaceChange, type FoundFace } from '../protocol/face'
import type { SigilId } from '../protocol/ids'
import type { Sigil } from '../protocol/sigil'
import { asError, closedTrouble } from './trouble'
import { inSlices, type TakeSlice, type Vault } from './vault'

/** What outlives a memory vault's closing, so that a restart can be played. */
export interface Shelf {
  readonly sigils: Map<SigilId, Sigil>
  face: Face | null
  /** How many sigils lay here when the face was of all of them; null where that was not known [SN9]. */
  faceOf: number | null
}

export function createShelf(): Shelf {
  return { sigils: new Map(), face: null, faceOf: null }
}

/** What one tab does to a shelf, and remembers of it. */
export interface Reach {
  readonly keep: (sigils: readonly Sigil[]) => void
  readonly all: () => readonly Sigil[]
  /** `sigils`, a slice at a time. */
  readonly give: (sigils: readonly Sigil[], take: TakeSlice) => Promise<void>
  readonly face: () => FoundFace | null
  readonly keepFace: (change: FaceChange) => boolean
}

export function reachInto(shelf: Shelf): Reach {
  /** Ids that this tab has read here or kept. */
  const known = new Set<SigilId>()
  return {
    keep: (sigils) => {
      for (const sigil of sigils) {
        known.add(sigil.id)
        if (!shelf.sigils.has(sigil.id)) shelf.sigils.set(sigil.id, sigil)
      }
    },
    all: () => [...shelf.sigils.values()],
    give: (sigils, take) =>
      inSlices(sigils, (slice) => {
        for (const { id } of slice) known.add(id)
        return take(slice)
      }),
    face: () => shelf.face && { ...shelf.face, isLatest: shelf.faceOf === shelf.sigils.size },
    keepFace: (change) => {
      const face = changedFace(shelf.face, change)
      if (face === null) return false
      const isAll = change.isLatest() && [...shelf.sigils.keys()].every((id) => known.has(id))
      shelf.face = face
      shelf.faceOf = isAll ? shelf.sigils.size : null
      return true
    },
  }
}

/** Several vaults on one shelf are the tabs of one browser. */
export function createMemoryVault(shelf: Shelf = createShelf()): Vault {
  const reach = reachInto(shelf)
  let closed = false

  async function whileOpen<T>(work: () => T): Promise<T> {
    if (closed) throw asError(closedTrouble)
    return work()
  }

  return {
    keep: (sigils) => whileOpen(() => reach.keep(structuredClone(sigils))),
    all: () => whileOpen(reach.all),
    read: async (take) => reach.give(await whileOpen(reach.all), take),
    face: () => whileOpen(reach.face),
    faceDigest: () => whileOpen(() => shelf.face?.head.digest ?? null),
    keepFace: (change) => whileOpen(() => reach.keepFace(change)),
    watch: () => () => undefined,
    close: () => {
      closed = true
    },
  }
}

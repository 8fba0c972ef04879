/** The Dissolved list: what was refused of late, and who handed it over. Oldest first. */

import type { WeaverId } from '../protocol/ids'
import type { Dissolved } from '../protocol/trace'
import { maxDissolvedShown } from './limits'

export interface Refusals {
  readonly note: (refused: readonly Dissolved[]) => void
  readonly list: () => readonly Dissolved[]
}

/** @param blame Called once for each, with who handed it over. */
export function createRefusals(changed: () => void, blame: (from: string) => void): Refusals {
  let list: readonly Dissolved[] = []
  return {
    note: (refused) => {
      if (refused.length === 0) return
      list = [...list, ...refused].slice(-maxDissolvedShown)
      for (const { from } of refused) blame(from)
      changed()
    },
    list: () => list,
  }
}

/** What was no sigil at all: there is nothing to name but who sent it. */
export const brokenMessage = (detail: string, from: WeaverId, atMs: number): Dissolved => ({
  refusal: { kind: 'broken-message', detail },
  sigil: null,
  from,
  atMs,
})

/** The Dissolved list: what was refused of late, and who handed it over. Oldest first. */

import type { Dissolved } from '../protocol/trace'
import { maxDissolvedShown } from './limits'

export interface Refusals {
  readonly note: (refused: readonly Dissolved[]) => void
  readonly list: () => readonly Dissolved[]
}

export function createRefusals(changed: () => void): Refusals {
  let list: readonly Dissolved[] = []
  return {
    note: (refused) => {
      if (refused.length === 0) return
      list = [...list, ...refused].slice(-maxDissolvedShown)
      changed()
    },
    list: () => list,
  }
}

/**
 * Chronicle: sigils in the order of (stamp, id) (PROTOCOL.md §TR).
 *
 * Stamps grow along links, so the order is causal; and it is the same on every
 * weaver, which the order of arrival is not. Most sigils arrive nearly in it, and
 * sorting what is nearly sorted takes one pass.
 */

import { compareSigils } from './concordance'
import type { Sigil } from './sigil'

export interface Chronicle {
  readonly add: (sigil: Sigil) => void
  readonly list: () => readonly Sigil[]
}

export function createChronicle(): Chronicle {
  let sigils: Sigil[] = []
  let isSorted = true

  return {
    add: (sigil) => {
      const last = sigils.at(-1)
      isSorted &&= last === undefined || compareSigils(last, sigil) < 0
      sigils.push(sigil)
    },
    list: () => {
      if (!isSorted) sigils = sigils.toSorted(compareSigils)
      isSorted = true
      return sigils
    },
  }
}

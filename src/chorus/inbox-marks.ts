/**
 * What this browser's person has looked at in the inbox of one chorus, and answered (PROTOCOL.md §IN).
 *
 * It is kept beside the chorus and not in it: looking is nobody else's business, and makes no sigil.
 */

import type { InboxMarks } from '../storage/keyring'
import type { Chorus } from './chorus'
import { maxInboxMarks } from './limits'
import type { Remembered } from './remembered'

export interface InboxMarksDeps extends Remembered {
  readonly changed: () => void
}

export function createInboxMarks(
  deps: InboxMarksDeps,
): Pick<Chorus, 'inboxMarks' | 'markInbox' | 'noteUnlooked'> {
  return {
    inboxMarks: () => deps.record().inbox ?? noMarks,
    markInbox: (as, keys) => {
      const { inbox = noMarks } = deps.record()
      if (keys.every((key) => inbox[as].includes(key))) return Promise.resolve()
      const kept = deps.remember(({ inbox: before = noMarks }) => ({
        inbox: { ...before, [as]: union(before[as], keys) },
      }))
      deps.changed()
      return kept
    },
    noteUnlooked: (unlooked) => {
      if ((deps.record().unlooked ?? 0) === unlooked) return
      // Where it can't be kept, the disk has trouble, of which the vault tells.
      deps.remember({ unlooked }).catch(() => {})
    },
  }
}

const noMarks: InboxMarks = { looked: [], kept: [] }

/** The newest marks last; beyond the bound the oldest are forgotten [IN5]. */
const union = (before: readonly string[], keys: readonly string[]): readonly string[] =>
  [...new Set([...before, ...keys])].slice(-maxInboxMarks)

/** Whose each sigil is, as the events have told so far: what gives a sigil under way its colour and shape. */

import type { SigilId } from '../../protocol/ids'
import type { LabEvent } from '../../state/lab-store'

export type AuthorsOf = (events: readonly LabEvent[]) => ReadonlyMap<SigilId, number>

/** Reads each event once, however often it is asked; begins anew where a scenario did. */
export function createAuthors(): AuthorsOf {
  const authors = new Map<SigilId, number>()
  let read = 0
  let firstKey: number | undefined
  return (events) => {
    if (events.length < read || events[0]?.key !== firstKey) {
      authors.clear()
      read = 0
      firstKey = events[0]?.key
    }
    for (const event of events.slice(read)) {
      const author = event.author ?? (event.kind === 'immutation' ? event.nth : null)
      if (event.sigil !== null && author !== null) authors.set(event.sigil, author)
    }
    read = events.length
    return authors
  }
}

/**
 * Doors: who was let in by what, who is shown out, and what becomes of what they
 * wrote since (PROTOCOL.md §CH). A removal takes nothing from anybody's disk: it
 * decides what has a say, and any member may say the rest again as its own.
 */

import type { SigilId, WeaverId } from '../protocol/ids'
import type { Deed, Sigil, Splice, Transmute } from '../protocol/sigil'
import type { BodySpan, Weaver } from '../protocol/weaver'
import { changeRefusal } from './change'
import type { Change, Chorus } from './chorus'
import { nothingPending, type Pending } from './overlay'
import type { Pen } from './pen'

export interface DoorsDeps {
  readonly weaver: Weaver
  readonly pen: Pen
  readonly self: WeaverId
  /** Why nothing may be changed at present; null where it may. */
  readonly reasonAgainst: () => Error | null
  /** Writes one glyph as a person would, whether or not it was ever there. */
  readonly write: (glyph: Transmute['glyph'], make: () => Pending) => Change
}

export type Doors = Pick<Chorus, 'remove' | 'revoke' | 'asides' | 'takeOver'>

export function createDoors({ weaver, pen, self, reasonAgainst, write }: DoorsDeps): Doors {
  function declare(make: () => Deed): Change {
    const against = reasonAgainst()
    if (against !== null) return refused(against)
    try {
      return pen.declare(make())
    } catch (error) {
      return refused(error instanceof Error ? error : new Error(String(error)))
    }
  }

  function removal(whom: WeaverId): Deed {
    const person = weaver.admittedAs(whom)?.person
    if (person === undefined) throw changeRefusal('bad-value', 'There is no such weaver here.')
    if (person === weaver.admittedAs(self)?.person) {
      throw changeRefusal('bad-value', 'One can leave a chorus, but not remove oneself from it.')
    }
    if (person === weaver.facts()?.founder) {
      throw changeRefusal('bad-value', 'Whoever began a chorus can’t be removed from it.')
    }
    const kin = weaver.admitted().filter((one) => one.person === person)
    const tips = weaver.tipsOf(kin.map((one) => one.weaver))
    return { kind: 'remove', weaver: person, tips }
  }

  function revocation(key: string): Deed {
    const door = weaver.doorOf(key)
    if (door === undefined) throw changeRefusal('bad-value', 'There is no such invite here.')
    return { kind: 'revoke', key, tips: weaver.tipsOf(door.admitted) }
  }

  return {
    remove: (whom) => declare(() => removal(whom)),
    revoke: (key) => declare(() => revocation(key)),
    asides: weaver.asides,
    takeOver: (id) => {
      const sigil = weaver.asides().find((one) => one.id === id)
      if (sigil?.deed.kind !== 'transmute') {
        return refused(changeRefusal('bad-value', 'That is not set aside here.'))
      }
      const { deed } = sigil
      return write(deed.glyph, () => contentOf(sigil, deed, weaver.spans(deed.glyph)))
    },
  }
}

/** What the sigil wrote, as a change of one's own. What it deleted stays: that was no content. */
function contentOf({ id }: Sigil, deed: Transmute, spans: readonly BodySpan[]): Pending {
  return {
    ...nothingPending,
    shatters: deed.shatters,
    writes: new Map(deed.writes.map(({ facet, value }) => [facet, value])),
    splices: insertionsOf(id, textsIn(deed), spans),
  }
}

/** All the units that a sigil inserted, in the order in which it inserted them. */
const textsIn = ({ splices }: Transmute): string =>
  splices.map(([, , inserted]) => inserted).join('')

/** Puts the units back where they would stand, each against the text with those before it. */
function insertionsOf(id: SigilId, units: string, spans: readonly BodySpan[]): readonly Splice[] {
  const splices: Splice[] = []
  let at = 0
  for (const { sigil, from, length, deletedBy } of spans) {
    if (sigil.id === id && deletedBy.every((by) => by.id === id)) {
      splices.push([at, 0, units.slice(from, from + length)])
      at += length
    } else if (deletedBy.length === 0) at += length
  }
  return splices
}

function refused(reason: Error): Change {
  const never = Promise.reject(reason)
  // A caller that does not look has its change refused all the same; one that looks sees why.
  never.catch(() => {})
  return { sealed: never, kept: never }
}

/** What only the whole history can tell, and what the face tells as well (PROTOCOL.md §SN). */

import type { GlyphId, WeaverId } from '../protocol/ids'
import type { Hash, Verifier } from '../protocol/ports'
import type { Weaver } from '../protocol/weaver'
import { authorshipOf } from './authorship'
import type { Chorus } from './chorus'
import type { Ground } from './ground'
import type { Pen } from './pen'
import type { Reading } from './reading'

export type Holdings = Pick<
  Chorus,
  | 'recall'
  | 'sigil'
  | 'sigils'
  | 'history'
  | 'narrate'
  | 'woven'
  | 'contests'
  | 'admissionOf'
  | 'authorship'
  | 'facets'
  | 'invites'
  | 'digest'
  | 'count'
  | 'waiting'
  | 'verifier'
  | 'hash'
>

export interface HoldingsDeps {
  readonly self: WeaverId
  readonly weaver: Weaver
  readonly pen: Pick<Pen, 'pending'>
  readonly reading: Reading
  /** What the board stands on; and the weaver that it is, once all is read. */
  readonly ground: () => Ground
  readonly board: () => Weaver
  readonly verifier: Verifier
  readonly hash: Hash
}

export function holdingsOf(deps: HoldingsDeps): Holdings {
  const { self, weaver, pen, reading, ground, board, verifier, hash } = deps
  const { told } = reading
  const facetsOf = told((id: GlyphId) => board().facets(id))
  return {
    recall: reading.recall,
    sigil: told(weaver.get),
    sigils: told(weaver.sigils),
    history: told(weaver.history),
    narrate: told(weaver.narrate),
    woven: told(weaver.woven),
    contests: told(weaver.contests),
    admissionOf: told((key: string) => weaver.admissionOf(key as WeaverId)),
    authorship: told((id) => authorshipOf(board().spans(id), pen.pending(id)?.splices ?? [], self)),
    // A face holds them where something is contested, and so has something to tell.
    facets: (id) =>
      ground().glyph(id)?.contested.length === 0 ? facetsOf(id) : ground().facets(id),
    invites: () => reading.ground().invites(),
    digest: () => reading.ground().digest(),
    count: () => reading.ground().count(),
    // What has not come from a neighbour waits for nothing.
    waiting: () => (reading.isWhole() ? weaver.waiting() : []),
    verifier,
    hash,
  }
}

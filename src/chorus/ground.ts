/**
 * Ground: what the board stands on. The face while the history is being read,
 * and the weaver from then on (PROTOCOL.md §SN).
 */

import type { Face } from '../protocol/face'
import type { GlyphId } from '../protocol/ids'
import type { Weaver } from '../protocol/weaver'

export type Ground = Pick<
  Weaver,
  | 'glyphIds'
  | 'glyph'
  | 'text'
  | 'facets'
  | 'admitted'
  | 'admittedAs'
  | 'invites'
  | 'count'
  | 'digest'
>

export function groundOf({ head, glyphs }: Face): Ground {
  const byId = new Map(glyphs.map((glyph) => [glyph.id, glyph]))
  const ids = [...byId.keys()].toSorted()
  return {
    glyphIds: () => ids,
    glyph: (id) => byId.get(id)?.state ?? undefined,
    text: (id) => byId.get(id)?.text ?? '',
    facets: (id) => byId.get(id)?.facets ?? [],
    admitted: () => head.admitted,
    admittedAs: (weaver) => head.admitted.find((one) => one.weaver === weaver),
    invites: () => head.invites,
    count: () => head.count,
    digest: () => head.digest,
  }
}

/** A glyph of which the face told something else than the history. */
export interface Stale {
  readonly glyph: GlyphId
  /** Its body as it was shown. */
  readonly text: string
}

export function isStale(glyph: GlyphId, shown: Ground, weaver: Weaver): boolean {
  return (
    shown.text(glyph) !== weaver.text(glyph) ||
    JSON.stringify(shown.glyph(glyph)) !== JSON.stringify(weaver.glyph(glyph))
  )
}

/**
 * Ground: what the board stands on. The face while the history is being read,
 * and the weaver from then on (PROTOCOL.md §SN).
 */

import type { Face } from '../protocol/face'
import type { GlyphId } from '../protocol/ids'
import type { Schedule } from '../protocol/ports'
import type { Weaver } from '../protocol/weaver'
import { comparedAtOnce } from './limits'
import { turn } from './turn'

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

/** A look at every glyph, whether it is other than it was shown. */
export interface Comparison {
  /** In slices, that leave the page its turns. Calls back in the same task as the last. */
  readonly run: (compared: (stale: readonly Stale[]) => void) => Promise<void>
  /** These have changed meanwhile, and are compared once more: nothing differs unnoticed. */
  readonly changed: (glyphs: Iterable<GlyphId>) => void
}

export function createComparison(
  shown: Ground,
  weaver: Weaver,
  schedule: Pick<Schedule, 'after'>,
): Comparison {
  const due = new Set<GlyphId>([...shown.glyphIds(), ...weaver.glyphIds()])
  const stale = new Map<GlyphId, Stale>()
  return {
    run: async (compared) => {
      let nth = 0
      for (const glyph of due) {
        due.delete(glyph)
        if (nth++ % comparedAtOnce === 0) await turn(schedule)
        if (isStale(glyph, shown, weaver)) stale.set(glyph, { glyph, text: shown.text(glyph) })
        else stale.delete(glyph)
      }
      compared([...stale.values()])
    },
    changed: (glyphs) => {
      for (const glyph of glyphs) due.add(glyph)
    },
  }
}

function isStale(glyph: GlyphId, shown: Ground, weaver: Weaver): boolean {
  return (
    shown.text(glyph) !== weaver.text(glyph) ||
    JSON.stringify(shown.glyph(glyph)) !== JSON.stringify(weaver.glyph(glyph))
  )
}

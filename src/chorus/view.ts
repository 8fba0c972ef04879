/** What a person sees: glyphs as they stand, with local changes not yet sealed laid over [SS1]. */

import type { GlyphId, WeaverId } from '../protocol/ids'
import type { Chorus } from './chorus'
import type { Ground } from './ground'
import { applySplices, layOver } from './overlay'
import type { Pen } from './pen'

export type View = Pick<Chorus, 'glyphIds' | 'glyph' | 'text'>

export function createView(ground: () => Ground, pen: Pen, self: WeaverId): View {
  return {
    glyphIds: () => [...new Set([...ground().glyphIds(), ...pen.pendingGlyphs()])],
    glyph: (id: GlyphId) => {
      const over = pen.pending(id)
      const under = ground().glyph(id)
      return over === null ? under : layOver(id, under, over, self)
    },
    text: (id: GlyphId) => {
      const over = pen.pending(id)
      const under = ground().text(id)
      return over === null ? under : applySplices(under, over.splices)
    },
  }
}

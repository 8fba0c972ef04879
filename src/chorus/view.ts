/** What a person sees: glyphs as integrated, with local changes not yet sealed laid over [SS1]. */

import type { GlyphId, WeaverId } from '../protocol/ids'
import type { Weaver } from '../protocol/weaver'
import { authorshipOf } from './authorship'
import type { Chorus } from './chorus'
import { applySplices, layOver } from './overlay'
import type { Pen } from './pen'

export type View = Pick<Chorus, 'glyphIds' | 'glyph' | 'text' | 'authorship'>

export function createView(weaver: Weaver, pen: Pen, self: WeaverId): View {
  return {
    glyphIds: () => [...new Set([...weaver.glyphIds(), ...pen.pendingGlyphs()])],
    glyph: (id: GlyphId) => {
      const over = pen.pending(id)
      return over === null ? weaver.glyph(id) : layOver(id, weaver.glyph(id), over, self)
    },
    text: (id: GlyphId) => {
      const over = pen.pending(id)
      return over === null ? weaver.text(id) : applySplices(weaver.text(id), over.splices)
    },
    authorship: (id: GlyphId) =>
      authorshipOf(weaver.spans(id), pen.pending(id)?.splices ?? [], self),
  }
}

/**
 * Quintessence: all glyphs of a chorus, as one weaver holds them (AL-7.3 §29.2, PROTOCOL.md §WV).
 * Standard term: the replicated document.
 */

import { createGlyph, type Glyph, type GlyphDeps, type GlyphSigil } from './glyph'
import type { GlyphId } from './ids'
import type { Sigil, Splice } from './sigil'
import type { BodySnapshot } from './weaver'

export interface Quintessence {
  /** Takes in an integrated sigil. Only those that change a glyph do anything here. */
  readonly weave: (sigil: Sigil, isEffective: boolean) => void
  readonly get: (id: GlyphId) => Glyph | undefined
  /** Ascending. */
  readonly ids: () => readonly GlyphId[]
  /** Merges the bodies of `touched`, each once; what changed in those that were read before. */
  readonly advance: (touched: ReadonlySet<GlyphId>) => ReadonlyMap<GlyphId, readonly Splice[]>
  readonly restore: (bodies: readonly BodySnapshot[]) => void
  readonly snapshot: () => readonly BodySnapshot[]
}

export function createQuintessence(deps: GlyphDeps): Quintessence {
  const glyphs = new Map<GlyphId, Glyph>()
  let ids: readonly GlyphId[] | null = null

  function weave(sigil: Sigil, isEffective: boolean): void {
    if (!changesGlyph(sigil)) return
    const glyph = glyphs.get(sigil.deed.glyph) ?? begin(sigil.deed.glyph)
    glyph.weave(sigil, isEffective)
  }

  function begin(id: GlyphId): Glyph {
    const glyph = createGlyph(id, deps)
    glyphs.set(id, glyph)
    ids = null
    return glyph
  }

  function advance(touched: ReadonlySet<GlyphId>): ReadonlyMap<GlyphId, readonly Splice[]> {
    const changed = new Map<GlyphId, readonly Splice[]>()
    for (const id of touched) {
      const splices = glyphs.get(id)?.advance() ?? []
      if (splices.length > 0) changed.set(id, splices)
    }
    return changed
  }

  return {
    weave,
    get: (id) => glyphs.get(id),
    ids: () => (ids ??= [...glyphs.keys()].toSorted()),
    advance,
    restore: (bodies) => {
      for (const { glyph, text, version } of bodies) glyphs.get(glyph)?.offer({ text, version })
    },
    snapshot: () =>
      [...glyphs]
        .filter(([, glyph]) => glyph.hasText())
        .map(([id, glyph]) => ({ glyph: id, ...glyph.snapshot() })),
  }
}

export function changesGlyph(sigil: Sigil): sigil is GlyphSigil {
  return sigil.deed.kind === 'transmute'
}

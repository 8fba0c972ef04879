/**
 * Quintessence: all glyphs of a chorus, as one weaver holds them (AL-7.3 §29.2, PROTOCOL.md §WV).
 * Standard term: the replicated document.
 */

import type { Vouched } from './covenant'
import {
  createGlyph,
  type Glyph,
  type GlyphDeps,
  type GlyphSigil,
  type GlyphVouched,
} from './glyph'
import type { GlyphId } from './ids'
import type { Sigil, Splice } from './sigil'
import { differenceOf } from './text/difference'
import type { Weaver } from './weaver'

export interface Quintessence {
  /** Takes in an integrated sigil. Only those that change a glyph do anything here. */
  readonly weave: (vouched: Vouched) => void
  /** Asks anew who has a say, and weaves the glyphs anew where that changed; returns them [CH14]. */
  readonly reweave: () => ReadonlySet<GlyphId>
  readonly get: (id: GlyphId) => Glyph | undefined
  /** Ascending. */
  readonly ids: () => readonly GlyphId[]
  /** Merges the bodies of `touched`, each once; what changed in those that were read before. */
  readonly advance: (touched: ReadonlySet<GlyphId>) => ReadonlyMap<GlyphId, readonly Splice[]>
  readonly restore: Weaver['restore']
  readonly faceOf: Weaver['faceOf']
}

export function createQuintessence(deps: GlyphDeps): Quintessence {
  const glyphs = new Map<GlyphId, Glyph>()
  let ids: readonly GlyphId[] | null = null

  /** The texts, as last told, of bodies that were woven anew since. */
  const before = new Map<GlyphId, string>()

  function weave(vouched: Vouched): void {
    if (!weavesGlyph(vouched)) return
    const { glyph } = vouched.sigil.deed
    const found = glyphs.get(glyph) ?? begin(glyph)
    found.weave(vouched)
  }

  function reweave(): ReadonlySet<GlyphId> {
    const changed = new Set<GlyphId>()
    for (const [id, glyph] of glyphs) {
      if (!glyph.isOutdated()) continue
      changed.add(id)
      const text = glyph.readText()
      if (text !== null && !before.has(id)) before.set(id, text)
      const anew = createGlyph(id, deps)
      glyphs.set(id, anew)
      for (const vouched of glyph.all()) {
        anew.weave(vouched)
        deps.retell(vouched.sigil.id)
      }
    }
    return changed
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
      const splices = changesOf(id)
      if (splices.length > 0) changed.set(id, splices)
    }
    return changed
  }

  function changesOf(id: GlyphId): readonly Splice[] {
    const glyph = glyphs.get(id)
    const text = before.get(id)
    before.delete(id)
    if (glyph === undefined) return []
    return text === undefined ? glyph.advance() : differenceOf(text, glyph.text())
  }

  return {
    weave,
    reweave,
    get: (id) => glyphs.get(id),
    ids: () => (ids ??= [...glyphs.keys()].toSorted()),
    advance,
    restore: (faces) => {
      for (const { id, text, version } of faces) {
        if (version !== null) glyphs.get(id)?.offer({ text, version })
      }
    },
    faceOf: (id) => glyphs.get(id)?.face() ?? { id, ...unwritten },
  }
}

const unwritten = { state: null, text: '', version: null, facets: [] }

const weavesGlyph = (vouched: Vouched): vouched is GlyphVouched => changesGlyph(vouched.sigil)

export function changesGlyph(sigil: Sigil): sigil is GlyphSigil {
  return sigil.deed.kind === 'transmute'
}

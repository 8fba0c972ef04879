/** Histories drawn by hand or at random, as the loom is told them. */

import fc from 'fast-check'

import type { GlyphId, SigilId, WeaverId } from '../protocol/ids'
import type { Rule, Verdict } from '../protocol/trace'
import type { Tale } from './threads'

export interface Sketch {
  readonly glyph?: string | null
  readonly rules?: readonly Rule[]
  readonly stands?: string
  readonly mark?: Tale['mark']
  readonly quiet?: boolean
}

/** A sigil by its name, author and millisecond, with the names of its parents. */
export function knot(
  name: string,
  by: string,
  ms: number,
  links: string,
  sketch: Sketch = {},
): Tale {
  const { glyph = 'g', rules = [], stands = name, mark, quiet = false } = sketch
  return {
    sigil: name as SigilId,
    weaver: by as WeaverId,
    stamp: { ms, tick: 0 },
    glyph: glyph as GlyphId | null,
    links: links.split(' ').filter((link) => link !== '') as SigilId[],
    verdicts: rules.map((rule): Verdict => ({
      facet: 'title',
      rule,
      contenders: [name as SigilId],
      stands: stands as SigilId,
    })),
    mark,
    quiet,
  }
}

/** Typing: what folds into runs. */
export const typed = (name: string, by: string, ms: number, links: string, glyph = 'g'): Tale =>
  knot(name, by, ms, links, { quiet: true, glyph })

/** Random histories of a few weavers and glyphs, with a few parents missing. */
export const anyHistory = fc
  .array(fc.tuple(fc.nat(4), fc.nat(2), fc.array(fc.nat(12), { maxLength: 3 })), { maxLength: 40 })
  .map((drawn) =>
    drawn.map(([by, glyph, back], nth) =>
      knot(
        `s${String(nth).padStart(3, '0')}`,
        `w${by}`,
        nth,
        [...new Set(back.map((steps) => `s${String(nth - 1 - steps).padStart(3, '0')}`))].join(' '),
        { glyph: `g${glyph}` },
      ),
    ),
  )

/** People: what those at the tabs do, by the same doors as the interface (PROTOCOL.md §SM). */

import type { Change, Chorus, Facets } from '../chorus/chorus'
import type { GlyphId } from '../protocol/ids'
import type { Splice } from '../protocol/sigil'
import type { Random } from './random'

const words = [
  'sol',
  'luna',
  'mercury',
  'sulphur',
  'salt',
  '🜍',
  '🜍🜎🜍',
  'aqua',
  'ignis',
  'ter ra',
  'ae\u0301r',
]

/** One thing that a person does now. Null where there is nothing to do it to. */
export function act(random: Random, chorus: Chorus): Change | null {
  const glyph = random.pick(chorus.glyphIds())
  const drawn = random.int(100)
  if (glyph === undefined || (drawn < 5 && chorus.glyphIds().length < 5)) {
    return chorus.create({ ...someFacets(random, []), body: phrase(random) })
  }
  if (drawn < 45) return chorus.set(glyph, someFacets(random, chorus.glyphIds()))
  if (drawn < 82) return type(random, chorus, glyph)
  if (drawn < 86) return chorus.shatter(glyph)
  if (drawn < 90) return chorus.restore(glyph, 'alive', true)
  // A facet of a newer version, as a newer weaver would write it.
  if (drawn < 94) return chorus.restore(glyph, `x:${word(random)}`, random.int(5))
  return chorus.set(glyph, { body: phrase(random) })
}

/** What several do at one moment, to one facet of one glyph: it calls for an amalgam. */
export function chord(random: Random, glyph: GlyphId): (chorus: Chorus) => Change {
  const facet = random.int(4)
  const at = random.int(4)
  return (chorus) => {
    if (facet === 0) return chorus.set(glyph, { title: phrase(random) })
    if (facet === 1) return chorus.set(glyph, { hue: random.int(360) })
    // Rivals: all insert at one place.
    if (facet === 2) {
      const place = Math.min(at, chorus.text(glyph).length)
      return chorus.splice(glyph, [[place, 0, word(random)]])
    }
    return chorus.set(glyph, { x: random.between(-500, 500), y: random.between(-500, 500) })
  }
}

function someFacets(random: Random, glyphs: readonly GlyphId[]): Partial<Facets> {
  const bond = random.pick(glyphs)
  return {
    ...(random.chance(0.5) && { title: phrase(random) }),
    ...(random.chance(0.4) && { hue: random.int(360) }),
    ...(random.chance(0.4) && { x: random.between(-900, 900) }),
    ...(random.chance(0.2) && { tags: [word(random)] }),
    ...(random.chance(0.2) && bond !== undefined && { bonds: [bond] }),
  }
}

/** A few keystrokes of one editor. */
function type(random: Random, chorus: Chorus, glyph: GlyphId): Change | null {
  let last: Change | null = null
  for (let left = random.between(1, 3); left > 0; left -= 1) {
    last = chorus.splice(glyph, [anySplice(random, chorus.text(glyph).length)], 'editor')
  }
  return last
}

function anySplice(random: Random, length: number): Splice {
  const at = random.chance(0.4) ? length : random.int(length + 1)
  const deletes = length > 160 || random.chance(0.3)
  const deleted = deletes ? random.int(Math.min(length - at, 40) + 1) : 0
  return [at, deleted, deleted > 0 && random.chance(0.5) ? '' : word(random)]
}

const word = (random: Random): string => random.pick(words) ?? ''
const phrase = (random: Random): string => `${word(random)} ${word(random)}`

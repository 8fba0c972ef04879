/**
 * The inverse of what one weaver wrote into a glyph's facets (PROTOCOL.md §UN).
 *
 * A facet goes back to what its writer had before, and only while what stands
 * is that writer's doing. An undo writes what stood before it, so what it wrote
 * counts as the doing of whoever had written that.
 */

import { compareSigils, writeOf } from '../protocol/concordance'
import type { GlyphSigil } from '../protocol/glyph'
import type { GlyphId, SigilId, WeaverId } from '../protocol/ids'
import type { FacetName, FacetValue, Sigil } from '../protocol/sigil'
import type { SettledFacet, Weaver } from '../protocol/weaver'
import type { Left } from './chorus'
import type { Reversal } from './undo-steps'

export interface FacetInverse {
  readonly writes: ReadonlyMap<FacetName, FacetValue>
  /** What it says of the glyph's life; null where that is no part of it. */
  readonly alive: boolean | null
  readonly left: readonly Left[]
}

export interface FacetInverseDeps {
  readonly weaver: Pick<Weaver, 'facets' | 'facetBefore' | 'history' | 'get'>
  readonly self: WeaverId
  readonly reversals: readonly Reversal[]
}

/** What takes back all that `sigils`, of one glyph and in their order, did to its facets. */
export function invertFacets(sigils: readonly GlyphSigil[], deps: FacetInverseDeps): FacetInverse {
  const [first] = sigils
  const last = sigils.at(-1)
  if (first === undefined || last === undefined) return nothing
  const life = invertLife(first, last, deps)
  const isGone = life.alive === null && standing(first.deed.glyph, 'alive', deps)?.value !== true
  if (life.left.length > 0) return life
  if (isGone)
    return last.deed.shatters ? nothing : { ...nothing, left: [left(first, 'alive', deps)] }
  // Before it there was nothing to go back to.
  if (life.alive === false && deps.weaver.facetBefore(first.id, 'alive') === null) return life
  const back = new Map<FacetName, FacetValue>()
  const kept: Left[] = []
  for (const facet of facetsOf(sigils)) {
    const value = valueBefore(sigils, facet, deps)
    if (value === null) kept.push(left(sigils.find(writes(facet)) ?? first, facet, deps))
    else if (!isSame(value, standing(first.deed.glyph, facet, deps)?.value)) back.set(facet, value)
  }
  return { writes: back, alive: life.alive, left: kept }
}

const nothing: FacetInverse = { writes: new Map(), alive: null, left: [] }

/** [UN6] Nothing that others have touched is taken from them, and what they deleted stays so. */
function invertLife(first: GlyphSigil, last: GlyphSigil, deps: FacetInverseDeps): FacetInverse {
  const livedBefore = deps.weaver.facetBefore(first.id, 'alive')?.value === true
  const livesAfter = !last.deed.shatters
  if (livedBefore === livesAfter) return nothing
  const since = othersSince(first, deps)
  const against = livedBefore ? since.filter(({ deed }) => deed.shatters) : since
  if (against.length > 0) {
    return {
      ...nothing,
      left: [{ glyph: first.deed.glyph, facet: 'alive', by: authorsOf(against) }],
    }
  }
  const livesNow = standing(first.deed.glyph, 'alive', deps)?.value === true
  return { ...nothing, alive: livesNow === livedBefore ? null : livedBefore }
}

/** What the writer had before the first of `sigils`; null where what stands is no longer its doing [UN4]. */
function valueBefore(
  sigils: readonly GlyphSigil[],
  facet: FacetName,
  deps: FacetInverseDeps,
): FacetValue | null {
  const first = sigils.find(writes(facet))
  const last = sigils.findLast(writes(facet))
  if (first === undefined || last === undefined) return null
  const now = standing(first.deed.glyph, facet, deps)
  if (doingOf(now?.verdict.stands ?? null, facet, deps) !== doingOf(last.id, facet, deps))
    return null
  return deps.weaver.facetBefore(first.id, facet)?.value ?? unwritten(facet)
}

/**
 * Whose doing a write is: its own sigil; where that is an undo, the sigil whose value it
 * wrote again; where it changed nothing, the sigil before it. Null for what no sigil
 * wrote alone, or nobody at all.
 */
function doingOf(
  writer: SigilId | null,
  facet: FacetName,
  { weaver, reversals }: FacetInverseDeps,
): SigilId | 'nobody' | null {
  let id = writer
  // Each turn steps to an older sigil, so this ends.
  while (id !== null) {
    const reverted = revertedBy(id, facet, reversals)
    const before = weaver.facetBefore(reverted ?? id, facet)
    if (reverted === null && !isSame(valueIn(weaver.get(id), facet), before?.value)) return id
    if (before === null) return 'nobody'
    id = before.verdict.stands
  }
  return id
}

/** The first writer among what this sigil took back; null where it is no undo. */
function revertedBy(id: SigilId, facet: FacetName, reversals: readonly Reversal[]): SigilId | null {
  const reversal = reversals.find(({ sigils }) => sigils.some((sigil) => sigil.id === id))
  const glyph = reversal?.sigils.find((sigil) => sigil.id === id)?.deed.glyph
  const inverted = reversal?.inverts.find(
    (sigil) => sigil.deed.glyph === glyph && writes(facet)(sigil),
  )
  return inverted?.id ?? null
}

function valueIn(sigil: Sigil | undefined, facet: FacetName): FacetValue | undefined {
  return sigil?.deed.kind === 'transmute' ? writeOf(sigil.deed, facet) : undefined
}

const writes =
  (facet: FacetName) =>
  ({ deed }: GlyphSigil): boolean =>
    deed.writes.some((write) => write.facet === facet)

/** Marks are no facets of a person's, and of a named facet nothing says what it would be unwritten. */
function facetsOf(sigils: readonly GlyphSigil[]): readonly FacetName[] {
  const facets = sigils.flatMap(({ deed }) => deed.writes.map(({ facet }) => facet))
  return [...new Set(facets)].filter((facet) => !facet.startsWith('x:'))
}

function standing(
  glyph: GlyphId,
  facet: FacetName,
  { weaver }: FacetInverseDeps,
): SettledFacet | undefined {
  return weaver.facets(glyph).find((settled) => settled.facet === facet)
}

function unwritten(facet: FacetName): FacetValue {
  if (facet === 'title') return ''
  if (facet === 'hue') return 0
  return facet === 'place' ? { x: 0, y: 0 } : false
}

/** Whoever changed it since, the first to build on it first. */
function left(first: GlyphSigil, facet: FacetName, deps: FacetInverseDeps): Left {
  const changed = othersSince(first, deps).filter((sigil) =>
    facet === 'alive' ? sigil.deed.shatters : writes(facet)(sigil),
  )
  return { glyph: first.deed.glyph, facet, by: authorsOf(changed) }
}

/** Other weavers' sigils on the glyph that `sigil` had not seen, in their order. */
function othersSince(
  sigil: GlyphSigil,
  { weaver, self }: Pick<FacetInverseDeps, 'weaver' | 'self'>,
): readonly GlyphSigil[] {
  const seen = pastOf([sigil], weaver.get)
  return weaver
    .history(sigil.deed.glyph)
    .flatMap((woven) => weaver.get(woven.sigil) ?? [])
    .filter((other): other is GlyphSigil => other.deed.kind === 'transmute')
    .filter(({ id, author }) => author !== self && !seen.has(id))
    .toSorted(compareSigils)
}

/** Ids of `sigils` and of all they descend from within the glyph. */
export function pastOf(
  sigils: readonly GlyphSigil[],
  get: (id: SigilId) => Sigil | undefined,
): ReadonlySet<SigilId> {
  const seen = new Set<SigilId>()
  const stack = [...sigils] as Sigil[]
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (seen.has(next.id)) continue
    seen.add(next.id)
    for (const link of next.links) {
      const below = get(link)
      if (below !== undefined) stack.push(below)
    }
  }
  return seen
}

const authorsOf = (sigils: readonly Sigil[]): readonly WeaverId[] => [
  ...new Set(sigils.map(({ author }) => author)),
]

function isSame(a: FacetValue | undefined, b: FacetValue | undefined): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object') return false
  return 'x' in a && 'x' in b && a.x === b.x && a.y === b.y
}

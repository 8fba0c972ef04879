/**
 * Principle of Concordance: what stands where weavers disagree (AL-7.3 §29.3.4, PROTOCOL.md §CO).
 * Standard term: the merge function of a multi-value register.
 *
 * Everything here is a function of a set of writes that met, never a fold over
 * arrivals. Folding pairwise does not converge: A (t=10), its child B (t=5) and C
 * (t=7) beat each other in a circle, and three ties merged two by two give three
 * results.
 */

import { amalgamate, type Write } from './amalgam'
import type { Lineage } from './lineage'
import type { NonEmpty } from './nonempty'
import type { Hash } from './ports'
import type { FacetName, FacetValue, Sigil, Transmute } from './sigil'
import { compareStamps } from './stamp'
import type { Rule, Verdict } from './trace'
import type { SettledFacet } from './weaver'

/** What the three rules make of writers that met. */
interface Judgement {
  readonly rule: Rule
  /** Those with the greatest stamp: one, or all that amalgamate. */
  readonly foremost: NonEmpty<Sigil>
}

/** [CO1] [CO2] [CO3] One alone has primacy, the greatest stamp authority; equals amalgamate. */
function judge(contenders: NonEmpty<Sigil>): Judgement {
  const foremost = withGreatestStamp(contenders)
  if (contenders.length === 1) return { rule: 'primacy', foremost }
  return { rule: foremost.length === 1 ? 'authority' : 'amalgam', foremost }
}

function withGreatestStamp([first, ...rest]: NonEmpty<Sigil>): NonEmpty<Sigil> {
  let foremost: [Sigil, ...Sigil[]] = [first]
  for (const sigil of rest) {
    const order = compareStamps(sigil.stamp, foremost[0].stamp)
    if (order > 0) foremost = [sigil]
    else if (order === 0) foremost.push(sigil)
  }
  return foremost
}

export function verdictOf(facet: Verdict['facet'], contenders: NonEmpty<Sigil>): Verdict {
  const { rule, foremost } = judge(contenders)
  if (rule === 'primacy') {
    return { facet, rule, contenders: [contenders[0].id], stands: contenders[0].id }
  }
  return {
    facet,
    rule,
    contenders: contenders.map(({ id }) => id).toSorted(),
    stands: foremost.length === 1 ? foremost[0].id : null,
  }
}

/** What stands of a facet, from its heads in any order. */
export function settle(facet: FacetName, heads: NonEmpty<Write>, hash: Hash): SettledFacet {
  const [{ value, sigil }, ...others] = heads
  // [CO6] Every sigil says whether its glyph lives, so their agreeing is no conflict.
  if (facet === 'alive' && others.every((other) => other.value === value)) {
    const last = others.reduce((last, other) => later(last, other.sigil), sigil)
    return { facet, value, verdict: verdictOf(facet, [last]) }
  }
  const verdict = verdictOf(
    facet,
    mapNonEmpty(heads, (head) => head.sigil),
  )
  return { facet, value: standingValue(facet, heads, hash), verdict }
}

function standingValue(facet: FacetName, heads: NonEmpty<Write>, hash: Hash): FacetValue {
  const { foremost } = judge(mapNonEmpty(heads, ({ sigil }) => sigil))
  const stamp = foremost[0].stamp
  const [first, ...rest] = heads.filter(({ sigil }) => compareStamps(sigil.stamp, stamp) === 0)
  return first === undefined ? heads[0].value : amalgamate(facet, [first, ...rest], hash)
}

/** The order of (stamp, id): total, the same everywhere, and causal, since stamps grow along links. */
export function compareSigils(a: Sigil, b: Sigil): number {
  return compareStamps(a.stamp, b.stamp) || (a.id < b.id ? -1 : Number(a.id > b.id))
}

function later(a: Sigil, b: Sigil): Sigil {
  return compareSigils(a, b) < 0 ? b : a
}

/**
 * [CO4] The writers of one facet that no other writer of it descends from, now that
 * `writer`, the newest node of `lineage`, is one of them.
 */
export function displace(
  heads: readonly number[],
  writer: number,
  lineage: Lineage,
): readonly number[] {
  // Whoever covers every head of the glyph stands alone there and here: one array serves both.
  if (lineage.coversAll(writer)) return lineage.heads()
  return [...lineage.unseenBy(writer, heads), writer]
}

/** What a transmutation says of a facet; undefined where it says nothing. */
export function writeOf(deed: Transmute, facet: FacetName): FacetValue | undefined {
  if (facet === 'alive') return !deed.shatters
  return deed.writes.find((write) => write.facet === facet)?.value
}

export function mapNonEmpty<T, U>([first, ...rest]: NonEmpty<T>, map: (item: T) => U): NonEmpty<U> {
  return [map(first), ...rest.map(map)]
}

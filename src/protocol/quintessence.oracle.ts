/**
 * The judge of the quintessence: the same rules from the whole set of sigils at
 * once, slow and obvious (PROTOCOL.md §CO, §TR). For tests alone.
 *
 * It shares with the product only FN_AMALGAMATE, which has tests of its own. Its
 * verdicts are the long form of [TR1], pair by pair.
 */

import { amalgamate, type Write } from './amalgam'
import { type EffectJudge, judgeEffect } from './effect.oracle'
import type { GlyphId, SigilId } from './ids'
import type { NonEmpty } from './nonempty'
import type { Hash } from './ports'
import type { FacetName, FacetValue, Sigil, Transmute } from './sigil'
import { createOracle } from './text/body.oracle'
import type { Rule, Verdict } from './trace'

export interface JudgedGlyph {
  readonly id: GlyphId
  readonly text: string
  readonly heads: readonly SigilId[]
  readonly facets: readonly { facet: FacetName; value: FacetValue; verdict: Verdict }[]
  readonly verdicts: ReadonlyMap<SigilId, readonly Verdict[]>
}

type Change = Sigil & { readonly deed: Transmute }

/**
 * Everything that valid `sigils`, in any order, come to. Ascending by glyph; one of which all is
 * set aside has no facets and no heads.
 */
export function judgeAll(sigils: readonly Sigil[], hash: Hash): readonly JudgedGlyph[] {
  const changes = sigils.filter((sigil): sigil is Change => sigil.deed.kind === 'transmute')
  const effect = judgeEffect(sigils)
  const ids = [...new Set(changes.map(({ deed }) => deed.glyph))].toSorted()
  return ids.map((id) =>
    judgeGlyph(id, inOrder(changes.filter(({ deed }) => deed.glyph === id)), effect, hash),
  )
}

function judgeGlyph(
  id: GlyphId,
  all: readonly Change[],
  effect: EffectJudge,
  hash: Hash,
): JudgedGlyph {
  const changes = all.filter((one) => effect.hasSay(one.id))
  const pasts = pastsOf(all)
  const descends = (a: Sigil, b: Sigil) => pasts.get(a.id)?.has(b.id) === true
  const maximal = (some: readonly Change[]) =>
    some.filter((one) => !some.some((other) => descends(other, one)))
  const concurrent = (a: Sigil, b: Sigil) => a !== b && !descends(a, b) && !descends(b, a)
  const writersOf = (facet: FacetName) =>
    changes.filter(({ deed }) => valueIn(deed, facet) !== undefined)
  const writesOf = (writers: readonly Change[], facet: FacetName): readonly Write[] =>
    writers.flatMap((sigil) => {
      const value = valueIn(sigil.deed, facet)
      return value === undefined ? [] : [{ sigil, value }]
    })

  const facets = (changes.length === 0 ? [] : facetsOf(changes)).map((facet) => {
    const heads = maximal(writersOf(facet))
    const verdict = verdictOver(facet, agreeing(facet, heads))
    const top = withGreatestStamp(heads)
    return { facet, value: amalgamate(facet, nonEmpty(writesOf(top, facet)), hash), verdict }
  })

  /** Of each writer of a facet, those concurrent with it that no other such one descends from. */
  const nearest = new Map<string, ReadonlySet<Change>>()
  const nearestTo = (facet: FacetName, one: Change) => {
    const key = `${facet} ${one.id}`
    const known = nearest.get(key)
    if (known !== undefined) return known
    const found = new Set(maximal(writersOf(facet).filter((third) => concurrent(third, one))))
    nearest.set(key, found)
    return found
  }
  const met = (facet: FacetName, one: Change) =>
    [...nearestTo(facet, one)].filter((other) => nearestTo(facet, other).has(one))
  const body = judgeBody({ all, effect, pasts, maximal })
  const verdicts = new Map(
    all.map((one) => {
      const none: Verdict[] = []
      if (!changes.includes(one)) return [one.id, none] as const
      const told = one.deed.writes.map(({ facet }) => verdictOver(facet, [one, ...met(facet, one)]))
      const metAlive = met('alive', one)
      if (metAlive.some(({ deed }) => deed.shatters !== one.deed.shatters)) {
        told.push(verdictOver('alive', [one, ...metAlive]))
      } else if (one.deed.shatters) told.push(verdictOver('alive', [one]))
      const rivals = body.rivals(one)
      if (rivals !== null) told.push(verdictOver('body', [one, ...rivals]))
      return [one.id, told.toSorted((a, b) => (a.facet < b.facet ? -1 : 1))] as const
    }),
  )
  const heads = maximal(changes).map((head) => head.id)
  return { id, text: body.text, heads: heads.toSorted(), facets, verdicts }
}

/** [CO6] Heads that agree on `alive` are no conflict. */
function agreeing(facet: FacetName, heads: readonly Change[]): readonly Change[] {
  const isConflict = new Set(heads.map(({ deed }) => deed.shatters)).size > 1
  return facet === 'alive' && !isConflict ? inOrder(heads).slice(-1) : heads
}

interface JudgedBody {
  readonly all: readonly Change[]
  readonly effect: EffectJudge
  readonly pasts: ReadonlyMap<SigilId, ReadonlySet<SigilId>>
  readonly maximal: (some: readonly Change[]) => readonly Change[]
}

function judgeBody({ all, effect, pasts, maximal }: JudgedBody) {
  const writers = all.filter(({ deed }) => deed.splices.length > 0)
  const oracle = createOracle((a, b) => compare(writers[a], writers[b]))
  for (const one of writers) {
    const seen = writers.filter(({ id }) => pasts.get(one.id)?.has(id))
    const parents = maximal(seen).map((parent) => writers.indexOf(parent))
    oracle.add({
      parents: parents.toSorted((a, b) => a - b),
      splices: one.deed.splices,
      isAside: !effect.hasSay(one.id),
      asides: seen
        .filter(({ id }) => !effect.hadSay(id, one.id))
        .map((aside) => writers.indexOf(aside)),
    })
  }
  const rivals = (one: Change): readonly Change[] | null => {
    const run = writers.indexOf(one)
    if (run < 0 || oracle.isVoid(run)) return null
    return oracle.rivals(run).flatMap((rival) => writers[rival] ?? [])
  }
  return { text: oracle.text(), rivals }
}

function pastsOf(changes: readonly Change[]): ReadonlyMap<SigilId, ReadonlySet<SigilId>> {
  const pasts = new Map<SigilId, ReadonlySet<SigilId>>()
  for (const { id, links } of changes) {
    const here = links.filter((link) => pasts.has(link))
    pasts.set(id, new Set(here.flatMap((link) => [link, ...(pasts.get(link) ?? [])])))
  }
  return pasts
}

function verdictOver(facet: Verdict['facet'], contenders: readonly Change[]): Verdict {
  const top = withGreatestStamp(contenders)
  const [first] = top
  const rule: Rule = top.length > 1 ? 'amalgam' : 'authority'
  return {
    facet,
    rule: contenders.length === 1 ? 'primacy' : rule,
    contenders: contenders.map(({ id }) => id).toSorted(),
    stands: top.length === 1 && first !== undefined ? first.id : null,
  }
}

function withGreatestStamp(some: readonly Change[]): readonly Change[] {
  const last = inOrder(some).at(-1)
  return some.filter(({ stamp }) => stamp.ms === last?.stamp.ms && stamp.tick === last.stamp.tick)
}

function facetsOf(changes: readonly Change[]): readonly FacetName[] {
  const written = changes.flatMap(({ deed }) => deed.writes.map(({ facet }) => facet))
  return [...new Set<FacetName>(['alive', ...written])].toSorted()
}

function valueIn(deed: Transmute, facet: FacetName): FacetValue | undefined {
  if (facet === 'alive') return !deed.shatters
  return deed.writes.find((write) => write.facet === facet)?.value
}

/** By stamp, then id: causal, since stamps grow along links. */
function inOrder(changes: readonly Change[]): readonly Change[] {
  return changes.toSorted(compare)
}

function compare(a: Sigil | undefined, b: Sigil | undefined): number {
  if (a === undefined || b === undefined) throw new RangeError('No such run')
  return a.stamp.ms - b.stamp.ms || a.stamp.tick - b.stamp.tick || (a.id < b.id ? -1 : 1)
}

function nonEmpty<T>([first, ...rest]: readonly T[]): NonEmpty<T> {
  if (first === undefined) throw new RangeError('Nothing to settle')
  return [first, ...rest]
}

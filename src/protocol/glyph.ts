/**
 * One Crystalline Glyph: its sigils and what they settle to (AL-7.3 §29.2, PROTOCOL.md §WV).
 * Standard term: a replicated record.
 *
 * Taking in a sigil only notes it. State is derived when somebody asks and kept
 * until something touches it, so that a hundred thousand sigils cost their notes
 * and no more.
 */

import { isPlace, type Write } from './amalgam'
import { compareSigils, displace, settle, writeOf } from './concordance'
import { createGlyphHistory, type GlyphHistory, type Retell } from './glyph-history'
import { createGlyphText, type GlyphText, type TextSnapshot } from './glyph-text'
import type { GlyphId, SigilId } from './ids'
import { createLineage } from './lineage'
import type { Hash } from './ports'
import type { FacetName, Sigil, Splice, Transmute } from './sigil'
import type { CreateBodyText } from './text/body'
import type { Woven } from './trace'
import type { BodySpan, GlyphState, SettledFacet } from './weaver'

/** A sigil that changes a glyph. */
export type GlyphSigil = Sigil & { readonly deed: Transmute }

export interface Glyph {
  /** Takes in a sigil whose links on this glyph are all here. One without effect is only linked through. */
  readonly weave: (sigil: GlyphSigil, isEffective: boolean) => void
  readonly state: () => GlyphState
  readonly facets: () => readonly SettledFacet[]
  /** What stood of a facet in the past of one sigil; null where nobody had written it. */
  readonly facetBefore: (id: SigilId, facet: FacetName) => SettledFacet | null
  readonly text: () => string
  readonly hasText: () => boolean
  readonly spans: () => readonly BodySpan[]
  /** Merges the body, where it was read before; the splices that turn the old text into the new. */
  readonly advance: () => readonly Splice[]
  readonly offer: (snapshot: TextSnapshot) => void
  readonly snapshot: () => TextSnapshot
  readonly textVersion: GlyphText['version']
  readonly locate: GlyphText['locate']
  readonly woven: (id: SigilId) => Woven | null
  readonly contests: GlyphHistory['contests']
  readonly history: () => readonly Woven[]
  /** Brings history up to this sigil [TR6]. */
  readonly follow: (id: SigilId) => void
  readonly headSigils: () => readonly Sigil[]
}

export interface GlyphDeps {
  readonly hash: Hash
  readonly createBodyText: CreateBodyText
  readonly retell: Retell
}

/** One facet: its heads as nodes, and what they settle to until the next write. */
interface Register {
  heads: readonly number[]
  settled: SettledFacet | null
}

export function createGlyph(id: GlyphId, { hash, createBodyText, retell }: GlyphDeps): Glyph {
  const lineage = createLineage()
  const text = createGlyphText(lineage, createBodyText)
  const deeds: Transmute[] = []
  const effective: boolean[] = []
  const history = createGlyphHistory({ lineage, text, deeds, effective }, retell)
  const registers = new Map<FacetName, Register>()
  let facets: readonly SettledFacet[] | null = null
  let state: GlyphState | null = null

  function weave(sigil: GlyphSigil, isEffective: boolean): void {
    const { deed } = sigil
    const node = lineage.add(sigil)
    deeds.push(deed)
    effective.push(isEffective)
    text.note(node, isEffective ? deed.splices : [])
    facets = null
    state = null
    if (!isEffective) return
    write('alive', node)
    for (const { facet } of deed.writes) write(facet, node)
  }

  function write(facet: FacetName, node: number): void {
    const register = registers.get(facet)
    if (register === undefined) {
      registers.set(facet, { heads: [node], settled: null })
      return
    }
    register.heads = displace(register.heads, node, lineage)
    register.settled = null
  }

  function settledFacets(): readonly SettledFacet[] {
    facets ??= [...registers]
      .map(([facet, register]) => (register.settled ??= settleRegister(facet, register.heads)))
      .toSorted((a, b) => (a.facet < b.facet ? -1 : 1))
    return facets
  }

  function settleRegister(facet: FacetName, heads: readonly number[]): SettledFacet {
    const [first = 0, ...rest] = heads
    return settle(facet, [writeAt(facet, first), ...rest.map((head) => writeAt(facet, head))], hash)
  }

  function writeAt(facet: FacetName, node: number): Write {
    const deed = deeds[node]
    const value = deed === undefined ? undefined : writeOf(deed, facet)
    if (value === undefined) throw new RangeError(`Node ${node} is no writer of ${facet}`)
    return { sigil: lineage.sigilAt(node), value }
  }

  function facetBefore(id: SigilId, facet: FacetName): SettledFacet | null {
    const node = lineage.nodeOf(id)
    if (node === undefined) return null
    const heads = lineage.nearest(node, (other) => {
      const deed = deeds[other]
      return effective[other] === true && deed !== undefined && writeOf(deed, facet) !== undefined
    })
    return heads.length === 0 ? null : settleRegister(facet, heads)
  }

  function headSigils(): readonly Sigil[] {
    return lineage.heads().map(lineage.sigilAt)
  }

  return {
    weave,
    state: () => (state ??= describe(id, settledFacets(), headSigils())),
    facets: settledFacets,
    facetBefore,
    text: text.text,
    hasText: () => !text.isEmpty(),
    spans: () =>
      text.spans().map(({ run, from, length, deletedBy }) => ({
        sigil: lineage.sigilAt(run),
        from,
        length,
        deletedBy: deletedBy.map(lineage.sigilAt),
      })),
    advance: text.advance,
    offer: text.offer,
    snapshot: text.snapshot,
    textVersion: text.version,
    locate: text.locate,
    woven: history.woven,
    contests: history.contests,
    history: history.all,
    follow: history.follow,
    headSigils,
  }
}

/** [WV2] A glyph as a person sees it. A facet that nobody wrote is empty, 0, or at the origin. */
function describe(
  id: GlyphId,
  facets: readonly SettledFacet[],
  heads: readonly Sigil[],
): GlyphState {
  const values = new Map(facets.map(({ facet, value }) => [facet, value]))
  const title = values.get('title') ?? ''
  const hue = values.get('hue') ?? 0
  const place = values.get('place') ?? { x: 0, y: 0 }
  const last = heads.toSorted(compareSigils).at(-1)
  if (last === undefined) throw new RangeError(`Glyph ${id} has no sigil`)
  return {
    id,
    alive: values.get('alive') === true,
    title: typeof title === 'string' ? title : '',
    hue: typeof hue === 'number' ? hue : 0,
    place: isPlace(place) ? place : { x: 0, y: 0 },
    bonds: namesTrueUnder('bond:', facets) as readonly GlyphId[],
    tags: namesTrueUnder('tag:', facets),
    heads: heads.map((head) => head.id).toSorted(),
    contested: facets.filter(({ verdict }) => verdict.rule !== 'primacy').map(({ facet }) => facet),
    touchedBy: last.author,
    stamp: last.stamp,
  }
}

/** What follows `prefix` in the facets that stand as true, ascending. */
function namesTrueUnder(prefix: string, facets: readonly SettledFacet[]): readonly string[] {
  return facets
    .filter(({ facet, value }) => value === true && facet.startsWith(prefix))
    .map(({ facet }) => facet.slice(prefix.length))
}

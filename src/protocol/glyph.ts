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
import type { Vouched } from './covenant'
import { noRemovals, type Removals } from './effect'
import type { GlyphFace } from './face'
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
export type GlyphVouched = Vouched & { readonly sigil: GlyphSigil }

export interface Glyph {
  /** Takes in a sigil whose links on this glyph are all here. One without effect is only linked through. */
  readonly weave: (vouched: GlyphVouched) => void
  /** Everything taken in, in that order. */
  readonly all: () => readonly GlyphVouched[]
  /** True where one of them has got a say since, or lost it. */
  readonly isOutdated: () => boolean
  /** Null where nobody has a say in it: as good as never written. */
  readonly state: () => GlyphState | null
  readonly facets: () => readonly SettledFacet[]
  /** What stood of a facet in the past of one sigil; null where nobody had written it. */
  readonly facetBefore: (id: SigilId, facet: FacetName) => SettledFacet | null
  readonly text: () => string
  /** The text as last told; null where nobody has read it. */
  readonly readText: () => string | null
  readonly spans: () => readonly BodySpan[]
  /** Merges the body, where it was read before; the splices that turn the old text into the new. */
  readonly advance: () => readonly Splice[]
  readonly offer: (snapshot: TextSnapshot) => void
  /** All that a board shows of it [SN1]. */
  readonly face: () => GlyphFace
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
  /** Whether a sigil has a say now, or had in the eyes of whoever knew just these removals. */
  readonly isEffective: (vouched: Vouched, known?: Removals) => boolean
}

/** One facet: its heads as nodes, and what they settle to until the next write. */
interface Register {
  heads: readonly number[]
  settled: SettledFacet | null
}

export function createGlyph(id: GlyphId, deps: GlyphDeps): Glyph {
  const { hash, createBodyText, retell, isEffective } = deps
  const lineage = createLineage()
  const text = createGlyphText(lineage, createBodyText)
  /** Nodes that are set aside: few, or none. */
  const setAside = new Set<number>()
  const woven: GlyphVouched[] = []
  const deedAt = (node: number): Transmute | undefined => woven[node]?.sigil.deed
  const history = createGlyphHistory({ lineage, text, deedAt, setAside }, retell)
  const asidesOf = createAsides(woven, isEffective)
  /** Heads among those with a say; null while that is everybody. */
  let live: readonly number[] | null = null
  const registers = new Map<FacetName, Register>()
  let facets: readonly SettledFacet[] | null = null
  let state: GlyphState | null = null

  function weave(vouched: GlyphVouched): void {
    const { sigil, known } = vouched
    const { deed } = sigil
    const hasSay = isEffective(vouched)
    const heads = live ?? lineage.heads()
    const node = lineage.add(sigil)
    text.note(node, deed.splices, { isEffective: hasSay, asides: asidesOf(known) })
    woven.push(vouched)
    if (!hasSay) setAside.add(node)
    facets = null
    state = null
    if (!hasSay) live = heads
    else if (live !== null) live = displace(heads, node, lineage)
    if (!hasSay) return
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
    const deed = deedAt(node)
    const value = deed === undefined ? undefined : writeOf(deed, facet)
    if (value === undefined) throw new RangeError(`Node ${node} is no writer of ${facet}`)
    return { sigil: lineage.sigilAt(node), value }
  }

  function facetBefore(id: SigilId, facet: FacetName): SettledFacet | null {
    const node = lineage.nodeOf(id)
    if (node === undefined) return null
    const heads = lineage.nearest(node, (other) => {
      const deed = deedAt(other)
      return !setAside.has(other) && deed !== undefined && writeOf(deed, facet) !== undefined
    })
    return heads.length === 0 ? null : settleRegister(facet, heads)
  }

  function headSigils(): readonly Sigil[] {
    return (live ?? lineage.heads()).map(lineage.sigilAt)
  }

  function stateNow(): GlyphState | null {
    return live?.length === 0 ? null : (state ??= describe(id, settledFacets(), headSigils()))
  }

  function face(): GlyphFace {
    const shown = stateNow()
    const isContested = shown !== null && shown.contested.length > 0
    const version = text.restorable()
    return {
      id,
      state: shown,
      text: text.text(),
      version,
      facets: isContested ? settledFacets() : [],
    }
  }

  return {
    weave,
    all: () => woven,
    isOutdated: () => woven.some((vouched, node) => isEffective(vouched) === setAside.has(node)),
    state: stateNow,
    facets: settledFacets,
    facetBefore,
    text: text.text,
    readText: text.readText,
    spans: () =>
      text.spans().map(({ run, from, length, deletedBy }) => ({
        sigil: lineage.sigilAt(run),
        from,
        length,
        deletedBy: deletedBy.map(lineage.sigilAt),
      })),
    advance: text.advance,
    offer: text.offer,
    face,
    textVersion: text.version,
    locate: text.locate,
    woven: history.woven,
    contests: history.contests,
    history: history.all,
    follow: history.follow,
    headSigils,
  }
}

/** [TX13] Whom the authors knew to be set aside: told once for each set of removals, and then for those that are new. */
function createAsides(
  woven: readonly GlyphVouched[],
  isEffective: GlyphDeps['isEffective'],
): (known: Removals) => readonly number[] {
  const told = new Map<Removals, { until: number; asides: readonly number[] }>()
  return (known) => {
    if (known === noRemovals) return []
    const before = told.get(known) ?? { until: 0, asides: [] }
    const more = woven
      .slice(before.until)
      .flatMap((vouched, nth) => (isEffective(vouched, known) ? [] : [before.until + nth]))
    const asides = more.length === 0 ? before.asides : [...before.asides, ...more]
    told.set(known, { until: woven.length, asides })
    return asides
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

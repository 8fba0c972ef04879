/**
 * How each sigil of one glyph fared against those it met (PROTOCOL.md §TR).
 *
 * A newcomer can change what is told of sigils long past, and of no others than
 * those right below it: so the telling follows the lineage in steps, and only
 * what a step touched is told anew.
 */

import { createChronicle } from './chronicle'
import { mapNonEmpty, verdictOf } from './concordance'
import type { GlyphText } from './glyph-text'
import type { SigilId } from './ids'
import type { Lineage } from './lineage'
import type { NonEmpty } from './nonempty'
import type { FacetName, Transmute } from './sigil'
import { createMeetings, type Meetings, type Verdict, type Woven } from './trace'

export interface GlyphHistory {
  /** Null where the sigil is not of this glyph. */
  readonly woven: (id: SigilId) => Woven | null
  /** The verdicts on its facets, as {@link woven} tells them: without the body, of which nothing is lost and which costs a walk. */
  readonly contests: (id: SigilId) => readonly Verdict[]
  /** All of them, in the order of (stamp, id) [TR3]. */
  readonly all: () => readonly Woven[]
  /** Takes in all up to this sigil, and tells nothing yet. */
  readonly follow: (id: SigilId) => void
}

/** The glyph's own notes, which grow as it is woven. */
export interface GlyphNotes {
  readonly lineage: Lineage
  readonly text: GlyphText
  readonly deedAt: (node: number) => Transmute | undefined
  /** Nodes whose sigils are set aside: linked through, saying nothing. */
  readonly setAside: ReadonlySet<number>
}

/** Hears of each sigil of which something else is true than what was told. */
export type Retell = (id: SigilId) => void

export function createGlyphHistory(
  { lineage, text, deedAt, setAside }: GlyphNotes,
  retell: Retell,
): GlyphHistory {
  const meetings = new Map<FacetName, Meetings>()
  /** Told nodes; a hole where something has changed since. */
  const told: (Woven | undefined)[] = []
  const chronicle = createChronicle()
  let followed = 0
  let judged = 0
  /** [TR2] Nothing can be told of `alive` before something shatters, so nothing is kept for it. */
  let hasShattered = false

  function woven(id: SigilId): Woven | null {
    const node = lineage.nodeOf(id)
    if (node === undefined) return null
    catchUp()
    return (told[node] ??= tell(node))
  }

  function contests(id: SigilId): readonly Verdict[] {
    const node = lineage.nodeOf(id)
    if (node === undefined) return []
    followTo(lineage.size())
    const deed = deedAt(node)
    if (deed === undefined || setAside.has(node)) return []
    return facetVerdicts(node, deed).toSorted(byFacet)
  }

  function catchUp(end = lineage.size()): void {
    followTo(end)
    for (; judged < end; judged++) {
      if (setAside.has(judged)) continue
      for (const rival of text.rivals(judged) ?? []) forget(rival)
    }
  }

  function followTo(end: number): void {
    for (; followed < end; followed++) follow(followed)
  }

  function follow(node: number): void {
    chronicle.add(lineage.sigilAt(node))
    const deed = deedAt(node)
    if (deed === undefined || setAside.has(node)) return
    for (const { facet } of deed.writes) meet(facet, node)
    if (hasShattered) meet('alive', node)
    else if (deed.shatters) {
      hasShattered = true
      for (let earlier = 0; earlier <= node; earlier++) {
        if (!setAside.has(earlier)) meet('alive', earlier)
      }
    }
  }

  function meet(facet: FacetName, node: number): void {
    for (const changed of meetingsOf(facet).follow(node)) forget(changed)
  }

  function forget(node: number): void {
    if (told[node] === undefined) return
    told[node] = undefined
    retell(lineage.sigilAt(node).id)
  }

  function meetingsOf(facet: FacetName): Meetings {
    const found = meetings.get(facet) ?? createMeetings(lineage, (node) => writes(node, facet))
    meetings.set(facet, found)
    return found
  }

  function writes(node: number, facet: FacetName): boolean {
    if (setAside.has(node)) return false
    return facet === 'alive' || deedAt(node)?.writes.some((write) => write.facet === facet) === true
  }

  function tell(node: number): Woven {
    const { id, author, stamp, links } = lineage.sigilAt(node)
    const deed = deedAt(node)
    return {
      sigil: id,
      weaver: author,
      stamp,
      glyph: deed?.glyph ?? null,
      links,
      verdicts: deed === undefined || setAside.has(node) ? [] : verdicts(node, deed),
      ...(setAside.has(node) && { isAside: true }),
    }
  }

  function verdicts(node: number, deed: Transmute): readonly Verdict[] {
    const list = facetVerdicts(node, deed)
    const rivals = deed.splices.length === 0 ? null : text.rivals(node)
    if (rivals !== null) list.push(verdict('body', node, rivals))
    return list.toSorted(byFacet)
  }

  function facetVerdicts(node: number, deed: Transmute): Verdict[] {
    const list = deed.writes.map(({ facet }) => verdict(facet, node, contenders(facet, node)))
    const alive = hasShattered ? aliveVerdict(node, deed) : null
    if (alive !== null) list.push(alive)
    return list
  }

  /** [TR2] Told of the sigil that shatters, and of one that met it. */
  function aliveVerdict(node: number, { shatters }: Transmute): Verdict | null {
    const met = contenders('alive', node)
    const differ = met.some((other) => deedAt(other)?.shatters !== shatters)
    if (!differ && !shatters) return null
    return verdict('alive', node, differ ? met : [])
  }

  function contenders(facet: FacetName, node: number): readonly number[] {
    return meetings.get(facet)?.contenders(node) ?? []
  }

  function verdict(facet: Verdict['facet'], node: number, met: readonly number[]): Verdict {
    const all: NonEmpty<number> = [node, ...met.filter((other) => other !== node)]
    return verdictOf(facet, mapNonEmpty(all, lineage.sigilAt))
  }

  return {
    woven,
    contests,
    all: () => {
      catchUp()
      return chronicle.list().flatMap(({ id }) => woven(id) ?? [])
    },
    follow: (id) => catchUp((lineage.nodeOf(id) ?? -1) + 1),
  }
}

function byFacet(a: Verdict, b: Verdict): number {
  return a.facet < b.facet ? -1 : 1
}

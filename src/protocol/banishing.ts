/**
 * Banishing: what a weaver needs to remove another, and to know of those who were
 * removed (PROTOCOL.md §CH, §WV).
 */

import { compareSigils } from './concordance'
import type { Covenant } from './covenant'
import type { SigilId, WeaverId } from './ids'
import type { Integration } from './integration'
import { maxLinks, maxTips } from './limits'
import type { Sigil } from './sigil'
import type { Strands } from './strands'

export interface Banishing {
  readonly hasSay: (id: SigilId) => boolean
  /** Of these sigils, those that change a glyph and have no say. */
  readonly asides: (sigils: readonly Sigil[]) => readonly Sigil[]
  /** The newest sigils of these weavers: what a removal of theirs names [CH10]. Ascending. */
  readonly tipsOf: (weavers: readonly WeaverId[]) => readonly SigilId[]
  /** Removals that nothing linked so far has seen. */
  readonly unknownTo: (links: readonly (Sigil | null)[]) => readonly Sigil[]
}

export interface BanishingDeps {
  readonly integration: Pick<Integration, 'get'>
  readonly covenant: Covenant
  readonly strands: Strands
}

export function createBanishing({ integration, covenant, strands }: BanishingDeps): Banishing {
  /** [WV8] What is written tells which removals its author knew: the newest, each of which knew those before it. */
  function unknownTo(links: readonly (Sigil | null)[]): readonly Sigil[] {
    const { all } = covenant.removals()
    if (all.length === 0) return []
    const knownTo = (id: SigilId): readonly SigilId[] =>
      integration.get(id)?.known.all.map(({ sigil }) => sigil.id) ?? []
    const known = new Set(links.flatMap((link) => (link === null ? [] : knownTo(link.id))))
    const unknown = all.map(({ sigil }) => sigil).filter(({ id }) => !known.has(id))
    const below = new Set(unknown.flatMap(({ id }) => knownTo(id).filter((other) => other !== id)))
    return unknown.filter(({ id }) => !below.has(id)).slice(0, maxLinks - links.length)
  }

  function hasSay(id: SigilId): boolean {
    const vouched = integration.get(id)
    return vouched !== undefined && covenant.isEffective(vouched, covenant.removals())
  }

  function asides(sigils: readonly Sigil[]): readonly Sigil[] {
    if (covenant.removals().all.length === 0) return []
    return sigils.filter(({ id, deed }) => deed.kind === 'transmute' && !hasSay(id))
  }

  /** Of very many sessions' ends those that no later one of theirs has seen, the newest first to go. */
  function tipsOf(weavers: readonly WeaverId[]): readonly SigilId[] {
    const meant = new Set(weavers)
    const tips = strands
      .lanes()
      .filter(({ author }) => meant.has(author))
      .flatMap((lane) => lane.tips.map(({ id }) => id))
    return tips.length <= maxTips ? tips.toSorted() : newestOf(tips, integration.get).toSorted()
  }

  return { hasSay, asides, tipsOf, unknownTo }
}

/** The tips that none of the others descends from; of more than fit, the greatest stamps. */
function newestOf(
  tips: readonly SigilId[],
  get: (id: SigilId) => { readonly sigil: Sigil } | undefined,
): readonly SigilId[] {
  const below = new Set<SigilId>()
  const ahead = tips.flatMap((tip) => get(tip)?.sigil.links ?? [])
  for (let id = ahead.pop(); id !== undefined; id = ahead.pop()) {
    if (below.has(id)) continue
    below.add(id)
    ahead.push(...(get(id)?.sigil.links ?? []))
  }
  return tips
    .flatMap((tip) => (below.has(tip) ? [] : (get(tip)?.sigil ?? [])))
    .toSorted((a, b) => compareSigils(b, a))
    .slice(0, maxTips)
    .map(({ id }) => id)
}

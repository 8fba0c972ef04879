/**
 * Strands: the chain of each tab session, and where it ends (PROTOCOL.md §WV).
 * Standard term: per-replica logs.
 *
 * A strand should be a chain. Where its weaver forked it, it is a tree, and every
 * branch is kept: two sealed sigils in one place are the proof, not a reason to refuse.
 */

import type { SigilId, StrandId, WeaverId } from './ids'
import type { Sigil } from './sigil'
import type { Lane } from './weaver'

export interface Strands {
  /** Takes in a sigil whose `prev` is in already. */
  readonly add: (sigil: Sigil) => void
  /** [WV6] Ascending by author and strand, tips by id: a function of the set. */
  readonly lanes: () => readonly Lane[]
  /** [WV7] */
  readonly forkOf: (author: WeaverId) => readonly [SigilId, SigilId] | null
}

interface Strand {
  readonly sigils: Sigil[]
  tips: readonly Sigil[]
}

export function createStrands(): Strands {
  const strands = new Map<WeaverId, Map<StrandId, Strand>>()
  /** Every sigil that shares its place on a strand with another. */
  const forked = new Map<WeaverId, Set<Sigil>>()

  function add(sigil: Sigil): void {
    const strand = strandOf(sigil)
    const others = strand.tips.filter(({ id }) => id !== sigil.prev)
    const goesOn = others.length < strand.tips.length || strand.sigils.length === 0
    if (!goesOn) noteFork(sigil, strand)
    strand.tips = [...others, sigil]
    strand.sigils.push(sigil)
  }

  function strandOf({ author, strand }: Sigil): Strand {
    const own = strands.get(author) ?? new Map<StrandId, Strand>()
    const found = own.get(strand) ?? { sigils: [], tips: [] }
    if (found.sigils.length === 0) strands.set(author, own.set(strand, found))
    return found
  }

  function noteFork(sigil: Sigil, strand: Strand): void {
    const pairs = forked.get(sigil.author) ?? new Set()
    const sibling = strand.sigils.find(({ prev }) => prev === sigil.prev)
    if (sibling !== undefined) forked.set(sigil.author, pairs.add(sibling).add(sigil))
  }

  function lanes(): readonly Lane[] {
    return [...strands]
      .flatMap(([author, own]) =>
        [...own].map(([strand, { tips }]) => laneOf(author, strand, tips)),
      )
      .toSorted((a, b) => compareText(a.author, b.author) || compareText(a.strand, b.strand))
  }

  function forkOf(author: WeaverId): readonly [SigilId, SigilId] | null {
    const [first, second] = [...(forked.get(author) ?? [])].toSorted(comparePlaces)
    return first === undefined || second === undefined ? null : [first.id, second.id]
  }

  return { add, lanes, forkOf }
}

function laneOf(author: WeaverId, strand: StrandId, tips: readonly Sigil[]): Lane {
  return {
    author,
    strand,
    tips: tips.map(({ seq, id }) => ({ seq, id })).toSorted((a, b) => compareText(a.id, b.id)),
  }
}

/** By place on the strands, then by id: siblings stand side by side. */
function comparePlaces(a: Sigil, b: Sigil): number {
  return (
    compareText(a.strand, b.strand) ||
    a.seq - b.seq ||
    compareText(a.prev ?? '', b.prev ?? '') ||
    compareText(a.id, b.id)
  )
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}

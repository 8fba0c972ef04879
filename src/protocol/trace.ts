/**
 * Trace: what happened to each sigil, and under which rule (PROTOCOL.md §TR).
 *
 * Verdicts are a function of the set of sigils held, never of the order in
 * which they came: two weavers with equal digests tell the same history.
 */

import type { ChorusId, GlyphId, SigilId, WeaverId } from './ids'
import type { Lineage } from './lineage'
import type { FacetName, Refusal } from './sigil'
import type { Stamp } from './stamp'

export type Rule = 'primacy' | 'authority' | 'amalgam'

/** How one write of one sigil fared against the writes it met [TR1]. */
export interface Verdict {
  readonly facet: FacetName | 'body'
  readonly rule: Rule
  /** The writers that met, this one among them, ascending by id. One under primacy. */
  readonly contenders: readonly SigilId[]
  /** The contender that stands; null where an amalgam was derived from all that tied. */
  readonly stands: SigilId | null
}

/** One sigil as history tells it. */
export interface Woven {
  readonly sigil: SigilId
  readonly weaver: WeaverId
  readonly stamp: Stamp
  /** Null for covenant sigils (found, invite, join). */
  readonly glyph: GlyphId | null
  readonly links: readonly SigilId[]
  readonly verdicts: readonly Verdict[]
  /** Set aside by a removal [CH11] [CH12]: it says nothing. Absent of all others. */
  readonly isAside?: true
}

/** A sigil that waits: for parents, or for our clock to reach its stamp [AL1] [ST5]. */
export interface Waiting {
  readonly sigil: SigilId
  readonly author: WeaverId
  readonly missing: readonly SigilId[]
  /** Milliseconds until its stamp is near enough; only where the clock is what it waits for. */
  readonly heldMs?: number
  /** Who handed it to us: a weaver's id, or `self`. */
  readonly from: string
}

/** Bytes or a sigil that were refused, with whoever handed them to us. */
export interface Dissolved {
  readonly refusal: Refusal
  /** Null where the bytes could not be read as far as an id. */
  readonly sigil: SigilId | null
  readonly from: string
  /** Local wall time, for display alone. */
  readonly atMs: number
}

export interface Admitted {
  readonly weaver: WeaverId
  readonly name: string
  readonly role: 'weave' | 'witness'
  /** The founder or the invited weaver that this one is kin of, or itself: one person [CH5]. */
  readonly person: WeaverId
  /** Began the chorus, or is kin of whoever did: can’t be removed [CH11]. */
  readonly isFounder: boolean
  /** Shown the door [CH11] [CH12]: what it writes now is set aside. */
  readonly isRemoved: boolean
  /** Two sigils with one predecessor, where this weaver forked a strand: the proof [SG8]. */
  readonly fork: readonly [SigilId, SigilId] | null
}

/** An invite, and what has become of it. */
export interface OpenDoor {
  /** Public key of the invite, hex. */
  readonly key: string
  readonly role: 'weave' | 'witness'
  /** Whose invite it is. */
  readonly by: WeaverId
  /** All weavers that came through it, kin too: by the order of their admissions. */
  readonly admitted: readonly WeaverId[]
  /** False where it was revoked, or its author's sigil set aside [CH12]. */
  readonly isOpen: boolean
}

export interface ChorusFacts {
  readonly id: ChorusId
  readonly name: string
  readonly founder: WeaverId
}

/** Who met whom among the writers of one facet, as nodes of their glyph's lineage. */
export interface Meetings {
  /**
   * Takes in the next writer, in ascending order of nodes. Returns the writers
   * whose contenders may have changed by it, itself among them.
   */
  readonly follow: (writer: number) => readonly number[]
  /** The writers that met where `writer` wrote, itself among them, ascending. */
  readonly contenders: (writer: number) => readonly number[]
}

/**
 * [TR1] Two writers meet where neither descends from the other, and no writer
 * descends from one of them alone. Put shorter: where the same writers descend
 * from both. So meeting is an equivalence, and its classes are told apart by the
 * next writers above: this keeps, for each writer, those next above and those
 * next below, and never looks at a pair.
 */
export function createMeetings(lineage: Lineage, writes: (node: number) => boolean): Meetings {
  const below = new Map<number, readonly number[]>()
  const above = new Map<number, number[]>()
  let heads: readonly number[] = []

  function follow(writer: number): readonly number[] {
    const unseen = lineage.unseenBy(writer, heads)
    // A writer that has seen every head stands right above all of them; only a concurrent one must search.
    const nextBelow = unseen.length === 0 ? heads : lineage.nearest(writer, writes)
    const changed = nextBelow.flatMap(contenders)
    below.set(writer, nextBelow)
    for (const lower of nextBelow) {
      const over = above.get(lower)
      if (over === undefined) above.set(lower, [writer])
      else over.push(writer)
    }
    heads = [...unseen, writer]
    return [...changed, ...heads]
  }

  function contenders(writer: number): readonly number[] {
    const over = above.get(writer)
    const [one] = over ?? []
    const candidates = one === undefined ? heads : (below.get(one) ?? [])
    if (candidates.length < 2 || over === undefined) return candidates
    return candidates.filter((other) => sameList(above.get(other) ?? [], over))
  }

  return { follow, contenders }
}

function sameList(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((item, at) => item === b[at])
}

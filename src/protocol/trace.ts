/**
 * Trace: what happened to each sigil, and under which rule (PROTOCOL.md §TR).
 *
 * Verdicts are a function of the set of sigils held, never of the order in
 * which they came: two weavers with equal digests tell the same history.
 */

import type { ChorusId, GlyphId, SigilId, WeaverId } from './ids'
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
  /** Two sigils with one predecessor, where this weaver forked a strand: the proof [SG8]. */
  readonly fork: readonly [SigilId, SigilId] | null
}

export interface ChorusFacts {
  readonly id: ChorusId
  readonly name: string
  readonly founder: WeaverId
}

/**
 * Weaver: one replica of the quintessence (AL-7.3 §29.2; PROTOCOL.md §WV).
 *
 * A pure state machine. Sigils come in already read and with their seals
 * checked; what follows from them comes out as values. Everything it answers is
 * a function of the set of sigils it holds, save what waits and why.
 */

import type { ChorusId, GlyphId, SigilId, StrandId, WeaverId } from './ids'
import type { Clock, Hash } from './ports'
import type { Body, Deed, FacetName, FacetValue, Place, Sigil, Splice } from './sigil'
import type { Stamp } from './stamp'
import type { Admitted, ChorusFacts, Dissolved, Verdict, Waiting, Woven } from './trace'

export interface WeaverDeps {
  readonly chorus: ChorusId
  readonly clock: Clock
  readonly hash: Hash
}

/** What a batch of sigils did. */
export interface Resonance {
  /** Newly integrated, parents before children. */
  readonly integrated: readonly Sigil[]
  readonly dissolved: readonly Dissolved[]
  /** Glyphs whose settled state may have changed. */
  readonly touched: ReadonlySet<GlyphId>
  /** For bodies that changed: the splices that turn the old text into the new. */
  readonly splices: ReadonlyMap<GlyphId, readonly Splice[]>
}

/** A glyph as it stands. Immutable; the same object until something about it changes. */
export interface GlyphState {
  readonly id: GlyphId
  readonly alive: boolean
  readonly title: string
  /** Degrees, 0 to 359. */
  readonly hue: number
  readonly place: Place
  /** Ascending. */
  readonly bonds: readonly GlyphId[]
  /** Ascending. */
  readonly tags: readonly string[]
  /** The glyph's own heads, ascending by id: what the next sigil links. */
  readonly heads: readonly SigilId[]
  /** Facets whose present value was settled by authority or amalgam. */
  readonly contested: readonly FacetName[]
  /** The writer with the greatest stamp among the heads. */
  readonly touchedBy: WeaverId
  readonly stamp: Stamp
}

/** One facet of one glyph: what stands, and every head that does not [CO5]. */
export interface SettledFacet {
  readonly facet: FacetName
  readonly value: FacetValue
  readonly verdict: Verdict
}

/** The end of one's own strand, from which the next sigil is drafted. */
export interface StrandEnd {
  readonly author: WeaverId
  readonly strand: StrandId
  /** Null before the strand's first sigil. */
  readonly tip: Sigil | null
}

/** Where one strand ends: two ends or more where its weaver forked it. */
export interface Lane {
  readonly author: WeaverId
  readonly strand: StrandId
  readonly tips: readonly { readonly seq: number; readonly id: SigilId }[]
}

/** Text and version of one body, kept so that opening replays nothing [SN1]. */
export interface BodySnapshot {
  readonly glyph: GlyphId
  readonly text: string
  /** Ids of the text heads that `text` is the merge of. */
  readonly version: readonly SigilId[]
}

export interface Weaver {
  readonly chorus: ChorusId

  /** Resonance and integration: takes well-formed sigils whose seals verified. Duplicates do nothing. */
  readonly resonate: (sigils: readonly Sigil[], from: string) => Resonance
  /** Integrates what the clock has caught up with since. */
  readonly attune: () => Resonance
  /** Wall time in ms at which the first held sigil is due; null where none is held. */
  readonly dueMs: () => number | null
  /** Offers snapshots made by {@link snapshot}; any that does not fit the sigils held is ignored. Call before the first read. */
  readonly restore: (bodies: readonly BodySnapshot[]) => void
  readonly snapshot: () => readonly BodySnapshot[]

  /** The body of the next sigil on `end` that does `deed`, informed by all that is integrated. */
  readonly draft: (end: StrandEnd, deed: Deed) => Body

  /** Integrated, waiting or dissolved: in no case worth asking for again. */
  readonly knows: (id: SigilId) => boolean
  /** Integrated only. */
  readonly get: (id: SigilId) => Sigil | undefined
  readonly count: () => number
  /** Sum of all integrated ids modulo 2^256: 64 hex digits [AE1]. */
  readonly digest: () => string
  readonly lanes: () => readonly Lane[]
  /** All integrated sigils in a causal order. */
  readonly sigils: () => readonly Sigil[]

  readonly facts: () => ChorusFacts | null
  readonly admitted: () => readonly Admitted[]
  readonly admittedAs: (weaver: WeaverId) => Admitted | undefined
  /** The invite sigil that names this public key (hex), once integrated. */
  readonly inviteOf: (key: string) => Sigil | undefined
  /** The sigil by which this weaver was admitted: its join, or the genesis. */
  readonly admissionOf: (weaver: WeaverId) => Sigil | undefined

  /** Every glyph ever written, shattered ones too. */
  readonly glyphIds: () => readonly GlyphId[]
  readonly glyph: (id: GlyphId) => GlyphState | undefined
  readonly text: (id: GlyphId) => string
  readonly facets: (id: GlyphId) => readonly SettledFacet[]

  /** History of one glyph, or of all: parents before children. */
  readonly history: (glyph?: GlyphId) => readonly Woven[]
  /** Null where the sigil is not integrated. */
  readonly woven: (id: SigilId) => Woven | null
  readonly waiting: () => readonly Waiting[]
  /** Ids that something waits for and nothing holds, with who handed us the one that waits. */
  readonly missing: () => readonly { readonly id: SigilId; readonly from: string }[]
}

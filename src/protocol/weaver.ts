/**
 * Weaver: one replica of the quintessence (AL-7.3 §29.2; PROTOCOL.md §WV).
 *
 * A pure state machine. Sigils come in already read and with their seals
 * checked; what follows from them comes out as values. Everything it answers is
 * a function of the set of sigils it holds, save what waits and why.
 */

import { createBanishing } from './banishing'
import { compareSigils } from './concordance'
import { createCovenant } from './covenant'
import { createDigest } from './digest'
import { bodyOf, type Draft, draftChain } from './draft'
import type { GlyphFace } from './face'
import type { ChorusId, GlyphId, SigilId, StrandId, WeaverId } from './ids'
import { createIntegration, type Absorbed } from './integration'
import { createNarration, type Narrating, type Narration } from './narration'
import type { Clock, Hash } from './ports'
import { changesGlyph, createQuintessence } from './quintessence'
import type { Body, Deed, FacetName, FacetValue, Place, Sigil, Splice, Transmute } from './sigil'
import type { Stamp } from './stamp'
import { createStrands } from './strands'
import { createBodyText } from './text/body'
import type { Admitted, ChorusFacts, Dissolved, Verdict, Waiting, Woven, OpenDoor } from './trace'

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
  /**
   * For bodies that changed: the splices that turn the old text into the new. A body
   * that nobody has read has no old text, and is not walked for this [SN3].
   */
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

/** Successive units of a body that one sigil inserted, and that share one fate [TX11]. */
export interface BodySpan {
  readonly sigil: Sigil
  /** Which of the units that the sigil inserted comes first here, counted from 0. */
  readonly from: number
  /** UTF-16 units. */
  readonly length: number
  /** Sigils that deleted them; none where they stand in the text. */
  readonly deletedBy: readonly Sigil[]
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

export interface Weaver {
  readonly chorus: ChorusId

  /** Resonance and integration: takes well-formed sigils whose seals verified. Duplicates do nothing. */
  readonly resonate: (sigils: readonly Sigil[], from: string) => Resonance
  /**
   * [VA2] Tells of sigils whose seals did not verify, and so were never resonated. Answers what
   * dissolves with them: all that waited for one of them.
   */
  readonly dissolve: (forged: readonly SigilId[]) => readonly Dissolved[]
  /** Integrates what the clock has caught up with since. */
  readonly attune: () => Resonance
  /** Wall time in ms at which the first held sigil is due; null where none is held. */
  readonly dueMs: () => number | null
  /** Offers the texts of a face; any that does not fit the sigils held is ignored [SN2]. Call before the first read. */
  readonly restore: (faces: readonly Pick<GlyphFace, 'id' | 'text' | 'version'>[]) => void
  /** The glyph as a board shows it, for keeping [SN1]. */
  readonly faceOf: (id: GlyphId) => GlyphFace

  /**
   * The body of the next sigil on `end` that does `deed`, informed by all that
   * is integrated, and stamped by `stampClock` where that differs from ours [ST6].
   */
  readonly draft: (end: StrandEnd, deed: Deed, stampClock?: Clock) => Body
  /** As {@link draft}, of several changes of glyphs that follow each other on `end`; or of any one deed. */
  readonly draftChain: (
    end: StrandEnd,
    deeds: readonly [Deed] | readonly Transmute[],
    stampClock?: Clock,
  ) => readonly Draft[]

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
  readonly invites: () => readonly OpenDoor[]
  /** One of {@link invites}, by its public key, hex. */
  readonly doorOf: (key: string) => OpenDoor | undefined
  /** Sigils that change a glyph and have no say, parents before children. */
  readonly asides: () => readonly Sigil[]
  /** Integrated, and not set aside. */
  readonly hasSay: (id: SigilId) => boolean
  /** The newest sigils of these weavers: what a removal of theirs names [CH10]. Ascending. */
  readonly tipsOf: (weavers: readonly WeaverId[]) => readonly SigilId[]
  /** The invite sigil that names this public key (hex), once integrated. */
  readonly inviteOf: (key: string) => Sigil | undefined
  /** The sigil by which this weaver was admitted: its join, or the genesis. */
  readonly admissionOf: (weaver: WeaverId) => Sigil | undefined

  /** Every glyph ever written, shattered ones and those wholly set aside too. */
  readonly glyphIds: () => readonly GlyphId[]
  readonly glyph: (id: GlyphId) => GlyphState | undefined
  readonly text: (id: GlyphId) => string
  /** Ids of the sigils that the body's text is the merge of, with all they descend from; ascending. */
  readonly textVersion: (id: GlyphId) => readonly SigilId[]
  /** Where a position in the body at `version` stands in it now; null where that is not known here [TX10]. */
  readonly locate: (id: GlyphId, version: readonly SigilId[], position: number) => number | null
  readonly facets: (id: GlyphId) => readonly SettledFacet[]
  /** What stood of a facet in the past of one sigil of its glyph; null where nobody had written it. */
  readonly facetBefore: (id: SigilId, facet: FacetName) => SettledFacet | null
  /** Every unit of the body ever inserted, in document order. Replays it: for when somebody asks. */
  readonly spans: (id: GlyphId) => readonly BodySpan[]

  /** History of one glyph, or of all: parents before children. */
  readonly history: (glyph?: GlyphId) => readonly Woven[]
  /** History piece by piece, for whoever keeps up with it: from the beginning, and on [TR6]. */
  readonly narrate: () => Narration
  /** Null where the sigil is not integrated. */
  readonly woven: (id: SigilId) => Woven | null
  /** The verdicts on a sigil's facets, as {@link woven} tells them; the body's, which costs a walk, left out. */
  readonly contests: (id: SigilId) => readonly Verdict[]
  readonly waiting: () => readonly Waiting[]
  /** Ids that something waits for and nothing holds, with who handed us the one that waits. */
  readonly missing: () => readonly { readonly id: SigilId; readonly from: string }[]
}

export function createWeaver({ chorus, clock, hash }: WeaverDeps): Weaver {
  const integration = createIntegration(chorus, clock)
  const covenant = createCovenant(integration.get)
  const narrations: Narrating[] = []
  const quintessence = createQuintessence({
    hash,
    createBodyText,
    retell: (id) => {
      for (const narration of narrations) narration.retell(id)
    },
    isEffective: (vouched, known = covenant.removals()) => covenant.isEffective(vouched, known),
  })
  const strands = createStrands()
  const banishing = createBanishing({ integration, covenant, strands })
  const digest = createDigest()
  const inCausalOrder: Sigil[] = []
  let wholeHistory: readonly Woven[] | null = null

  function takeIn({ integrated, dissolved }: Absorbed): Resonance {
    const before = covenant.removals()
    for (const vouched of integrated) covenant.take(vouched)
    // [VA7] Being integrated is final; having a say is asked again whenever someone is removed.
    const touched = new Set(covenant.removals() === before ? [] : quintessence.reweave())
    for (const vouched of integrated) {
      const { sigil } = vouched
      inCausalOrder.push(sigil)
      digest.add(sigil.id)
      strands.add(sigil)
      quintessence.weave(vouched)
      if (changesGlyph(sigil)) touched.add(sigil.deed.glyph)
    }
    if (integrated.length > 0) wholeHistory = null
    const splices = quintessence.advance(touched)
    return { integrated: integrated.map(({ sigil }) => sigil), dissolved, touched, splices }
  }

  function chain(
    end: StrandEnd,
    deeds: readonly Deed[],
    stampClock: Clock = clock,
  ): readonly Draft[] {
    const [first] = deeds
    const grounds =
      first === undefined ? [] : vouchersFor(end, first).flatMap((sigil) => sigil ?? [])
    return draftChain(end, deeds, {
      chorus,
      clock: stampClock,
      vouchers: [...grounds, ...banishing.unknownTo([end.tip, ...grounds])],
      headsFor: (deed) =>
        (deed.kind === 'transmute' ? quintessence.get(deed.glyph)?.headSigils() : null) ?? [],
    })
  }

  function draft(end: StrandEnd, deed: Deed, stampClock?: Clock): Body {
    const [only] = chain(end, [deed], stampClock)
    if (only === undefined) throw new RangeError('A deed without a draft')
    return bodyOf(only, [])
  }

  /** What validity will ask the links for [VA4] [VA5]. */
  function vouchersFor({ author, tip }: StrandEnd, deed: Deed): readonly (Sigil | undefined)[] {
    if (deed.kind === 'found') return []
    if (deed.kind !== 'join') return tip === null ? [covenant.admissionOf(author)] : []
    return deed.via === 'kin'
      ? [covenant.admissionOf(deed.sponsor)]
      : [covenant.inviteOf(deed.sponsor)]
  }

  function tell(sigil: Sigil): Woven {
    const glyph = changesGlyph(sigil) ? quintessence.get(sigil.deed.glyph) : undefined
    return (
      glyph?.woven(sigil.id) ?? {
        sigil: sigil.id,
        weaver: sigil.author,
        stamp: sigil.stamp,
        glyph: null,
        links: sigil.links,
        verdicts: [],
        ...(!banishing.hasSay(sigil.id) && { isAside: true }),
      }
    )
  }

  function woven(id: SigilId): Woven | null {
    const vouched = integration.get(id)
    return vouched === undefined ? null : tell(vouched.sigil)
  }

  function narrate(): Narration {
    const narration = createNarration({
      sigils: inCausalOrder,
      follow: (sigil) => {
        if (changesGlyph(sigil)) quintessence.get(sigil.deed.glyph)?.follow(sigil.id)
      },
      tell: woven,
    })
    narrations.push(narration)
    return narration
  }

  function admittedAs(weaver: WeaverId): Admitted | undefined {
    const admitted = covenant.admittedAs(weaver)
    return admitted && { ...admitted, fork: strands.forkOf(weaver) }
  }

  return {
    chorus,
    resonate: (sigils, from) => takeIn(integration.absorb(sigils, from)),
    dissolve: integration.dissolve,
    attune: () => takeIn(integration.attune()),
    dueMs: integration.aludel.dueMs,
    restore: quintessence.restore,
    faceOf: quintessence.faceOf,
    draft,
    draftChain: chain,
    knows: integration.knows,
    get: (id) => integration.get(id)?.sigil,
    count: () => inCausalOrder.length,
    digest: digest.hex,
    lanes: strands.lanes,
    sigils: () => inCausalOrder,
    facts: covenant.facts,
    admitted: () => covenant.admitted().flatMap(({ weaver }) => admittedAs(weaver) ?? []),
    admittedAs,
    invites: covenant.invites,
    doorOf: covenant.doorOf,
    asides: () => banishing.asides(inCausalOrder),
    hasSay: banishing.hasSay,
    tipsOf: banishing.tipsOf,
    inviteOf: covenant.inviteOf,
    admissionOf: covenant.admissionOf,
    glyphIds: quintessence.ids,
    glyph: (id) => quintessence.get(id)?.state() ?? undefined,
    text: (id) => quintessence.get(id)?.text() ?? '',
    textVersion: (id) => quintessence.get(id)?.textVersion() ?? [],
    locate: (id, version, position) => quintessence.get(id)?.locate(version, position) ?? null,
    facets: (id) => quintessence.get(id)?.facets() ?? [],
    facetBefore: (id, facet) => {
      const sigil = integration.get(id)?.sigil
      if (sigil === undefined || !changesGlyph(sigil)) return null
      return quintessence.get(sigil.deed.glyph)?.facetBefore(id, facet) ?? null
    },
    spans: (id) => quintessence.get(id)?.spans() ?? [],
    history: (glyph) =>
      glyph === undefined
        ? (wholeHistory ??= inCausalOrder.toSorted(compareSigils).map(tell))
        : (quintessence.get(glyph)?.history() ?? []),
    narrate,
    woven,
    contests: (id) => {
      const sigil = integration.get(id)?.sigil
      if (sigil === undefined || !changesGlyph(sigil)) return []
      return quintessence.get(sigil.deed.glyph)?.contests(id) ?? []
    },
    waiting: () => integration.aludel.waiting(clock.now()),
    missing: integration.aludel.missing,
  }
}

/**
 * What the interface can see of one chorus, as one immutable snapshot.
 *
 * The store is a mirror: the chorus pushes, components read slices, and edits
 * go back as {@link ChorusActions}. Nothing in the interface holds a chorus.
 */

import type { StoreApi } from 'zustand/vanilla'

import type {
  Authored,
  ChorusStatus,
  Facets,
  Fellow,
  Tides,
  Look,
  Onlooker,
  ShownCaret,
} from '../chorus/chorus'
import type { ProofStep } from '../loom/proof'
import type { GlyphId, SigilId, WeaverId } from '../protocol/ids'
import type { FacetName, FacetValue, Place, Splice } from '../protocol/sigil'
import type { Stamp } from '../protocol/stamp'
import type { Dissolved, OpenDoor, Rule, Verdict, Waiting } from '../protocol/trace'
import type { InboxEntry } from './inbox'
import type { OpenLoom } from './loom-desk'
import type { TimeActions } from './time'
import type { UndoActions } from './undo'

/** UTF-16 units of a body that a card keeps: more than it can show. */
export const bodyStartUnits = 280

/** One card on the board. The same object until something on it changes. */
export interface GlyphCard {
  readonly id: GlyphId
  readonly title: string
  readonly hue: number
  readonly place: Place
  readonly tags: readonly string[]
  /** To glyphs not yet here and to shattered ones too: whoever draws leaves those out. */
  readonly bonds: readonly GlyphId[]
  /** First {@link bodyStartUnits} of the body. */
  readonly bodyStart: string
  readonly bodyLength: number
  /** Facets whose present value was settled by authority or amalgam. */
  readonly contested: readonly Contest[]
  readonly touchedBy: WeaverId
  readonly stamp: Stamp
}

/** How a contested facet was settled, and the sigil to ask about it. */
export interface Contest {
  readonly facet: FacetName
  readonly rule: Rule
  readonly sigil: SigilId
}

/** A weaver for the strip; `hue` is drawn from its person's key, so it is the same on every screen. */
export interface WeaverCard extends Fellow {
  /** Degrees, 0 to 359. */
  readonly hue: number
}

/** One row of history, newest first. */
export interface LoomRow {
  readonly sigil: SigilId
  readonly weaver: WeaverId
  readonly stamp: Stamp
  readonly glyph: GlyphId | null
  readonly links: readonly SigilId[]
  readonly verdicts: readonly Verdict[]
  /** The gravest rule among the verdicts: what the row's shape shows. */
  readonly rule: Verdict['rule']
  /** What it did, in words: "renamed “Tea” to “Coffee”", "typed 12 characters", "joined". */
  readonly summary: string
  /** Title of its glyph as it stands now; empty for covenant sigils. */
  readonly glyphTitle: string
}

/** All that the why-card tells of one verdict, ready to draw. */
export interface WhyCard {
  readonly glyph: GlyphId
  readonly facet: FacetName | 'body'
  readonly rule: Verdict['rule']
  /** One sentence; the deciding fact is the part between `**`. */
  readonly sentence: string
  readonly versions: readonly WhyVersion[]
  /** What the facet is now. */
  readonly now: FacetValue
  /** The glyph was changed by someone after this conflict, so a restore should be confirmed. */
  readonly changedSince: boolean
}

export interface WhyVersion {
  readonly sigil: SigilId
  readonly weaver: WeaverId
  readonly name: string
  readonly stamp: Stamp
  /** Seal of Provenance, hex. */
  readonly seal: string
  /** Causal Vector: what it was made on top of. */
  readonly links: readonly WhyLink[]
  readonly value: FacetValue
  /** Of a body: what this one inserted and the body has not any more. Else empty. */
  readonly lost: string
  readonly stands: boolean
}

export interface WhyLink {
  readonly sigil: SigilId
  readonly stamp: Stamp
  /** “Ada renamed it to “Tea””. */
  readonly words: string
}

/** One change that is set aside, in words. */
export interface AsideEntry {
  readonly sigil: SigilId
  readonly weaver: WeaverId
  readonly glyph: GlyphId
  readonly stamp: Stamp
  /** "renamed it to “Tea”". */
  readonly summary: string
}

export interface ChorusSnapshot {
  readonly name: string
  readonly status: ChorusStatus
  readonly tides: Tides
  readonly self: WeaverId
  readonly weavers: readonly WeaverCard[]
  /** Alive glyphs alone. */
  readonly glyphs: ReadonlyMap<GlyphId, GlyphCard>
  /** What the others look at or hold just now; those that show nothing are left out. */
  readonly onlookers: readonly Onlooker[]
  readonly waiting: readonly Waiting[]
  readonly dissolved: readonly Dissolved[]
  /** Invites ever opened, closed ones too. */
  readonly invites: readonly OpenDoor[]
  /** Changes that have no say, since their authors were removed; newest first. */
  readonly asides: readonly AsideEntry[]
  /** What this person may do here now. */
  readonly standing: 'weave' | 'witness' | 'removed'
  /** Own changes that did not stand, newest first; without those answered by keeping what stands [IN1]. */
  readonly inbox: readonly InboxEntry[]
  /** Grows with every sigil integrated, from 0 while history is being read: a cheap sign that {@link ChorusActions.history} has more. */
  readonly historyCount: number
}

export interface ChorusActions extends UndoActions, TimeActions {
  readonly create: (facets: Partial<Facets>) => GlyphId
  readonly set: (glyph: GlyphId, facets: Partial<Facets>) => void
  readonly shatter: (glyph: GlyphId) => void
  readonly restore: (glyph: GlyphId, facet: FacetName, value: FacetValue) => void
  readonly splice: (glyph: GlyphId, splices: readonly Splice[], source: unknown) => void
  readonly text: (glyph: GlyphId) => string
  /** Who wrote which part of the body, in order, without gaps; nobody while history is being read. Replays it; call when shown. */
  readonly authorship: (glyph: GlyphId) => readonly Authored[]
  /** Calls back with every change of the body that `source` did not make itself; returns its own undo. */
  readonly watchBody: (
    glyph: GlyphId,
    source: unknown,
    onSplices: (splices: readonly Splice[]) => void,
  ) => () => void
  /** Tells the others what this person looks at; what is absent stays as it was. */
  readonly attend: (change: Partial<Look>) => void
  /** Selections of others in this body as it is now. Call when `onlookers` or the text changed. */
  readonly caretsIn: (glyph: GlyphId) => readonly ShownCaret[]
  /** Has the history read that was left on the disk [SN9]. */
  readonly recall: () => void
  /** Newest first; none while history is being read. Reads the weaver; call when shown, keyed by `historyCount`. */
  readonly history: (glyph?: GlyphId) => readonly LoomRow[]
  /** The same as a Loom that is kept up with: costs what is new, not what is long. Not while history is being read. */
  readonly openLoom: () => OpenLoom
  /** Null where the sigil has no such verdict, and while history is being read. */
  readonly why: (sigil: SigilId, facet: FacetName | 'body') => WhyCard | null
  /** Verifies all contenders' seals and reruns the rules, leaving out what was found before [RC5]. */
  readonly recompute: (sigil: SigilId, facet: FacetName | 'body') => Promise<readonly ProofStep[]>
  /** A merge receipt as a JSON document [RC1]; null where a contender is not held. */
  readonly receipt: (sigil: SigilId, facet: FacetName | 'body') => string | null
  /** Counts entries of the inbox as looked at, on this browser, from now on [IN5]. */
  readonly lookAt: (keys: readonly string[]) => void
  /** Answers an entry by keeping what stands: it leaves the inbox. */
  readonly keepStanding: (key: string) => void
  /** Shows a person the door: what they write beyond what is here has no say. */
  readonly remove: (weaver: WeaverId) => void
  /** Closes an invite, and shows those out whom it let in. */
  readonly revoke: (key: string) => void
  /** Writes what one of the asides wrote, as one's own. */
  readonly takeOver: (sigil: SigilId) => void
  readonly setTides: (tides: Partial<Tides>) => void
  /** Whole URL that admits others. */
  readonly invite: (role: 'weave' | 'witness') => Promise<string>
}

export interface ChorusState extends ChorusSnapshot {
  readonly actions: ChorusActions
}

export type ChorusStore = StoreApi<ChorusState>

/**
 * Chorus: one open chorus in one tab: the only place where weaver, vault and
 * currents meet (PROTOCOL.md §SS).
 */

import type { CurrentsState } from '../network/link'
import type { ChorusId, GlyphId, SigilId, WeaverId } from '../protocol/ids'
import type { Narration } from '../protocol/narration'
import type { Hash, Verifier } from '../protocol/ports'
import type { Drag } from '../protocol/presence'
import type { FacetName, FacetValue, Place, Sigil, Splice } from '../protocol/sigil'
import type { Admitted, Dissolved, OpenDoor, Verdict, Waiting, Woven } from '../protocol/trace'
import type { GlyphState, SettledFacet } from '../protocol/weaver'
import type { InboxMarks } from '../storage/keyring'
import type { VaultTrouble } from '../storage/vault'
import type { TurnedDown } from './greeting'

/** What one change came to. The change itself shows at once; these tell how far it has got. */
export interface Change {
  /**
   * The sealed sigil's id: sealed and emanated, not yet durable. The last one where the change was
   * split; where nothing was to be changed, the one by which the glyph stands [SS9].
   */
  readonly sealed: Promise<SigilId>
  /** Resolves once committed to the vault; rejects with a VaultTrouble. */
  readonly kept: Promise<SigilId>
}

/** Facets as a person sets them. Absent ones stay as they are. */
export interface Facets {
  readonly title: string
  readonly body: string
  readonly hue: number
  readonly x: number
  readonly y: number
  readonly tags: readonly string[]
  readonly bonds: readonly GlyphId[]
}

/** A part of a body as it shows, and who wrote it. */
export interface Authored {
  /** UTF-16 units: from the first of the part to the first after it. */
  readonly from: number
  readonly to: number
  /** Null where the change is not sealed yet. */
  readonly sigil: SigilId | null
  readonly weaver: WeaverId
}

/** One step of this weaver's own that can be undone, or redone. */
export interface UndoStep {
  readonly did:
    | 'created'
    | 'shattered'
    | 'revived'
    | 'wrote'
    | 'deleted'
    | 'title'
    | 'hue'
    | 'place'
    | 'tag'
    | 'bond'
    | 'changed'
  readonly glyphs: readonly GlyphId[]
}

/** Which steps are meant: all, those that touched one glyph, or its body alone. */
export interface UndoScope {
  readonly glyph?: GlyphId
  readonly body?: boolean
}

/** What an undo leaves as it is, since others have built on it or changed it. */
export interface Left {
  readonly glyph: GlyphId
  readonly facet: FacetName | 'body'
  /** Who did, the first one first. */
  readonly by: readonly WeaverId[]
}

export type UndoOutcome =
  | { readonly kind: 'nothing' }
  /** Sealed and shown. `left` tells of parts that could not be taken back. */
  | { readonly kind: 'done'; readonly step: UndoStep; readonly left: readonly Left[] }
  /** Nothing could be taken back; the next undo goes past this step. */
  | { readonly kind: 'left'; readonly step: UndoStep; readonly left: readonly Left[] }

export type ChorusEvent =
  /** Glyphs whose state or body may have changed, by whoever. */
  | { readonly kind: 'glyphs'; readonly touched: ReadonlySet<GlyphId>; readonly remote: boolean }
  /** The body of a glyph changed from `splices`; `source` is what the local splicer named itself, null for remote. */
  | {
      readonly kind: 'body'
      readonly glyph: GlyphId
      readonly splices: readonly Splice[]
      readonly source: unknown
    }
  /** What others look at, or hold in their hands, has changed [PR5]. */
  | { readonly kind: 'presence' }
  /** Anything else worth drawing again: links, weavers, status, Aludel, dissolved. */
  | { readonly kind: 'facts' }

/** A weaver and how it stands to us. */
export interface Fellow extends Admitted {
  readonly self: boolean
  readonly linked: boolean
  /** Sigils of ours and others' that it lacks, by its last word; null where unknown. */
  readonly lacks: number | null
}

/** What this tab's person looks at, as others may see it. */
export interface Look {
  readonly glyph: GlyphId | null
  /** The selection in the open body: UTF-16 units of {@link Chorus.text}; `head` is where the caret stands. */
  readonly caret: { readonly anchor: number; readonly head: number } | null
  /** Cards in this person's hand. */
  readonly drags: readonly Drag[]
  /** Board units. */
  readonly pointer: Place | null
}

/** What another weaver looks at. The same object until it tells something else. */
export interface Onlooker extends Omit<Look, 'caret'> {
  readonly weaver: WeaverId
}

/** Another weaver's selection, in UTF-16 units of {@link Chorus.text} as it is now. */
export interface ShownCaret {
  readonly weaver: WeaverId
  readonly anchor: number
  readonly head: number
}

export interface Tides {
  readonly latencyMs: number
  readonly jitterMs: number
  /** Share of messages dropped, 0 to 1. */
  readonly loss: number
  readonly cut: boolean
}

/** How much of the history is read, in sigils. */
export interface ReadProgress {
  readonly read: number
  /** As many as the face was made of: there may be some more. */
  readonly of: number
  /** It lies on the disk, and nobody has asked for it yet [SN9]. */
  readonly isLeft: boolean
}

export interface ChorusStatus {
  /** `joining`: some or nothing to show yet, and nothing may be authored. `turned-away`: nor ever will, by this link. */
  readonly phase: 'joining' | 'open' | 'turned-away'
  readonly currents: CurrentsState
  readonly linked: number
  /** Own sigils not yet committed. */
  readonly unkept: number
  /** Own sigils that no other weaver is known to hold. */
  readonly unsent: number
  /** Every weaver linked holds the same sigils as we do. */
  readonly calcified: boolean
  readonly digest: string
  /** Sigils that the board is made of: while joining, more than are verified [SS14]. */
  readonly shown: number
  /**
   * Not null until the history is read: the board is shown from its face, and can be
   * changed; what history tells is refused until then [SN8].
   */
  readonly reading: ReadProgress | null
  readonly trouble: VaultTrouble | null
  /** Our clock minus the median of two or more neighbours', ms, where over 30 s; else null. */
  readonly clockOffMs: number | null
  /** Why the last link that came about was refused, where a person should know; null once one was not. */
  readonly turnedDown: TurnedDown | null
}

export interface Chorus {
  readonly id: ChorusId
  /** This tab's weaver. */
  readonly self: WeaverId
  readonly name: () => string
  readonly status: () => ChorusStatus
  readonly fellows: () => readonly Fellow[]
  readonly tides: () => Tides
  readonly setTides: (tides: Partial<Tides>) => void

  /** As integrated, with local changes not yet sealed laid over. */
  readonly glyphIds: () => readonly GlyphId[]
  readonly glyph: (id: GlyphId) => GlyphState | undefined
  readonly text: (id: GlyphId) => string
  /** Who wrote which part of {@link text}, in order, without gaps. Replays the body: for when it is looked at. */
  readonly authorship: (id: GlyphId) => readonly Authored[]
  /** While the history is being read, of contested glyphs alone [SN8]. */
  readonly facets: (id: GlyphId) => readonly SettledFacet[]

  readonly create: (facets: Partial<Facets>) => Change & { readonly glyph: GlyphId }
  readonly set: (id: GlyphId, facets: Partial<Facets>) => Change
  /** `at` and `deleted` in UTF-16 units of {@link text} as it is now. Throws RangeError past the end. */
  readonly splice: (id: GlyphId, splices: readonly Splice[], source?: unknown) => Change
  readonly shatter: (id: GlyphId) => Change
  /** Writes one facet's superseded value again, as a new sigil. */
  readonly restore: (id: GlyphId, facet: FacetName, value: FacetValue) => Change

  /** What {@link undo} would take back: this weaver's newest own step that is not undone [UN1]. Null while history is being read. */
  readonly undoable: (scope?: UndoScope) => UndoStep | null
  readonly redoable: (scope?: UndoScope) => UndoStep | null
  /** Takes back one own step by new sigils, and nothing of anyone else's. Rejects as a change would. */
  readonly undo: (scope?: UndoScope) => Promise<UndoOutcome>
  readonly redo: (scope?: UndoScope) => Promise<UndoOutcome>

  /** The link that admits others, as a URL fragment without `#`. */
  readonly invite: (role: 'weave' | 'witness') => Promise<string>

  /** All that were ever opened, by stamp; those that are closed too. */
  readonly invites: () => readonly OpenDoor[]
  /** Shows a person the door, all its tabs with it: what it writes beyond what we hold has no say [CH11]. */
  readonly remove: (weaver: WeaverId) => Change
  /** Closes an invite by its key, hex, and shows those out whom it let in [CH12]. */
  readonly revoke: (key: string) => Change
  /** Changes of glyphs that have no say, since someone was removed; parents before children. */
  readonly asides: () => readonly Sigil[]
  /** Writes what one of {@link asides} wrote, as one's own. */
  readonly takeOver: (sigil: SigilId) => Change

  /** Has the history read where it was left on the disk; whatever asks for it or needs it does so too [SN9]. */
  readonly recall: () => void

  // What follows, down to `admissionOf`, is refused as `reading` while `status().reading` is not null [SN8].
  readonly sigil: (id: SigilId) => Sigil | undefined
  readonly history: (id?: GlyphId) => readonly Woven[]
  /** History piece by piece, for whoever keeps up with it [TR6]. */
  readonly narrate: () => Narration
  readonly woven: (id: SigilId) => Woven | null
  /** The verdicts on a sigil's facets, the body's left out: cheap where {@link woven} is not. */
  readonly contests: (id: SigilId) => readonly Verdict[]
  /** All integrated sigils, parents before children; grows at its end alone. */
  readonly sigils: () => readonly Sigil[]
  /** By key, hex: the sigil by which a weaver was admitted. */
  readonly admissionOf: (key: string) => Sigil | undefined
  /** What seals and ids are checked by, for whoever wants to see it done again. */
  readonly verifier: Verifier
  readonly hash: Hash
  /** Entries of the inbox that this browser has looked at, and those answered by keeping what stands [IN5]. */
  readonly inboxMarks: () => InboxMarks
  readonly markInbox: (as: keyof InboxMarks, keys: readonly string[]) => Promise<void>
  /** How many entries of the inbox nobody has looked at, for the next opening [SN9]. */
  readonly noteUnlooked: (count: number) => void
  readonly waiting: () => readonly Waiting[]
  readonly dissolved: () => readonly Dissolved[]
  readonly digest: () => string
  /** Sigils integrated. */
  readonly count: () => number
  /** Everything local is durable and handed to every open link. */
  readonly settled: () => Promise<void>
  /** Resolves once the first sync is complete and this weaver is admitted; rejects where it is closed before. */
  readonly ready: Promise<void>

  /** Tells those linked what this tab's person looks at; what is absent stays as it was [PR5]. */
  readonly attend: (change: Partial<Look>) => void
  readonly onlookers: () => readonly Onlooker[]
  readonly caretsIn: (glyph: GlyphId) => readonly ShownCaret[]

  readonly subscribe: (listener: (event: ChorusEvent) => void) => () => void
  /** Flushes, folds, closes. */
  readonly close: () => Promise<void>
}

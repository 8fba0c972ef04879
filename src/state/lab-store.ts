/**
 * What the conflict lab shows, as one immutable snapshot (PROTOCOL.md §LB).
 *
 * The weavers in it are whole sessions, each mirrored into a {@link ChorusStore}
 * of its own, so whatever draws an open chorus draws one of these too. Only
 * time, currents and clocks are simulated.
 */

import type { StoreApi } from 'zustand/vanilla'

import type { GlyphId, SigilId, WeaverId } from '../protocol/ids'
import type { FacetName } from '../protocol/sigil'
import type { Rule } from '../protocol/trace'
import type { ChorusStore } from './chorus-store'

export type ScenarioId =
  | 'primacy'
  | 'authority'
  | 'amalgam'
  | 'two-pens'
  | 'delayed-parent'
  | 'forged-seal'
  | 'forked-weaver'
  | 'storm'
  | 'free'
  /** A seed of `npm run sim`, watched. */
  | 'world'

export interface Scenario {
  readonly id: ScenarioId
  readonly title: string
  /** Two sentences: what happens, and which rule decides. */
  readonly text: string
  /** A question to try. */
  readonly question: string
  readonly settings: LabSettings
}

/** All that stands in the address beside the scenario: equal settings replay equal events. */
export interface LabSettings {
  readonly seed: number
  /** 2 to 6. */
  readonly weavers: number
  readonly latencyMs: number
  readonly jitterMs: number
  /** Share of messages dropped, 0 to 1. */
  readonly loss: number
  /** By weaver: ms off true time, or `stopped`. */
  readonly clocks: readonly LabClock[]
}

export interface LabClock {
  readonly offMs: number
  readonly isStopped: boolean
  /** Where it is stopped: what it reads, virtual ms since the scenario began. */
  readonly stoppedAtMs?: number
}

export interface LabWeaver {
  /** 0 for the founder; its place on the screen. */
  readonly nth: number
  /** Null until its session is open. */
  readonly weaver: WeaverId | null
  readonly name: string
  /** Degrees, 0 to 359. */
  readonly hue: number
  readonly clock: LabClock
  /** One that lies on purpose; honest ones refuse what it forges. */
  readonly isLiar: boolean
  /** The whole session as any room of the app shows it; null until it is open. */
  readonly store: ChorusStore | null
}

/** The current between two weavers, either way. */
export interface LabCurrent {
  readonly a: number
  readonly b: number
  readonly isOpen: boolean
}

/** One message under way, for Figure 29-A. Its place is where `nowMs` lies between leaving and arriving. */
export interface Flight {
  readonly key: number
  readonly from: number
  readonly to: number
  readonly leftMs: number
  readonly dueMs: number
  /** What it carries; empty for greetings, digests and other talk. */
  readonly sigils: readonly SigilId[]
  /** It will not arrive. */
  readonly isLost: boolean
}

export type LabEventKind =
  | 'immutation'
  | 'emanation'
  | 'lost'
  | 'waiting'
  | 'integration'
  | 'dissolved'
  | 'current'
  | 'clock'
  | 'calcification'

export interface LabEvent {
  readonly key: number
  /** Virtual ms since the scenario began. */
  readonly atMs: number
  readonly kind: LabEventKind
  /** Whom it happened to; null for all. */
  readonly nth: number | null
  readonly sigil: SigilId | null
  /** Whose sigil it is about, where it is about one. */
  readonly author?: number
  /** For an integration: the gravest rule it was settled by. */
  readonly rule?: Rule
  /** One sentence, in people's names. */
  readonly text: string
}

/** What a scenario is there to show, once it has come to it. */
export interface LabOutcome {
  /** Heading, as the scenario promises it: “Temporal Authority”, “Forged seal dissolved”. */
  readonly title: string
  /** One sentence; the deciding fact is the part between `**`. */
  readonly sentence: string
  readonly rule: Rule | 'dissolved' | 'waited' | 'forked' | 'calcified'
  /** Whose why-card tells more, where one does. */
  readonly why: {
    readonly nth: number
    readonly sigil: SigilId
    readonly facet: FacetName | 'body'
  } | null
}

/** All that is on the screen, put together again in many legal orders. */
export interface OrderProof {
  readonly orders: number
  readonly done: number
  readonly sigils: number
  /** Every different result met so far, as digests of state and history: one where the promise holds. */
  readonly digests: readonly string[]
}

/** One contest of the lab with one thing changed, in a sandbox that is linked to nobody. */
export interface WhatIf {
  readonly glyph: GlyphId
  readonly facet: FacetName
  readonly contenders: readonly WhatIfContender[]
  /** Links among the contenders and their past that can be cut. */
  readonly links: readonly WhatIfLink[]
  readonly before: WhatIfVerdict
  readonly after: WhatIfVerdict
}

export interface WhatIfContender {
  readonly sigil: SigilId
  readonly name: string
  readonly stampMs: number
  /** By how much it is nudged. */
  readonly byMs: number
  readonly value: string
}

export interface WhatIfLink {
  readonly from: SigilId
  readonly to: SigilId
  readonly isCut: boolean
  readonly text: string
}

export interface WhatIfVerdict {
  readonly rule: Rule
  readonly sentence: string
  readonly value: string
}

export interface LabState {
  readonly scenarios: readonly Scenario[]
  readonly scenario: Scenario
  readonly settings: LabSettings
  /** Virtual ms since the scenario began. Set anew every frame while it plays. */
  readonly nowMs: number
  /** What true clocks show where `nowMs` is 0, as stamps count. */
  readonly epochMs?: number
  readonly isPlaying: boolean
  /** Virtual ms a real one. */
  readonly speed: number
  /** Nothing is under way, and nothing more is scripted. */
  readonly isQuiet: boolean
  readonly weavers: readonly LabWeaver[]
  readonly currents: readonly LabCurrent[]
  readonly flights: readonly Flight[]
  /** Oldest first. */
  readonly events: readonly LabEvent[]
  /** All honest weavers hold the same, and their digest; null while they don't. */
  readonly calcified: string | null
  readonly outcome: LabOutcome | null
  readonly proof: OrderProof | null
  readonly whatIf: WhatIf | null
  /** The address of exactly this, from `#` on. */
  readonly address: string
  /** What went wrong with the lab itself, in words; null where nothing did. */
  readonly trouble: string | null
  readonly actions: LabActions
}

export interface LabActions {
  /** Begins a scenario from its start. Absent settings are the scenario's own. */
  readonly choose: (scenario: ScenarioId, settings?: Partial<LabSettings>) => void
  readonly play: () => void
  readonly pause: () => void
  /** Up to the next event that the log tells. */
  readonly step: () => void
  readonly setSpeed: (speed: number) => void
  /** From now on, and in the address; what is under way arrives as it was sent. */
  readonly setTides: (tides: Partial<Pick<LabSettings, 'latencyMs' | 'jitterMs' | 'loss'>>) => void
  readonly setClock: (nth: number, clock: Partial<LabClock>) => void
  readonly setCurrent: (a: number, b: number, isOpen: boolean) => void
  /** Replays all sigils on the screen in so many random legal orders, a few a frame. */
  readonly proveOrder: (orders?: number) => void
  readonly askWhatIf: (nth: number, sigil: SigilId, facet: FacetName) => void
  readonly nudge: (sigil: SigilId, byMs: number) => void
  readonly cutLink: (from: SigilId, to: SigilId, isCut: boolean) => void
  readonly closeWhatIf: () => void
}

export type LabStore = StoreApi<LabState>

export interface Lab {
  readonly store: LabStore
  /** Ends every session in it. */
  readonly close: () => void
}

/**
 * Opens a lab as an address says (`LabState.address` without its `#`; `/lab` alone is the first
 * scenario). Whoever opens it closes it. The composition root hands it in by `import()`, so that
 * neither engine nor simulated currents weigh on the rest of the app.
 */
export type OpenLab = (fragment: string) => Promise<Lab>

/**
 * What the conflict lab shows, as one immutable snapshot (PROTOCOL.md §LB).
 *
 * The weavers in it are whole sessions, each mirrored into a {@link ChorusStore}
 * of its own, so whatever draws an open chorus draws one of these too. Only
 * time, currents and clocks are simulated.
 */

import type { StoreApi } from 'zustand/vanilla'

import type { SigilId, WeaverId } from '../protocol/ids'
import type { FacetName } from '../protocol/sigil'
import type {
  Flight,
  LabClock,
  LabCurrent,
  LabEvent,
  LabOutcome,
  LabSettings,
  LabTides,
  OrderProof,
  Scenario,
  ScenarioId,
  WhatIf,
} from '../sim/lab-model'
import type { ChorusStore } from './chorus-store'

// The interface may not import the simulator, and needs no more of it than these.
export type {
  Flight,
  LabClock,
  LabCurrent,
  LabEvent,
  LabEventKind,
  LabOutcome,
  LabSettings,
  OrderProof,
  Scenario,
  ScenarioId,
  WhatIf,
  WhatIfContender,
  WhatIfVerdict,
} from '../sim/lab-model'

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

export interface LabState {
  readonly scenarios: readonly Scenario[]
  readonly scenario: Scenario
  readonly settings: LabSettings
  /** Virtual ms since the scenario began. Set anew every frame while it plays. */
  readonly nowMs: number
  /** What true clocks show where `nowMs` is 0, as stamps count. */
  readonly epochMs: number
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
  readonly setTides: (tides: Partial<LabTides>) => void
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

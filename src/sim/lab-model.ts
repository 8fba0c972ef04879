/**
 * What the conflict lab is made of, as values: scenarios, settings, flights and
 * what is told of them (PROTOCOL.md §LB).
 */

import type { GlyphId, SigilId } from '../protocol/ids'
import type { FacetName } from '../protocol/sigil'
import type { Rule } from '../protocol/trace'

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
  /** It takes at least so many weavers; null where the seed decides, as all else there. */
  readonly least: number | null
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

export type LabTides = Pick<LabSettings, 'latencyMs' | 'jitterMs' | 'loss'>

export interface LabClock {
  readonly offMs: number
  readonly isStopped: boolean
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

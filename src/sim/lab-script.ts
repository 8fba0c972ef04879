/** Script: what a scenario of the lab does by itself, and what it is there to show (PROTOCOL.md §LB). */

import type { Chorus, Facets } from '../chorus/chorus'
import type { GlyphId } from '../protocol/ids'
import type { Journal } from './lab-journal'
import type { LabOutcome, Scenario } from './lab-model'
import type { LabPerson } from './lab-people'
import type { LabMeddling, LabWires } from './lab-wires'
import type { Random } from './random'

/** Those who play a scenario, and what they may use. */
export interface Cast {
  readonly people: readonly LabPerson[]
  readonly random: Random
  /** The note that everybody has as it begins. */
  readonly glyph: GlyphId
  readonly chorus: (nth: number) => Chorus
  readonly setCurrent: (a: number, b: number, isOpen: boolean) => void
  /** Sigils of a liar's own making, to one neighbour. */
  readonly hand: (from: number, to: number, sigils: readonly Uint8Array[]) => void
  /** What nobody on the stage could tell: that a liar is at work. */
  readonly tell: Journal['tell']
}

export interface Act {
  /** Virtual ms since the scenario began. */
  readonly atMs: number
  readonly play: () => void
}

/** What an outcome is found in. */
export interface Evidence {
  readonly cast: Cast
  readonly journal: Journal
  readonly wires: LabWires
  /** All honest weavers hold the same, and nothing that they lack is under way. */
  readonly calcified: string | null
}

export interface Script extends Scenario {
  readonly least: number
  /** The note as it is before anything happens. */
  readonly note: Partial<Facets>
  readonly liars: readonly number[]
  readonly meddling: LabMeddling
  readonly acts: (cast: Cast) => readonly Act[]
  /** Asked after each step, once all acts are played. */
  readonly outcome: (evidence: Evidence) => LabOutcome | null
}

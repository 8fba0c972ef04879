/**
 * Stage: what the lab's room needs of whatever plays on it: a scenario of the
 * lab's own, or a world of `npm run sim` (PROTOCOL.md §LB).
 *
 * Nothing on it moves by itself. Virtual time passes only while somebody awaits
 * {@link Stage.step}, so a page that stops asking stands still.
 */

import type { Chorus } from '../chorus/chorus'
import type { WeaverId } from '../protocol/ids'
import type { Flight, LabClock, LabCurrent, LabEvent, LabOutcome, LabTides } from './lab-model'

export interface Stage {
  /** Virtual ms since it began. */
  readonly nowMs: () => number
  /** When the next thing is due; null where nothing is. */
  readonly dueMs: () => number | null
  /** Does the next thing that is due, to its end. */
  readonly step: () => Promise<void>
  /** Lets time get there, where nothing is due before. */
  readonly waitUntil: (ms: number) => Promise<void>
  /** Notes what has happened since it was last looked at. Call before reading on. */
  readonly look: () => void
  readonly players: () => readonly StagePlayer[]
  readonly currents: () => readonly LabCurrent[]
  readonly flights: () => readonly Flight[]
  readonly events: () => readonly LabEvent[]
  readonly outcome: () => LabOutcome | null
  readonly calcified: () => string | null
  readonly isQuiet: () => boolean
  readonly setTides: (tides: LabTides) => void
  readonly setClock: (nth: number, clock: LabClock) => void
  readonly setCurrent: (a: number, b: number, isOpen: boolean) => void
  readonly close: () => void
}

export interface StagePlayer {
  readonly nth: number
  readonly weaver: WeaverId | null
  readonly name: string
  readonly clock: LabClock
  readonly isLiar: boolean
  readonly chorus: Chorus | null
}

/**
 * Stage: what the lab's room needs of whatever plays on it: a scenario of the
 * lab's own, or a world of `npm run sim` (PROTOCOL.md §LB).
 *
 * Nothing on it moves by itself. Virtual time passes only while somebody awaits
 * {@link Stage.step}, so a page that stops asking stands still.
 */

import type { Chorus } from '../chorus/chorus'
import type { ChorusId, WeaverId } from '../protocol/ids'
import type { Sigil } from '../protocol/sigil'
import type { Flight, LabClock, LabCurrent, LabEvent, LabOutcome, LabTides } from './lab-model'
import type { SandboxDeps } from './lab-sandbox'

export interface Stage {
  /** Virtual ms since it began. */
  readonly nowMs: () => number
  /** What true clocks showed when it began, as stamps count. */
  readonly epochMs: () => number
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
  /** All that anybody on it holds; null before there is a chorus. */
  readonly chorus: () => OnScreen | null
  /** What one of them holds, to suppose things of; null where nothing can be sealed anew. */
  readonly sandbox: (nth: number) => Omit<SandboxDeps, 'hash'> | null
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

export interface OnScreen {
  readonly chorus: ChorusId
  /** Each once, in any order. */
  readonly sigils: readonly Sigil[]
}

/** Causes before effects. */
export const sigilsOf = (chorus: Chorus): readonly Sigil[] =>
  chorus.history().flatMap(({ sigil }) => chorus.sigil(sigil) ?? [])

export function onScreen(choruses: readonly Chorus[]): OnScreen | null {
  const [first] = choruses
  if (first === undefined) return null
  const all = new Map(choruses.flatMap(sigilsOf).map((sigil) => [sigil.id, sigil]))
  return { chorus: first.id, sigils: [...all.values()] }
}

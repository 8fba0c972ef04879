/**
 * Typing on without going there.
 *
 * Where many write at once, each key of theirs would take the walk to another
 * branch and back. But most keys go on where their author's last one ended, and
 * there the origins are known: what is typed comes right after what was typed,
 * and backspace takes that away again. So the walk stays where it stands, and
 * the run is none of its version.
 *
 * The surprise: no version is asked for. Along a chain of runs, each written on
 * the one before alone, nothing but the chain itself can come between.
 */

import type { Splice } from '../sigil'
import { at, type Bytes, bytesFor, type Column, roomFor } from './columns'

/** Where each step's author went on from, by step. */
export interface Carets {
  /** 0 where it isn't known, else {@link afterTyped} or {@link beforeErased}. */
  kinds: Bytes
  /** Its position in the text at the step's version. */
  positions: Column
  /** The unit just typed, or just erased. */
  units: Column
  /** How many units left of it were typed along the chain and still stand there. */
  depths: Column
}

const unknown = 0
/** Right after its unit. */
export const afterTyped = 1
/** Where its unit stood, which is right of it now, and deleted. */
const beforeErased = 2

export const createCarets = (): Carets => ({
  kinds: new Uint8Array(16),
  positions: new Int32Array(16),
  units: new Int32Array(16),
  depths: new Int32Array(16),
})

export function forgetCaret({ kinds }: Carets, step: number): void {
  if (step < kinds.length) kinds[step] = unknown
}

export function forgetCarets({ kinds }: Carets): void {
  kinds.fill(unknown)
}

/** Whether a splice types at the caret of a step, or erases what was typed before it. */
export function goesOnAt(
  { kinds, positions, depths }: Carets,
  step: number,
  [position, deleted, inserted]: Splice,
): boolean {
  if ((kinds[step] ?? unknown) === unknown) return false
  return deleted === 0
    ? inserted !== '' && position === at(positions, step)
    : inserted === '' && position + deleted === at(positions, step) && deleted <= at(depths, step)
}

/**
 * Notes where a step's author is after its last splice. `from`: the step whose caret that
 * splice may have gone on from, or −1; `unit`: the last that it inserted, or else the
 * leftmost that it deleted.
 */
export function noteCaret(
  carets: Carets,
  step: number,
  from: number,
  splice: Splice,
  unit: number,
): void {
  if (step >= carets.kinds.length) {
    carets.kinds = bytesFor(carets.kinds, step + 1)
    carets.positions = roomFor(carets.positions, step + 1)
    carets.units = roomFor(carets.units, step + 1)
    carets.depths = roomFor(carets.depths, step + 1)
  }
  const [position, deleted, inserted] = splice
  const isOn = goesOnAt(carets, from, splice)
  const erased = isOn ? deleted : 0
  carets.kinds[step] = inserted === '' ? (isOn ? beforeErased : unknown) : afterTyped
  carets.positions[step] = position + inserted.length
  carets.units[step] = unit
  carets.depths[step] = (isOn ? at(carets.depths, from) : 0) + inserted.length - erased
}

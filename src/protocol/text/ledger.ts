/**
 * What replay found out about each run, kept when the walk is over (PROTOCOL.md §TX).
 *
 * All of it is a function of the run's past, or of the set of runs, so a second
 * replay from anywhere finds the same and writing it again changes nothing.
 */

import type { Splice } from '../sigil'
import { at, type Column, roomFor } from './columns'

export interface Ledger {
  /** Length after each run, plus one, so that a fresh zero means unknown. */
  lengths: Column
  readonly voids: Set<number>
  // One shared meeting a place, not a list a pair: a crowd at one place would cost its square.
  readonly meetingOfUnit: Map<number, Meeting>
  /** First units of a run's insertions that met others. */
  readonly metUnits: Map<number, number[]>
}

export interface Claim {
  readonly run: number
  readonly unit: number
}

/** Who inserted at one place, with the same left origin and the same right origin: a run by its first unit there. */
type Meeting = Map<number, number>

export const createLedger = (): Ledger => ({
  lengths: new Int32Array(16),
  voids: new Set(),
  meetingOfUnit: new Map(),
  metUnits: new Map(),
})

/**
 * Decides [TX5] for a run whose parent version is `length` units long: true
 * where all of its splices fit. Remembers the length it leaves.
 */
export function admits(
  ledger: Ledger,
  run: number,
  splices: readonly Splice[],
  length: number,
): boolean {
  const after = lengthAfter(splices, length)
  if (after < 0) ledger.voids.add(run)
  trust(ledger, run, after < 0 ? length : after)
  return after >= 0
}

/** Length that the splices leave, or −1 where one of them reaches past the end as it finds it. */
function lengthAfter(splices: readonly Splice[], length: number): number {
  let left = length
  for (let nth = 0; nth < splices.length; nth += 1) {
    const splice = splices[nth] as Splice
    // Asked this way round, a position that is no number at all doesn't fit either.
    if (!(splice[0] >= 0 && splice[1] >= 0 && splice[0] + splice[1] <= left)) return -1
    left += splice[2].length - splice[1]
  }
  return left
}

/** Remembers that the text at version `{run}` is `length` units long. */
export function trust(ledger: Ledger, run: number, length: number): void {
  if (run >= ledger.lengths.length) ledger.lengths = roomFor(ledger.lengths, run + 1)
  ledger.lengths[run] = length + 1
}

/** Units of the text at version `{run}`, or −1 where no replay has been there. Run −1 stands for the empty version. */
export function lengthAt({ lengths }: Ledger, run: number): number {
  if (run < 0) return 0
  return run < lengths.length ? at(lengths, run) - 1 : -1
}

/** Lets go of what is known of the newest run, as if it had never been. */
export function forget(ledger: Ledger, run: number): void {
  if (run < ledger.lengths.length) ledger.lengths[run] = 0
  ledger.voids.delete(run)
}

/** Notes that two insertions, each named by its run and its first unit, claim one place [TX6]. */
export function meet(ledger: Ledger, a: Claim, b: Claim): void {
  const one = meetingOf(ledger, a)
  const other = meetingOf(ledger, b)
  if (one === other) return
  // A walk may find one part of a meeting before it comes to what an earlier walk found of it,
  // so whole ones are joined.
  if (one.size < other.size) pour(ledger, one, other)
  else pour(ledger, other, one)
}

function meetingOf({ meetingOfUnit, metUnits }: Ledger, { run, unit }: Claim): Meeting {
  const known = meetingOfUnit.get(unit)
  if (known !== undefined) return known
  const meeting = new Map([[unit, run]])
  meetingOfUnit.set(unit, meeting)
  const units = metUnits.get(run)
  if (units === undefined) metUnits.set(run, [unit])
  else units.push(unit)
  return meeting
}

function pour({ meetingOfUnit }: Ledger, from: Meeting, into: Meeting): void {
  for (const [unit, run] of from) {
    into.set(unit, run)
    meetingOfUnit.set(unit, into)
  }
}

/** Ascending, without the run itself. */
export function rivalsOf({ meetingOfUnit, metUnits }: Ledger, run: number): readonly number[] {
  const units = metUnits.get(run)
  if (units === undefined) return []
  const met = new Set(units.flatMap((unit) => [...(meetingOfUnit.get(unit)?.values() ?? [])]))
  met.delete(run)
  return [...met].toSorted((a, b) => a - b)
}

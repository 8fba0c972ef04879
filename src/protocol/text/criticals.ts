/**
 * Which runs of a history are critical (Eg-walker §3.5): those that every run
 * before them is in, and every run after them descends from (PROTOCOL.md §TX).
 *
 * They form a chain, and a newcomer can only cut its newest end off, so they are
 * a stack. Where one author writes alone every run is critical: what is kept is
 * stretches of successive ones.
 */

import { at, type Column, roomFor } from './columns'

export interface Criticals {
  /** First and last run of each stretch, ascending. */
  stretches: Column
  count: number
  /** Which stretch {@link criticalAbove} was last asked for, since a walk asks in sequence. */
  asked: number
}

export const createCriticals = (): Criticals => ({
  stretches: new Int32Array(16),
  count: 0,
  asked: 0,
})

const firstOf = ({ stretches }: Criticals, nth: number): number => at(stretches, 2 * nth)
const lastOf = ({ stretches }: Criticals, nth: number): number => at(stretches, 2 * nth + 1)

/** The newest, −1 where there is none: the empty version is critical too. */
const newestCritical = (criticals: Criticals): number =>
  criticals.count === 0 ? -1 : lastOf(criticals, criticals.count - 1)

/** Takes out all that are above `run`. */
export function cutCriticals(criticals: Criticals, run: number): void {
  while (criticals.count > 0 && firstOf(criticals, criticals.count - 1) > run) criticals.count -= 1
  if (newestCritical(criticals) > run) criticals.stretches[2 * criticals.count - 1] = run
}

/** Adds one, above all others. */
export function pushCritical(criticals: Criticals, run: number): void {
  if (criticals.count === 0 || newestCritical(criticals) !== run - 1) {
    criticals.stretches = roomFor(criticals.stretches, 2 * criticals.count + 2)
    criticals.stretches[2 * criticals.count] = run
    criticals.count += 1
  }
  criticals.stretches[2 * criticals.count - 1] = run
}

/** Whether all from `first` to `last`, the newest run there is, are. */
export const areCritical = (criticals: Criticals, first: number, last: number): boolean =>
  newestCritical(criticals) === last && firstOf(criticals, criticals.count - 1) <= first

/** The newest below `run`, or −1. */
export function criticalBelow(criticals: Criticals, run: number): number {
  const newest = newestCritical(criticals)
  if (newest < run) return newest
  const stretch = reaching(criticals, run - 1)
  if (firstOf(criticals, stretch) < run) return run - 1
  return stretch === 0 ? -1 : lastOf(criticals, stretch - 1)
}

/** The oldest above `run`, or −1. */
export function criticalAbove(criticals: Criticals, run: number): number {
  const { asked, count } = criticals
  const isHere = asked < count && firstOf(criticals, asked) <= run && run < lastOf(criticals, asked)
  const stretch = isHere ? asked : reaching(criticals, run)
  criticals.asked = stretch
  return stretch < count ? Math.max(firstOf(criticals, stretch), run + 1) : -1
}

/** The last of the stretch that a critical run is in. */
export const lastInRow = (criticals: Criticals, run: number): number =>
  lastOf(criticals, reaching(criticals, run - 1))

/** The first stretch that ends above `run`, or the number of them. */
function reaching(criticals: Criticals, run: number): number {
  let low = 0
  let high = criticals.count
  while (low < high) {
    const middle = (low + high) >> 1
    if (lastOf(criticals, middle) > run) high = middle
    else low = middle + 1
  }
  return low
}

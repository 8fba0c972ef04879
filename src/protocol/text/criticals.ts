/**
 * Which runs of a history are critical (Eg-walker §3.5): those that every run
 * before them is in, and every run after them descends from (PROTOCOL.md §TX).
 *
 * They form a chain, and a newcomer can only cut its newest end off, so they are
 * a stack. Where one author writes alone every run is critical: what is kept is
 * stretches of successive ones.
 */

import { at, roomFor } from './columns'

export interface Criticals {
  /** Takes out all that are above `run`. */
  readonly cut: (run: number) => void
  /** Adds one, above all others. */
  readonly push: (run: number) => void
  /** The newest, −1 where there is none: the empty version is critical too. */
  readonly newest: () => number
  /** The newest below `run`, or −1. */
  readonly below: (run: number) => number
  /** The oldest above `run`, or −1. */
  readonly above: (run: number) => number
}

export function createCriticals(): Criticals {
  /** First and last run of each stretch, ascending. */
  let stretches = new Int32Array(16)
  let count = 0
  /** Which stretch {@link Criticals.above} was last asked for, since a walk asks in sequence. */
  let asked = 0

  const firstOf = (stretch: number): number => at(stretches, 2 * stretch)
  const lastOf = (stretch: number): number => at(stretches, 2 * stretch + 1)
  const newest = (): number => (count === 0 ? -1 : lastOf(count - 1))

  const cut = (run: number): void => {
    while (count > 0 && firstOf(count - 1) > run) count -= 1
    if (count > 0 && lastOf(count - 1) > run) stretches[2 * count - 1] = run
  }

  const push = (run: number): void => {
    if (count === 0 || lastOf(count - 1) !== run - 1) {
      stretches = roomFor(stretches, 2 * count + 2)
      stretches[2 * count] = run
      count += 1
    }
    stretches[2 * count - 1] = run
  }

  /** The first stretch that ends above `run`, or the number of them. */
  const reaching = (run: number): number => {
    let low = 0
    let high = count
    while (low < high) {
      const middle = (low + high) >> 1
      if (lastOf(middle) > run) high = middle
      else low = middle + 1
    }
    return low
  }

  const below = (run: number): number => {
    if (newest() < run) return newest()
    const stretch = reaching(run - 1)
    if (firstOf(stretch) < run) return run - 1
    return stretch === 0 ? -1 : lastOf(stretch - 1)
  }

  const above = (run: number): number => {
    const isHere = asked < count && firstOf(asked) <= run && run < lastOf(asked)
    if (!isHere) asked = reaching(run)
    return asked < count ? Math.max(firstOf(asked), run + 1) : -1
  }

  return { cut, push, newest, below, above }
}

/** Counts of what happened: a fault that is never met proves nothing. */

export interface Tally {
  readonly count: (what: string, times?: number) => void
  readonly all: () => Readonly<Record<string, number>>
}

export function createTally(): Tally {
  const counts = new Map<string, number>()
  return {
    count: (what, times = 1) => void counts.set(what, (counts.get(what) ?? 0) + times),
    all: () => Object.fromEntries([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1))),
  }
}

/**
 * How each run stands in the version that the walk is at, where runs may be set
 * aside (PROTOCOL.md §TX) [TX13].
 *
 * A unit that is seen and set aside is one deleted once more, and what a run set
 * aside deleted is deleted once less: the tracker counts both already.
 */

/** Moves what a run inserted by so many states, and what it deleted by so many. */
export type ShiftRun = (run: number, inserted: number, deleted: number) => void

export interface Modes {
  readonly reset: () => void
  /** Takes runs out of the version, and others in, with these set aside in it; they may lie outside of it. */
  readonly move: (
    retreat: readonly number[],
    advance: readonly number[],
    asides: readonly number[],
  ) => void
  /** Notes the run that is applied there: it stands like any other. */
  readonly enter: (run: number) => void
}

/** Their numbers are what a unit's state gains by them. */
const absent = 0
const present = 1
const setAside = 2

export function createModes(shiftRun: ShiftRun): Modes {
  const modes = new Map<number, number>()
  let asides: ReadonlySet<number> = new Set()

  const modeOf = (run: number): number => modes.get(run) ?? absent

  function set(run: number, mode: number): void {
    const before = modeOf(run)
    if (before === mode) return
    modes.set(run, mode)
    shiftRun(run, mode - before, Number(mode === present) - Number(before === present))
  }

  return {
    reset: () => {
      modes.clear()
      asides = new Set()
    },
    enter: (run) => void modes.set(run, present),
    move: (retreat, advance, next) => {
      const before = asides
      asides = new Set(next)
      const seen = (run: number): number => (asides.has(run) ? setAside : present)
      for (const run of retreat) set(run, absent)
      for (const run of advance) set(run, seen(run))
      for (const run of new Set([...before, ...asides])) {
        if (modeOf(run) !== absent) set(run, seen(run))
      }
    },
  }
}

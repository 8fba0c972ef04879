/**
 * The history of one body: its text operations and their graph (PROTOCOL.md §TX).
 * Standard term: the event graph of Eg-walker (Gentle and Kleppmann, EuroSys 2025).
 *
 * A run is the text part of one sigil. Its index is local, in order of arrival,
 * and always above its parents' indices. Only the *text* graph is kept here:
 * sigils without splices are passed through before they get this far.
 *
 * The surprise: which versions are critical is known as runs arrive, without a
 * walk. They form a chain, and a newcomer can only cut its newest end off.
 */

import type { Splice } from '../sigil'
import { at, type Column, roomFor } from './columns'
import { withoutAncestors } from './graph'

export interface TextRun {
  /** Indices of the runs this one was written on: heads of its text version, ascending. */
  readonly parents: readonly number[]
  readonly splices: readonly Splice[]
  /** True where the run has no say in the text [TX10]. Others may still have been written on it. */
  readonly isAside?: boolean
  /** Runs that its author knew to be set aside: in its version their units are deleted, and what they deleted is not [TX13]. */
  readonly asides?: readonly number[]
}

/** Total order on runs, for concurrent rivals alone [TX4]: negative where `a` goes first. */
export type RunOrder = (a: number, b: number) => number

export interface History {
  /** Appends a run; returns its index. Redundant parents are dropped [TX3]. */
  readonly add: (run: TextRun) => number
  readonly count: () => number
  /** The run's parents, none an ancestor of another. */
  readonly parentsOf: (run: number) => readonly number[]
  readonly splicesOf: (run: number) => readonly Splice[]
  readonly isAside: (run: number) => boolean
  readonly asidesOf: (run: number) => readonly number[]
  /** True once any run is set aside, by whomever: positions then need all of the history to be read. */
  readonly isGuarded: () => boolean
  /** Number of the first UTF-16 unit that `run` inserts; its others follow. Local, like the index. */
  readonly firstUnitOf: (run: number) => number
  /**
   * The newest critical version below `run`, −1 where only the empty one is.
   * A version is critical where every run is either in it or descends from it.
   */
  readonly criticalBefore: (run: number) => number
  /** The oldest critical version above `run`, or {@link count} where there is none. */
  readonly criticalAfter: (run: number) => number
}

const none: readonly number[] = []

export function createHistory(): History {
  const runs: TextRun[] = []
  /** First unit a run, and one entry more: where the next run's will start. */
  let firstUnits = new Int32Array(16)
  /** 1 for runs that another was written on; the rest are heads. */
  let hasChild = new Int32Array(16)
  let heads = 0
  /** Critical runs, ascending: a stack. */
  let criticals = new Int32Array(16)
  let criticalCount = 0
  /** Where in the stack {@link History.criticalAfter} was last, since a walk asks in sequence. */
  let asked = 0
  let isGuarded = false

  const parentsOf = (run: number): readonly number[] => runs[run]?.parents ?? []

  /** Drops what the newest parent is known to descend from before asking the graph. */
  const reduced = (listed: readonly number[], newest: number): readonly number[] => {
    if (listed.length < 2) return listed
    const floor = criticalCount > 0 ? at(criticals, criticalCount - 1) : -1
    const distinct = [...new Set(listed)].filter((run) => run > floor || run === newest)
    if (distinct.every((run) => at(hasChild, run) === 0)) return distinct.toSorted((a, b) => a - b)
    return withoutAncestors(parentsOf, distinct)
  }

  const makeRoom = (count: number): void => {
    firstUnits = roomFor(firstUnits, count + 1)
    hasChild = roomFor(hasChild, count)
    criticals = roomFor(criticals, count)
  }

  const add = (run: TextRun): number => {
    const index = runs.length
    if (index + 1 >= firstUnits.length) makeRoom(index + 2)
    let newest = -1
    for (const parent of run.parents) if (parent > newest) newest = parent
    if (newest >= index) throw new RangeError(`run ${index} names run ${newest} as its parent`)
    while (criticalCount > 0 && at(criticals, criticalCount - 1) > newest) criticalCount -= 1
    const parents = reduced(run.parents, newest)
    for (const parent of parents) {
      if (at(hasChild, parent) === 0) heads -= 1
      hasChild[parent] = 1
    }
    if (heads === 0) {
      criticals[criticalCount] = index
      criticalCount += 1
    }
    heads += 1
    runs.push(parents === run.parents ? run : { ...run, parents })
    if (run.isAside === true || (run.asides ?? none).length > 0) isGuarded = true
    let unit = at(firstUnits, index)
    for (const splice of run.splices) unit += splice[2].length
    firstUnits[index + 1] = unit
    return index
  }

  const criticalAfter = (run: number): number => {
    const isHere = asked < criticalCount && at(criticals, asked) === run
    asked = isHere ? asked + 1 : firstAbove(criticals, criticalCount, run)
    return asked < criticalCount ? at(criticals, asked) : runs.length
  }

  return {
    add,
    count: () => runs.length,
    parentsOf,
    splicesOf: (run) => runs[run]?.splices ?? [],
    isAside: (run) => runs[run]?.isAside === true,
    asidesOf: (run) => runs[run]?.asides ?? none,
    isGuarded: () => isGuarded,
    firstUnitOf: (run) => at(firstUnits, run),
    criticalBefore: (run) => {
      if (criticalCount > 0 && at(criticals, criticalCount - 1) < run) {
        return at(criticals, criticalCount - 1)
      }
      const above = firstAbove(criticals, criticalCount, run - 1)
      return above === 0 ? -1 : at(criticals, above - 1)
    },
    criticalAfter,
  }
}

/** Index of the first of `count` ascending cells that is above `value`, or `count`. */
function firstAbove(cells: Column, count: number, value: number): number {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >> 1
    if (at(cells, middle) > value) high = middle
    else low = middle + 1
  }
  return low
}

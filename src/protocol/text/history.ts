/**
 * The history of one body: its text operations and their graph (PROTOCOL.md §TX).
 * Standard term: the event graph of Eg-walker (Gentle and Kleppmann, EuroSys 2025).
 *
 * A run is the text part of one sigil. Its index is local, in order of arrival,
 * and always above its parents' indices. Only the *text* graph is kept here:
 * sigils without splices are passed through before they get this far.
 *
 * The surprise: which versions are critical is known as runs arrive, without a
 * walk: a run that leaves no other head was written on all there is.
 */

import type { Splice } from '../sigil'
import { at, bytesFor, roomFor } from './columns'
import { createCriticals } from './criticals'
import { createReduction } from './graph'
import { createPages } from './pages'

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
const unchanged: readonly Splice[] = []

export function createHistory(): History {
  const runs = createPages<TextRun>()
  const criticals = createCriticals()
  /** First unit of each run up to {@link numbered}, that one too. */
  let firstUnits = new Int32Array(16)
  let numbered = 0
  /** 1 for runs that another was written on; the rest are heads. */
  let hasChild = new Uint8Array(16)
  let heads = 0
  let isGuarded = false

  const parentsOf = (run: number): readonly number[] => runs.at(run)?.parents ?? none
  const splicesOf = (run: number): readonly Splice[] => runs.at(run)?.splices ?? unchanged
  const withoutAncestors = createReduction(parentsOf)

  const areHeads = (listed: readonly number[]): boolean =>
    listed.every((run, nth) => hasChild[run] === 0 && run > (listed[nth - 1] ?? -1))

  /** Drops what the newest parent is known to descend from before asking the graph. Heads are never each other's ancestors. */
  const reduced = (listed: readonly number[], newest: number): readonly number[] => {
    if (listed.length < 2 || areHeads(listed)) return listed
    const floor = criticals.newest()
    return withoutAncestors(listed.filter((run) => run > floor || run === newest))
  }

  const add = (run: TextRun): number => {
    const index = runs.count()
    let newest = -1
    for (const parent of run.parents) if (parent > newest) newest = parent
    if (newest >= index) throw new RangeError(`run ${index} names run ${newest} as its parent`)
    criticals.cut(newest)
    const parents = reduced(run.parents, newest)
    for (const parent of parents) {
      if (hasChild[parent] === 0) heads -= 1
      hasChild[parent] = 1
    }
    if (heads === 0) criticals.push(index)
    heads += 1
    hasChild = bytesFor(hasChild, index + 1)
    runs.push(parents === run.parents ? run : { ...run, parents })
    if (run.isAside === true || (run.asides ?? none).length > 0) isGuarded = true
    return index
  }

  /** Only where runs meet are their units asked for, so nobody counts them before. */
  const firstUnitOf = (run: number): number => {
    if (run > numbered) firstUnits = roomFor(firstUnits, run + 1)
    for (; numbered < run; numbered += 1) {
      let unit = at(firstUnits, numbered)
      for (const splice of splicesOf(numbered)) unit += splice[2].length
      firstUnits[numbered + 1] = unit
    }
    return at(firstUnits, run)
  }

  return {
    add,
    count: runs.count,
    parentsOf,
    splicesOf,
    isAside: (run) => runs.at(run)?.isAside === true,
    asidesOf: (run) => runs.at(run)?.asides ?? none,
    isGuarded: () => isGuarded,
    firstUnitOf,
    criticalBefore: criticals.below,
    criticalAfter: (run) => {
      const next = criticals.above(run)
      return next < 0 ? runs.count() : next
    },
  }
}

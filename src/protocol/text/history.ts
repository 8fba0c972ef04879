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
import { at, type Bytes, bytesFor, type Column, roomFor } from './columns'
import { createCriticals, type Criticals, cutCriticals, pushCritical } from './criticals'
import { type Graph, layRun } from './graph'
import { copyPages, createPages, itemAt, type Pages, pushItem } from './pages'

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

/** A parent that another parent descends from adds nothing [TX3]: it has a child already, and so is no head. */
export interface History extends Graph {
  readonly splices: Pages<readonly Splice[]>
  readonly criticals: Criticals
  /** How many runs were written on each: none, one, or more, counted as they are named. None makes it a head. */
  children: Bytes
  heads: number
  /** Runs set aside. */
  readonly asides: Set<number>
  /** What the authors of some runs knew to be set aside. */
  readonly knownAsides: Map<number, readonly number[]>
  /** First unit of each run up to {@link numbered}, that one too. */
  firstUnits: Column
  numbered: number
}

const none: readonly number[] = []
const unchanged: readonly Splice[] = []
/** Children beyond which nobody counts. */
const manyChildren = 2

export const createHistory = (): History => ({
  count: 0,
  parents: new Int32Array(16),
  parentStarts: new Int32Array(16),
  splices: createPages(),
  criticals: createCriticals(),
  children: new Uint8Array(16),
  heads: 0,
  asides: new Set(),
  knownAsides: new Map(),
  firstUnits: new Int32Array(16),
  numbered: 0,
})

/** Appends a run; returns its index. */
export function addRun(history: History, run: TextRun): number {
  const index = history.count
  hang(history, run.parents)
  pushItem(history.splices, run.splices)
  if (run.isAside === true) history.asides.add(index)
  if (run.asides !== undefined && run.asides.length > 0) history.knownAsides.set(index, run.asides)
  return index
}

/** Makes a run the newest of all, written on `parents`. */
function hang(history: History, parents: readonly number[]): void {
  const index = history.count
  const newest = newestOf(parents)
  if (newest >= index) throw new RangeError(`run ${index} names run ${newest} as its parent`)
  cutCriticals(history.criticals, newest)
  layRun(history, parents)
  if (index >= history.children.length) history.children = bytesFor(history.children, index + 1)
  const { children } = history
  // Counted rather than iterated, which a program not yet warm takes much longer for.
  for (let nth = 0; nth < parents.length; nth += 1) {
    const parent = parents[nth] as number
    const siblings = children[parent] as number
    if (siblings === 0) history.heads -= 1
    if (siblings < manyChildren) children[parent] = siblings + 1
  }
  if (history.heads === 0) pushCritical(history.criticals, index)
  history.heads += 1
}

/**
 * The history as it would be with one run more, and nothing of the given one changed.
 * Its criticals, heads and children are as they were: whoever walks it minds that.
 */
export function withOneMore(
  history: History,
  { parents, splices, asides = none }: TextRun,
): History {
  const view: History = {
    ...history,
    splices: copyPages(history.splices),
    knownAsides: new Map(history.knownAsides),
  }
  if (asides.length > 0) view.knownAsides.set(history.count, asides)
  layRun(view, parents)
  pushItem(view.splices, splices)
  return view
}

function newestOf(parents: readonly number[]): number {
  let newest = -1
  for (let nth = 0; nth < parents.length; nth += 1) {
    const parent = parents[nth] as number
    if (parent > newest) newest = parent
  }
  return newest
}

export const splicesOf = ({ splices }: History, run: number): readonly Splice[] =>
  itemAt(splices, run) ?? unchanged

export const asidesOf = ({ knownAsides }: History, run: number): readonly number[] =>
  knownAsides.get(run) ?? none

/** True once any run is set aside, by whomever: positions then need all of the history to be read. */
export const isGuarded = ({ asides, knownAsides }: History): boolean =>
  asides.size > 0 || knownAsides.size > 0

/** Number of the first UTF-16 unit that `run` inserts; its others follow. Local, like the index. */
export function firstUnitOf(history: History, run: number): number {
  // Only where runs meet are their units asked for, so nobody counts them before.
  if (run > history.numbered) history.firstUnits = roomFor(history.firstUnits, run + 1)
  for (; history.numbered < run; history.numbered += 1) {
    let unit = at(history.firstUnits, history.numbered)
    for (const splice of splicesOf(history, history.numbered)) unit += splice[2].length
    history.firstUnits[history.numbered + 1] = unit
  }
  return at(history.firstUnits, run)
}

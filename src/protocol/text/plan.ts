/**
 * In which order a walk takes concurrent runs (Eg-walker §3.7).
 *
 * Every topological order gives the same text; they differ in how often the
 * walk must step back. A branch once begun is finished before another, and the
 * lighter of two goes first, since what goes first is retreated and advanced again.
 *
 * Planned are strands: runs each of which is the only one written on the one
 * before, and on that alone. There are far fewer of them than there are runs.
 * Mostly those of one arrived in a row, too: each such stretch is kept as a whole.
 */

import { at, type Column, raise, roomFor } from './columns'
import type { History } from './history'

/** Which runs a walk visits for the first time. Runs that descend from a fresh one are fresh. */
export interface Fresh {
  /** None below is. */
  readonly first: number
  /** 1 for runs from {@link first} on that are not fresh either. */
  readonly covered: Uint8Array | null
}

export const isFresh = ({ first, covered }: Fresh, run: number): boolean =>
  run >= first && covered?.[run] !== 1

export interface Plan {
  /** The runs of the last plan, in walking order. */
  runs: Column
  count: number
  /**
   * These have a row a run, counted from the first that was asked for. Strand of the last run
   * of each stretch, on which alone others may be written; {@link none} for runs not wanted.
   */
  strandOf: Column
  /** By the last run of each stretch: row of the first of the one that follows in its strand, or {@link none}. */
  nextOf: Column
  /** By the first run of each stretch: row of its last. */
  lastOf: Column
  /** These have a row a strand. Row of its first run. */
  firstOf: Column
  /** Runs on it and after it. */
  weights: Float64Array
  /** Strands before it that are not planned yet. */
  waiting: Column
  /** What follows on it, as linked lists of {@link edges}: a strand, and the next edge. */
  firstEdge: Column
  edges: Column
  edgeCount: number
  strandCount: number
  /** Strands that wait for nothing. A stack: what was readied last is walked first, so that its branch goes on. */
  ready: Column
  readyCount: number
}

const none = -1

export const createPlan = (): Plan => ({
  runs: new Int32Array(16),
  count: 0,
  strandOf: new Int32Array(16),
  nextOf: new Int32Array(16),
  lastOf: new Int32Array(16),
  firstOf: new Int32Array(16),
  weights: new Float64Array(16),
  waiting: new Int32Array(16),
  firstEdge: new Int32Array(16),
  edges: new Int32Array(16),
  edgeCount: 0,
  strandCount: 0,
  ready: new Int32Array(16),
  readyCount: 0,
})

/** No plan at all: the runs in [from, to) that are fresh, or that are not, in the order in which they arrived. */
export function takeAsArrived(
  plan: Plan,
  from: number,
  to: number,
  fresh: Fresh,
  areFresh: boolean,
): void {
  plan.count = 0
  plan.runs = roomFor(plan.runs, to - from)
  for (let run = from; run < to; run += 1) {
    if (isFresh(fresh, run) !== areFresh) continue
    plan.runs[plan.count] = run
    plan.count += 1
  }
}

/** Puts the runs in [from, to) that are fresh, or those that are not, into walking order. */
export function planWalk(
  plan: Plan,
  history: History,
  from: number,
  to: number,
  fresh: Fresh,
  areFresh: boolean,
): void {
  if (to - from < 2 || (!areFresh && fresh.first <= from && fresh.covered === null)) {
    takeAsArrived(plan, from, areFresh || to - from < 2 ? to : from, fresh, areFresh)
    return
  }
  gather(plan, history, from, to, fresh, areFresh)
  weigh(plan, history, from)
  for (let strand = 0; strand < plan.strandCount; strand += 1) {
    if (at(plan.waiting, strand) === 0) ready(plan, strand)
  }
  sortReady(plan, 0)
  while (plan.readyCount > 0) {
    plan.readyCount -= 1
    const strand = at(plan.ready, plan.readyCount)
    takeStrand(plan, from, strand)
    free(plan, strand)
  }
}

function takeStrand(plan: Plan, from: number, strand: number): void {
  const { runs, nextOf, lastOf } = plan
  let { count } = plan
  for (let row = at(plan.firstOf, strand); row !== none;) {
    const last = at(lastOf, row)
    for (; row <= last; row += 1) {
      runs[count] = from + row
      count += 1
    }
    row = at(nextOf, last)
  }
  plan.count = count
}

/** Finds the strands of the wanted runs, and hangs each on those before it. */
function gather(
  plan: Plan,
  history: History,
  from: number,
  to: number,
  fresh: Fresh,
  areFresh: boolean,
): void {
  plan.count = 0
  plan.strandCount = 0
  plan.edgeCount = 0
  plan.runs = roomFor(plan.runs, to - from)
  plan.strandOf = roomFor(plan.strandOf, to - from)
  plan.nextOf = roomFor(plan.nextOf, to - from)
  plan.lastOf = roomFor(plan.lastOf, to - from)
  const { strandOf, nextOf, lastOf } = plan
  const { children } = history
  for (let run = from; run < to; run += 1) {
    if (isFresh(fresh, run) !== areFresh) {
      strandOf[run - from] = none
      continue
    }
    const first = run
    while (run + 1 < to && followsAlone(history, run) && isFresh(fresh, run + 1) === areFresh) {
      run += 1
    }
    const before = onlyParentOf(history, first)
    let strand = none
    if (before >= from && children[before] === 1) strand = at(strandOf, before - from)
    if (strand === none) strand = begin(plan, history, from, first)
    else nextOf[before - from] = first - from
    lastOf[first - from] = run - from
    nextOf[run - from] = none
    strandOf[run - from] = strand
    plan.weights[strand] = (plan.weights[strand] as number) + run + 1 - first
  }
}

/** The run that one was written on alone, or {@link none}. */
function onlyParentOf({ parents, parentStarts }: History, run: number): number {
  const start = at(parentStarts, run)
  return at(parentStarts, run + 1) - start === 1 ? at(parents, start) : none
}

/** Whether the run that arrived after one was written on that alone, and nothing else was. */
const followsAlone = (history: History, run: number): boolean =>
  onlyParentOf(history, run + 1) === run && history.children[run] === 1

/** Begins a strand with a run; returns its number. */
function begin(plan: Plan, history: History, from: number, run: number): number {
  const strand = plan.strandCount
  plan.strandCount += 1
  if (strand >= plan.weights.length) makeRoom(plan)
  plan.firstOf[strand] = run - from
  plan.weights[strand] = 0
  plan.waiting[strand] = 0
  plan.firstEdge[strand] = none
  const { parents, parentStarts } = history
  for (let nth = at(parentStarts, run); nth < at(parentStarts, run + 1); nth += 1) {
    const before = strandBefore(plan, from, at(parents, nth))
    if (before === none) continue
    plan.edges = roomFor(plan.edges, 2 * plan.edgeCount + 2)
    plan.edges[2 * plan.edgeCount] = strand
    plan.edges[2 * plan.edgeCount + 1] = at(plan.firstEdge, before)
    plan.firstEdge[before] = plan.edgeCount
    plan.edgeCount += 1
    raise(plan.waiting, strand, 1)
  }
  return strand
}

/** The strand that a parent ends, or {@link none} where it isn't wanted. */
const strandBefore = ({ strandOf }: Plan, from: number, parent: number): number =>
  parent < from ? none : at(strandOf, parent - from)

function makeRoom(plan: Plan): void {
  const room = 2 * plan.strandCount
  const weights = new Float64Array(room)
  weights.set(plan.weights)
  plan.weights = weights
  plan.firstOf = roomFor(plan.firstOf, room)
  plan.waiting = roomFor(plan.waiting, room)
  plan.firstEdge = roomFor(plan.firstEdge, room)
}

/** How much follows on each strand. A merge's weight is shared among its parents, or it would double at each. */
function weigh(plan: Plan, { parents, parentStarts }: History, from: number): void {
  const { weights } = plan
  for (let strand = plan.strandCount - 1; strand >= 0; strand -= 1) {
    const run = from + at(plan.firstOf, strand)
    const start = at(parentStarts, run)
    const end = at(parentStarts, run + 1)
    const share = (weights[strand] as number) / (end - start)
    for (let nth = start; nth < end; nth += 1) {
      const before = strandBefore(plan, from, at(parents, nth))
      if (before !== none) weights[before] = (weights[before] as number) + share
    }
  }
}

/** Readies the strands that wait for nothing but this one. */
function free(plan: Plan, strand: number): void {
  const { waiting, edges, readyCount } = plan
  for (let edge = at(plan.firstEdge, strand); edge !== none; edge = at(edges, 2 * edge + 1)) {
    const follower = at(edges, 2 * edge)
    raise(waiting, follower, -1)
    if (at(waiting, follower) === 0) ready(plan, follower)
  }
  sortReady(plan, readyCount)
}

function ready(plan: Plan, strand: number): void {
  plan.ready = roomFor(plan.ready, plan.readyCount + 1)
  plan.ready[plan.readyCount] = strand
  plan.readyCount += 1
}

/** Sorts what was readied from `start` on, the lightest last. */
function sortReady(plan: Plan, start: number): void {
  const { ready: stack, readyCount, weights } = plan
  if (readyCount - start > 2) {
    const heavier = (a: number, b: number): number =>
      (weights[b] as number) - (weights[a] as number)
    stack.subarray(start, readyCount).sort(heavier)
  } else if (readyCount - start === 2) {
    // Mostly two, for which nobody should set up a sort.
    const first = at(stack, start)
    const second = at(stack, start + 1)
    if ((weights[first] as number) >= (weights[second] as number)) return
    stack[start] = second
    stack[start + 1] = first
  }
}

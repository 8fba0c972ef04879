/**
 * In which order a walk takes concurrent runs (Eg-walker §3.7).
 *
 * Every topological order gives the same text; they differ in how often the
 * walk must step back. A branch once begun is finished before another, and the
 * lighter of two goes first, since what goes first is retreated and advanced again.
 */

import { at, roomFor } from './columns'
import type { History } from './history'

/** Puts the runs in [from, to) that are wanted into walking order. The answer is good until the next call. */
export type PlanWalk = (
  from: number,
  to: number,
  isWanted: (run: number) => boolean,
) => readonly number[]

/** No plan at all: the runs in the order in which they arrived. */
export const takeAsArrived: PlanWalk = (from, to, isWanted) =>
  Array.from({ length: to - from }, (_, row) => from + row).filter(isWanted)

const none = -1

export function createPlan(history: History): PlanWalk {
  const planned: number[] = []
  const wanted: number[] = []
  const ready: number[] = []
  /** The other columns have a row a run, counted from `from`. */
  let weights = new Float64Array(16)
  /** Wanted parents that are not planned yet; {@link none} where the run isn't wanted. */
  let waiting = new Int32Array(16)
  /** Children as linked lists of edges: an edge is its child's row and the next edge. */
  let firstEdge = new Int32Array(16)
  let edges = new Int32Array(32)

  const byWeight = (a: number, b: number): number => (weights[b] ?? 0) - (weights[a] ?? 0)

  const makeRoom = (rows: number): void => {
    if (rows > weights.length) weights = new Float64Array(2 * rows)
    waiting = roomFor(waiting, rows)
    firstEdge = roomFor(firstEdge, rows)
  }

  /** Hangs each wanted run on its wanted parents. */
  const draw = (from: number): void => {
    let edge = 0
    for (const run of wanted) {
      let count = 0
      for (const parent of history.parentsOf(run)) {
        if (parent < from || at(waiting, parent - from) === none) continue
        edges = roomFor(edges, 2 * edge + 2)
        edges[2 * edge] = run - from
        edges[2 * edge + 1] = at(firstEdge, parent - from)
        firstEdge[parent - from] = edge
        edge += 1
        count += 1
      }
      waiting[run - from] = count
    }
  }

  /** How much follows on each run. A merge's weight is shared among its parents, or it would double at each. */
  const weigh = (from: number): void => {
    for (let nth = wanted.length - 1; nth >= 0; nth -= 1) {
      const run = wanted[nth] ?? from
      const parents = history.parentsOf(run)
      const share = (weights[run - from] ?? 0) / parents.length
      for (const parent of parents) {
        if (parent >= from) weights[parent - from] = (weights[parent - from] ?? 0) + share
      }
    }
  }

  /** Readies the children of a planned row that wait for nothing else, the lightest last. */
  const free = (row: number): void => {
    const start = ready.length
    for (let edge = at(firstEdge, row); edge !== none; edge = at(edges, 2 * edge + 1)) {
      const child = at(edges, 2 * edge)
      const left = at(waiting, child) - 1
      waiting[child] = left
      if (left === 0) ready.push(child)
    }
    if (ready.length - start > 1) ready.push(...ready.splice(start).toSorted(byWeight))
  }

  return (from, to, isWanted) => {
    wanted.length = 0
    planned.length = 0
    makeRoom(to - from)
    for (let run = from; run < to; run += 1) {
      const isIn = isWanted(run)
      if (isIn) wanted.push(run)
      waiting[run - from] = isIn ? 0 : none
      firstEdge[run - from] = none
      weights[run - from] = 1
    }
    if (wanted.length < 2) return wanted
    draw(from)
    weigh(from)
    for (const run of wanted) if (at(waiting, run - from) === 0) ready.push(run - from)
    ready.sort(byWeight)
    // A stack: what was readied last is walked first, so that its branch goes on.
    for (let row = ready.pop(); row !== undefined; row = ready.pop()) {
      planned.push(row + from)
      free(row)
    }
    return planned
  }
}

/** A graph of runs: a run's index is above its parents'. Nothing here recurses, however deep it is. */

import { at, type Column, roomFor } from './columns'

export interface Graph {
  count: number
  /** The parents of all runs, run by run. */
  parents: Column
  /** Where each run's parents begin; one cell more than there are runs. */
  parentStarts: Column
}

/** One byte a run: 1 for the runs of `version` and all they descend from. */
export function pastOf(
  { count, parents, parentStarts }: Graph,
  version: readonly number[],
): Uint8Array {
  const past = new Uint8Array(count)
  for (const head of version) past[head] = 1
  for (let run = count - 1; run >= 0; run -= 1) {
    if (past[run] === 0) continue
    for (let edge = at(parentStarts, run); edge < at(parentStarts, run + 1); edge += 1) {
      past[at(parents, edge)] = 1
    }
  }
  return past
}

/** Appends a run that was written on `parents`. */
export function layRun(graph: Graph, parents: readonly number[]): void {
  const run = graph.count
  const start = at(graph.parentStarts, run)
  graph.parents = roomFor(graph.parents, start + parents.length)
  for (let nth = 0; nth < parents.length; nth += 1) {
    graph.parents[start + nth] = parents[nth] as number
  }
  graph.parentStarts = roomFor(graph.parentStarts, run + 2)
  graph.parentStarts[run + 1] = start + parents.length
  graph.count = run + 1
}

export const parentsOf = ({ parents, parentStarts }: Graph, run: number): readonly number[] =>
  Array.from(parents.subarray(at(parentStarts, run), at(parentStarts, run + 1)))

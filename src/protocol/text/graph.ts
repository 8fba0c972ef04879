/**
 * A graph of runs, and questions to it, all answered newest run first: a run's
 * index is above its parents', so a heap of indices meets every run after all of
 * its descendants. Nothing here recurses, however deep the graph.
 */

import { at, type Bytes, bytesFor, type Column } from './columns'
import { popRun, pushRun } from './heap'

export interface Graph {
  count: number
  /** The parents of all runs, run by run. */
  parents: Column
  /** Where each run's parents begin; one cell more than there are runs. */
  parentStarts: Column
}

const listed = 1
const implied = 2

/** What a reduction works with. All zero and empty between questions. */
export interface Reduction {
  readonly heap: number[]
  readonly marked: number[]
  marks: Bytes
}

export const createReduction = (): Reduction => ({
  heap: [],
  marked: [],
  marks: new Uint8Array(16),
})

/** Drops runs that another of them descends from, and what is told twice; ascending: the same version, reduced. */
export function reduce(
  reduction: Reduction,
  { parents, parentStarts }: Graph,
  runs: readonly number[],
): readonly number[] {
  const { heap, marked } = reduction
  const marks = bytesFor(reduction.marks, Math.max(...runs) + 1)
  reduction.marks = marks
  const oldest = Math.min(...runs)
  const mark = (run: number, as: number): boolean => {
    const before = marks[run] ?? 0
    if ((before & as) !== 0) return false
    marks[run] = before | as
    if (before === 0) {
      marked.push(run)
      pushRun(heap, run)
    }
    return true
  }
  let left = 0
  for (const run of runs) if (mark(run, listed)) left += 1
  const heads: number[] = []
  while (left > 0) {
    const run = popRun(heap)
    const known = marks[run] ?? 0
    if ((known & listed) !== 0) left -= 1
    if (known === listed) heads.push(run)
    for (let edge = at(parentStarts, run); edge < at(parentStarts, run + 1); edge += 1) {
      const parent = at(parents, edge)
      if (parent >= oldest) mark(parent, implied)
    }
  }
  for (const run of marked) marks[run] = 0
  marked.length = 0
  heap.length = 0
  return heads.toReversed()
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

/**
 * Questions to a graph of runs, all answered newest run first: a run's index is
 * above its parents', so a heap of indices meets every run after all of its
 * descendants. Nothing here recurses, however deep the graph.
 */

import { bytesFor } from './columns'
import { popRun, pushRun } from './heap'

export type ParentsOf = (run: number) => readonly number[]

export interface Difference {
  /** Runs to undo, children before parents. */
  readonly retreat: readonly number[]
  /** Runs to redo, parents before children. */
  readonly advance: readonly number[]
}

const here = 1
const there = 2
const both = here | there
const agreed: Difference = { retreat: [], advance: [] }

/**
 * Tells what leads from one version to another (Eg-walker §3.2). `from` is a
 * single run, or −1 for the empty version, since a walk always stands on the
 * run it applied last. Stops as soon as all that is left is common to both.
 * The answer is good until the next question.
 */
export function createDifference(
  parentsOf: ParentsOf,
): (from: number, to: readonly number[]) => Difference {
  const answer = { retreat: [] as number[], advance: [] as number[] }
  const heap: number[] = []
  /** Which versions a run is known to be in. All zero between questions. */
  let sides = new Uint8Array(16)
  /** Runs in the heap that are in one version only, as far as known. */
  let apart = 0

  const reach = (run: number, side: number): void => {
    const before = sides[run] ?? 0
    const after = before | side
    if (after === before) return
    if (before === 0) pushRun(heap, run)
    if (after === both && before !== 0) apart -= 1
    else if (after !== both) apart += 1
    sides[run] = after
  }

  const makeRoom = (from: number, to: readonly number[]): void => {
    let newest = from
    for (const run of to) if (run > newest) newest = run
    // Nothing is marked between questions, so there is nothing to copy.
    if (newest >= sides.length) sides = new Uint8Array(2 * newest + 2)
  }

  return (from, to) => {
    if (to.length === 1 ? to[0] === from : to.length === 0 && from < 0) return agreed
    makeRoom(from, to)
    answer.retreat.length = 0
    answer.advance.length = 0
    if (from >= 0) reach(from, here)
    for (const run of to) reach(run, there)
    while (apart > 0) {
      const run = popRun(heap)
      const side = sides[run] ?? both
      sides[run] = 0
      if (side === here) answer.retreat.push(run)
      if (side === there) answer.advance.push(run)
      if (side !== both) apart -= 1
      for (const parent of parentsOf(run)) reach(parent, side)
    }
    for (const run of heap) sides[run] = 0
    heap.length = 0
    answer.advance.reverse()
    return answer
  }
}

const listed = 1
const implied = 2

/** Drops runs that another of them descends from, and what is told twice; ascending: the same version, reduced. */
export function createReduction(
  parentsOf: ParentsOf,
): (runs: readonly number[]) => readonly number[] {
  const heap: number[] = []
  /** What is known of a run. All zero between questions, but for those in {@link marked}. */
  let marks = new Uint8Array(16)
  const marked: number[] = []

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

  const clear = (): void => {
    for (const run of marked) marks[run] = 0
    marked.length = 0
    heap.length = 0
  }

  return (runs) => {
    marks = bytesFor(marks, Math.max(...runs) + 1)
    const oldest = Math.min(...runs)
    let left = 0
    for (const run of runs) if (mark(run, listed)) left += 1
    const heads: number[] = []
    while (left > 0) {
      const run = popRun(heap)
      const known = marks[run] ?? 0
      if ((known & listed) !== 0) left -= 1
      if (known === listed) heads.push(run)
      for (const parent of parentsOf(run)) if (parent >= oldest) mark(parent, implied)
    }
    clear()
    return heads.toReversed()
  }
}

/** One byte a run below `count`: 1 for the runs of `version` and all they descend from. */
export function pastOf(
  parentsOf: ParentsOf,
  count: number,
  version: readonly number[],
): Uint8Array {
  const past = new Uint8Array(count)
  for (const head of version) past[head] = 1
  for (let run = count - 1; run >= 0; run -= 1) {
    if (past[run] === 1) for (const parent of parentsOf(run)) past[parent] = 1
  }
  return past
}

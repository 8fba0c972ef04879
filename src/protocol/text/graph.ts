/**
 * Questions to a graph of runs, all answered newest run first: a run's index is
 * above its parents', so a heap of indices meets every run after all of its
 * descendants. Nothing here recurses, however deep the graph.
 */

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
 * What leads from one version to another (Eg-walker §3.2). `from` is a single
 * run, or −1 for the empty version, since a walk always stands on the run it
 * applied last. Stops as soon as all that is left is common to both.
 */
export function difference(parentsOf: ParentsOf, from: number, to: readonly number[]): Difference {
  if (to.length === 1 ? to[0] === from : to.length === 0 && from < 0) return agreed
  const sides = new Map<number, number>()
  const heap: number[] = []
  const retreat: number[] = []
  const advance: number[] = []
  let apart = 0
  const reach = (run: number, side: number): void => {
    const before = sides.get(run)
    if (before === undefined) pushRun(heap, run)
    const after = (before ?? 0) | side
    if (after === before) return
    sides.set(run, after)
    if (after !== both) apart += 1
    else if (before !== undefined) apart -= 1
  }
  if (from >= 0) reach(from, here)
  for (const run of to) reach(run, there)
  while (apart > 0) {
    const run = popRun(heap)
    const side = sides.get(run) ?? both
    if (side === here) retreat.push(run)
    if (side === there) advance.push(run)
    if (side !== both) apart -= 1
    for (const parent of parentsOf(run)) reach(parent, side)
  }
  return { retreat, advance: advance.toReversed() }
}

/** `runs` (distinct) without those that another of them descends from, ascending: the same version, reduced. */
export function withoutAncestors(parentsOf: ParentsOf, runs: readonly number[]): readonly number[] {
  const listed = new Set(runs)
  const oldest = Math.min(...runs)
  const heads: number[] = []
  const reached = new Set<number>()
  const heap: number[] = []
  for (const run of listed) pushRun(heap, run)
  for (let left = listed.size; left > 0;) {
    const run = popRun(heap)
    if (listed.has(run)) {
      left -= 1
      if (!reached.has(run)) heads.push(run)
    }
    for (const parent of parentsOf(run)) {
      if (parent < oldest || reached.has(parent)) continue
      reached.add(parent)
      if (!listed.has(parent)) pushRun(heap, parent)
    }
  }
  return heads.toReversed()
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

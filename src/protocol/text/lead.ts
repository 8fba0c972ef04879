/**
 * What leads from the version where a walk stands to another (Eg-walker §3.2).
 *
 * Since it is known which steps are inside, what must come in is found by going
 * back from where it leads, until all is inside; it costs just that. Only where
 * the walk doesn't stand on what is kept, something has to go: that is searched
 * for newest step first, by a heap, which meets every step after all that
 * descend from it.
 */

import { at, type Bytes, roomFor } from './columns'
import type { Graph } from './graph'
import { popRun, pushRun } from './heap'
import { atBase, noteRange, type Ranges, stepOfRun, type Steps } from './steps'

/** Marks in {@link Steps.inside} what comes in, until all of it is found. */
const comesIn = 2
const goes = 1
const stays = 2

/**
 * Leads from the version of step `from`, where the walk stands, to the one that
 * `run` was written on: puts into {@link Steps.retreat} and {@link Steps.advance}
 * which steps go, and which come in. They are good until the next lead.
 */
export function lead(steps: Steps, graph: Graph, from: number, run: number): void {
  const { retreat, advance } = steps
  retreat.count = 0
  advance.count = 0
  const isKept = findAdvance(steps, graph, from, run)
  if (!isKept) findRetreat(steps, graph, from)
  for (let nth = 0; nth < steps.heap.count; nth += 1) steps.marks[at(steps.heap.cells, nth)] = 0
  steps.heap.count = 0
  fillRanges(steps.inside, advance, 1)
  fillRanges(steps.inside, retreat, 0)
}

/** Answers whether all that is inside stays. What comes next below what comes in is left in the heap, to stay. */
function findAdvance(steps: Steps, graph: Graph, from: number, run: number): boolean {
  const { inside, goesOn, runs, advance } = steps
  let isKept = from === atBase
  let height = pushParents(steps, graph, run, 0)
  while (height > 0) {
    height -= 1
    const last = at(steps.stack, height)
    if (last === atBase || inside[last] === comesIn) continue
    if (inside[last] === 1) {
      if (last === from) isKept = true
      reach(steps, last, stays)
      continue
    }
    let first = last
    while (goesOn[first] === 1 && first > 0 && inside[first - 1] === 0) first -= 1
    inside.fill(comesIn, first, last + 1)
    noteRange(advance, first, last)
    height = pushParents(steps, graph, at(runs, first), height)
  }
  return isKept
}

function findRetreat(steps: Steps, { parents, parentStarts }: Graph, from: number): void {
  const { heap, marks, runs, retreat } = steps
  reach(steps, from, goes)
  while (steps.going > 0) {
    const last = popRun(heap)
    const mark = marks[last] as number
    marks[last] = 0
    const first = firstOfRange(steps, last)
    if (mark === goes) {
      steps.going -= 1
      noteRange(retreat, first, last)
    }
    const run = at(runs, first)
    for (let nth = at(parentStarts, run); nth < at(parentStarts, run + 1); nth += 1) {
      reach(steps, stepOfRun(steps, at(parents, nth)), mark)
    }
  }
}

/** Where the range begins that ends with `last`, and goes or stays whole, as nothing else leads into it. */
function firstOfRange({ goesOn, heap }: Steps, last: number): number {
  const floor = heap.count === 0 ? atBase : at(heap.cells, 0)
  let first = last
  while (goesOn[first] === 1 && first - 1 > floor) first -= 1
  return first
}

/** Puts a step into the heap; what is to stay there stays, whatever else leads to it. */
function reach(steps: Steps, step: number, mark: number): void {
  if (step === atBase) return
  const { marks } = steps
  const before = marks[step] as number
  if (before >= mark) return
  if (before === 0) pushRun(steps.heap, step)
  else steps.going -= 1
  if (mark === goes) steps.going += 1
  marks[step] = mark
}

function pushParents(
  steps: Steps,
  { parents, parentStarts }: Graph,
  run: number,
  height: number,
): number {
  const start = at(parentStarts, run)
  const count = at(parentStarts, run + 1) - start
  steps.stack = roomFor(steps.stack, height + count)
  for (let nth = 0; nth < count; nth += 1) {
    steps.stack[height + nth] = stepOfRun(steps, at(parents, start + nth))
  }
  return height + count
}

function fillRanges(bytes: Bytes, { cells, count }: Ranges, value: number): void {
  for (let nth = 0; nth < count; nth += 1) {
    bytes.fill(value, at(cells, 2 * nth), at(cells, 2 * nth + 1) + 1)
  }
}

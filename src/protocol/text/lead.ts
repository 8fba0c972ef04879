/**
 * What leads from the version where a walk stands to another (Eg-walker §3.2).
 *
 * Since it is known which steps are inside, what must come in is found by going
 * back from where it leads, until all is inside; it costs just that. Only where
 * the walk doesn't stand on what is kept, something has to go: that is searched
 * for newest step first, by a heap, which meets every step after all that
 * descend from it.
 */

import { at, type Bytes, bytesFor, roomFor } from './columns'
import type { Graph } from './graph'
import { popRun, pushRun } from './heap'
import { atBase, noteStep, type Ranges, several, stepOfRun, type Steps } from './steps'
import type { Stance } from './tree'

/** Marks in {@link Stance.inside} what comes in, until all of it is found. */
const comesIn = 2
/** More steps than any way has. */
export const anyWay = 2 ** 30
const goes = 1
const stays = 2

/** Takes into a stance what comes in, and out of it what goes, as the last way told. */
export function goWay({ retreat, advance }: Steps, { inside }: Stance): void {
  fillRanges(inside, advance, 1)
  fillRanges(inside, retreat, 0)
}

/**
 * Finds the way from a stance to the version that `run` was written on: puts into
 * {@link Steps.retreat} and {@link Steps.advance} which steps go, and which come
 * in. They are good until the next way is asked for. Returns how many they are,
 * or more than `most` where there are more: then not all are found.
 */
export function wayFrom(
  steps: Steps,
  graph: Graph,
  stance: Stance,
  run: number,
  most: number,
): number {
  const { retreat, advance } = steps
  retreat.count = 0
  advance.count = 0
  stance.inside = bytesFor(stance.inside, steps.count)
  let way = findAdvance(steps, graph, stance, run, most)
  if (way <= most && !steps.isKept) way = findRetreat(steps, graph, stance.stand, way, most)
  for (let nth = 0; nth < steps.heap.count; nth += 1) steps.marks[at(steps.heap.cells, nth)] = 0
  steps.heap.count = 0
  steps.going = 0
  fillRanges(stance.inside, advance, 0)
  return way
}

/** Finds out whether all that is inside stays, too. Where it may not, what comes next below what comes in is left in the heap, to stay. */
function findAdvance(
  steps: Steps,
  graph: Graph,
  { inside, stand }: Stance,
  run: number,
  most: number,
): number {
  const { onto, runs, advance } = steps
  let way = 0
  steps.isKept = stand === atBase || isParent(steps, graph, run, stand)
  let height = pushParents(steps, graph, run, 0)
  while (height > 0) {
    height -= 1
    let step = at(steps.stack, height)
    while (step >= 0 && inside[step] === 0) {
      way += 1
      if (way > most) return way
      inside[step] = comesIn
      noteStep(advance, step)
      if (at(onto, step) === several) height = pushParents(steps, graph, at(runs, step), height)
      step = at(onto, step)
    }
    if (step < 0 || inside[step] === comesIn) continue
    if (step === stand) steps.isKept = true
    if (!steps.isKept) reach(steps, step, stays)
  }
  return way
}

/** Whether a run was written on the version where the walk stands, whatever else it was written on. */
function isParent(
  steps: Steps,
  { parents, parentStarts }: Graph,
  run: number,
  stand: number,
): boolean {
  const end = at(parentStarts, run + 1)
  for (let nth = at(parentStarts, run); nth < end; nth += 1) {
    if (stepOfRun(steps, at(parents, nth)) === stand) return true
  }
  return false
}

function findRetreat(
  steps: Steps,
  graph: Graph,
  from: number,
  before: number,
  most: number,
): number {
  const { heap, marks, onto, retreat } = steps
  let way = before
  reach(steps, from, goes)
  while (steps.going > 0) {
    let step = popRun(heap)
    const mark = marks[step] as number
    marks[step] = 0
    if (mark === goes) steps.going -= 1
    const next = heap.count === 0 ? atBase : at(heap.cells, 0)
    // As long as the step before is newer than all in the heap, it needn't go there.
    for (;;) {
      if (mark === goes) {
        noteStep(retreat, step)
        way += 1
        if (way > most) return way
      }
      if (at(onto, step) <= next) break
      step = at(onto, step)
    }
    if (at(onto, step) !== several) reach(steps, at(onto, step), mark)
    else reachParents(steps, graph, at(steps.runs, step), mark)
  }
  return way
}

function reachParents(
  steps: Steps,
  { parents, parentStarts }: Graph,
  run: number,
  mark: number,
): void {
  for (let nth = at(parentStarts, run); nth < at(parentStarts, run + 1); nth += 1) {
    reach(steps, stepOfRun(steps, at(parents, nth)), mark)
  }
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
    const last = at(cells, 2 * nth + 1)
    // Mostly a few each, for which calling on `fill` takes longer.
    for (let step = at(cells, 2 * nth); step <= last; step += 1) bytes[step] = value
  }
}

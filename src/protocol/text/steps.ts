/**
 * The steps of a walk: its runs in the order in which they were taken, and what
 * leads from one version to another (Eg-walker §3.2).
 *
 * A walk that finishes a branch before another takes its runs in successive
 * steps, so that a branch is told as a range, however long it is.
 */

import { at, type Bytes, bytesFor, type Column, roomFor } from './columns'
import type { Graph } from './graph'
import { popRun, pushRun } from './heap'

/** Stretches of steps: the first and the last of each. */
export interface Ranges {
  cells: Column
  count: number
}

export interface Steps {
  /** The run that the walk began after: every step's run descends from it. */
  base: number
  count: number
  /** Run of each step. */
  runs: Column
  /** Step of each run, counted from the one after {@link base}. */
  stepOf: Column
  /** 1 where the step's run was written on that of the step before, and on no other. */
  goesOn: Bytes
  /** Steps to undo, and steps to redo, of the last {@link lead}. */
  readonly retreat: Ranges
  readonly advance: Ranges
  /** Which versions a step is known to be in. All zero between questions. */
  sides: Bytes
  readonly heap: number[]
  /** Steps in the heap that are in one version only, as far as known. */
  apart: number
}

const here = 1
const there = 2
const both = here | there

/** The version that the walk began at, as a step. */
export const atBase = -1

export const createSteps = (): Steps => ({
  base: -1,
  count: 0,
  runs: new Int32Array(16),
  stepOf: new Int32Array(16),
  goesOn: new Uint8Array(16),
  retreat: { cells: new Int32Array(16), count: 0 },
  advance: { cells: new Int32Array(16), count: 0 },
  sides: new Uint8Array(16),
  heap: [],
  apart: 0,
})

/** Takes the next step: a run above the base, after its parents. Returns it. */
export function takeStep(steps: Steps, { parents, parentStarts }: Graph, run: number): number {
  const step = steps.count
  const row = run - steps.base - 1
  steps.count = step + 1
  if (step >= steps.goesOn.length) {
    steps.goesOn = bytesFor(steps.goesOn, step + 1)
    steps.runs = roomFor(steps.runs, step + 1)
  }
  if (row >= steps.stepOf.length) steps.stepOf = roomFor(steps.stepOf, row + 1)
  steps.runs[step] = run
  steps.stepOf[row] = step
  const start = at(parentStarts, run)
  const isOnOne = at(parentStarts, run + 1) - start === 1
  steps.goesOn[step] = isOnOne && stepOfRun(steps, at(parents, start)) === step - 1 ? 1 : 0
  return step
}

/** Step of a run, or {@link atBase} for all that the walk doesn't hold. */
export const stepOfRun = ({ base, stepOf }: Steps, run: number): number =>
  run <= base ? atBase : at(stepOf, run - base - 1)

/**
 * Finds what leads from the version of step `from` to the one that `run` was
 * written on. Stops as soon as all that is left is common to both. The answer,
 * in {@link Steps.retreat} and {@link Steps.advance}, is good until the next question.
 */
export function lead(
  steps: Steps,
  { parents, parentStarts }: Graph,
  from: number,
  run: number,
): void {
  steps.retreat.count = 0
  steps.advance.count = 0
  if (steps.sides.length < steps.count) steps.sides = bytesFor(steps.sides, steps.count)
  reach(steps, from, here)
  for (let nth = at(parentStarts, run); nth < at(parentStarts, run + 1); nth += 1) {
    reach(steps, stepOfRun(steps, at(parents, nth)), there)
  }
  const { heap, sides } = steps
  while (steps.apart > 0) {
    const last = popRun(heap)
    const side = sides[last] as number
    sides[last] = 0
    if (side !== both) steps.apart -= 1
    const first = firstOfRange(steps, last)
    if (side === here) noteRange(steps.retreat, first, last)
    if (side === there) noteRange(steps.advance, first, last)
    const own = at(steps.runs, first)
    for (let nth = at(parentStarts, own); nth < at(parentStarts, own + 1); nth += 1) {
      reach(steps, stepOfRun(steps, at(parents, nth)), side)
    }
  }
  for (const step of heap) sides[step] = 0
  heap.length = 0
}

/** Where the range begins that ends with `last`: all of it is in the same versions, as nothing else leads into it. */
function firstOfRange({ goesOn, heap }: Steps, last: number): number {
  const floor = heap[0] ?? atBase
  let first = last
  while (goesOn[first] === 1 && first - 1 > floor) first -= 1
  return first
}

function reach(steps: Steps, step: number, side: number): void {
  if (step === atBase) return
  const { sides } = steps
  const before = sides[step] as number
  const after = before | side
  if (after === before) return
  if (before === 0) pushRun(steps.heap, step)
  if (after === both && before !== 0) steps.apart -= 1
  else if (after !== both) steps.apart += 1
  sides[step] = after
}

function noteRange(ranges: Ranges, first: number, last: number): void {
  const cell = 2 * ranges.count
  if (cell + 2 > ranges.cells.length) ranges.cells = roomFor(ranges.cells, cell + 2)
  ranges.cells[cell] = first
  ranges.cells[cell + 1] = last
  ranges.count += 1
}

/**
 * The steps of a walk: its runs in the order in which they were taken (Eg-walker §3.2).
 *
 * A walk that finishes a branch before another takes its runs in successive
 * steps, so that a branch is told as a range, however long it is.
 */

import { at, type Bytes, bytesFor, type Column, roomFor } from './columns'
import type { Graph } from './graph'
import { createHeap, type Heap } from './heap'

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
  /** The step that each was written on, where it is one and no more: {@link atBase} or {@link several} else. */
  onto: Column
  /** Steps to undo, and steps to redo: what the last lead found. */
  readonly retreat: Ranges
  readonly advance: Ranges
  /** What a lead works with: empty, and zero, between two of them. */
  readonly heap: Heap
  stack: Column
  marks: Bytes
  going: number
  /** Whether all that is inside stays: what the last lead found. */
  isKept: boolean
}

/** The version that the walk began at, as a step. */
export const atBase = -1
/** More than one step. */
export const several = -2

export const createSteps = (): Steps => ({
  base: -1,
  count: 0,
  runs: new Int32Array(16),
  stepOf: new Int32Array(16),
  onto: new Int32Array(16),
  retreat: { cells: new Int32Array(16), count: 0 },
  advance: { cells: new Int32Array(16), count: 0 },
  heap: createHeap(),
  stack: new Int32Array(16),
  marks: new Uint8Array(16),
  going: 0,
  isKept: false,
})

/** Takes the next step: a run above the base, after its parents. Returns it. */
export function takeStep(steps: Steps, { parents, parentStarts }: Graph, run: number): number {
  const step = steps.count
  const row = run - steps.base - 1
  steps.count = step + 1
  if (step >= steps.onto.length) {
    steps.onto = roomFor(steps.onto, step + 1)
    steps.marks = bytesFor(steps.marks, step + 1)
    steps.runs = roomFor(steps.runs, step + 1)
  }
  if (row >= steps.stepOf.length) steps.stepOf = roomFor(steps.stepOf, row + 1)
  steps.runs[step] = run
  steps.stepOf[row] = step
  const start = at(parentStarts, run)
  const count = at(parentStarts, run + 1) - start
  if (count > 1) steps.onto[step] = several
  else steps.onto[step] = count === 0 ? atBase : stepOfRun(steps, at(parents, start))
  return step
}

/** Step of a run, or {@link atBase} for all that the walk doesn't hold. */
export const stepOfRun = ({ base, stepOf }: Steps, run: number): number =>
  run <= base ? atBase : at(stepOf, run - base - 1)

/** Notes a step; those of a branch come newest first, and are one stretch where they were taken in a row. */
export function noteStep(ranges: Ranges, step: number): void {
  const cell = 2 * ranges.count
  if (cell > 0 && at(ranges.cells, cell - 2) === step + 1) {
    ranges.cells[cell - 2] = step
    return
  }
  if (cell + 2 > ranges.cells.length) ranges.cells = roomFor(ranges.cells, cell + 2)
  ranges.cells[cell] = step
  ranges.cells[cell + 1] = step
  ranges.count += 1
}

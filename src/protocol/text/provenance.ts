/**
 * Provenance of a body: who inserted and who deleted each unit (PROTOCOL.md §TX).
 * Standard term: blame, over tombstones as well.
 *
 * Units are told as spans in document order. The surprise: a deleted unit keeps
 * its place among all others for ever, which is what lets an undo put it back.
 */

import { at, roomFor } from './columns'
import { firstSlot, slotAfter } from './finding'
import { stepOfRun } from './steps'
import { stepHolding, type Tracker } from './tracker'
import { idCell, lengthCell, outside } from './tree'

/** Successive units of one run that share one fate. */
export interface TextSpan {
  /** Index of the run that inserted them. */
  readonly run: number
  /** Which of the units that the run inserted comes first here, counted from 0. */
  readonly from: number
  /** UTF-16 units. */
  readonly length: number
  /** Runs that deleted them, ascending; none where they stand in the text. What is set aside [TX12] is as if deleted by itself. */
  readonly deletedBy: readonly number[]
}

/** Every unit inserted, deleted ones too [TX11], as a tracker knows them that has walked everything from the empty version. */
export function tellSpans(tracker: Tracker): readonly TextSpan[] {
  const { spans, history, steps, idStarts, targetStarts, targets, nextId } = tracker
  const teller = createSpanTeller(nextId)
  for (let slot = firstSlot(spans); slot !== outside; slot = slotAfter(spans, slot)) {
    let id = at(spans.cells, slot + idCell)
    const end = id + at(spans.cells, slot + lengthCell)
    // A span goes on from one run into the next, as typing does.
    for (let step = stepHolding(idStarts, steps.count, id); id < end; step += 1) {
      const length = Math.min(end, at(idStarts, step + 1)) - id
      // Runs that only delete begin where the next one does.
      if (length === 0) continue
      teller.place(id, at(steps.runs, step), id - at(idStarts, step), length)
      id += length
    }
  }
  for (let run = 0; run < history.count; run += 1) {
    const step = stepOfRun(steps, run)
    if (history.asides.has(run)) {
      // It took nothing from the text, and its own is as good as deleted, by itself.
      teller.delete(at(idStarts, step), at(idStarts, step + 1) - at(idStarts, step), run)
      continue
    }
    for (let nth = at(targetStarts, step); nth < at(targetStarts, step + 1); nth += 1) {
      teller.delete(at(targets, 2 * nth), at(targets, 2 * nth + 1), run)
    }
  }
  return teller.told()
}

/** Gathers what a tracker knows into spans. Units go by the tracker's ids here. */
interface SpanTeller {
  /** The next stretch in document order, cut wherever a deletion begins or ends. */
  readonly place: (id: number, run: number, from: number, length: number) => void
  /** Runs come in ascending order. */
  readonly delete: (id: number, length: number, run: number) => void
  /** All spans, joined wherever they go on from each other. */
  readonly told: () => readonly TextSpan[]
}

const nobody: readonly number[] = []
/** Run, first unit, length. */
const stretchCells = 3

function createSpanTeller(unitCount: number): SpanTeller {
  let stretches = new Int32Array(64)
  let count = 0
  const deleters = new Map<number, number[]>()
  /** Number of the stretch that begins with this unit, by id. */
  const beginning = new Int32Array(unitCount)

  const place = (id: number, run: number, from: number, length: number): void => {
    stretches = roomFor(stretches, stretchCells * (count + 1))
    stretches[stretchCells * count] = run
    stretches[stretchCells * count + 1] = from
    stretches[stretchCells * count + 2] = length
    beginning[id] = count
    count += 1
  }

  const noteDeleted = (id: number, length: number, run: number): void => {
    for (let unit = id; unit < id + length;) {
      const nth = at(beginning, unit)
      const by = deleters.get(nth)
      if (by === undefined) deleters.set(nth, [run])
      else by.push(run)
      unit += at(stretches, stretchCells * nth + 2)
    }
  }

  const told = (): readonly TextSpan[] => {
    const spans: TextSpan[] = []
    for (let nth = 0; nth < count;) {
      const run = at(stretches, stretchCells * nth)
      const from = at(stretches, stretchCells * nth + 1)
      const deletedBy = deleters.get(nth) ?? nobody
      let length = 0
      do {
        length += at(stretches, stretchCells * nth + 2)
        nth += 1
      } while (nth < count && goesOn(nth, run, from + length, deletedBy))
      spans.push({ run, from, length, deletedBy })
    }
    return spans
  }

  const goesOn = (nth: number, run: number, from: number, deletedBy: readonly number[]): boolean =>
    at(stretches, stretchCells * nth) === run &&
    at(stretches, stretchCells * nth + 1) === from &&
    sameRuns(deleters.get(nth) ?? nobody, deletedBy)

  return { place, delete: noteDeleted, told }
}

const sameRuns = (a: readonly number[], b: readonly number[]): boolean =>
  a === b || (a.length === b.length && a.every((run, nth) => run === b[nth]))

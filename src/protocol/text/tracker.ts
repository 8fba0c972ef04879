/**
 * The tracker: the merge structure of Eg-walker (§3.2, §3.3; PROTOCOL.md §TX).
 *
 * It lives from one critical version on, and holds each unit in two states: the
 * prepare version's, where the walk stands and positions are read, and the
 * effect version's, where they are written. Applying a run turns positions of
 * its parents into positions of everything applied so far.
 *
 * The surprise: origins are nowhere in a sigil. Every weaver derives them here,
 * so nobody can forge one.
 */

import { type Carets, createCarets, forgetCarets } from './carets'
import { at, type Column } from './columns'
import { keptLength } from './finding'
import type { History, RunOrder } from './history'
import type { Ledger } from './ledger'
import { createModes, type Modes } from './modes'
import { shiftRun } from './shifting'
import type { Shortcuts } from './shortcuts'
import type { Sink } from './sink'
import { type Place, resetSpans } from './spans'
import { createSpelling, type Spelling } from './spelling'
import { resetStances } from './stances'
import { createSteps, type Steps } from './steps'
import { createSpans, outside, type Spans } from './tree'

export interface TrackerDeps {
  readonly history: History
  readonly ledger: Ledger
  readonly order: RunOrder
  readonly shortcuts: Shortcuts
}

export interface Tracker extends TrackerDeps {
  readonly spans: Spans
  readonly steps: Steps
  readonly carets: Carets
  readonly modes: Modes
  readonly place: Place
  readonly typing: Typing
  readonly spelling: Spelling
  /** Takes splices against everything applied so far; null where nobody wants them. */
  sink: Sink | null
  /** Ids ascend with the steps. First id of each, and one cell more, which is the next id. */
  idStarts: Column
  /** The same into {@link targets}. */
  targetStarts: Column
  /** What was deleted: pairs of first id and length. */
  targets: Column
  targetCount: number
  /** How many pieces were written before each step: places typed at, and stretches deleted. What moving it costs. */
  pieceStarts: Column
  placeCount: number
  nextId: number
  /** Whether the run being applied has a say in the effect version. */
  counts: boolean
  /** Whether several runs come at once, branch after branch; else one alone. */
  isPlanned: boolean
}

/**
 * What is typed in a row and not yet placed, perhaps by many runs: only the first unit
 * needs a place, since all others come right after the one before.
 */
interface Typing {
  position: number
  length: number
  readonly pieces: string[]
  count: number
}

export function createTracker(deps: TrackerDeps): Tracker {
  const tracker: Tracker = {
    history: deps.history,
    ledger: deps.ledger,
    order: deps.order,
    shortcuts: deps.shortcuts,
    spans: createSpans(),
    steps: createSteps(),
    carets: createCarets(),
    modes: createModes((run, inserted, deleted) => shiftRun(tracker, run, inserted, deleted)),
    place: { leaf: 0, index: 0, before: 0, left: outside, right: outside },
    typing: { position: 0, length: 0, pieces: [], count: 0 },
    spelling: createSpelling(),
    sink: null,
    idStarts: new Int32Array(16),
    targetStarts: new Int32Array(16),
    targets: new Int32Array(16),
    targetCount: 0,
    pieceStarts: new Int32Array(16),
    placeCount: 0,
    nextId: 0,
    counts: true,
    isPlanned: false,
  }
  return tracker
}

/** Starts anew at the critical version `{base}` (−1: the empty one), whose text is `length` units long. */
export function resetTracker(tracker: Tracker, base: number, length: number): void {
  resetStances(tracker.spans, tracker.steps.count)
  tracker.steps.base = base
  tracker.steps.count = 0
  tracker.placeCount = 0
  tracker.nextId = length
  tracker.idStarts[0] = length
  tracker.targetCount = 0
  tracker.modes.reset()
  forgetCarets(tracker.carets)
  resetSpans(tracker.spans, length)
}

/** Units of the text of all runs applied. */
export const trackedLength = ({ spans }: Tracker): number => keptLength(spans)

/** The last of `count` steps that begins at `id` or below: those that inserted nothing begin where the next one does. */
export function stepHolding(idStarts: Column, count: number, id: number): number {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >> 1
    if (at(idStarts, middle) > id) high = middle
    else low = middle + 1
  }
  return low - 1
}

/**
 * One glyph's body: plain text, and the history it can be rebuilt from (PROTOCOL.md §TX).
 *
 * Text is derived lazily. `add` only notes a run; `advance` merges all runs
 * noted since and says what changed, so that opening a chorus from a snapshot
 * walks nothing.
 *
 * The surprise: behind this interface there are records and functions, and no
 * more closures. Compiled code that knows a closure is thrown away with it, so
 * each body that is closed would leave the next one to be compiled anew.
 */

import type { Splice } from '../sigil'
import { applyRuns } from './applying'
import {
  type Buffer,
  bufferLength,
  bufferText,
  createBuffer,
  loadBuffer,
  spliceBuffer,
} from './buffer'
import { type Changes, changesTold, noteChange } from './changes'
import { areCritical } from './criticals'
import { parentsOf, pastOf } from './graph'
import {
  addRun,
  asidesOf,
  createHistory,
  isGuarded,
  type RunOrder,
  splicesOf,
  type TextRun,
} from './history'
import { admits, createLedger, rivalsOf, trust } from './ledger'
import { createPlan, planWalk } from './plan'
import { probe } from './probe'
import { tellSpans, type TextSpan } from './provenance'
import { allShortcuts, type Shortcuts } from './shortcuts'
import { createTracker, resetTracker } from './tracker'
import { createWalk, passRow, type Walk, walkAll, type WalkDeps, walkFresh } from './walk'

export interface BodyText {
  /** Notes a run, merging nothing. Returns its index. */
  readonly add: (run: TextRun) => number
  /** Merges every run noted so far. Returns the splices that turn the old text into the new. */
  readonly advance: () => readonly Splice[]
  /** The text as of the last {@link advance} or {@link load}: units, so hostile halves of a pair may stand alone [TX1]. */
  readonly text: () => string
  /** UTF-16 units of {@link text}. */
  readonly length: () => number
  /**
   * Trusts `text` to be the text at `version` (heads, run indices): how a
   * snapshot is opened. Only before the first `advance`.
   */
  readonly load: (text: string, version: readonly number[]) => void
  /** Runs that `run` met at one place [TX6], ascending, without itself. A function of the set. */
  readonly rivals: (run: number) => readonly number[]
  /** True where [TX5] made the run void: a position past the end at its parent version. */
  readonly isVoid: (run: number) => boolean
  /** The text at any version (heads, run indices), by replay from the start. */
  readonly textAt: (version: readonly number[]) => string
  /**
   * Where `position` in the text at a version (heads, run indices) stands in the
   * text as of the last {@link advance}; null where it lies past that version's end [TX10].
   */
  readonly locate: (version: readonly number[], position: number) => number | null
  /**
   * Every unit ever inserted, in document order, with who inserted and who deleted it
   * [TX11]. Replays the whole history: for when somebody asks, not for each keystroke.
   */
  readonly spans: () => readonly TextSpan[]
}

/** All `shortcuts` where none are named. */
export type CreateBodyText = (order: RunOrder, shortcuts?: Shortcuts) => BodyText

export const createBodyText: CreateBodyText = (order, shortcuts = allShortcuts) => {
  const history = createHistory()
  const ledger = createLedger()
  const deps: WalkDeps = { history, ledger, order, shortcuts }
  const body: Body = {
    // Named one by one: what is spread is made of two kinds of objects, once the engine knows it.
    history,
    ledger,
    order,
    shortcuts,
    walk: null,
    buffer: createBuffer(),
    merged: 0,
    covered: null,
    judged: 0,
    untold: nothing,
  }
  return {
    add: (run) => addRun(history, run),
    advance: () => advance(body),
    text: () => bufferText(body.buffer),
    length: () => bufferLength(body.buffer),
    load: (text, version) => load(body, text, version),
    rivals: (run) => rivals(body, run),
    isVoid: (run) => {
      judge(body)
      return body.ledger.voids.has(run)
    },
    textAt: (version) => replay(deps, version),
    locate: (version, position) => probe(deps, version, position),
    spans: () => spansOf(deps),
  }
}

interface Body extends WalkDeps {
  /** Where everybody wrote on all there was there is nothing to walk, and a walk takes more room than most texts. */
  walk: Walk | null
  readonly buffer: Buffer
  /** Runs below this are merged, and those that {@link load} covered. */
  merged: number
  covered: Uint8Array | null
  /** Runs below this have their verdicts in the ledger, each pair of them. */
  judged: number
  /** What was merged and not yet told. */
  untold: readonly Splice[]
}

const nothing: readonly Splice[] = []

function advance(body: Body): readonly Splice[] {
  if (body.untold.length === 0) return merge(body)
  const told = body.untold
  body.untold = nothing
  return [...told, ...merge(body)]
}

function merge(body: Body): readonly Splice[] {
  const { count } = body.history
  if (body.merged === count) return nothing
  const isRow = isWrittenOnAll(body)
  const splices = isRow && body.merged === count - 1 ? passOne(body) : mergeAll(body, isRow)
  if (body.judged >= body.merged) body.judged = count
  body.merged = count
  body.covered = null
  return splices
}

/** Whether each run to be merged was written on all there was, and the text at hand is that of all before them. */
const isWrittenOnAll = ({ history, shortcuts, merged, covered }: Body): boolean =>
  shortcuts.passesRow &&
  covered === null &&
  areCritical(history.criticals, merged, history.count - 1) &&
  !isGuarded(history)

/** The common case: one run, written on all there is. Its splices hold as they are. */
function passOne({ history, ledger, buffer, merged }: Body): readonly Splice[] {
  const splices = splicesOf(history, merged)
  if (!admits(ledger, merged, splices, bufferLength(buffer))) return nothing
  for (let nth = 0; nth < splices.length; nth += 1) {
    const one = splices[nth] as Splice
    spliceBuffer(buffer, one[0], one[1], one[2])
  }
  if (splices.length < 2) return splices
  const changes: Changes = []
  for (const one of splices) noteChange(changes, one[0], one[1], one[2])
  return changesTold(changes)
}

function mergeAll(body: Body, isRow: boolean): readonly Splice[] {
  const { history, buffer, merged, covered } = body
  const changes: Changes | null = bufferLength(buffer) === 0 ? null : []
  const sink = { buffer, changes, last: -1 }
  if (isRow) passRow(body, merged, history.count, bufferLength(buffer), sink)
  else walkFresh(walkOf(body), { first: merged, covered }, sink)
  if (changes !== null) return changesTold(changes)
  return bufferLength(buffer) === 0 ? nothing : [[0, 0, bufferText(buffer)]]
}

const walkOf = (body: Body): Walk => (body.walk ??= createWalk(body))

function judge(body: Body): void {
  if (body.judged === body.history.count) return
  // A guarded history is walked once, and so merged as it is judged.
  if (isGuarded(body.history)) body.untold = [...body.untold, ...merge(body)]
  walkAll(walkOf(body))
  body.judged = body.history.count
}

function load(body: Body, text: string, version: readonly number[]): void {
  loadBuffer(body.buffer, text)
  const [head] = version
  if (head === undefined) return
  const covered = pastOf(body.history, version)
  const gap = covered.indexOf(0)
  body.merged = gap < 0 ? covered.length : gap
  body.covered = gap < 0 ? null : covered
  if (version.length === 1) trust(body.ledger, head, text.length)
}

function rivals(body: Body, run: number): readonly number[] {
  judge(body)
  const met = rivalsOf(body.ledger, run)
  const { asides } = body.history
  if (asides.size === 0) return met
  // Whoever is set aside still stood between those who met.
  return asides.has(run) ? [] : met.filter((one) => !asides.has(one))
}

/** The text of a part of a history: that part alone, woven anew. */
function replay({ history, order, shortcuts }: WalkDeps, version: readonly number[]): string {
  const past = pastOf(history, version)
  const runs = [...past.keys()].filter((run) => past[run] === 1)
  const rowOf = new Map(runs.map((run, row) => [run, row]))
  const part = createBodyText((a, b) => order(runs[a] ?? 0, runs[b] ?? 0), shortcuts)
  for (const run of runs) {
    const parents = parentsOf(history, run).flatMap((parent) => rowOf.get(parent) ?? [])
    const asides = asidesOf(history, run).flatMap((one) => rowOf.get(one) ?? [])
    const isAside = history.asides.has(run)
    part.add({ parents, splices: splicesOf(history, run), isAside, asides })
  }
  part.advance()
  return part.text()
}

/** One walk from the empty version over everything: no critical version spares it any unit. */
function spansOf(deps: WalkDeps): readonly TextSpan[] {
  const { count } = deps.history
  const tracker = createTracker({ ...deps, ledger: createLedger() })
  const plan = createPlan()
  resetTracker(tracker, -1, 0)
  planWalk(plan, deps.history, 0, count, { first: 0, covered: null }, true)
  applyRuns(tracker, plan.runs, plan.count, null)
  return tellSpans(tracker)
}

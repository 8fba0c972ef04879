/**
 * One glyph's body: plain text, and the history it can be rebuilt from (PROTOCOL.md §TX).
 *
 * Text is derived lazily. `add` only notes a run; `advance` merges all runs
 * noted since and says what changed, so that opening a chorus from a snapshot
 * walks nothing.
 */

import type { Splice } from '../sigil'
import { createBuffer } from './buffer'
import { createChanges } from './changes'
import { pastOf } from './graph'
import { createHistory, type History, type RunOrder, type TextRun } from './history'
import { createLedger } from './ledger'
import { createPlan } from './plan'
import { probe } from './probe'
import type { TextSpan } from './provenance'
import { allShortcuts, type Shortcuts } from './shortcuts'
import { createTracker } from './tracker'
import { createWalk, type WalkDeps } from './walk'

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

const nothing: readonly Splice[] = []

/** All `shortcuts` where none are named. */
export type CreateBodyText = (order: RunOrder, shortcuts?: Shortcuts) => BodyText

export const createBodyText: CreateBodyText = (order, shortcuts = allShortcuts) => {
  const history = createHistory()
  const ledger = createLedger()
  const deps: WalkDeps = { history, ledger, order, shortcuts }
  const walk = createWalk(deps)
  const buffer = createBuffer()
  /** Runs below this are merged, and those that {@link load} covered. */
  let merged = 0
  let covered: Uint8Array | null = null
  /** Runs below this have their verdicts in the ledger, each pair of them. */
  let judged = 0
  /** What was merged and not yet told. */
  let untold = nothing

  const isFresh = (run: number): boolean => run >= merged && covered?.[run] !== 1

  /** The common case: one run, written on all there is. Its splices hold as they are. */
  const passOne = (): readonly Splice[] => {
    const splices = history.splicesOf(merged)
    if (!ledger.admits(merged, splices, buffer.length())) return []
    for (const one of splices) buffer.splice(one[0], one[1], one[2])
    return splices.length > 1 ? joined(splices) : splices
  }

  const mergeAll = (): readonly Splice[] => {
    if (buffer.length() === 0) {
      walk.emit(merged, isFresh, buffer.splice)
      return buffer.length() === 0 ? [] : [[0, 0, buffer.text()]]
    }
    const changes = createChanges()
    walk.emit(merged, isFresh, (at, deleted, inserted) => {
      buffer.splice(at, deleted, inserted)
      changes.note(at, deleted, inserted)
    })
    return changes.taken()
  }

  const advance = (): readonly Splice[] => {
    if (untold.length === 0) return merge()
    const told = untold
    untold = nothing
    return [...told, ...merge()]
  }

  /** Whether the only run to be merged is critical, and the text at hand that of all before it. */
  const isWrittenOnAll = (count: number): boolean =>
    shortcuts.passesOne &&
    merged === count - 1 &&
    history.criticalBefore(count) === merged &&
    covered === null &&
    !history.isGuarded()

  const merge = (): readonly Splice[] => {
    const count = history.count()
    if (merged === count) return nothing
    const splices = isWrittenOnAll(count) ? passOne() : mergeAll()
    if (judged >= merged) judged = count
    merged = count
    covered = null
    return splices
  }

  const judge = (): void => {
    if (judged === history.count()) return
    // A guarded history is walked once, and so merged as it is judged.
    if (history.isGuarded()) untold = [...untold, ...merge()]
    walk.judge()
    judged = history.count()
  }

  return {
    add: history.add,
    advance,
    text: buffer.text,
    length: buffer.length,
    load: (text, version) => {
      buffer.load(text)
      if (version.length === 0) return
      covered = pastOf(history.parentsOf, history.count(), version)
      const gap = covered.indexOf(0)
      merged = gap < 0 ? covered.length : gap
      if (gap < 0) covered = null
      const [head] = version
      if (version.length === 1 && head !== undefined) ledger.trust(head, text.length)
    },
    rivals: (run) => {
      judge()
      if (!history.isGuarded()) return ledger.rivals(run)
      // Whoever is set aside still stood between those who met.
      return history.isAside(run) ? [] : ledger.rivals(run).filter((one) => !history.isAside(one))
    },
    isVoid: (run) => {
      judge()
      return ledger.isVoid(run)
    },
    textAt: (version) => replay(deps, version),
    locate: (version, position) => probe(deps, version, position),
    spans: () => spansOf(history, order),
  }
}

function joined(splices: readonly Splice[]): readonly Splice[] {
  const changes = createChanges()
  for (const [at, deleted, inserted] of splices) changes.note(at, deleted, inserted)
  return changes.taken()
}

/** The text of a part of a history: that part alone, woven anew. */
function replay({ history, order, shortcuts }: WalkDeps, version: readonly number[]): string {
  const past = pastOf(history.parentsOf, history.count(), version)
  const runs = [...past.keys()].filter((run) => past[run] === 1)
  const rowOf = new Map(runs.map((run, row) => [run, row]))
  const part = createBodyText((a, b) => order(runs[a] ?? 0, runs[b] ?? 0), shortcuts)
  for (const run of runs) {
    const parents = history.parentsOf(run).flatMap((parent) => rowOf.get(parent) ?? [])
    const asides = history.asidesOf(run).flatMap((one) => rowOf.get(one) ?? [])
    part.add({ parents, splices: history.splicesOf(run), isAside: history.isAside(run), asides })
  }
  part.advance()
  return part.text()
}

/** One walk from the empty version over everything: no critical version spares it any unit. */
function spansOf(history: History, order: RunOrder): readonly TextSpan[] {
  const tracker = createTracker({ history, ledger: createLedger(), order })
  tracker.reset(-1, 0)
  for (const run of createPlan(history)(0, history.count(), () => true)) tracker.apply(run, null)
  return tracker.spans()
}

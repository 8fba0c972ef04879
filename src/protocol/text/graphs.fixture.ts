/**
 * Random histories for the text tests: authors who type in bursts, merge,
 * write from stale versions of their own, and now and then reach past the end.
 *
 * A plan is plain numbers, so fast-check can shrink it; `grow` reads it as a
 * history. Runs have names here, since their indices change with the order in
 * which they arrive.
 */

import fc from 'fast-check'

import type { Splice } from '../sigil'
import { createOracle } from './body.oracle'
import type { RunOrder } from './history'

/** One run to be. Each number is taken modulo whatever it chooses from. */
export interface Step {
  readonly author: number
  /** How many of its own runs the author forgets: 0 for an honest one. */
  readonly stale: number
  /** Which other author's newest run is merged first, if any. */
  readonly merges: number | null
  /** An ancestor that is named as a parent too, though the others imply it. */
  readonly redundant: number | null
  readonly stamp: number
  readonly edits: readonly Edit[]
}

export interface Edit {
  readonly kind: 'forward' | 'write' | 'backward' | 'delete' | 'erase' | 'replace' | 'hostile'
  readonly at: number
  readonly length: number
  /** Goes on where the author's last edit ended, as typing does. */
  readonly isNear: boolean
}

export interface NamedRun {
  readonly name: number
  readonly parents: readonly number[]
  readonly splices: readonly Splice[]
  readonly stamp: number
}

const edit: fc.Arbitrary<Edit> = fc.record({
  kind: fc.oneof(
    { weight: 6, arbitrary: fc.constant('forward' as const) },
    { weight: 6, arbitrary: fc.constant('backward' as const) },
    { weight: 5, arbitrary: fc.constant('delete' as const) },
    { weight: 4, arbitrary: fc.constant('erase' as const) },
    { weight: 2, arbitrary: fc.constant('replace' as const) },
    { weight: 1, arbitrary: fc.constant('hostile' as const) },
  ),
  at: fc.nat({ max: 1000 }),
  length: fc.integer({ min: 1, max: 4 }),
  isNear: fc.boolean(),
})

const step: fc.Arbitrary<Step> = fc.record({
  author: fc.nat({ max: 2 }),
  stale: fc.oneof(
    { weight: 8, arbitrary: fc.constant(0) },
    { weight: 2, arbitrary: fc.integer({ min: 1, max: 4 }) },
  ),
  merges: fc.option(fc.nat({ max: 2 }), { freq: 2 }),
  redundant: fc.option(fc.nat({ max: 1000 }), { freq: 5 }),
  stamp: fc.nat({ max: 3 }),
  edits: fc.array(edit, { minLength: 1, maxLength: 2 }),
})

interface Habits {
  /** Of so many, one is not written on the author's last. */
  readonly stale: number
  readonly mostStale: number
  /** Of so many, one merges. */
  readonly merges: number
  readonly edits: fc.Arbitrary<Step['edits']>
}

/** What one of a few authors does who mostly goes on from their own last change. */
const stepBy = ({ stale, mostStale, merges, edits }: Habits): fc.Arbitrary<Step> =>
  fc.record({
    author: fc.nat({ max: 2 }),
    stale: fc.oneof(
      { weight: stale - 1, arbitrary: fc.constant(0) },
      { weight: 1, arbitrary: fc.integer({ min: 1, max: mostStale }) },
    ),
    merges: fc.oneof(
      { weight: merges - 1, arbitrary: fc.constant(null) },
      { weight: 1, arbitrary: fc.nat({ max: 2 }) },
    ),
    redundant: fc.constant(null),
    stamp: fc.nat({ max: 3 }),
    edits,
  })

/** One key, or a few: what most authors do most of the time. */
const key = stepBy({
  stale: 16,
  mostStale: 1,
  merges: 12,
  edits: fc.tuple(
    fc.record({
      kind: fc.constantFrom('write' as const, 'write' as const, 'erase' as const),
      at: fc.nat({ max: 1000 }),
      length: fc.integer({ min: 1, max: 3 }),
      isNear: fc.oneof(
        { weight: 9, arbitrary: fc.constant(true) },
        { weight: 1, arbitrary: fc.constant(false) },
      ),
    }),
  ),
})

/** Histories of authors who type on and erase it again, side by side, and merge rarely. */
export const typings = (maxLength: number): fc.Arbitrary<readonly NamedRun[]> =>
  fc.array(key, { minLength: 1, maxLength, size: 'max' }).map(grow)

/** As much at once as a program's source changes by in a commit, seldom merged. */
const commit = stepBy({
  stale: 10,
  mostStale: 2,
  merges: 6,
  edits: fc.array(
    fc.record({
      kind: fc.constantFrom('write' as const, 'delete' as const, 'replace' as const),
      at: fc.nat({ max: 1000 }),
      length: fc.integer({ min: 1, max: 4 }),
      isNear: fc.constant(false),
    }),
    { minLength: 8, maxLength: 14, size: 'max' },
  ),
})

/** Histories of branches that change much, all over the text, before they are merged. */
export const branchings = (maxLength: number): fc.Arbitrary<readonly NamedRun[]> =>
  fc.array(commit, { minLength: 1, maxLength, size: 'max' }).map(grow)

/** Histories of up to `maxLength` runs. */
export const histories = (maxLength: number): fc.Arbitrary<readonly NamedRun[]> =>
  fc.array(step, { minLength: 1, maxLength, size: 'max' }).map(grow)

/** The product's order, on names: stamp, then name. */
export const orderOf =
  (runs: readonly NamedRun[]): RunOrder =>
  (a, b) =>
    (runs[a]?.stamp ?? 0) - (runs[b]?.stamp ?? 0) || (runs[a]?.name ?? 0) - (runs[b]?.name ?? 0)

function grow(steps: readonly Step[]): readonly NamedRun[] {
  const runs: NamedRun[] = []
  const oracle = createOracle((a, b) => orderOf(runs)(a, b))
  /** Every version each author has stood at, oldest first. */
  const stands: number[][][] = [[[]], [[]], [[]]]
  const cursors = [0, 0, 0]
  for (const { author, stale, merges, redundant, stamp, edits } of steps) {
    const own = stands[author] ?? [[]]
    const known = own[Math.max(0, own.length - 1 - stale)] ?? []
    const met = merges === null ? [] : (stands[merges]?.at(-1) ?? [])
    const name = runs.length
    const parents = new Set([...known, ...met])
    const [newest] = [...parents]
    if (redundant !== null && newest !== undefined) {
      const past = ancestors(runs, newest)
      const extra = past[redundant % past.length]
      if (extra !== undefined) parents.add(extra)
    }
    const listed = [...parents].toSorted((a, b) => a - b)
    const typing = { length: oracle.textAt(listed).length, cursor: cursors[author] ?? 0, name }
    const splices = edits.flatMap((one) => type(one, typing))
    cursors[author] = typing.cursor
    const run = { name, parents: listed, splices, stamp }
    runs.push(run)
    oracle.add(run)
    own.push([name])
  }
  return runs
}

/** Turns an edit into splices and moves the typist's cursor and length along. */
function type(
  { kind, at, length, isNear }: Edit,
  typing: { length: number; cursor: number; readonly name: number },
): Splice[] {
  const place = isNear ? Math.min(typing.cursor, typing.length) : at % (typing.length + 1)
  const letter = String.fromCharCode(97 + (typing.name % 26))
  if (kind === 'erase') {
    const erased = Math.min(length, place)
    typing.length -= erased
    typing.cursor = place - erased
    return [[typing.cursor, erased, '']]
  }
  const gone = kind === 'delete' || kind === 'replace' ? Math.min(length, typing.length - place) : 0
  const put = kind === 'delete' ? 0 : length
  typing.length += put - gone
  typing.cursor = kind === 'forward' || kind === 'write' ? place + put : place
  const word = Array.from({ length: put }, (_, nth) => (nth === 0 ? letter.toUpperCase() : letter))
  if (kind === 'hostile') return [[typing.length + (at % 3), at % 2, letter]]
  if (kind === 'forward') return word.map((unit, nth) => [place + nth, 0, unit])
  if (kind === 'backward') return word.map((unit) => [place, 0, unit])
  return [[place, gone, word.join('')]]
}

/** A run and all it descends from, ascending. */
export function ancestors(runs: readonly NamedRun[], name: number): readonly number[] {
  const past = new Set([name])
  for (let run = name; run >= 0; run -= 1) {
    if (past.has(run)) for (const parent of runs[run]?.parents ?? []) past.add(parent)
  }
  return [...past].toSorted((a, b) => a - b)
}

/** The same history in another causal order, chosen by `picks`: run names, in order of arrival. */
export function arrivalOf(runs: readonly NamedRun[], picks: readonly number[]): readonly number[] {
  const arrived = new Set<number>()
  const order: number[] = []
  while (order.length < runs.length) {
    const ready = runs.filter(
      ({ name, parents }) => !arrived.has(name) && parents.every((parent) => arrived.has(parent)),
    )
    const pick = ready[(picks[order.length % picks.length] ?? 0) % ready.length]
    if (pick === undefined) break
    arrived.add(pick.name)
    order.push(pick.name)
  }
  return order
}

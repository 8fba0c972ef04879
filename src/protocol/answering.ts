/**
 * Answering: which sigils a neighbour is still to be given, least stamp first
 * (PROTOCOL.md §AE, the answering half).
 *
 * A stamp is greater than every link's stamp, so the order of stamps is a causal
 * order [AE5], and merging the strands asked for needs no more than their heads.
 * A strand is walked once, from its tip back, since it only knows its past.
 */

import type { Holdings } from './antientropy'
import type { SigilId } from './ids'
import { prefixOf, type WantedEnd } from './message'
import type { Sigil } from './sigil'
import { compareStamps } from './stamp'

export interface Answering {
  /** All of the strand up to `tip` that lies after the last point of `locator`. */
  readonly want: (wanted: WantedEnd) => void
  /** One sigil, and up to `run` of its strand before it, back to what the neighbour holds. */
  readonly need: (id: SigilId, run: number, holds: (id: SigilId) => boolean) => void
  readonly isEmpty: () => boolean
  /** The next to give, still to be taken. */
  readonly peek: () => Sigil | undefined
  readonly take: () => void
}

/** Part of one strand, latest first, so that the next to give is popped off its end. Never empty. */
type Run = Sigil[]

export function createAnswering(weaver: Holdings): Answering {
  /** A binary heap by the stamp of each run's next sigil. */
  const runs: Run[] = []
  /** Every sigil in a run; true where its whole past on the strand was planned with it. */
  const planned = new Map<SigilId, boolean>()

  function want({ tip, locator }: WantedEnd): void {
    const common = new Set(locator)
    const run: Run = []
    for (const sigil of strandBack(weaver, tip)) {
      if (common.size > 0 && common.has(prefixOf(sigil.id))) break
      const before = planned.get(sigil.id)
      if (before === true) break
      planned.set(sigil.id, true)
      if (before === undefined) run.push(sigil)
    }
    push(run)
  }

  function need(id: SigilId, run: number, holds: (id: SigilId) => boolean): void {
    const found: Run = []
    for (const sigil of strandBack(weaver, id)) {
      if (planned.has(sigil.id) || found.length > run) break
      if (sigil.id !== id && holds(sigil.id)) break
      planned.set(sigil.id, false)
      found.push(sigil)
    }
    push(found)
  }

  function push(run: Run): void {
    if (run.length === 0) return
    runs.push(run)
    rise(runs, runs.length - 1)
  }

  function take(): void {
    const run = runs[0]
    const sigil = run?.pop()
    if (run === undefined || sigil === undefined) return
    planned.delete(sigil.id)
    if (run.length === 0) {
      const moved = runs.pop()
      if (moved === undefined || moved === run) return
      runs[0] = moved
    }
    sink(runs)
  }

  return { want, need, isEmpty: () => runs.length === 0, peek: () => runs[0]?.at(-1), take }
}

/** A sigil and its strand's sigils before it, latest first. Empty where it is not held. */
export function* strandBack(weaver: Pick<Holdings, 'get'>, from: SigilId): Generator<Sigil> {
  let sigil = weaver.get(from)
  while (sigil !== undefined) {
    yield sigil
    sigil = sigil.prev === null ? undefined : weaver.get(sigil.prev)
  }
}

function isEarlier(one: Run | undefined, other: Run | undefined): boolean {
  const first = one?.at(-1)
  const second = other?.at(-1)
  return first !== undefined && second !== undefined && compareStamps(first.stamp, second.stamp) < 0
}

function rise(runs: Run[], from: number): void {
  for (let at = from; at > 0;) {
    const parent = (at - 1) >> 1
    if (!isEarlier(runs[at], runs[parent])) return
    swap(runs, at, parent)
    at = parent
  }
}

function sink(runs: Run[]): void {
  for (let at = 0; ;) {
    const left = 2 * at + 1
    const child = isEarlier(runs[left + 1], runs[left]) ? left + 1 : left
    if (!isEarlier(runs[child], runs[at])) return
    swap(runs, at, child)
    at = child
  }
}

function swap(runs: Run[], one: number, other: number): void {
  const [first, second] = [runs[one], runs[other]]
  if (first === undefined || second === undefined) return
  runs[one] = second
  runs[other] = first
}

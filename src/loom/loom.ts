/**
 * Loom: one view of history, kept up with as sigils come (PROTOCOL.md §LM).
 *
 * It works when it is told to, a little at a time, and what it shows in between
 * is whole: where something long past changes, or the filter does, a second
 * layout is made beside the first, which stands until the second has caught up.
 */

import type { GlyphId, SigilId, WeaverId } from '../protocol/ids'
import { createLayout, type Layout, type LayoutChoice } from './lanes'
import { maxRelaidRanks } from './limits'
import {
  compareTales,
  createThreads,
  type Knot,
  type Tale,
  type Threads,
  type ThreadsOptions,
} from './threads'
import { createView, type LoomView, type Stray } from './view'

/** [LM11] What to show: nothing chosen of a kind means all of it. */
export interface LoomFilter {
  readonly glyphs: readonly GlyphId[]
  readonly weavers: readonly WeaverId[]
  readonly knots: readonly Knot[]
}

export const everything: LoomFilter = { glyphs: [], weavers: [], knots: [] }

export interface Loom {
  /** The same object until something in it is another. */
  readonly view: () => LoomView
  readonly show: (filter: LoomFilter) => void
  /** Folds or unfolds the run that begins with this sigil [LM10]. */
  readonly toggle: (first: SigilId) => void
  /** Sigils that are not woven in: those that wait, and those that dissolved. */
  readonly setStrays: (strays: readonly Stray[]) => void
  /** Lays out up to `max` more sigils. */
  readonly goOn: (max: number) => void
  /** Sigils still to be laid out: 0 where the view is whole. */
  readonly ahead: () => number
}

export function createLoom(threads: Threads): Loom {
  let filter = everything
  let strays: readonly Stray[] = []
  const unfolded = new Set<number>()
  let seen = threads.version()
  let shown = layOut()
  /** Is to stand in for `shown` as soon as it has caught up. */
  let next: Layout | null = null
  let view: LoomView | null = null

  function layOut(): Layout {
    return createLayout(threads, choiceOf(threads, filter, new Set(unfolded)))
  }

  /** What changed since is laid out anew: in place where that is little, else beside. */
  function catchUp(): void {
    if (threads.version() === seen) return
    const least = threads.changedSince(seen)
    seen = threads.version()
    next?.unwind(least)
    if (shown.reached() - least <= maxRelaidRanks) {
      shown.unwind(least)
      shown.goOn(maxRelaidRanks)
      view = null
    } else next ??= layOut()
  }

  function goOn(max: number): void {
    catchUp()
    const layout = next ?? shown
    if (layout.reached() === threads.count()) return settle()
    layout.goOn(max)
    if (next === null) view = null
    settle()
  }

  function settle(): void {
    if (next === null || next.reached() < threads.count()) return
    shown = next
    next = null
    view = null
  }

  return {
    view: () => (view ??= createView({ threads, layout: shown, strays, filter })),
    show: (chosen) => {
      filter = chosen
      next = layOut()
    },
    toggle: (sigil) => {
      const first = threads.serialOf(sigil)
      if (first === undefined) return
      if (!unfolded.delete(first)) unfolded.add(first)
      next = layOut()
    },
    setStrays: (now) => {
      strays = now
      view = null
    },
    goOn,
    ahead: () => {
      catchUp()
      return threads.count() - (next ?? shown).reached()
    },
  }
}

export interface LoomSource extends ThreadsOptions {
  /** In any order. */
  readonly woven: readonly Tale[]
  readonly strays?: readonly Stray[]
  readonly filter?: LoomFilter
}

/** A history that is all there, at once. */
export function layOutLoom({
  woven,
  strays = [],
  filter = everything,
  ...rest
}: LoomSource): LoomView {
  const threads = createThreads(rest)
  // The order of stamps is causal, so parents are taken before their children.
  threads.take(woven.toSorted(compareTales))
  const loom = createLoom(threads)
  loom.show(filter)
  loom.setStrays(strays)
  loom.goOn(Infinity)
  return loom.view()
}

/** Of each kind, whether anything will do or only what was chosen. */
function choiceOf(
  threads: Threads,
  { glyphs, weavers, knots }: LoomFilter,
  unfolded: ReadonlySet<number>,
): LayoutChoice {
  const [g, w, k] = [new Set<GlyphId | null>(glyphs), new Set(weavers), new Set(knots)]
  return {
    shows: (serial) => {
      const { tale, knot } = threads.at(serial)
      return (
        (g.size === 0 || g.has(tale.glyph)) &&
        (w.size === 0 || w.has(tale.weaver)) &&
        (k.size === 0 || k.has(knot))
      )
    },
    isUnfolded: (first) => unfolded.has(first),
  }
}

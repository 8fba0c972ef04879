/**
 * Threads: history as rows, newest first, each with the links a reader follows (PROTOCOL.md §LM).
 *
 * A Causal Vector names more than a reader wants: it ties each sigil to its
 * weaver's last one, whatever glyph that was about. So only links within the
 * glyph are drawn; where there are none, all that are shown, so that little hangs loose.
 *
 * Edges are kept as row numbers in typed arrays, since a chorus may have 100,000
 * of them, and rows are made as they are asked for.
 */

import type { GlyphId, SigilId, WeaverId } from '../protocol/ids'
import { compareStamps } from '../protocol/stamp'
import type { Rule, Woven } from '../protocol/trace'

export interface LoomSource {
  /** In any order. */
  readonly woven: readonly Woven[]
  /** Lanes of the layout before, left to right: they stay where they are [LM2]. */
  readonly lanes?: readonly WeaverId[]
  /** Glyph of a sigil held but not in `woven`; undefined where it is not held. Without it, none is. */
  readonly glyphOf?: (sigil: SigilId) => GlyphId | null | undefined
  /** Sigils that count for nothing, whatever their verdicts. */
  readonly marks?: ReadonlyMap<SigilId, 'set-aside' | 'dissolved'>
}

/** What the shape of a row's knot tells. */
export type Knot = Rule | 'set-aside' | 'dissolved'

export interface Threads {
  /** One lane a weaver, left to right. */
  readonly lanes: readonly WeaverId[]
  /** Newest first, by (stamp, id) [LM1]. */
  readonly woven: readonly Woven[]
  readonly laneAt: (row: number) => number
  readonly knotAt: (row: number) => Knot
  /** A later stamp took the place of something it wrote. */
  readonly isSuperseded: (row: number) => boolean
  /** Rows of its parents; -1 for each that is not in the list. */
  readonly parentsOf: (row: number) => Int32Array
  /** Rows of its children, newest first. */
  readonly childrenOf: (row: number) => Int32Array
  /** Its links, in the order of {@link parentsOf}. */
  readonly linksOf: (row: number) => readonly SigilId[]
  readonly rowOf: (sigil: SigilId) => number | undefined
}

/** O(rows + links), and a sort where the rows come out of order. */
export function spinThreads(source: LoomSource): Threads {
  const woven = newestFirst(source.woven)
  const rows = new Map(woven.map(({ sigil }, row) => [sigil, row]))
  const lanes = lanesOf(woven, source.lanes ?? [])
  const laneByWeaver = new Map(lanes.map((weaver, lane) => [weaver, lane]))
  const laneAt = Int32Array.from(woven, ({ weaver }) => laneByWeaver.get(weaver) ?? 0)

  function glyphOf(sigil: SigilId): GlyphId | null | undefined {
    const row = rows.get(sigil)
    return row === undefined ? source.glyphOf?.(sigil) : woven[row]?.glyph
  }

  function linksOf(row: number): readonly SigilId[] {
    const { glyph, links } = woven[row] ?? nothing
    const near = links.filter((link) => {
      const other = glyphOf(link)
      // A parent not held may well be of this glyph: the gap is worth showing.
      return other === glyph || other === undefined
    })
    return near.length > 0 ? near : links.filter((link) => rows.has(link))
  }

  const parents = tableOf(woven.length, (row) => linksOf(row).map((link) => rows.get(link) ?? -1))
  const children = reverse(parents, woven.length)

  return {
    lanes,
    woven,
    laneAt: (row) => laneAt[row] ?? 0,
    knotAt: (row) => {
      const { sigil, verdicts } = woven[row] ?? nothing
      return source.marks?.get(sigil) ?? gravestRule(verdicts)
    },
    isSuperseded: (row) => isSuperseded(woven[row] ?? nothing),
    parentsOf: (row) => slice(parents, row),
    childrenOf: (row) => slice(children, row),
    linksOf,
    rowOf: (sigil) => rows.get(sigil),
  }
}

/** [LM4] The gravest rule decides the shape: what is rare must not hide behind what is usual. */
function gravestRule(verdicts: Woven['verdicts']): Rule {
  const rules = new Set(verdicts.map(({ rule }) => rule))
  if (rules.has('amalgam')) return 'amalgam'
  return rules.has('authority') ? 'authority' : 'primacy'
}

/** Rows that one row descends from, and that descend from it: what pointing at it lights up. */
export function kinRows(
  threads: Threads,
  row: number,
): { readonly ancestors: ReadonlySet<number>; readonly descendants: ReadonlySet<number> } {
  return {
    ancestors: reach(row, threads.parentsOf),
    descendants: reach(row, threads.childrenOf),
  }
}

function reach(from: number, next: (row: number) => Int32Array): ReadonlySet<number> {
  const reached = new Set<number>()
  const ahead = [from]
  for (let row = ahead.pop(); row !== undefined; row = ahead.pop()) {
    for (const other of next(row)) {
      if (other < 0 || reached.has(other)) continue
      reached.add(other)
      ahead.push(other)
    }
  }
  return reached
}

const nothing: Woven = {
  sigil: '' as SigilId,
  weaver: '' as WeaverId,
  stamp: { ms: 0, tick: 0 },
  glyph: null,
  links: [],
  verdicts: [],
}

/** Text is never superseded: of a body, everything stands. */
function isSuperseded({ sigil, verdicts }: Woven): boolean {
  return verdicts.some(
    ({ facet, rule, stands }) => rule === 'authority' && facet !== 'body' && stands !== sigil,
  )
}

function newestFirst(woven: readonly Woven[]): readonly Woven[] {
  return woven.toReversed().toSorted(compareNewestFirst)
}

function compareNewestFirst(a: Woven, b: Woven): number {
  return compareStamps(b.stamp, a.stamp) || compareIds(b.sigil, a.sigil)
}

function compareIds(a: SigilId, b: SigilId): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

/** [LM2] New weavers stand to the right of all that have a lane, by first appearance. */
function lanesOf(newest: readonly Woven[], taken: readonly WeaverId[]): readonly WeaverId[] {
  const lanes = new Set(taken)
  for (let row = newest.length - 1; row >= 0; row--) {
    const weaver = newest[row]?.weaver
    if (weaver !== undefined) lanes.add(weaver)
  }
  return [...lanes]
}

/** Many short lists end to end: list `n` is `items[starts[n] .. starts[n + 1])`. */
interface Table {
  readonly starts: Int32Array
  readonly items: Int32Array
}

function tableOf(count: number, listAt: (nth: number) => readonly number[]): Table {
  const starts = new Int32Array(count + 1)
  const items: number[] = []
  for (let nth = 0; nth < count; nth++) {
    items.push(...listAt(nth))
    starts[nth + 1] = items.length
  }
  return { starts, items: Int32Array.from(items) }
}

function reverse({ starts, items }: Table, count: number): Table {
  const ends = new Int32Array(count + 1)
  for (const to of items) if (to >= 0) ends[to + 1] = (ends[to + 1] ?? 0) + 1
  for (let nth = 0; nth < count; nth++) ends[nth + 1] = (ends[nth + 1] ?? 0) + (ends[nth] ?? 0)
  const reversed = { starts: ends, items: new Int32Array(ends[count] ?? 0) }
  const filled = ends.slice()
  for (let from = 0; from < count; from++) {
    for (const to of items.subarray(starts[from], starts[from + 1])) {
      if (to < 0) continue
      const at = filled[to] ?? 0
      reversed.items[at] = from
      filled[to] = at + 1
    }
  }
  return reversed
}

function slice({ starts, items }: Table, nth: number): Int32Array {
  return items.subarray(starts[nth], starts[nth + 1])
}

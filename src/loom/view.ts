/** Rows of a loom, newest on top, made as they are asked for: what is drawn (PROTOCOL.md §LM). */

import type { SigilId, WeaverId } from '../protocol/ids'
import type { Refusal } from '../protocol/sigil'
import type { Stamp } from '../protocol/stamp'
import type { Woven } from '../protocol/trace'
import type { Edge, Layout } from './lanes'
import type { LoomFilter } from './loom'
import { absent, isSuperseded, type Knot, type Threads } from './threads'

/** A sigil that is not woven in [LM12]. */
export interface Stray {
  /** Tells strays apart; a sigil's id where that is known. */
  readonly key: string
  readonly knot: 'waiting' | 'dissolved'
  /** Its author where it waits; who handed it over where it dissolved. Null where that is no weaver. */
  readonly weaver: WeaverId | null
  /** When it dissolved, wall time in ms; null where it waits, which puts it on top. */
  readonly atMs: number | null
  /** What it waits for. */
  readonly missing: readonly SigilId[]
  /** Why it dissolved. */
  readonly refusal?: Refusal
}

export interface LaneRow {
  /** Names the row for as long as it is the same: a sigil's id, or a stray's key. */
  readonly key: string
  /** The sigil, and the newest one of a run; null where the row is a stray. */
  readonly woven: Woven | null
  readonly stray: Stray | null
  readonly knot: Knot
  /** A later stamp took the place of something it wrote. */
  readonly superseded: boolean
  /** The lane its knot sits in. One to the right of all where it has none. */
  readonly lane: number
  /** Lanes in which edges of other rows run past, ascending. */
  readonly passing: readonly number[]
  /** To its parents. */
  readonly leaving: readonly LaneEdge[]
  /** From its children. */
  readonly entering: readonly LaneEdge[]
  readonly run: RunPart | null
}

/** What a row has to do with a run [LM10]. */
export interface RunPart {
  /** The run's first sigil: what it is folded and unfolded by. */
  readonly first: SigilId
  /** Sigils folded into the row; where it is unfolded, how many came up to this one. */
  readonly size: number
  readonly isFolded: boolean
  /** Stamp of the oldest sigil folded into the row, ms. */
  readonly sinceMs: number
  /** The newest of the run: where an unfolded one is folded again. */
  readonly isNewest: boolean
}

export interface LaneEdge {
  /** The row at the other end; null where it is not in the list: drawn dashed, a little way [LM3]. */
  readonly row: number | null
  /** The lane that the edge runs in between the two rows. */
  readonly lane: number
}

export interface LoomView {
  /** Left to right. They stay where they are [LM2]. */
  readonly lanes: readonly WeaverId[]
  /** Rows; row 0 is the newest. */
  readonly count: number
  /** Sigils in them, folded ones too. */
  readonly sigils: number
  readonly rows: (from: number, to: number) => readonly LaneRow[]
  /** The row that tells of this sigil, or folds it in. */
  readonly rowOf: (key: string) => number | null
  /** Sigils folded into a row, oldest first. */
  readonly members: (row: number) => readonly Woven[]
  /** [LM9] Rows of `from .. to` that this one descends from or that descend from it, itself among them. */
  readonly kin: (row: number, from: number, to: number) => ReadonlySet<number>
}

export interface ViewDeps {
  readonly threads: Threads
  readonly layout: Layout
  readonly strays: readonly Stray[]
  readonly filter: LoomFilter
}

export function createView({ threads, layout, strays, filter }: ViewDeps): LoomView {
  const knots = layout.count()
  const lanes = threads.lanes()
  const astray = placeStrays(strays.filter((stray) => showsStray(filter, stray)))
  const count = knots + astray.length

  /** Each with the row it stands in, ascending. */
  function placeStrays(shown: readonly Stray[]) {
    return shown
      .toSorted((a, b) => (b.atMs ?? Infinity) - (a.atMs ?? Infinity) || (a.key < b.key ? -1 : 1))
      .map((stray) => ({ stray, above: stray.atMs === null ? 0 : newerThan(stray.atMs) }))
      .map(({ stray, above }, nth) => ({ stray, above, row: above + nth }))
  }

  /** Knots stamped later. */
  function newerThan(ms: number): number {
    let low = 0
    let high = knots
    while (low < high) {
      const middle = (low + high) >> 1
      if (stampAt(knots - 1 - middle).ms > ms) low = middle + 1
      else high = middle
    }
    return low
  }

  function stampAt(knot: number): Stamp {
    return threads.at(layout.knot(knot).newest).tale.stamp
  }

  function rowOfKnot(knot: number): number {
    const row = knots - 1 - knot
    return row + astray.filter(({ above }) => above <= row).length
  }

  /** The knot of a row, or what strays there. */
  function knotAt(row: number): number {
    return knots - 1 - (row - astray.filter((one) => one.row < row).length)
  }

  function edge({ knot, lane }: Edge): LaneEdge {
    return { row: knot === absent ? null : rowOfKnot(knot), lane }
  }

  function rowAt(row: number): LaneRow {
    const found = astray.find((one) => one.row === row)
    return found === undefined ? wovenRow(knotAt(row)) : strayRow(found.stray, knotAt(row) + 1)
  }

  function wovenRow(knot: number): LaneRow {
    const { newest, oldest, size, unfolded } = layout.knot(knot)
    const { tale, knot: shape } = threads.at(newest)
    const first = unfolded === null ? oldest : unfolded.first
    return {
      key: tale.sigil,
      woven: tale,
      stray: null,
      knot: shape,
      superseded: isSuperseded(tale),
      lane: layout.laneAt(knot),
      passing: layout.passing(knot),
      leaving: layout.parents(knot).map(edge),
      entering: layout.children(knot).map(edge),
      run:
        unfolded === null && size === 1
          ? null
          : {
              first: threads.at(first).tale.sigil,
              size: unfolded?.nth ?? size,
              isFolded: unfolded === null,
              sinceMs: threads.at(oldest).tale.stamp.ms,
              isNewest: unfolded?.isNewest ?? true,
            },
    }
  }

  /** Nothing is tied to it; the lines of whatever stands above run past. */
  function strayRow(stray: Stray, above: number): LaneRow {
    const own = stray.weaver === null ? -1 : lanes.indexOf(stray.weaver)
    const lane = own < 0 ? lanes.length : own
    return {
      key: stray.key,
      woven: null,
      stray,
      knot: stray.knot,
      superseded: false,
      lane,
      passing: above < knots ? linesBelow(above) : [],
      leaving: stray.knot === 'waiting' ? [{ row: null, lane }] : [],
      entering: [],
      run: null,
    }
  }

  function linesBelow(knot: number): readonly number[] {
    const leaving = layout.parents(knot).flatMap(({ knot: end, lane }) => (end < 0 ? [] : [lane]))
    return [...new Set([...layout.passing(knot), ...leaving])].toSorted((a, b) => a - b)
  }

  function members(row: number): readonly Woven[] {
    if (astray.some((one) => one.row === row)) return []
    const { newest, oldest, size } = layout.knot(knotAt(row))
    const told = [threads.at(oldest).tale]
    for (let one = oldest; one !== newest && told.length < size;) {
      one = threads.at(one).children[0] ?? newest
      told.push(threads.at(one).tale)
    }
    return told
  }

  function kin(row: number, from: number, to: number): ReadonlySet<number> {
    if (astray.some((one) => one.row === row)) return new Set([row])
    const start = knotAt(row)
    const lowest = knotAt(to)
    const highest = knotAt(from)
    const found = new Set([start])
    // Edges between two rows pass every row between, so no path leaves the window and comes back.
    reach(start, layout.parents, (knot) => knot >= lowest, found)
    reach(start, layout.children, (knot) => knot <= highest, found)
    return new Set(Array.from(found, rowOfKnot))
  }

  return {
    lanes,
    count,
    sigils: layout.sigils() + astray.length,
    rows: (from, to) => {
      const [first, end] = [Math.max(0, from), Math.min(count, Math.max(0, to))]
      return Array.from({ length: Math.max(0, end - first) }, (_, nth) => rowAt(first + nth))
    },
    rowOf: (key) => {
      const stray = astray.find((one) => one.stray.key === key)
      if (stray !== undefined) return stray.row
      const serial = threads.serialOf(key as SigilId)
      const knot = serial === undefined ? null : layout.knotOf(serial)
      return knot === null ? null : rowOfKnot(knot)
    },
    members,
    kin,
  }
}

function reach(
  from: number,
  next: (knot: number) => readonly Edge[],
  isNear: (knot: number) => boolean,
  found: Set<number>,
): void {
  const ahead = [from]
  for (let one = ahead.pop(); one !== undefined; one = ahead.pop()) {
    for (const { knot } of next(one)) {
      if (knot < 0 || found.has(knot) || !isNear(knot)) continue
      found.add(knot)
      ahead.push(knot)
    }
  }
}

/** Nobody knows which glyph a stray would have changed. */
function showsStray({ glyphs, weavers, knots }: LoomFilter, { knot, weaver }: Stray): boolean {
  if (glyphs.length > 0) return false
  if (weavers.length > 0 && (weaver === null || !weavers.includes(weaver))) return false
  return knots.length === 0 || knots.includes(knot)
}

/**
 * Lanes: where each line of the loom runs, as data (PROTOCOL.md §LM).
 *
 * A knot sits in its weaver's lane. An edge leaves its knot sideways, runs down
 * one lane, the child's or the parent's, and enters its parent sideways.
 *
 *     ●─╮   a merge: to the right at once, and down the parent’s lane
 *     ● │
 *     │ ●   a parting: down the child’s own lane, and to the left at the end
 *     ●─╯
 *
 * Knots are numbered from the oldest up and laid out in that order: where an
 * edge runs is settled by what lies below its upper end. So a newer knot changes
 * nothing beneath it, one that comes late takes back only what lies above it,
 * and a hundred thousand may be laid out a few at a time.
 */

import { maxRunSigils } from './limits'
import { createPassing } from './passing'
import { absent, type Threads } from './threads'

/** Which sigils are laid out, and how. */
export interface LayoutChoice {
  readonly shows: (serial: number) => boolean
  /** Whether the run that begins with this sigil is unfolded. */
  readonly isUnfolded: (first: number) => boolean
}

/** One knot: a sigil, or a run of them. */
export interface Knotting {
  /** Serials of its newest and its oldest sigil. */
  readonly newest: number
  readonly oldest: number
  /** Sigils folded into it: 1 where it is no run. */
  readonly size: number
  /** Of an unfolded run: its first sigil, how many came up to this one, and whether it is the last. */
  readonly unfolded: {
    readonly first: number
    readonly nth: number
    readonly isNewest: boolean
  } | null
}

export interface Edge {
  /** The knot at the other end; {@link absent} where it is not laid out. */
  readonly knot: number
  /** The lane that the edge runs in between the two. */
  readonly lane: number
}

export interface Layout {
  /** Knots laid out, the oldest is 0. */
  readonly count: () => number
  /** Sigils in them. */
  readonly sigils: () => number
  /** Ranks looked at so far. */
  readonly reached: () => number
  /** Lays out up to `max` more sigils. */
  readonly goOn: (max: number) => void
  /** Takes back all that stands on this rank or above. */
  readonly unwind: (rank: number) => void
  readonly knot: (nth: number) => Knotting
  readonly laneAt: (nth: number) => number
  readonly parents: (nth: number) => readonly Edge[]
  /** Ascending. */
  readonly children: (nth: number) => readonly Edge[]
  /** Lanes in which edges of other knots run past this one, ascending. */
  readonly passing: (nth: number) => readonly number[]
  /** The knot that a sigil is in, or is folded into; null where it is not laid out. */
  readonly knotOf: (serial: number) => number | null
}

const hidden = -1
const folded = -2

export function createLayout(threads: Threads, { shows, isUnfolded }: LayoutChoice): Layout {
  /** Per sigil: its knot, `hidden` or `folded`; how many of its run came up to it, and the first of them. */
  const knotOf: number[] = []
  const sizes: number[] = []
  const firsts: number[] = []
  /** Per knot: its newest sigil, the rank that had, the knot before it in its lane, and where its edges begin. */
  const newest: number[] = []
  const ranks: number[] = []
  const before: number[] = []
  const starts: number[] = []
  const marks: number[] = []
  /** Per edge. */
  const ends: number[] = []
  const vias: number[] = []
  const lastInLane: number[] = []
  const passing = createPassing()
  let reached = 0
  let sigils = 0

  function goOn(max: number): void {
    const end = Math.min(threads.count(), reached + max)
    for (; reached < end; reached++) lay(reached)
  }

  function lay(rank: number): void {
    const serial = threads.serialAt(rank)
    if (!shows(serial)) {
      knotOf[serial] = hidden
      return
    }
    const [parent = absent] = threads.at(serial).parents
    const runsOn = threads.continues(serial) && (sizes[parent] ?? 0) < maxRunSigils
    sizes[serial] = runsOn ? (sizes[parent] ?? 0) + 1 : 1
    firsts[serial] = runsOn ? (firsts[parent] ?? serial) : serial
    if (folds(serial)) knotOf[serial] = folded
    else place(serial, rank)
  }

  /** [LM10] It goes into one row with the sigil after it. */
  function folds(serial: number): boolean {
    return goesOn(serial) && !isUnfolded(firsts[serial] ?? serial)
  }

  /** Its run has another sigil above it. */
  function goesOn(serial: number): boolean {
    const [child, another] = threads.at(serial).children
    if (child === undefined || another !== undefined || !threads.continues(child)) return false
    return (sizes[serial] ?? 0) < maxRunSigils
  }

  function oldestIn(serial: number): number {
    const first = firsts[serial] ?? serial
    return isUnfolded(first) ? serial : first
  }

  function sizeOf(serial: number): number {
    return isUnfolded(firsts[serial] ?? serial) ? 1 : (sizes[serial] ?? 1)
  }

  function place(serial: number, rank: number): void {
    const nth = newest.length
    const { parents, tiesFar } = threads.at(oldestIn(serial))
    const { lane } = threads.at(serial)
    marks.push(passing.mark())
    starts.push(ends.length)
    for (const parent of parents) {
      const knot = parent === absent ? absent : Math.max(absent, knotOf[parent] ?? absent)
      // [LM3] Of links to other glyphs only those shown are drawn: no gap is worth a word.
      if (tiesFar && knot === absent) continue
      ends.push(knot)
    }
    const isMerge = ends.length - (starts[nth] ?? 0) > 1
    for (let edge = starts[nth] ?? 0; edge < ends.length; edge++) {
      const end = ends[edge] ?? absent
      const via = end === absent ? lane : route(lane, end, isMerge)
      vias.push(via)
      if (end !== absent && nth > end + 1) passing.add(via, end + 1, nth - 1)
    }
    newest.push(serial)
    ranks.push(rank)
    before.push(lastInLane[lane] ?? -1)
    knotOf[serial] = nth
    lastInLane[lane] = nth
    sigils += sizeOf(serial)
  }

  /**
   * [LM3] A merge shows its parents: its edges turn at once. Where history parts,
   * they turn at the parent instead. Either gives way where a knot is in between;
   * where both lanes have one, a line through a knot can't be helped.
   */
  function route(lane: number, end: number, isMerge: boolean): number {
    const other = laneAt(end)
    const ownIsClear = (lastInLane[lane] ?? -1) <= end
    const theirsIsClear = (lastInLane[other] ?? -1) <= end
    return (isMerge ? theirsIsClear : !ownIsClear) ? other : lane
  }

  function laneAt(nth: number): number {
    return threads.at(newest[nth] ?? absent).lane
  }

  function unwind(rank: number): void {
    while (newest.length > 0 && (ranks.at(-1) ?? 0) >= rank) {
      const lane = laneAt(newest.length - 1)
      sigils -= sizeOf(newest.pop() ?? absent)
      ranks.pop()
      lastInLane[lane] = before.pop() ?? -1
      passing.takeBack(marks.pop() ?? 0)
      ends.length = starts.pop() ?? 0
      vias.length = ends.length
    }
    reached = Math.min(reached, rank)
  }

  function parents(nth: number): readonly Edge[] {
    const from = starts[nth] ?? ends.length
    return ends
      .slice(from, starts[nth + 1] ?? ends.length)
      .map((knot, at) => ({ knot, lane: vias[from + at] ?? 0 }))
  }

  function children(nth: number): readonly Edge[] {
    const serials = threads.at(newest[nth] ?? absent).children
    const knots = [...new Set(serials.map(knotAround))].toSorted((a, b) => a - b)
    return knots.flatMap((knot) =>
      knot <= nth
        ? []
        : parents(knot).flatMap((edge) => (edge.knot === nth ? [{ knot, lane: edge.lane }] : [])),
    )
  }

  /** Follows a run up to its newest sigil, where the knot is. */
  function knotAround(serial: number): number {
    let one = serial
    for (let steps = 0; knotOf[one] === folded && steps < maxRunSigils; steps++) {
      one = threads.at(one).children[0] ?? one
    }
    const nth = knotOf[one] ?? hidden
    // What was taken back is known by its old number until it is laid out again.
    return newest[nth] === one ? nth : hidden
  }

  return {
    count: () => newest.length,
    sigils: () => sigils,
    reached: () => reached,
    goOn,
    unwind,
    knot: (nth) => {
      const serial = newest[nth] ?? absent
      const first = firsts[serial] ?? serial
      return {
        newest: serial,
        oldest: oldestIn(serial),
        size: sizeOf(serial),
        unfolded: isUnfolded(first)
          ? { first, nth: sizes[serial] ?? 1, isNewest: !goesOn(serial) }
          : null,
      }
    },
    laneAt,
    parents,
    children,
    passing: (nth) =>
      threads.lanes().flatMap((_, lane) => (passing.covers(lane, nth) ? [lane] : [])),
    knotOf: (serial) => {
      const nth = knotAround(serial)
      return nth === hidden ? null : nth
    },
  }
}

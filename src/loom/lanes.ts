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
 * Nothing here knows about pixels. A row costs O(lanes × log rows), so a window
 * on 100,000 rows is laid out without laying out the rest.
 */

import type { SigilId, WeaverId } from '../protocol/ids'
import type { Woven } from '../protocol/trace'
import { type Knot, type LoomSource, spinThreads, type Threads } from './threads'

export interface LaneRow {
  readonly woven: Woven
  readonly knot: Knot
  /** A later stamp took the place of something it wrote. */
  readonly superseded: boolean
  /** The lane its knot sits in. */
  readonly lane: number
  /** Lanes in which edges of other rows run past, ascending. */
  readonly passing: readonly number[]
  /** To its parents. */
  readonly leaving: readonly LaneEdge[]
  /** From its children. */
  readonly entering: readonly LaneEdge[]
}

interface LaneEdge {
  /** The sigil at the other end. */
  readonly sigil: SigilId
  /** Its row; null where it is not in the list: drawn dashed, a little way [LM3]. */
  readonly row: number | null
  /** The lane that the edge runs in between the two rows. */
  readonly lane: number
}

export interface LoomLayout {
  /** Left to right. Hand them to the next layout, and they stay. */
  readonly lanes: readonly WeaverId[]
  readonly count: number
  /** Row 0 is the newest. Rows are laid out as they are asked for. */
  readonly rows: (from: number, to: number) => readonly LaneRow[]
  readonly threads: Threads
}

export function layOutLoom(source: LoomSource): LoomLayout {
  const threads = spinThreads(source)
  const count = threads.woven.length
  const laneBetween = routesOf(threads)
  const runs = runsOf(threads, laneBetween)

  function rowAt(row: number, woven: Woven): LaneRow {
    const links = threads.linksOf(row)
    return {
      woven,
      knot: threads.knotAt(row),
      superseded: threads.isSuperseded(row),
      lane: threads.laneAt(row),
      passing: runs.flatMap((run, lane) => (covers(run, row) ? [lane] : [])),
      leaving: Array.from(threads.parentsOf(row), (parent, nth) => ({
        sigil: links[nth] ?? woven.sigil,
        row: parent < 0 ? null : parent,
        lane: parent < 0 ? threads.laneAt(row) : laneBetween(row, parent),
      })),
      entering: Array.from(threads.childrenOf(row), (child) => ({
        sigil: threads.woven[child]?.sigil ?? woven.sigil,
        row: child,
        lane: laneBetween(child, row),
      })),
    }
  }

  return {
    lanes: threads.lanes,
    count,
    rows: (from, to) =>
      threads.woven
        .slice(Math.max(0, from), Math.max(0, to))
        .map((woven, nth) => rowAt(Math.max(0, from) + nth, woven)),
    threads,
  }
}

type LaneBetween = (child: number, parent: number) => number

/**
 * [LM3] A merge shows its parents: its edges turn at once. Where history parts,
 * they turn at the parent instead. Either gives way where a knot is in between;
 * where both lanes have one, a line through a knot can't be helped.
 */
function routesOf(threads: Threads): LaneBetween {
  const { above, below } = neighboursInLane(threads)
  return (child, parent) => {
    const ownIsClear = (below[child] ?? parent) >= parent
    const theirsIsClear = (above[parent] ?? child) <= child
    const turnsAtOnce = threads.parentsOf(child).length > 1 ? theirsIsClear : !ownIsClear
    return threads.laneAt(turnsAtOnce ? parent : child)
  }
}

/** For each row, the nearest rows with a knot in its lane: -1 above, the row count below, for none. */
function neighboursInLane(threads: Threads): {
  readonly above: Int32Array
  readonly below: Int32Array
} {
  const count = threads.woven.length
  const above = new Int32Array(count)
  const below = new Int32Array(count).fill(count)
  const nearest = new Int32Array(threads.lanes.length).fill(-1)
  for (let row = 0; row < count; row++) {
    const lane = threads.laneAt(row)
    const before = nearest[lane] ?? -1
    above[row] = before
    if (before >= 0) below[before] = row
    nearest[lane] = row
  }
  return { above, below }
}

/** Rows of one lane that some edge runs past: disjoint, ascending, both ends included. */
interface Run {
  readonly firsts: number[]
  readonly lasts: number[]
}

/**
 * Children are visited from the top, so each lane's runs begin in order, and one
 * that meets the last just makes it longer. Many edges become few runs.
 */
function runsOf(threads: Threads, laneBetween: LaneBetween): readonly Run[] {
  const runs = threads.lanes.map((): Run => ({ firsts: [], lasts: [] }))
  for (let child = 0; child < threads.woven.length; child++) {
    for (const parent of threads.parentsOf(child)) {
      const run = runs[laneBetween(child, parent)]
      if (run !== undefined && parent > child + 1) addRun(run, child + 1, parent - 1)
    }
  }
  return runs
}

function addRun({ firsts, lasts }: Run, first: number, last: number): void {
  const end = lasts.length - 1
  const reached = lasts[end]
  if (reached !== undefined && first <= reached + 1) lasts[end] = Math.max(reached, last)
  else {
    firsts.push(first)
    lasts.push(last)
  }
}

/** Binary search for the last run that begins at or above `row`. */
function covers({ firsts, lasts }: Run, row: number): boolean {
  let low = 0
  let high = firsts.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((firsts[middle] ?? 0) <= row) low = middle + 1
    else high = middle
  }
  return (lasts[low - 1] ?? -1) >= row
}

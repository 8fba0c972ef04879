/**
 * Several prepare versions of one walk (Eg-walker §3.2, where there is one).
 *
 * Where branches are walked by turns, going from one to the next and back would
 * cost all that differs between them, each time anew. So the walk keeps a few
 * stances, each at the version of a branch, over the same spans: a run is applied
 * at the nearest, which mostly stands where the run was written already.
 *
 * The surprise: a stance is so cheap to copy that nobody decides which branches
 * deserve one. Whenever the way is long, a copy goes it, and the stance it was
 * copied from stays; the one that was longest not stood at is given up for it.
 */

import { at, bytesFor } from './columns'
import { anyWay, wayFrom } from './lead'
import { atBase } from './steps'
import type { Tracker } from './tracker'
import { createStance, makeRoomIn, slotOf, spanShift, type Spans, type Stance } from './tree'

/** Each costs a little at every cut of a span. */
const maxStances = 32
/** Where runs come planned each branch is walked at once, and few versions are come back to. */
const maxPlannedStances = 4
/** There, a way has to be so much longer to be worth a copy. */
const plannedLength = 8
/** Pieces of a way that is gone without a copy, however few nodes would be copied. */
const minLongWay = 32
/** Nodes that are copied in the time that a piece takes to move. */
const nodesPerPiece = 4

/** Leaves one stance, at the base of a walk. `count`: steps that there were. */
export function resetStances(spans: Spans, count: number): void {
  spans.stances.length = 1
  const [stance = createStance()] = spans.stances
  spans.stance = stance
  stance.stand = atBase
  stance.inside.fill(0, 0, count)
  stance.stoodAt = 0
}

/** Takes a step that was just applied there into a stance. */
export function enter(stance: Stance, step: number): void {
  if (step >= stance.inside.length) stance.inside = bytesFor(stance.inside, step + 1)
  stance.inside[step] = 1
  stance.stand = step
}

export const isStoodAt = (spans: Spans, step: number): boolean => standingAt(spans, step) !== null

/**
 * Takes up the stance that `run` is applied in. It stands where the run was written, `onto`, or
 * else the way there is short, or a copy's: then the steps know which go and which come in.
 */
export function takeStance(tracker: Tracker, run: number, onto: number): void {
  const { spans } = tracker
  const now = spans.stance.stoodAt + 1
  spans.stance = standingAt(spans, onto) ?? nearestTo(tracker, run)
  spans.stance.stoodAt = now
}

function standingAt({ stances }: Spans, step: number): Stance | null {
  for (const stance of stances) if (stance.stand === step) return stance
  return null
}

function nearestTo(tracker: Tracker, run: number): Stance {
  const { spans, steps, history } = tracker
  let nearest = spans.stance
  let way = wayFrom(steps, history, nearest, run, anyWay)
  if (!isLong(tracker)) return nearest
  for (const stance of spans.stances) {
    if (stance === spans.stance) continue
    const other = wayFrom(steps, history, stance, run, way - 1)
    if (other >= way) continue
    if (!isLong(tracker)) return stance
    nearest = stance
    way = other
  }
  wayFrom(steps, history, nearest, run, way)
  return copyOf(nearest, tracker)
}

/** Whether there is more to move on the way found last than to copy. */
function isLong({ spans, steps, pieceStarts, isPlanned }: Tracker): boolean {
  let left = (minLongWay + spans.nodes / nodesPerPiece) * (isPlanned ? plannedLength : 1)
  for (const { cells, count } of [steps.retreat, steps.advance]) {
    for (let nth = 0; nth < count; nth += 1) {
      const first = at(cells, 2 * nth)
      const end = at(cells, 2 * nth + 1) + 1
      left -= at(pieceStarts, end) - at(pieceStarts, first)
    }
  }
  return left < 0
}

/** A copy of a stance, in place of one that is hardly needed any more where there is such, or where there are many. */
function copyOf(stance: Stance, tracker: Tracker): Stance {
  const { spans, steps } = tracker
  const { count } = steps
  const given = leastNeeded(tracker, stance)
  const isFull = spans.stances.length >= (tracker.isPlanned ? maxPlannedStances : maxStances)
  const isGiven = given !== null && (isFull || isSpent(tracker, given))
  const copy = isGiven ? given : addStance(spans)
  const rows = slotOf(spans.nodes, 0) >> spanShift
  copy.stand = stance.stand
  copy.inside = bytesFor(copy.inside, count)
  copy.inside.set(stance.inside.subarray(0, count))
  copy.states.set(stance.states.subarray(0, rows))
  copy.visible.set(stance.visible.subarray(0, spans.nodes))
  copy.seen.set(stance.seen.subarray(0, spans.nodes))
  return copy
}

/** Whether somebody wrote on already what a stance is at. Where runs come planned, all of them may be still to come. */
const isSpent = ({ steps, history, isPlanned }: Tracker, { stand }: Stance): boolean =>
  !isPlanned && stand !== atBase && history.children[at(steps.runs, stand)] !== 0

/** Of those that are spent, or else of all, the one that was longest not stood at. */
function leastNeeded(tracker: Tracker, spared: Stance): Stance | null {
  let found: Stance | null = null
  let isFoundSpent = false
  for (const stance of tracker.spans.stances) {
    if (stance === spared) continue
    const spent = isSpent(tracker, stance)
    if (found !== null && (spent !== isFoundSpent ? isFoundSpent : stance.stoodAt > found.stoodAt))
      continue
    found = stance
    isFoundSpent = spent
  }
  return found
}

function addStance(spans: Spans): Stance {
  const stance = createStance()
  makeRoomIn(stance, spans.sizes.length)
  spans.stances.push(stance)
  return stance
}

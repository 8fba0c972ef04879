/**
 * Where an insertion goes among concurrent ones: the order of FugueMax (Weidner
 * and Kleppmann, arXiv:2305.00583, found by the scan of Eg-walker §3.3) [TX4].
 *
 * Between the new span's origins lie only units its author had not seen. The
 * key decides last, and only between spans with both origins in common.
 * Sorting the gap by key alone, as one is tempted to, diverges.
 */

import { at } from './columns'
import { precedes, seenFrom, slotAfter } from './finding'
import { type Place } from './spans'
import {
  goneCell,
  idCell,
  indexAt,
  leafAt,
  leftCell,
  lengthCell,
  outside,
  rightCell,
  type Spans,
} from './tree'

/**
 * Completes a place whose left origin is known and whose span would come right
 * before the one at `next`: finds the right origin, and passes the rivals that
 * go first. `precedesRival` is asked of the first unit of each.
 */
export function settlePlace(
  spans: Spans,
  place: Place,
  next: number,
  precedesRival: (unit: number) => boolean,
): void {
  const end = next === outside ? outside : seenFrom(spans, next)
  place.right = end === outside ? outside : at(spans.cells, end + idCell)
  passRivals(spans, place, next, end, precedesRival)
}

/** The same where the right origin is known too: the span at `end` begins with it. */
export function passRivals(
  spans: Spans,
  place: Place,
  next: number,
  end: number,
  precedesRival: (unit: number) => boolean,
): void {
  const { cells } = spans
  let { before } = place
  // True while what is passed may yet turn out to belong right of us.
  let undecided = false
  for (let slot = next; slot !== end; slot = slotAfter(spans, slot)) {
    const left = at(cells, slot + leftCell)
    if (left === place.left) {
      const right = at(cells, slot + rightCell)
      if (right === place.right) {
        if (precedesRival(at(cells, slot + idCell))) return
        undecided = false
      } else undecided = endsBefore(spans, right, place.right)
    } else if (startsBefore(spans, left, place.left)) return
    if (at(cells, slot + goneCell) === 0) before += at(cells, slot + lengthCell)
    if (undecided) continue
    place.leaf = leafAt(slot)
    place.index = indexAt(slot) + 1
    place.before = before
  }
}

/** Of two left origins that differ: whether the first is further left. */
function startsBefore(spans: Spans, a: number, b: number): boolean {
  return b !== outside && (a === outside || precedes(spans, a, b))
}

/** Of two right origins that differ: whether the first is further left. */
function endsBefore(spans: Spans, a: number, b: number): boolean {
  return a !== outside && (b === outside || precedes(spans, a, b))
}

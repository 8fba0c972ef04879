/**
 * Lights: which lines of the loom lead from one row to its kin, so that the
 * way through the rows between can be followed with the eye (PROTOCOL.md §LM).
 */

import type { LoomView } from './view'

/** What is lit of one row. */
export interface Light {
  /** The row itself is kin. */
  readonly isKin: boolean
  /** Lanes lit above its knot, and below it, as sorted lists in one string: cheap to compare. */
  readonly above: string
  readonly below: string
}

interface Lanes {
  readonly above: Set<number>
  readonly below: Set<number>
}

/** [LM9] For each row of `from .. to`, as seen from `row`. */
export function lightsOf(
  view: LoomView,
  row: number,
  { from, to }: { readonly from: number; readonly to: number },
): readonly Light[] {
  const kin = view.kin(row, from, to)
  const lanes = Array.from({ length: Math.max(0, to - from) }, (): Lanes => {
    return { above: new Set(), below: new Set() }
  })
  view.rows(from, to).forEach(({ leaving, entering }, nth) => {
    const at = from + nth
    if (!kin.has(at)) return
    // Beyond the window only one side is kin: what lies below an ancestor, and above a descendant.
    for (const edge of leaving) {
      if (edge.row === null || !(kin.has(edge.row) || (edge.row >= to && at >= row))) continue
      lightLine(lanes, at - from, edge.row - from, edge.lane)
    }
    for (const edge of entering) {
      if (edge.row === null || edge.row >= from || at > row) continue
      lightLine(lanes, edge.row - from, nth, edge.lane)
    }
  })
  return lanes.map(({ above, below }, nth) => ({
    isKin: kin.has(from + nth),
    above: inOrder(above),
    below: inOrder(below),
  }))
}

/** From a child down to its parent, in rows of the window, which either may lie outside of. */
function lightLine(lanes: readonly Lanes[], child: number, parent: number, lane: number): void {
  const end = Math.min(parent, lanes.length - 1)
  for (let row = Math.max(0, child); row <= end; row++) {
    if (row > child) lanes[row]?.above.add(lane)
    if (row < parent) lanes[row]?.below.add(lane)
  }
}

const inOrder = (lanes: ReadonlySet<number>): string =>
  [...lanes].toSorted((a, b) => a - b).join(' ')

/**
 * Where a position in an older version of a text stands today (PROTOCOL.md §TX).
 * Standard term: a relative position, as for carets.
 *
 * The position is asked as an insertion that never happens: a run on that
 * version, walked past everything since and then forgotten. So it stands just
 * where its author's next character would, and no character needs a name.
 */

import { type History, isGuarded, withOneMore } from './history'
import { forget, type Ledger } from './ledger'
import type { Sink } from './sink'
import { createWalk, walkFresh, type WalkDeps } from './walk'

/**
 * `version`: heads, run indices, none an ancestor of another. Null where the
 * position lies past the end of the text at that version. Nothing of what the
 * body knows is changed for good.
 */
export function probe(
  { history, ledger, order, shortcuts }: WalkDeps,
  version: readonly number[],
  position: number,
): number | null {
  const newcomer = history.count
  const run = {
    parents: version,
    splices: [[position, 0, '|'] as const],
    asides: allAside(history),
  }
  // What the walk learns of real runs stays true; whom it meets is no news.
  const notes: Ledger = { ...ledger, meetingOfUnit: new Map(), metUnits: new Map() }
  const walk = createWalk(
    {
      history: withOneMore(history, run),
      ledger: notes,
      // Left of whatever others inserted at the same place, as an editor keeps its own caret.
      order: (a, b) => (a === newcomer ? -1 : b === newcomer ? 1 : order(a, b)),
      shortcuts,
    },
    // The newcomer cuts off every critical version it was not written on.
    Math.max(-1, ...version),
  )
  const sink: Sink = { buffer: null, changes: null, last: -1 }
  walkFresh(walk, { first: newcomer, covered: null }, sink)
  ledger.lengths = notes.lengths
  forget(ledger, newcomer)
  return sink.last < 0 ? null : sink.last
}

/** Whoever stands there sees what stands, as far as can be known. */
function allAside(history: History): readonly number[] {
  if (!isGuarded(history)) return []
  return Array.from({ length: history.count }, (_, run) => run).filter((run) =>
    history.asides.has(run),
  )
}

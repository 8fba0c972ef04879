/**
 * Where a position in an older version of a text stands today (PROTOCOL.md §TX).
 * Standard term: a relative position, as for carets.
 *
 * The position is asked as an insertion that never happens: a run on that
 * version, walked past everything since and then forgotten. So it stands just
 * where its author's next character would, and no character needs a name.
 */

import type { History } from './history'
import { createWalk, type WalkDeps } from './walk'

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
  const newcomer = history.count()
  let found: number | null = null
  const walk = createWalk({
    history: withOneMore(history, version, position),
    ledger: {
      ...ledger,
      // What the walk learns of real runs stays true; of the newcomer nothing is kept.
      admits: (run, splices, length) =>
        run === newcomer ? position <= length : ledger.admits(run, splices, length),
      meet: () => undefined,
    },
    // Left of whatever others inserted at the same place, as an editor keeps its own caret.
    order: (a, b) => (a === newcomer ? -1 : b === newcomer ? 1 : order(a, b)),
    shortcuts,
  })
  walk.emit(
    newcomer,
    (run) => run === newcomer,
    (at) => {
      found = at
    },
  )
  return found
}

/** The history as it would be with one run more. That run cuts off every critical version it was not written on. */
function withOneMore(history: History, version: readonly number[], position: number): History {
  const newcomer = history.count()
  const count = newcomer + 1
  const newest = Math.max(-1, ...version)
  return {
    add: () => {
      throw new Error('a probe adds nothing')
    },
    count: () => count,
    parentsOf: (run) => (run === newcomer ? version : history.parentsOf(run)),
    isAside: history.isAside,
    // Whoever stands there sees what stands, as far as can be known.
    asidesOf: (run) => (run === newcomer ? allAside(history) : history.asidesOf(run)),
    isGuarded: history.isGuarded,
    splicesOf: (run) => (run === newcomer ? [[position, 0, '|']] : history.splicesOf(run)),
    firstUnitOf: (run) =>
      run > newcomer ? history.firstUnitOf(newcomer) + 1 : history.firstUnitOf(run),
    criticalBefore: (run) => history.criticalBefore(Math.min(run, newest + 1)),
    criticalAfter: (run) => {
      const next = history.criticalAfter(run)
      return next <= newest ? next : count
    },
  }
}

function allAside(history: History): readonly number[] {
  if (!history.isGuarded()) return []
  return Array.from({ length: history.count() }, (_, run) => run).filter(history.isAside)
}

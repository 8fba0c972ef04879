/**
 * In which order a walk takes concurrent runs (Eg-walker §3.7).
 *
 * Every topological order gives the same text; they differ in how often the
 * walk must step back. A branch once begun is finished before another, and the
 * lighter of two goes first, since what goes first is retreated and advanced again.
 */

import type { History } from './history'

/** Below this many runs a plan costs more than the steps it saves. */
const minPlanned = 3

/** The same runs (ascending) in walking order. Parents outside the list count as walked. */
export function planWalk(history: History, runs: readonly number[]): readonly number[] {
  if (runs.length < minPlanned) return runs
  const rowOf = new Map(runs.map((run, row) => [run, row]))
  const parents = runs.map((run) =>
    history.parentsOf(run).flatMap((parent) => rowOf.get(parent) ?? []),
  )
  const weights = weigh(parents)
  const children: number[][] = runs.map(() => [])
  const waiting = parents.map((rows, row) => {
    for (const parent of rows) children[parent]?.push(row)
    return rows.length
  })
  // A stack: what is ready last is walked first, so its branch goes on. Heavy below light.
  const byWeight = (a: number, b: number): number => (weights[b] ?? 0) - (weights[a] ?? 0)
  const ready = [...runs.keys()].filter((row) => waiting[row] === 0).toSorted(byWeight)
  const planned: number[] = []
  for (let row = ready.pop(); row !== undefined; row = ready.pop()) {
    planned.push(runs[row] ?? 0)
    const freed = (children[row] ?? []).filter((child) => {
      const left = (waiting[child] ?? 0) - 1
      waiting[child] = left
      return left === 0
    })
    ready.push(...(freed.length > 1 ? freed.toSorted(byWeight) : freed))
  }
  return planned
}

/** How much follows on each row. A merge's weight is shared among its parents, or it would double at each. */
function weigh(parents: readonly (readonly number[])[]): readonly number[] {
  const weights = parents.map(() => 1)
  for (let row = parents.length - 1; row >= 0; row -= 1) {
    const rows = parents[row] ?? []
    for (const parent of rows) {
      weights[parent] = (weights[parent] ?? 0) + (weights[row] ?? 0) / rows.length
    }
  }
  return weights
}

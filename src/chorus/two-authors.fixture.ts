/**
 * Who had seen what: a concurrent trace by two authors, read as what two live
 * weavers have to do, each in turn. Standard term: version vectors.
 */

import type { EditingTrace, TraceRun } from '../protocol/text/traces.fixture'

/** One transaction: whose it is, and what its author held while writing it. */
export interface Step {
  readonly agent: number
  /** Transactions of the author's own before this one. */
  readonly written: number
  /** Transactions of the other's that the author had integrated: its first so many. */
  readonly seen: number
}

export const isByTwo = ({ isConcurrent, agents }: EditingTrace): boolean =>
  isConcurrent && agents === 2

/**
 * One step a run, in the trace's order. Throws where an author wrote on less
 * than all of its own: one weaver can't, since its strand is a chain [SG5].
 */
export function stepsOf(runs: readonly TraceRun[]): readonly Step[] {
  const held: (readonly [number, number])[] = []
  const count: [number, number] = [0, 0]
  return runs.map(({ agent, parents }, index) => {
    const self = agent === 0 ? 0 : 1
    const pasts = parents.map((parent) => held[parent] ?? [0, 0])
    const past = (whose: 0 | 1): number => Math.max(0, ...pasts.map((two) => two[whose]))
    const written = count[self]
    if (past(self) !== written) throw new Error(`agent ${agent} forked itself at run ${index}`)
    const seen = past(self === 0 ? 1 : 0)
    count[self] += 1
    held.push(self === 0 ? [written + 1, seen] : [seen, written + 1])
    return { agent, written, seen }
  })
}

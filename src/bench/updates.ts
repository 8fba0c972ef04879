/**
 * What a peer's replicas would have sent each other while a trace was typed: an
 * update a transaction, each made on just what its author had seen. Prepared
 * beforehand, and never measured.
 */

import { pastOf } from '../protocol/text/graph'
import { addRun, createHistory } from '../protocol/text/history'
import type { EditingTrace } from '../protocol/text/traces.fixture'
import type { Peer, Replica } from './peers/peer'

/** One author's document, as it stood after a run of its own. */
interface Branch {
  readonly agent: number
  readonly replica: Replica
  /** 1 for every run that it holds. */
  readonly held: Uint8Array
  last: number
}

/** By transaction; none where the peer saw nothing change. */
export function updatesOf(peer: Peer, trace: EditingTrace): readonly (readonly Uint8Array[])[] {
  const { runs } = trace
  const branches: Branch[] = []
  const updates: (readonly Uint8Array[])[] = []
  const parentsOf = (run: number): readonly number[] => runs[run]?.parents ?? []
  const history = createHistory()
  for (const run of runs) addRun(history, run)

  /** The runs that lead from a branch to a version; null where the branch has gone beyond it. */
  function missing({ held, last }: Branch, version: readonly number[]): readonly number[] | null {
    const found = new Set<number>()
    const stack = [...version]
    let reachesLast = false
    for (let run = stack.pop(); run !== undefined; run = stack.pop()) {
      if (run === last) reachesLast = true
      if (held[run] === 1 || found.has(run)) continue
      found.add(run)
      stack.push(...parentsOf(run))
    }
    return reachesLast ? [...found].toSorted((a, b) => a - b) : null
  }

  /** A document at a version, on a seat of its own: from the branch that is nearest, or from nothing. */
  function branchAt(agent: number, version: readonly number[]): Branch {
    const seat = branches.length + 1
    const past = pastOf(history, version)
    const nearest = branches
      .filter(({ last }) => past[last] === 1)
      .toSorted((a, b) => b.last - a.last)[0]
    const replica = nearest?.replica.fork(seat) ?? peer.open(seat)
    replica.record()
    const held = nearest?.held.slice() ?? new Uint8Array(runs.length)
    const branch = { agent, replica, held, last: nearest?.last ?? -1 }
    bring(
      branch,
      Array.from(past.keys()).filter((run) => past[run] === 1 && held[run] !== 1),
    )
    branches.push(branch)
    return branch
  }

  function bring({ replica, held }: Branch, lacking: readonly number[]): void {
    const brought = lacking.flatMap((run) => updates[run] ?? [])
    if (brought.length > 0) replica.applyTogether(brought)
    for (const run of lacking) held[run] = 1
  }

  for (const [index, { agent, parents, splices }] of runs.entries()) {
    let branch: Branch | null = null
    for (const known of branches) {
      const lacking = known.agent === agent ? missing(known, parents) : null
      if (lacking === null) continue
      bring(known, lacking)
      branch = known
      break
    }
    branch ??= branchAt(agent, parents)
    branch.replica.taken()
    branch.replica.edit(splices)
    updates.push(branch.replica.taken())
    branch.held[index] = 1
    branch.last = index
  }
  for (const { replica } of branches) replica.free()
  return updates
}

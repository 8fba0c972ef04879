/**
 * S1: one author's text, replayed an edit at a time; and at once, for the record.
 * An edit is one patch of the trace, and each is a transaction of its own, since
 * that is what a keystroke is to an editor bound to any of them.
 */

import type { Splice } from '../protocol/sigil'
import { timed } from './clocks'
import type { PeerRef, Replica } from './peers/peer'
import { keepOpen, weaveText } from './weaving'
import { bestPeer, mustBe, ours, type Contender, type TraceRef, type Work } from './work'

const each = 'an edit at a time'
const atOnce = 'one transaction'

export const textAlone = (peers: readonly PeerRef[]): Work => ({
  id: 'S1',
  what: 'text alone: a sequential trace, replayed to its end',
  takesATurn: 5,
  rows: [
    {
      name: each,
      unit: 'ms',
      reach: [
        { atMost: 0.05, times: 'yjs' },
        { atMost: 0.1, times: bestPeer },
      ],
    },
    { name: atOnce, unit: 'ms', reach: [] },
  ],
  cases: ({ traces }) =>
    traces
      .filter(({ isConcurrent }) => !isConcurrent)
      .map((trace) => ({
        name: trace.name,
        contenders: [weaving(trace), ...peers.map((peer) => replaying(peer, trace))],
      })),
})

function weaving(trace: TraceRef): Contender {
  return {
    who: ours,
    prepare: async () => {
      const { edits, endContent } = editsOf(trace)
      const runs = edits.map((splice, at) => ({
        parents: at === 0 ? [] : [at - 1],
        splices: [splice],
      }))
      const history = { name: trace.name, runs, endContent }
      return [weaveText(history, each, true), weaveText(history, atOnce, false)]
    },
  }
}

function replaying({ name, load }: PeerRef, trace: TraceRef): Contender {
  return {
    who: name,
    prepare: async () => {
      const peer = await load()
      const { edits, endContent } = editsOf(trace)
      const keep = keepOpen<Replica>((replica) => replica.free())
      const replay = (row: string, transactions: readonly (readonly Splice[])[]) => ({
        how: row,
        sample: async () => {
          const replica = peer.open(1)
          let text = ''
          const ms = timed(() => {
            for (const splices of transactions) replica.edit(splices)
            text = replica.text()
          })
          keep(replica)
          mustBe(text === endContent, trace.name)
          return { [row]: ms }
        },
      })
      return [
        replay(
          each,
          edits.map((splice) => [splice]),
        ),
        replay(atOnce, [edits]),
      ]
    },
  }
}

interface Edits {
  readonly edits: readonly Splice[]
  readonly endContent: string
}

function editsOf(trace: TraceRef): Edits {
  const { runs, endContent } = trace.read()
  return { edits: runs.flatMap(({ splices }) => splices), endContent }
}

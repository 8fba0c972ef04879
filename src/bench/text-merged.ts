/**
 * S2: text that several typed at once, merged on an empty replica: in one batch,
 * and a transaction at a time, as it would arrive live.
 *
 * What a peer is handed was made beforehand by replicas of its own, an update a
 * transaction; ours is handed the same graph.
 */

import { type BodyText, createBodyText } from '../protocol/text/body'
import type { TextRun } from '../protocol/text/history'
import { timed } from './clocks'
import type { Peer, PeerRef, Replica } from './peers/peer'
import { updatesOf } from './updates'
import { keepOpen, weaveText } from './weaving'
import { bestPeer, mustBe, ours, type Contender, type Take, type TraceRef, type Work } from './work'

/** Nobody's who typed: those count from 1. */
const readersSeat = 0

const batch = 'one batch'
const each = 'a transaction at a time'
const reopened = 'opened from the merged state'

export const textMerged = (peers: readonly PeerRef[]): Work => ({
  id: 'S2',
  what: 'text alone: a concurrent trace, merged from empty',
  takesATurn: 5,
  rows: [
    { name: batch, unit: 'ms', reach: [{ atMost: 0.33, times: bestPeer }] },
    { name: each, unit: 'ms', reach: [{ atMost: 0.33, times: bestPeer }] },
    { name: reopened, unit: 'ms', reach: [] },
  ],
  cases: ({ traces }) =>
    traces
      .filter(({ isConcurrent }) => isConcurrent)
      .map((trace) => ({
        name: trace.name,
        contenders: [weaving(trace), ...peers.map((peer) => merging(peer, trace))],
      })),
})

function weaving(trace: TraceRef): Contender {
  return {
    who: ours,
    prepare: async () => {
      const { runs, endContent } = trace.read()
      const written = new Set(runs.flatMap(({ parents }) => parents))
      const heads = [...runs.keys()].filter((run) => !written.has(run))
      const snapshot = mergedText(runs)
      const history = { name: trace.name, runs, endContent }
      const keep = keepOpen<BodyText>(() => undefined)
      const open: Take = {
        how: 'runs, and a snapshot of the text',
        sample: async () => {
          const body = createBodyText((a, b) => a - b)
          const ms = timed(() => {
            for (const run of runs) body.add(run)
            body.load(snapshot, heads)
            body.advance()
            body.text()
          })
          mustBe(body.text() === endContent, trace.name)
          keep(body)
          return { [reopened]: ms }
        },
      }
      return [weaveText(history, batch, false), weaveText(history, each, true), open]
    },
  }
}

function mergedText(runs: readonly TextRun[]): string {
  const body = createBodyText((a, b) => a - b)
  for (const run of runs) body.add(run)
  body.advance()
  return body.text()
}

function merging({ name, load }: PeerRef, trace: TraceRef): Contender {
  return {
    who: name,
    prepare: async () => {
      const peer = await load()
      const read = trace.read()
      const updates = updatesOf(peer, read).flat()
      const keep = keepOpen<Replica>((replica) => replica.free())
      const take = (row: string, how: string, apply: (replica: Replica) => void): Take => ({
        how,
        sample: async () => {
          const replica = peer.open(readersSeat)
          let text = ''
          const ms = timed(() => {
            apply(replica)
            text = replica.text()
          })
          keep(replica)
          mustBe(text === read.endContent, trace.name)
          return { [row]: ms }
        },
      })
      const merged = peer.merge?.(updates)
      const whole = wholeOf(peer, updates)
      return [
        take(batch, 'all updates at once', (replica) => replica.applyTogether(updates)),
        take(peer.tellsAll ? batch : reopened, 'the document as one update', (replica) =>
          replica.applyEach([whole]),
        ),
        ...(merged === undefined
          ? []
          : [take(batch, 'updates merged to one', (replica) => replica.applyEach([merged]))]),
        take(each, each, (replica) => replica.applyEach(updates)),
      ]
    },
  }
}

function wholeOf(peer: Peer, updates: readonly Uint8Array[]): Uint8Array {
  const replica = peer.open(readersSeat)
  replica.applyTogether(updates)
  const whole = replica.whole()
  replica.free()
  return whole
}

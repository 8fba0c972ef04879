/**
 * S3: a trace from one weaver to another, every flush of ten edits sealed,
 * encoded, pushed, decoded, verified and integrated; and with a peer, the same
 * ten edits as a transaction, its update, and that applied on a second replica.
 */

import { nothingPending } from '../chorus/overlay'
import { systemEntropy } from '../platform/entropy'
import { type GlyphId, glyphIdFrom } from '../protocol/ids'
import type { Splice } from '../protocol/sigil'
import { startClocks, type Taken } from './clocks'
import { createAuthor, createReader, syncFrom, type Author, type Reader } from './pair'
import type { PeerRef } from './peers/peer'
import { createCrypto, type Crypto } from './verify-thread'
import { mustBe, ours, type Contender, type TraceRef, type Work } from './work'

/** What a person types in the twentieth of a second that a pen gathers, and much more. */
const editsAFlush = 10

const main = 'main thread'
const wall = 'wall'
const speed = 'throughput'

export const wholePath = (peers: readonly PeerRef[]): Work => ({
  id: 'S3',
  what: 'whole path, signed: flushes of ten edits, from one weaver to another',
  rows: [
    { name: main, unit: 'ms', reach: [{ atMost: 1, times: 'yjs' }] },
    { name: wall, unit: 'ms', reach: [] },
    { name: speed, unit: 'edits a second', reach: [] },
  ],
  cases: ({ traces }) =>
    traces
      .filter(({ isConcurrent }) => !isConcurrent)
      .map((trace) => ({
        name: trace.name,
        contenders: [weaving(trace), ...peers.map((peer) => replicating(peer, trace))],
      })),
})

function weaving(trace: TraceRef): Contender {
  return {
    who: ours,
    prepare: async () => {
      const crypto = await createCrypto()
      const { flushes, edits, endContent } = flushesOf(trace, editsAFlush)
      const sample = async () => {
        const { text, taken } = await carry(crypto, flushes)
        mustBe(text === endContent, trace.name)
        return rowsOf(taken, edits)
      }
      return [{ how: 'sealed and verified', sample }]
    },
  }
}

function replicating({ name, load }: PeerRef, trace: TraceRef): Contender {
  return {
    who: name,
    prepare: async () => {
      const peer = await load()
      const { flushes, edits, endContent } = flushesOf(trace, editsAFlush)
      const sample = async () => {
        const [from, to] = [peer.open(1), peer.open(2)]
        from.record()
        const stop = startClocks()
        for (const flush of flushes) {
          from.edit(flush)
          to.applyEach(from.taken())
        }
        const texts = [from.text(), to.text()]
        const taken = stop()
        from.free()
        to.free()
        mustBe(
          texts.every((text) => text === endContent),
          trace.name,
        )
        return rowsOf(taken, edits)
      }
      return [{ how: 'an update a transaction', sample }]
    },
  }
}

const rowsOf = ({ mainMs, wallMs }: Taken, edits: number) => ({
  [main]: mainMs,
  [wall]: wallMs,
  [speed]: (1000 * edits) / wallMs,
})

interface Flushes {
  readonly flushes: readonly (readonly Splice[])[]
  readonly edits: number
  readonly endContent: string
}

function flushesOf(trace: TraceRef, size: number): Flushes {
  const { runs, endContent } = trace.read()
  const edits = runs.flatMap(({ splices }) => splices)
  const flushes = Array.from({ length: Math.ceil(edits.length / size) }, (_, at) =>
    edits.slice(at * size, (at + 1) * size),
  )
  return { flushes, edits: edits.length, endContent }
}

/** Both weavers in step, with one empty glyph that both have open. */
async function meet(crypto: Crypto): Promise<{ author: Author; reader: Reader; glyph: GlyphId }> {
  const met: Reader[] = []
  const author = await createAuthor(crypto, (message) => met[0]?.receive(message))
  const glyph = glyphIdFrom(systemEntropy.bytes(16))
  const titled = { ...nothingPending, writes: new Map([['title' as const, 'Bench']]) }
  await author.pen.change(glyph, titled, false).sealed
  const reader = createReader(crypto, author.weaver.chorus)
  await syncFrom(author, reader)
  met.push(reader)
  mustBe(author.weaver.text(glyph) === '' && reader.weaver.text(glyph) === '', 'an empty body')
  return { author, reader, glyph }
}

/** Hands each edit to the pen as an editor does, and lets it seal after every flush. */
export async function carry(
  crypto: Crypto,
  flushes: readonly (readonly Splice[])[],
): Promise<{ readonly text: string; readonly taken: Taken }> {
  const { author, reader, glyph } = await meet(crypto)
  const stop = startClocks()
  for (const flush of flushes) {
    let sealed: Promise<unknown> | null = null
    for (const splice of flush) {
      sealed = author.pen.change(glyph, { ...nothingPending, splices: [splice] }, false).sealed
    }
    await sealed
  }
  await reader.fewerThan(1)
  const text = reader.weaver.text(glyph)
  const taken = stop()
  mustBe(text === author.weaver.text(glyph), 'the reader’s text')
  mustBe(reader.weaver.digest() === author.weaver.digest(), 'the reader’s digest')
  return { text, taken }
}

/**
 * S3: a trace from one weaver to another, every flush of ten edits sealed,
 * encoded, pushed, decoded, verified and integrated; and with a peer, the same
 * ten edits as a transaction, its update, and that applied on a second replica.
 */

import { gather, nothingPending, type Pending } from '../chorus/overlay'
import type { Pen } from '../chorus/pen'
import { systemEntropy } from '../platform/entropy'
import { type GlyphId, glyphIdFrom } from '../protocol/ids'
import { sealedAtOnce } from '../protocol/limits'
import type { Splice, Transmute } from '../protocol/sigil'
import { splitDeed } from '../protocol/splitting'
import { startClocks, type Taken } from './clocks'
import { createAuthor, createReader, syncFrom, type Author, type Reader } from './pair'
import type { PeerRef } from './peers/peer'
import { createCrypto, type Crypto } from './verify-thread'
import { mustBe, ours, type Contender, type TraceRef, type Work } from './work'

/** What a person types in the twentieth of a second that a pen gathers, and much more. */
const editsAFlush = 10

/** Flushes sealed and on their way together: what one message to the thread that seals holds. */
export const manyInFlight = sealedAtOnce

const main = 'main thread'
const alone = 'main thread, a flush at a time'
const wall = 'wall'
const speed = 'throughput'

export const wholePath = (peers: readonly PeerRef[]): Work => ({
  id: 'S3',
  what: 'whole path, signed: flushes of ten edits, from one weaver to another',
  rows: [
    { name: main, unit: 'ms', reach: [{ atMost: 1, times: 'yjs' }] },
    { name: alone, unit: 'ms', reach: [] },
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
      const sample = async (inFlight: number) => {
        const { text, taken } = await carry(crypto, flushes, inFlight)
        mustBe(text === endContent, trace.name)
        return taken
      }
      return [
        {
          how: `sealed and verified, ${manyInFlight} in flight`,
          sample: async () => rowsOf(await sample(manyInFlight), edits),
        },
        {
          how: 'sealed and verified before the next',
          sample: async () => ({ [alone]: (await sample(1)).mainMs }),
        },
      ]
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
        return { ...rowsOf(taken, edits), [alone]: taken.mainMs }
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

/** `inFlight`: flushes that wait for each other's seals. */
export async function carry(
  crypto: Crypto,
  flushes: readonly (readonly Splice[])[],
  inFlight: number,
): Promise<{ readonly text: string; readonly taken: Taken }> {
  const { author, reader, glyph } = await meet(crypto)
  const write = inFlight === 1 ? writeLive : writeBulk
  const stop = startClocks()
  for (let from = 0; from < flushes.length; from += inFlight) {
    await write(author.pen, glyph, flushes.slice(from, from + inFlight))
  }
  await reader.fewerThan(1)
  const text = reader.weaver.text(glyph)
  const taken = stop()
  mustBe(text === author.weaver.text(glyph), 'the reader’s text')
  mustBe(reader.weaver.digest() === author.weaver.digest(), 'the reader’s digest')
  return { text, taken }
}

type Write = (pen: Pen, glyph: GlyphId, flushes: readonly (readonly Splice[])[]) => Promise<unknown>

/** Hands each edit to the pen as an editor does, which seals all that it was handed by then. */
const writeLive: Write = (pen, glyph, flushes) =>
  Promise.all(flushes.flat().map((splice) => pen.change(glyph, pendingOf(splice), false).sealed))

/** Flushes as deeds: the pen gathers those with nothing, and seals one sigil for each. */
const writeBulk: Write = (pen, glyph, flushes) =>
  Promise.all(
    flushes.flatMap((flush) => deedsOf(glyph, flush)).map((deed) => pen.declare(deed).sealed),
  )

const pendingOf = (splice: Splice): Pending => ({ ...nothingPending, splices: [splice] })

/** Gathered as the pen gathers an editor's edits. */
function deedsOf(glyph: GlyphId, flush: readonly Splice[]): readonly Transmute[] {
  const { splices } = flush.map(pendingOf).reduce(gather, nothingPending)
  return splitDeed({ kind: 'transmute', glyph, shatters: false, writes: [], splices })
}

/**
 * S4: 100,000 facet changes on 1,000 glyphs, each a transaction of its own:
 * applied by who makes them, and then synced whole to an empty weaver.
 */

import { nothingPending } from '../chorus/overlay'
import { type GlyphId, glyphIdFrom } from '../protocol/ids'
import { startClocks } from './clocks'
import { createAuthor, createReader, syncFrom, type Author } from './pair'
import type { PeerRef, Replica } from './peers/peer'
import { createCrypto, type Crypto } from './verify-thread'
import { mustBe, ours, type Contender, type Scene, type Work } from './work'

const glyphCount = 1_000
const changeCount = 100_000

const applied = 'applied'
const synced = 'synced'

export const registers = (peers: readonly PeerRef[]): Work => ({
  id: 'S4',
  what: 'registers: facet changes, applied and synced to an empty weaver, main thread',
  rows: [applied, synced].map((name) => ({
    name,
    unit: 'ms',
    reach: [{ atMost: 1, times: 'yjs' }],
  })),
  cases: (scene: Scene) => {
    const changes = changesOf(changeCount * scene.scale)
    return [
      {
        name: `${changes.length} on ${glyphsOf(changes)}`,
        contenders: [weaving(changes), ...peers.map((peer) => replicating(peer, changes))],
      },
    ]
  },
})

/** Glyphs in turn, each turned a little: hue after hue. */
export interface Change {
  readonly glyph: GlyphId
  readonly hue: number
}

export function changesOf(count: number): readonly Change[] {
  const glyphs = Math.min(glyphCount, Math.ceil(count / 10))
  const names = Array.from({ length: glyphs }, (_, nth) => glyphIdFrom(idBytes(nth)))
  return Array.from({ length: count }, (_, at) => ({
    glyph: names[at % glyphs] as GlyphId,
    hue: (7 * at + Math.floor(at / glyphs)) % 360,
  }))
}

const glyphsOf = (changes: readonly Change[]): number =>
  new Set(changes.map(({ glyph }) => glyph)).size

function idBytes(nth: number): Uint8Array {
  const bytes = new Uint8Array(16)
  new DataView(bytes.buffer).setUint32(0, Math.imul(nth + 1, 0x9e3779b1))
  return bytes
}

/** What stands in the end. */
const lastOf = (changes: readonly Change[]): ReadonlyMap<GlyphId, number> =>
  new Map(changes.map(({ glyph, hue }) => [glyph, hue]))

function weaving(changes: readonly Change[]): Contender {
  return {
    who: ours,
    prepare: async () => {
      const crypto = await createCrypto()
      let last: Author | null = null
      return [
        {
          how: 'a sigil each',
          sample: async () => {
            const { author, mainMs } = await write(crypto, changes)
            last = author
            return { [applied]: mainMs }
          },
        },
        {
          how: 'by anti-entropy',
          sample: async () => {
            last ??= (await write(crypto, changes)).author
            return { [synced]: await fetchAll(crypto, last, changes) }
          },
        },
      ]
    },
  }
}

/** What is changed at once goes to the pen at once, a round of all glyphs; it seals one sigil a glyph. */
export async function write(
  crypto: Crypto,
  changes: readonly Change[],
): Promise<{ readonly author: Author; readonly mainMs: number }> {
  const author = await createAuthor(crypto, null)
  const { pen, weaver } = author
  const glyphs = glyphsOf(changes)
  const wanted = lastOf(changes)
  const stop = startClocks()
  for (let from = 0; from < changes.length; from += glyphs) {
    const round = changes.slice(from, from + glyphs).map(({ glyph, hue }) => {
      const writes = new Map([['hue' as const, hue]])
      return pen.change(glyph, { ...nothingPending, writes }, false).sealed
    })
    await Promise.all(round)
  }
  const isRight = everyHue(wanted, (glyph) => weaver.glyph(glyph)?.hue)
  const { mainMs } = stop()
  mustBe(isRight && weaver.count() === changes.length + 1, 'hues as written')
  return { author, mainMs }
}

export async function fetchAll(
  crypto: Crypto,
  author: Author,
  changes: readonly Change[],
): Promise<number> {
  const reader = createReader(crypto, author.weaver.chorus)
  const wanted = lastOf(changes)
  const stop = startClocks()
  await syncFrom(author, reader)
  const isRight = everyHue(wanted, (glyph) => reader.weaver.glyph(glyph)?.hue)
  const { mainMs } = stop()
  mustBe(isRight && reader.weaver.digest() === author.weaver.digest(), 'hues as synced')
  return mainMs
}

function replicating({ name, load }: PeerRef, changes: readonly Change[]): Contender {
  return {
    who: name,
    prepare: async () => {
      const peer = await load()
      const wanted = lastOf(changes)
      let last: Replica | null = null
      const apply = () => {
        last?.free()
        const replica = peer.open(1)
        replica.record()
        const stop = startClocks()
        for (const { glyph, hue } of changes) replica.set(glyph, 'hue', hue)
        replica.taken()
        const isRight = everyHue(wanted, (glyph) => replica.get(glyph, 'hue'))
        const { mainMs } = stop()
        mustBe(isRight, 'hues as written')
        last = replica
        return { replica, mainMs }
      }
      const sync = (send: (from: Replica, to: Replica) => void) => async () => {
        const replica = last ?? apply().replica
        const to = peer.open(2)
        const stop = startClocks()
        send(replica, to)
        const isRight = everyHue(wanted, (glyph) => to.get(glyph, 'hue'))
        const { mainMs } = stop()
        to.free()
        mustBe(isRight, 'hues as synced')
        return { [synced]: mainMs }
      }
      return [
        { how: 'an update each', sample: async () => ({ [applied]: apply().mainMs }) },
        {
          how: 'the whole as one update',
          sample: sync((from, to) => to.applyEach([from.whole()])),
        },
      ]
    },
  }
}

type HueOf = (glyph: GlyphId) => number | undefined

const everyHue = (wanted: ReadonlyMap<GlyphId, number>, hueOf: HueOf): boolean =>
  [...wanted].every(([glyph, hue]) => hueOf(glyph) === hue)

export const hasEveryHue = (changes: readonly Change[], hueOf: HueOf): boolean =>
  everyHue(lastOf(changes), hueOf)

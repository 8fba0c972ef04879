/**
 * Seals a long history into a chorus that this page has just left: genuine sigils
 * by several new weavers, joined by the chorus's own link. Runs in the page, since
 * that is where the vault is; `loom-long.ts` bundles it and hands it over.
 */

import { systemEntropy } from '../src/platform/entropy'
import { createKeyMaker } from '../src/platform/keys'
import { sha256 } from '../src/platform/sha256'
import { systemSchedule } from '../src/platform/system-clock'
import { toHex } from '../src/protocol/bytes'
import { assembleSigil, encodeBody } from '../src/protocol/codec'
import { glyphIdFrom, strandIdFrom, type GlyphId, weaverIdFrom } from '../src/protocol/ids'
import { readInvitation } from '../src/protocol/invitation'
import type { Signer } from '../src/protocol/ports'
import { coSealMessage, sealMessage } from '../src/protocol/seal'
import type { Body, Deed, FacetWrite, Sigil, Splice } from '../src/protocol/sigil'
import { createWeaver, type StrandEnd } from '../src/protocol/weaver'
import { openIdbVault } from '../src/storage/idb-vault'

export interface LongHistory {
  readonly link: string
  readonly sigils: number
  readonly weavers: number
  readonly glyphs: number
}

/** Milliseconds between two stamps: some pauses come on top. */
const stepMs = 400
/** Sigils committed at once. */
const batch = 5_000

export async function sealLongHistory(history: LongHistory): Promise<number> {
  const read = readInvitation(history.link)
  if (!read.ok) throw new Error(read.refusal.message)
  const { chorus, inviteSeed } = read.invitation
  const keyMaker = createKeyMaker(systemEntropy, 'webcrypto')
  const clock = { now: () => nowMs }
  let nowMs = Date.now()
  const vault = openIdbVault(chorus, {
    hash: sha256,
    indexedDB,
    schedule: systemSchedule,
    entropy: systemEntropy,
  })
  const weaver = createWeaver({ chorus, clock, hash: sha256 })
  weaver.resonate(await vault.all(), 'vault')
  const invite = await keyMaker.fromSeed(inviteSeed)
  const random = drawFrom(7)
  let fresh: Sigil[] = []
  let sealed = 0

  async function seal(body: Body, signer: Signer): Promise<Sigil> {
    const bytes = encodeBody(body)
    return assembleSigil(body, bytes, await signer.sign(sealMessage(chorus, bytes)), chorus, sha256)
  }

  async function take(sigils: readonly Sigil[]): Promise<void> {
    const { integrated, dissolved } = weaver.resonate(sigils, 'here')
    if (integrated.length < sigils.length) throw new Error(JSON.stringify(dissolved))
    fresh.push(...sigils)
    sealed += sigils.length
    if (fresh.length < batch) return
    await vault.keep(fresh)
    fresh = []
  }

  async function join(name: string): Promise<Pen> {
    const signer = await keyMaker.revive(await keyMaker.mint())
    const author = weaverIdFrom(signer.key)
    const coSeal = await invite.sign(coSealMessage(chorus, author))
    const pen: Pen = {
      signer,
      end: { author, strand: strandIdFrom(systemEntropy.bytes(8)), tip: null },
    }
    const deed: Deed = { kind: 'join', via: 'invite', sponsor: toHex(invite.key), coSeal, name }
    await take([await write(pen, deed)])
    return pen
  }

  async function write(pen: Pen, deed: Deed): Promise<Sigil> {
    const sigil = await seal(weaver.draft(pen.end, deed), pen.signer)
    pen.end = { ...pen.end, tip: sigil }
    return sigil
  }

  const pens: Pen[] = []
  for (let nth = 0; nth < history.weavers; nth += 1) pens.push(await join(names[nth] ?? `W${nth}`))
  const glyphs: GlyphId[] = []
  while (sealed < history.sigils) {
    const pen = random.among(pens)
    nowMs += stepMs * (1 + random.below(4))
    if (glyphs.length < history.glyphs) {
      const glyph = glyphIdFrom(systemEntropy.bytes(16))
      const place = { x: (glyphs.length % 8) * 260, y: Math.floor(glyphs.length / 8) * 180 }
      glyphs.push(glyph)
      const writes: FacetWrite[] = [
        { facet: 'title', value: `Note ${glyphs.length}` },
        { facet: 'hue', value: random.below(360) },
        { facet: 'place', value: place },
      ]
      await take([await write(pen, transmute(glyph, writes))])
      continue
    }
    const glyph = random.among(glyphs)
    const kind = random.below(20)
    if (kind < 12) {
      for (let left = 3 + random.below(30); left > 0; left -= 1) {
        nowMs += stepMs
        await take([await write(pen, transmute(glyph, [], [[0, 0, random.among(syllables)]]))])
      }
    } else if (kind < 15) {
      const value = { x: random.below(2000), y: random.below(1200) }
      await take([await write(pen, transmute(glyph, [{ facet: 'place', value }]))])
    } else if (kind < 17) {
      const value = `Note ${random.below(1000)}`
      await take([await write(pen, transmute(glyph, [{ facet: 'title', value }]))])
    } else {
      // Two who do not see each other; now and then within one millisecond.
      const other = pens[(pens.indexOf(pen) + 1) % pens.length] ?? pen
      const one = await write(pen, transmute(glyph, [{ facet: 'title', value: `One ${sealed}` }]))
      if (kind < 19) nowMs += 5
      const two = await write(other, transmute(glyph, [{ facet: 'title', value: `Two ${sealed}` }]))
      await take([one, two])
    }
  }
  await vault.keep(fresh)
  vault.close()
  return weaver.count()
}

interface Pen {
  readonly signer: Signer
  end: StrandEnd
}

const names = ['Ben', 'Cleo', 'Dov', 'Eve', 'Finn', 'Gül', 'Hugo', 'Ida', 'Juno', 'Kai', 'Lea']
const syllables = ['ta', 'mo', 'ri ', 'ke', 'su ', 'na', 'lo. ', 'vi']

const transmute = (
  glyph: GlyphId,
  writes: readonly FacetWrite[],
  splices: readonly Splice[] = [],
): Deed => ({ kind: 'transmute', glyph, shatters: false, writes, splices })

/** A linear congruential generator: the same history each time. */
function drawFrom(seed: number) {
  let state = seed
  const below = (limit: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
  return {
    below,
    among: <T>(list: readonly T[]): T => {
      const one = list[below(list.length)]
      if (one === undefined) throw new RangeError('nothing to choose from')
      return one
    },
  }
}

/**
 * Goal: a tab that joins shows at once what is vouched for, and nothing but the board believes it.
 * Method: two whole weavers on real seals. Ada can be made to lie; Bea's verifier answers large
 * questions only once it is let.
 */

import { expect, test } from 'vitest'

import { systemEntropy } from '../platform/entropy'
import { sha256 } from '../platform/sha256'
import { createWebCryptoVerifier } from '../platform/webcrypto'
import type { GlyphId } from '../protocol/ids'
import type { Signer, Verifier } from '../protocol/ports'
import { createLoom } from '../protocol/sigil.fixture'
import { createWeaver } from '../protocol/weaver'
import type { Chorus, ChorusEvent } from './chorus'
import { createDeferred } from './deferred'
import { maxPreviewSigils } from './limits'
import { createPreview } from './preview'
import {
  createBrowser,
  createEther,
  createVirtualTime,
  until,
  type VirtualTime,
  whileTimePasses,
} from './session.fixture'

/** More claims than that are no tips, in so small a chorus. */
const fewClaims = 8
const letters = 'abcdefghijklmnopqrstuvwxyz'
const each = letters.split('')

/** Flips a bit of S, which stays below L: well-formed, and not genuine. */
const spoiled = (seal: Uint8Array): Uint8Array =>
  seal.map((byte, at) => (at === 40 ? byte ^ 1 : byte))

interface World {
  readonly time: VirtualTime
  readonly ada: Chorus
  readonly bea: Chorus
  readonly glyph: GlyphId
  readonly events: readonly ChorusEvent[]
  /** Packs in Bea's vault. */
  readonly kept: () => number
  /** Lets Bea's verifier answer. */
  readonly judge: () => void
}

/** Ada types the letters, a sigil each, and seals those in `lies` wrongly. Bea is joining. */
async function joining(lies: readonly string[]): Promise<World> {
  const time = createVirtualTime()
  const ether = createEther(time)
  let isLying = false
  const wrapSigner = (signer: Signer): Signer => ({
    key: signer.key,
    sign: async (message) => {
      const seal = await signer.sign(message)
      return isLying ? spoiled(seal) : seal
    },
  })
  const home = createBrowser({ time, ether, entropy: systemEntropy, wrapSigner })
  const ada = await whileTimePasses(time, home.openTab().found('Great Work', 'Ada'))
  await whileTimePasses(time, ada.ready)
  const link = await whileTimePasses(time, ada.invite('weave'))
  const made = ada.create({ title: 'Letters' })
  await whileTimePasses(time, made.kept)
  for (const [at, letter] of each.entries()) {
    isLying = lies.includes(letter)
    await whileTimePasses(time, ada.splice(made.glyph, [[at, 0, letter]]).kept)
  }
  isLying = false

  const judging = createDeferred<void>()
  const { verify } = createWebCryptoVerifier()
  const verifier: Verifier = {
    verify: async (claims) => {
      if (claims.length > fewClaims) await judging.promise
      return verify(claims)
    },
  }
  const away = createBrowser({ time, ether, entropy: systemEntropy, verifier })
  const bea = await whileTimePasses(time, away.openTab().join(link, 'Bea'))
  const events: ChorusEvent[] = []
  bea.subscribe((event) => events.push(event))
  const kept = (): number => away.shelves.get(bea.id)?.sigils.size ?? 0
  return { time, ada, bea, glyph: made.glyph, events, kept, judge: judging.resolve }
}

test('[SS14] what is vouched for shows at once, and counts for nothing until it is verified', async () => {
  const { time, ada, bea, glyph, kept, judge } = await joining([])
  await until(time, () => bea.text(glyph) === letters, 'shown')
  expect(bea.glyph(glyph)?.title).toBe('Letters')
  expect(bea.fellows().map(({ name }) => name)).toContain('Ada')
  expect(bea.authorship(glyph).map(({ weaver }) => weaver)).toEqual(each.map(() => ada.self))
  expect(bea.status()).toMatchObject({ phase: 'joining', digest: '0'.repeat(64) })
  expect(bea.status().shown).toBeGreaterThan(letters.length)
  expect([bea.count(), bea.sigils().length, bea.history().length, kept()]).toEqual([0, 0, 0, 0])
  await expect(bea.set(glyph, { title: 'Mine' }).sealed).rejects.toMatchObject({ kind: 'not-open' })
  judge()
  await whileTimePasses(time, bea.ready)
  await until(time, () => bea.digest() === ada.digest(), 'in step')
  expect(bea.text(glyph)).toBe(letters)
  expect(bea.status().shown).toBe(bea.count())
  await whileTimePasses(time, bea.set(glyph, { title: 'Ours' }).kept)
  await until(time, () => ada.glyph(glyph)?.title === 'Ours', 'told')
})

test('[SS14] a lie in the midst of a strand shows for a moment, and is taken back', async () => {
  const { time, ada, bea, glyph, events, judge } = await joining(['m'])
  await until(time, () => bea.text(glyph) === letters, 'shown')
  judge()
  await whileTimePasses(time, bea.ready)
  expect(bea.text(glyph)).toBe('abcdefghijkl')
  const [first, ...others] = bea.dissolved().map(({ refusal }) => refusal.kind)
  expect(first).toBe('forged')
  expect(new Set(others)).toEqual(new Set(['builds-on-dissolved']))
  expect(bea.dissolved().every(({ from }) => from === ada.self)).toBe(true)
  // An open editor is told what to take out.
  const splices = events.flatMap((event) => (event.kind === 'body' ? event.splices : []))
  expect(splices.at(-1)).toEqual([12, 14, ''])
  expect(bea.sigils().some(({ id }) => bea.dissolved().some(({ sigil }) => sigil === id))).toBe(
    false,
  )
})

test('[SS14] of a strand with a forged end nothing shows before it is verified', async () => {
  const { time, bea, glyph, judge } = await joining(['z'])
  // The genesis and the invite, on seals of their own.
  await until(time, () => bea.status().shown === 2, 'read')
  expect(bea.glyphIds()).toEqual([])
  judge()
  await whileTimePasses(time, bea.ready)
  expect(bea.text(glyph)).toBe(letters.slice(0, -1))
  expect(bea.dissolved().map(({ refusal }) => refusal.kind)).toEqual(['forged'])
})

test('[SS14] so many are shown, and no more before the weaver has as many', async () => {
  const loom = createLoom()
  const time = createVirtualTime()
  for (let nth = 0; nth < maxPreviewSigils + 600; nth++) {
    loom.weave({ next: { by: 'ada', at: 10 + nth, glyph: `${nth % 50}`, title: `${nth}` } })
  }
  const deps = { chorus: loom.chorus, hash: sha256, clock: { now: () => 1_000_000 } }
  const weaver = createWeaver(deps)
  let isOver = false
  const preview = createPreview({
    ...deps,
    weaver,
    record: { inviteSeed: new Uint8Array(32) },
    reading: { isWhole: () => true, ground: () => weaver },
    schedule: time,
    isReading: () => false,
    tell: () => {},
    over: () => {
      isOver = true
    },
  })
  preview.take(loom.all())
  time.advance(1)
  const shown = preview.ground().count()
  expect(preview.isTaking()).toBe(false)
  expect(shown).toBeGreaterThanOrEqual(maxPreviewSigils)
  expect(shown).toBeLessThan(loom.all().length)
  preview.follow(weaver.resonate(loom.all().slice(0, shown - 1), 'ada'), false)
  expect(preview.ground().count()).toBe(shown)
  preview.follow(weaver.resonate(loom.all(), 'ada'), false)
  await until(time, () => isOver, 'handed over')
  expect(preview.board()).toBe(weaver)
})

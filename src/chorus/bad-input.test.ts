/**
 * Goal: whatever a neighbour hands over, a whole weaver says why it refuses it,
 * changes nothing, and goes on.
 * Method: one honest weaver, and one member whose every byte is made by hand.
 */

import { describe, expect, test } from 'vitest'

import { greet, type GreetDeps } from '../network/handshake'
import type { Link } from '../network/link'
import { createLoopback } from '../network/loopback'
import { systemEntropy } from '../platform/entropy'
import { createNaclVerifier, createSeedSigner } from '../platform/nacl'
import { sha256 } from '../platform/sha256'
import { bytesOfHex, concatBytes, toHex } from '../protocol/bytes'
import { assembleSigil, encodeBody } from '../protocol/codec'
import {
  type ChorusId,
  chorusIdFrom,
  type GlyphId,
  sigilIdFrom,
  strandIdFrom,
  weaverIdFrom,
} from '../protocol/ids'
import { readInvitation } from '../protocol/invitation'
import { encodeMessage } from '../protocol/message-codec'
import { packAsItIs } from '../protocol/pack'
import type { Signer } from '../protocol/ports'
import { coSealMessage, sealMessage } from '../protocol/seal'
import type { Body, Sigil, Transmute } from '../protocol/sigil'
import {
  createBrowser,
  createVirtualTime,
  until,
  type VirtualTime,
  whileTimePasses,
} from './session.fixture'

const groupOrder = 2n ** 252n + 27742317777372353535851937790883648493n
const strand = strandIdFrom(new Uint8Array(8).fill(7))
/** Of the layout in PROTOCOL.md §SG: where the sequence number of a small body begins. */
const seqAt = 1 + 1 + 4 + 32 + 8
const linkCountAt = seqAt + 1 + 8

/** An honest weaver, Ada, and a link to her held by a rogue that has joined. */
async function setUp() {
  const time = createVirtualTime()
  const rogue = createSeedSigner(new Uint8Array(32).fill(66))
  let welcome: ((link: Link) => void) | null = null
  const hall = createBrowser({
    time,
    entropy: systemEntropy,
    ether: {
      loops: [],
      currentsFor: () => [
        {
          start: (onLink) => {
            welcome = onLink
            return () => {}
          },
          state: () => 'open',
          watch: () => () => {},
        },
      ],
    },
  }).openTab()
  const ada = await whileTimePasses(time, hall.found('Great Work', 'Ada'))
  const fragment = await whileTimePasses(time, ada.invite('weave'))
  const made = ada.create({ title: 'before', body: 'seven..' })
  const first = await whileTimePasses(time, made.kept)

  const loop = createLoopback({ schedule: time })
  let greeted = false
  welcome!(loop.a)
  const invite = readInvitation(fragment)
  if (!invite.ok) throw new Error('the fragment is an invitation')
  const door = createSeedSigner(invite.invitation.inviteSeed)
  const coSeal = await door.sign(coSealMessage(ada.id, weaverIdFrom(rogue.key)))
  const deps: GreetDeps = {
    chorus: ada.id,
    signer: rogue,
    verifier: createNaclVerifier(),
    entropy: systemEntropy,
    schedule: time,
    credential: async () => ({ sponsor: { key: door.key, coSeal }, chain: [] }),
    judge: async () => ({ kind: 'held' }),
  }
  greet(loop.b, deps, () => {
    greeted = true
    return { message: () => {}, drained: () => {}, closed: () => {} }
  })
  await until(time, () => greeted && ada.fellows().length > 0, 'greeted')

  const inviteSigil = ada
    .history()
    .map(({ sigil }) => ada.sigil(sigil)!)
    .find(({ deed }) => deed.kind === 'invite')!
  const join = await seal(ada.id, rogue, {
    ...blank(ada.id, rogue, time),
    links: [inviteSigil.id],
    deed: {
      kind: 'join',
      via: 'invite',
      sponsor: toHex(door.key),
      coSeal,
      name: 'Mallory',
    },
  })
  const hand = (...sigils: readonly Uint8Array[]): void => {
    loop.b.send(encodeMessage({ kind: 'sigils', isAnswer: false, pack: packAsItIs(sigils) }))
  }
  hand(join.bytes)
  await until(time, () => ada.fellows().length === 2, 'joined')
  return { time, ada, rogue, join, hand, glyph: made.glyph, first }
}

type World = Awaited<ReturnType<typeof setUp>>

const blank = (chorus: ChorusId, signer: Signer, time: VirtualTime): Omit<Body, 'deed'> => ({
  chorusTag: chorus.slice(0, 8),
  author: weaverIdFrom(signer.key),
  strand,
  seq: 0,
  stamp: { ms: time.now(), tick: 0 },
  links: [],
  prev: null,
})

const rename = (glyph: GlyphId, title: string): Transmute => ({
  kind: 'transmute',
  glyph,
  shatters: false,
  writes: [{ facet: 'title', value: title }],
  splices: [],
})

async function seal(chorus: ChorusId, signer: Signer, body: Body): Promise<Sigil> {
  const bytes = encodeBody(body)
  return assembleSigil(body, bytes, await signer.sign(sealMessage(chorus, bytes)), chorus, sha256)
}

/** A body that would be fine: the rogue's second sigil, renaming Ada's glyph. */
const fine = ({ ada, rogue, join, glyph, first, time }: World): Body => ({
  ...blank(ada.id, rogue, time),
  seq: 1,
  stamp: { ms: time.now() + 1, tick: 0 },
  links: [join.id, first].toSorted(),
  prev: join.id,
  deed: rename(glyph, 'by Mallory'),
})

/** Bytes that were changed after encoding, and sealed as they then are. */
async function resealed(
  world: World,
  change: (bytes: Uint8Array) => Uint8Array,
): Promise<Uint8Array> {
  const body = change(encodeBody(fine(world)))
  return concatBytes([body, await world.rogue.sign(sealMessage(world.ada.id, body))])
}

const spoiled = (bytes: Uint8Array, at: number): Uint8Array =>
  bytes.map((byte, index) => (index === (at + bytes.length) % bytes.length ? byte ^ 1 : byte))

function plusOrder(bytes: Uint8Array): Uint8Array {
  const s = BigInt(`0x${toHex(bytes.slice(-32).toReversed())}`) + groupOrder
  return concatBytes([
    bytes.slice(0, -32),
    bytesOfHex(s.toString(16).padStart(64, '0')).toReversed(),
  ])
}

const refused: readonly [
  name: string,
  reason: string,
  make: (world: World) => Promise<Uint8Array>,
][] = [
  [
    'a forged seal',
    'forged',
    async (w) => spoiled((await seal(w.ada.id, w.rogue, fine(w))).bytes, -60),
  ],
  [
    'a seal by another key',
    'forged',
    async (w) => {
      const other = createSeedSigner(new Uint8Array(32).fill(9))
      const body = encodeBody(fine(w))
      return concatBytes([body, await other.sign(sealMessage(w.ada.id, body))])
    },
  ],
  [
    'a seal with S + L',
    'seal-not-reduced',
    async (w) => plusOrder((await seal(w.ada.id, w.rogue, fine(w))).bytes),
  ],
  [
    'an author whose key has small order',
    'small-order-key',
    async (w) => {
      const identity = new Uint8Array(32).fill(0, 1).fill(1, 0, 1)
      const body = encodeBody(fine(w))
      body.set(identity, 6)
      // For this key, R = identity and S = 0 satisfies the equation for any message.
      return concatBytes([body, identity, new Uint8Array(32)])
    },
  ],
  [
    'a sigil of another chorus',
    'foreign-chorus',
    async (w) => {
      const other = chorusIdFrom(sigilIdFrom(new Uint8Array(32).fill(5)))
      return (await seal(other, w.rogue, { ...fine(w), chorusTag: other.slice(0, 8) })).bytes
    },
  ],
  [
    'a sigil sealed for another chorus, tagged as ours',
    'forged',
    async (w) => {
      const other = chorusIdFrom(sigilIdFrom(new Uint8Array(32).fill(5)))
      const body = encodeBody(fine(w))
      return concatBytes([body, await w.rogue.sign(sealMessage(other, body))])
    },
  ],
  [
    'an author that was never admitted',
    'not-admitted',
    async (w) => {
      const stranger = createSeedSigner(new Uint8Array(32).fill(8))
      return (
        await seal(w.ada.id, stranger, {
          ...blank(w.ada.id, stranger, w.time),
          stamp: { ms: w.time.now() + 1, tick: 0 },
          links: [w.first],
          deed: rename(w.glyph, 'by a stranger'),
        })
      ).bytes
    },
  ],
  [
    'a stamp not above its links',
    'stamp-not-above-links',
    async (w) =>
      (await seal(w.ada.id, w.rogue, { ...fine(w), stamp: w.ada.sigil(w.first)!.stamp })).bytes,
  ],
  [
    'a sequence number that skips',
    'broken-strand',
    async (w) => (await seal(w.ada.id, w.rogue, { ...fine(w), seq: 9 })).bytes,
  ],
  [
    'a number in more bytes than it needs',
    'non-canonical',
    (w) =>
      resealed(w, (bytes) =>
        concatBytes([bytes.slice(0, seqAt), new Uint8Array([0x81, 0x00]), bytes.slice(seqAt + 1)]),
      ),
  ],
  [
    'links that do not ascend',
    'links-not-ascending',
    (w) =>
      resealed(w, (bytes) => {
        const at = linkCountAt + 1
        const swapped = bytes.slice()
        swapped.set(bytes.slice(at + 32, at + 64), at)
        swapped.set(bytes.slice(at, at + 32), at + 32)
        return swapped
      }),
  ],
  [
    'more than 16 links',
    'too-many-links',
    (w) =>
      resealed(w, (bytes) => {
        const links = Array.from({ length: 17 }, (_, nth) => new Uint8Array(32).fill(nth + 1))
        return concatBytes([
          bytes.slice(0, linkCountAt),
          new Uint8Array([17]),
          ...links,
          bytes.slice(linkCountAt + 1 + 64),
        ])
      }),
  ],
  [
    'half a surrogate pair',
    'lone-surrogate',
    (w) =>
      resealed(w, (bytes) => {
        const at = new TextDecoder('latin1').decode(bytes).indexOf('by Mallory')
        const half = bytes.slice()
        half.set([0xed, 0xa0, 0x80], at)
        return half
      }),
  ],
  [
    'an unknown layout',
    'version',
    (w) => resealed(w, (bytes) => concatBytes([new Uint8Array([2]), bytes.slice(1)])),
  ],
  [
    'bytes after the end',
    'trailing-bytes',
    (w) => resealed(w, (bytes) => concatBytes([bytes, new Uint8Array([0])])),
  ],
  ['bytes that end too soon', 'truncated', async () => new Uint8Array([1, 3, 0])],
]

describe('what a neighbour may hand over', () => {
  test.each(refused)('[SS5] %s is refused as %s, and nothing changes', async (_, reason, make) => {
    const world = await setUp()
    const { time, ada, glyph, hand, rogue } = world
    const before = [ada.digest(), ada.glyph(glyph), ada.text(glyph)]
    hand(await make(world))
    await until(time, () => ada.dissolved().length > 0, 'dissolved')
    const [{ refusal, from }] = ada.dissolved() as [ReturnType<typeof ada.dissolved>[number]]
    expect(refusal.kind === 'malformed' ? refusal.form : refusal.kind).toBe(reason)
    expect(from).toBe(weaverIdFrom(rogue.key))
    expect([ada.digest(), ada.glyph(glyph), ada.text(glyph)]).toEqual(before)
    // The rogue's honest work still counts, and so does Ada's own.
    const honest = await seal(ada.id, rogue, fine(world))
    hand(honest.bytes)
    await until(time, () => ada.glyph(glyph)?.title === 'by Mallory', 'the honest one')
    await whileTimePasses(time, ada.set(glyph, { title: 'Ada goes on' }).kept)
  })

  test('[SS5] more than 64 sealed sigils that are not valid end the link', async () => {
    const world = await setUp()
    const { time, ada, rogue, hand } = world
    const spoilt = (seq: number) => seal(ada.id, rogue, { ...fine(world), seq })
    for (let seq = 9; seq < 73; seq++) hand((await spoilt(seq)).bytes)
    await until(time, () => ada.dissolved().length === 64, 'dissolved, each of them')
    expect(ada.fellows().some(({ self, linked }) => linked && !self)).toBe(true)
    hand((await spoilt(73)).bytes)
    await until(time, () => ada.fellows().every(({ self, linked }) => self || !linked), 'unlinked')
  })

  test('[SS5] what builds on a refused sigil is refused, however late its cause comes', async () => {
    const world = await setUp()
    const { time, ada, rogue, hand } = world
    const bad = await seal(ada.id, rogue, { ...fine(world), seq: 9 })
    const next = await seal(ada.id, rogue, {
      ...fine(world),
      seq: 10,
      stamp: { ms: time.now() + 2, tick: 0 },
      links: [bad.id],
      prev: bad.id,
    })
    hand(next.bytes)
    await until(time, () => ada.waiting().length === 1, 'waits for its cause')
    expect(ada.waiting()[0]).toMatchObject({ sigil: next.id, missing: [bad.id] })
    hand(bad.bytes)
    await until(time, () => ada.dissolved().length === 2, 'both dissolved')
    expect(
      ada
        .dissolved()
        .map(({ refusal }) => refusal.kind)
        .toSorted(),
    ).toEqual(['broken-strand', 'builds-on-dissolved'])
  })

  test('[SS5] a sigil of a weaver whose join is not here yet waits, and is not dissolved', async () => {
    const world = await setUp()
    const { time, ada, hand, glyph, first } = world
    const stranger = createSeedSigner(new Uint8Array(32).fill(8))
    const unknown = sigilIdFrom(new Uint8Array(32).fill(0xee))
    const sigil = await seal(ada.id, stranger, {
      ...blank(ada.id, stranger, time),
      stamp: { ms: time.now() + 1, tick: 0 },
      links: [unknown, first].toSorted(),
      deed: rename(glyph, 'by someone to come'),
    })
    hand(sigil.bytes)
    await until(time, () => ada.waiting().length === 1, 'waiting')
    expect(ada.waiting()[0]).toMatchObject({ sigil: sigil.id, missing: [unknown] })
    expect(ada.dissolved()).toEqual([])
  })

  test('[SS5] a stamp from the future is held with a countdown, and has its say in time', async () => {
    const world = await setUp()
    const { time, ada, rogue, hand, glyph } = world
    const early = { ...fine(world), stamp: { ms: time.now() + 5 * 60_000, tick: 0 } }
    hand((await seal(ada.id, rogue, early)).bytes)
    await until(time, () => ada.waiting().length === 1, 'held')
    expect(ada.waiting()[0]?.heldMs).toBeGreaterThan(2.9 * 60_000)
    expect(ada.glyph(glyph)?.title).toBe('before')
    time.advance(4 * 60_000)
    await until(time, () => ada.glyph(glyph)?.title === 'by Mallory', 'released')
    expect(ada.waiting()).toEqual([])
  })

  test('[SS5] more than 64 KiB breaks the message it comes in, and that ends the link', async () => {
    const world = await setUp()
    const { time, ada, hand, rogue } = world
    const before = ada.digest()
    hand(new Uint8Array(64 * 1024 + 1).fill(1))
    await until(time, () => ada.dissolved().length > 0, 'told')
    expect(ada.dissolved()[0]).toMatchObject({
      refusal: { kind: 'broken-message' },
      from: weaverIdFrom(rogue.key),
    })
    await until(time, () => ada.status().linked === 0, 'the link is closed')
    expect(ada.digest()).toBe(before)
  })

  test('[TX5] a position past the end is kept, counted and without effect', async () => {
    const world = await setUp()
    const { time, ada, rogue, hand, glyph } = world
    const before = ada.digest()
    const past: Transmute = { ...rename(glyph, ''), writes: [], splices: [[8, 0, 'past the end']] }
    const sigil = await seal(ada.id, rogue, { ...fine(world), deed: past })
    hand(sigil.bytes)
    await until(time, () => ada.sigil(sigil.id) !== undefined, 'integrated')
    expect(ada.text(glyph)).toBe('seven..')
    expect(ada.digest()).not.toBe(before)
    expect(ada.dissolved()).toEqual([])
    await whileTimePasses(time, ada.splice(glyph, [[7, 0, ' and on']]).kept)
    expect(ada.text(glyph)).toBe('seven.. and on')
  })
})

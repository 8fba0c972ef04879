/** Sigils for tests: fixed ones to pin the bytes, arbitrary ones for properties. */

import fc from 'fast-check'

import { createSeedSigner } from '../platform/nacl'
import { sha256 } from '../platform/sha256'
import { concatBytes, toHex } from './bytes'
import { assembleSigil, encodeBody } from './codec'
import { compareFacets, firstUnknownCode } from './deed'
import {
  type ChorusId,
  chorusIdFrom,
  glyphIdFrom,
  sigilIdFrom,
  strandIdFrom,
  weaverIdFrom,
} from './ids'
import type { Signer } from './ports'
import { coSealMessage, sealMessage } from './seal'
import type { Body, Deed, FacetWrite, Sigil, Splice, Transmute } from './sigil'

const filled = (byte: number, length: number): Uint8Array => new Uint8Array(length).fill(byte)

export const founder: Signer = createSeedSigner(filled(1, 32))
export const joiner: Signer = createSeedSigner(filled(2, 32))
export const door: Signer = createSeedSigner(filled(3, 32))
export const glyph = glyphIdFrom(filled(0x67, 16))
export const linkA = sigilIdFrom(filled(0xa0, 32))
export const linkB = sigilIdFrom(filled(0xb0, 32))
export const chorus: ChorusId = chorusIdFrom(sigilIdFrom(filled(0xc4, 32)))

export const foundBody: Body = {
  chorusTag: '00000000',
  author: weaverIdFrom(founder.key),
  strand: strandIdFrom(filled(0x51, 8)),
  seq: 0,
  stamp: { ms: 1_700_000_000_000, tick: 0 },
  links: [],
  prev: null,
  deed: { kind: 'found', orderRule: 1, name: 'Great Work', weaverName: 'Ada' },
}

/** The founder's second sigil in the chorus `chorus`, on two links. */
export function bodyWith(deed: Deed): Body {
  return {
    ...foundBody,
    chorusTag: chorus.slice(0, 8),
    seq: 300,
    stamp: { ms: 1_700_000_000_001, tick: 2 },
    links: [linkA, linkB],
    prev: linkB,
    deed,
  }
}

/** A join of `joiner` by the door, its co-seal honest. */
export async function joinBody(): Promise<Body> {
  const coSeal = await door.sign(coSealMessage(chorus, weaverIdFrom(joiner.key)))
  const deed: Deed = { kind: 'join', via: 'invite', sponsor: toHex(door.key), coSeal, name: 'Bea' }
  return { ...bodyWith(deed), author: weaverIdFrom(joiner.key), seq: 0, prev: null, links: [linkA] }
}

export const change: Transmute = {
  kind: 'transmute',
  glyph,
  shatters: false,
  writes: [
    { facet: 'title', value: 'Sol ☉' },
    { facet: 'hue', value: 300 },
    { facet: 'place', value: { x: -1, y: 2 ** 31 - 1 } },
    { facet: `bond:${glyph}`, value: true },
    { facet: 'tag:élan', value: false },
    { facet: 'x:new', value: -3 },
  ],
  splices: [
    [0, 0, 'a𝄞'],
    [200, 3, ''],
  ],
}

export async function sealBody(body: Body, signer: Signer): Promise<Sigil> {
  const home = body.deed.kind === 'found' ? null : chorus
  const bytes = encodeBody(body)
  return assembleSigil(body, bytes, await signer.sign(sealMessage(home, bytes)), home, sha256)
}

/** A seal of good form that fits nothing: R is the point of y = 4, S is 0. */
export const formalSeal = concatBytes([Uint8Array.from([4]), filled(0, 63)])

const text = (maxLength: number) => fc.string({ unit: 'grapheme', maxLength })
const id = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(sigilIdFrom)
const glyphId = fc.uint8Array({ minLength: 16, maxLength: 16 }).map(glyphIdFrom)
const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
const plain = (maxLength: number) => fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength })

const anyWrite: fc.Arbitrary<FacetWrite> = fc.oneof(
  text(40).map((value): FacetWrite => ({ facet: 'title', value })),
  fc.nat(359).map((value): FacetWrite => ({ facet: 'hue', value })),
  fc.record({ x: int32, y: int32 }).map((value): FacetWrite => ({ facet: 'place', value })),
  fc
    .tuple(glyphId, fc.boolean())
    .map(([to, value]): FacetWrite => ({ facet: `bond:${to}`, value })),
  fc
    .tuple(plain(9), fc.boolean())
    .map(([tag, value]): FacetWrite => ({ facet: `tag:${tag}`, value })),
  fc
    .tuple(
      fc.oneof(plain(9), fc.constantFrom('__proto__', 'constructor', 'toString')),
      fc.oneof(
        fc.boolean(),
        fc.integer({ min: -(2 ** 52), max: 2 ** 52 - 1 }),
        text(20),
        fc.uint8Array({ maxLength: 20 }),
      ),
    )
    .map(([name, value]): FacetWrite => ({ facet: `x:${name}`, value })),
)

export const anySplice: fc.Arbitrary<Splice> = fc
  .tuple(fc.nat(100_000), fc.nat(1000), text(30))
  .filter(([, deleted, inserted]) => deleted > 0 || inserted !== '')

const anyTransmute: fc.Arbitrary<Transmute> = fc.record({
  kind: fc.constant('transmute' as const),
  glyph: glyphId,
  shatters: fc.boolean(),
  writes: fc
    .uniqueArray(anyWrite, { maxLength: 8, selector: ({ facet }) => facet })
    .map((writes) => writes.toSorted((a, b) => compareFacets(a.facet, b.facet))),
  splices: fc.array(anySplice, { maxLength: 5 }),
})

const anyTips = fc.uniqueArray(id, { maxLength: 4 }).map((ids) => ids.toSorted())

const anyDeed: fc.Arbitrary<Deed> = fc.oneof(
  { arbitrary: anyTransmute, weight: 5 },
  fc.record({
    kind: fc.constant('invite' as const),
    key: fc.constant(toHex(door.key)),
    role: fc.constantFrom('weave' as const, 'witness' as const),
  }),
  fc.record({
    kind: fc.constant('join' as const),
    via: fc.constant('invite' as const),
    sponsor: fc.constant(toHex(door.key)),
    coSeal: fc.constant(formalSeal),
    name: plain(60),
  }),
  fc.record({
    kind: fc.constant('remove' as const),
    weaver: fc.constant(weaverIdFrom(joiner.key)),
    tips: anyTips,
  }),
  fc.record({
    kind: fc.constant('revoke' as const),
    key: fc.constant(toHex(door.key)),
    tips: anyTips,
  }),
  fc.record({
    kind: fc.constant('unknown' as const),
    code: fc.integer({ min: firstUnknownCode, max: 255 }),
    payload: fc.uint8Array({ maxLength: 60 }),
  }),
)

/** Bodies of `chorus`, of every kind but found. */
export const anyBody: fc.Arbitrary<Body> = fc
  .record({
    strand: fc.uint8Array({ minLength: 8, maxLength: 8 }).map(strandIdFrom),
    seq: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 2 ** 32 - 1 })),
    ms: fc.integer({ min: 0, max: 2 ** 48 - 1 }),
    tick: fc.nat(0xffff),
    links: fc.uniqueArray(id, { minLength: 1, maxLength: 16 }).map((ids) => ids.toSorted()),
    which: fc.nat(),
    deed: anyDeed,
  })
  .map(({ strand, seq, ms, tick, links, which, deed }) => ({
    chorusTag: chorus.slice(0, 8),
    author: weaverIdFrom(founder.key),
    strand,
    seq,
    stamp: { ms, tick },
    links,
    prev: seq === 0 ? null : (links[which % links.length] ?? null),
    deed,
  }))

import fc from 'fast-check'
import { expect, test } from 'vitest'

import { sha256 } from '../platform/sha256'
import { bytesOfHex, concatBytes, toHex } from './bytes'
import { assembleSigil, decodeSigil, encodeBody, type Reading } from './codec'
import {
  anyBody,
  anySplice,
  bodyWith,
  change,
  chorus,
  door,
  formalSeal,
  foundBody,
  founder,
  glyph,
  joinBody,
  joiner,
  linkA,
  linkB,
  sealBody,
} from './codec.fixture'
import { deedFault } from './deed-fault'
import { chorusIdFrom, type SigilId, weaverIdFrom } from './ids'
import { maxDeedBytes, maxSigilBytes, maxSplices } from './limits'
import type { Signer } from './ports'
import { sealOf } from './seal'
import type { Body, Deed, FacetWrite, Malformed, Sigil, Splice, Transmute } from './sigil'
import { fitsOneSigil, splitDeed } from './splitting'

const read = (bytes: Uint8Array): Reading => decodeSigil(bytes, chorus, sha256)

/** `read`, the kind of the refusal, or the form of what is malformed. */
function formOf(reading: Reading): string {
  if (reading.ok) return 'read'
  return reading.refusal.kind === 'malformed' ? reading.refusal.form : reading.refusal.kind
}

// ---------------------------------------------------------------- golden bytes

/** What the fixtures share, by hand from the grammar. */
const founderHex = '8a88e3dd7409f195fd52db2d3cba5d72ca6709bf1d94121bf3748801b40f6f5c'
const joinerHex = '8139770ea87d175f56a35466c34c7ecccb8d8a91b4ee37a25df60f5b8fc9b394'
const doorHex = 'ed4928c628d1c2c6eae90338905995612959273a5c63f93636c14614ac8737d1'
const coSealHex =
  '09295ed29fe60b7caf1550fa88c63d09d448c30ef79fe6f43a9b410f7019133c' +
  '38f26826de12b9229969c65de69adfe81c600db67b73bcf4d3d3c67ef57cd50d'
const strandHex = '5151515151515151'
const [a0, b0, g] = ['a0'.repeat(32), 'b0'.repeat(32), '67'.repeat(16)]
/** Version, kind, tag, author, strand, seq 300, stamp, two links, prev the second. */
const header = (kind: string): readonly string[] => [
  '01',
  kind,
  'c4c4c4c4',
  founderHex,
  strandHex,
  'ac02',
  '018bcfe56801',
  '0002',
  '02',
  a0,
  b0,
  '01',
]

interface Golden {
  readonly kind: string
  readonly body: () => Body | Promise<Body>
  readonly signer: Signer
  /** Hex, a row a part. */
  readonly bytes: readonly (readonly string[])[]
  readonly seal: string
  readonly id: string
}

const golden: readonly Golden[] = [
  {
    kind: 'found',
    body: () => foundBody,
    signer: founder,
    bytes: [
      ['01', '00', '00000000', founderHex, strandHex, '00', '018bcfe56800', '0000', '00'],
      // Order rule 1, "Great Work", "Ada".
      ['01', '0a477265617420576f726b', '03416461'],
    ],
    seal: '1779338813e2e92a2fdb85a27d7a6c175613652cedff920ea6817c3a7b78ce5b1b8ffd09a4c99f28e086cc77bdcd73e5cc10ddb3a7174ed9e97a6286caf35a03',
    id: '8e1bc57eb09e9782f602558bced389473fed2f9a81632b6ca4e281cefc1c56d4',
  },
  {
    kind: 'invite',
    body: () => bodyWith({ kind: 'invite', key: toHex(door.key), role: 'witness' }),
    signer: founder,
    bytes: [header('01'), [doorHex, '01']],
    seal: '337217181fc359b1be35db22c30e341b75df14ce8334f4e7616b2d2c4dbb0d2afdc9c53f6dea1d2201d932c5f8242172c70b39f2d6359e33e17194c9f9be3f00',
    id: 'a5b9b82bf043700ca3c5a3b8cd28f701853bef5eec5c241483c87e2373f09a1f',
  },
  {
    kind: 'join',
    body: joinBody,
    signer: joiner,
    bytes: [
      ['01', '02', 'c4c4c4c4', joinerHex, strandHex, '00', '018bcfe56801', '0002', '01', a0],
      // By invite, whose key and co-seal follow; "Bea".
      ['00', doorHex, coSealHex, '03426561'],
    ],
    seal: 'b77f741c483bbe1870d335f9b7b33bdb24a96cee2fb50f190c6d92275421f7cd4b6455f6fcd0af091e935653a4f2e0bdc6ae55de71df270ab87ea46fe4d8b00e',
    id: '7dc60425eb3093ed23e4f9ffc3590fcfb96772a4a2f3d6bacc7d43ff6709007e',
  },
  {
    kind: 'transmute',
    body: () => bodyWith(change),
    signer: founder,
    bytes: [
      header('03'),
      [g, '00', '06'],
      // Title "Sol ☉", hue 300, place (−1, 2^31 − 1).
      ['00', '07536f6c20e29889', '01', 'ac02', '02', '01', 'feffffff0f'],
      // Bond yes, tag "élan" no, x:new −3.
      ['03', g, '01', '04', '05c3a96c616e', '00', '7f', '036e6577', '02', '05'],
      // At 0 insert "a𝄞", at 200 delete 3.
      ['02', '00', '00', '0561f09d849e', 'c801', '03', '00'],
    ],
    seal: '0637c9f4155c67dd5342b8bd9ac58f0546459fa6790c159c7308ebe46f70878a7a28f0f313503a2c4c1bd08a4219ba01196fc809a369b1c8cd43010a52ab6d07',
    id: '4106e665a8c6887eb81cd28fddd34aac1680d097a57e85e434912b2f893e37b1',
  },
  {
    kind: 'remove',
    body: () =>
      bodyWith({ kind: 'remove', weaver: weaverIdFrom(joiner.key), tips: [linkA, linkB] }),
    signer: founder,
    bytes: [header('04'), [joinerHex, '02', a0, b0]],
    seal: 'f1764d522e0b519cda8e3d8e83aad20223f8c7374b269d334a70ea99b570f4d77677fb009185e8519b5997a5783d3567c82e936b372ebeb733169684563edb0c',
    id: 'c5afcb5adfd55343394df8dc5c270df1a9e77e2e4f65b0a9d2bf39871e7b64e0',
  },
  {
    kind: 'revoke',
    body: () => bodyWith({ kind: 'revoke', key: toHex(door.key), tips: [linkB] }),
    signer: founder,
    bytes: [header('05'), [doorHex, '01', b0]],
    seal: '5d634ece23d64ef6e58c2c81c2b06664989c631c476cbc184f12334b11fea84223a13fad7dc647500ff8e821944d3fff0bd97fd68f93dc88dd7e2d23e01a3a0b',
    id: '7b1d41a8d20170fbb986bc619670f69221b92ca4e59bc989a2fee65665501716',
  },
  {
    kind: 'unknown',
    body: () => bodyWith({ kind: 'unknown', code: 0xee, payload: Uint8Array.of(1, 2, 3) }),
    signer: founder,
    bytes: [header('ee'), ['010203']],
    seal: '8b692e41fa839fc66866e6373e58988ee0a97abca1cda6df695b5c08ac8e1cd9456d45527ae2ca815a516c26910807f1d7f4fb0c1e64b600239c9d6fd892d408',
    id: '35520b43d408d832ecc6c004390c705a682686f03e7d61ab4e75817914cd7350',
  },
]

test.each(golden)('[SG1] golden bytes: $kind is written as it always was', async (golden) => {
  const sigil = await sealBody(await golden.body(), golden.signer)
  expect(toHex(sigil.bytes)).toBe(golden.bytes.flat().join('') + golden.seal)
})

test.each(golden)('[SG4] golden names: $kind is called what it always was', async (golden) => {
  const bytes = bytesOfHex(golden.bytes.flat().join('') + golden.seal)
  const home = golden.kind === 'found' ? chorusIdFrom(golden.id as SigilId) : chorus
  const reading = decodeSigil(bytes, home, sha256)
  expect(reading.ok && reading.sigil.id).toBe(golden.id)
  expect(reading.ok && reading.sigil).toEqual(await sealBody(await golden.body(), golden.signer))
})

test('[SG4] two seals over one body are two sigils, and one body in two choruses too', () => {
  const body = encodeBody(bodyWith(change))
  const otherSeal = Uint8Array.from(formalSeal).fill(1, 40, 41)
  const other = chorusIdFrom(`${chorus.slice(0, 62)}00` as SigilId)
  const ids = [
    assembleSigil(bodyWith(change), body, formalSeal, chorus, sha256),
    assembleSigil(bodyWith(change), body, otherSeal, chorus, sha256),
    assembleSigil(bodyWith(change), body, formalSeal, other, sha256),
  ].map(({ id }) => id)
  expect(new Set(ids).size).toBe(3)
})

test('[SG3] what is written is read again, and written again to the same bytes', () => {
  fc.assert(
    fc.property(anyBody, (body) => {
      const bytes = encodeBody(body)
      const sigil = assembleSigil(body, bytes, formalSeal, chorus, sha256)
      expect(sigil).toMatchObject(body)
      expect(sealOf(sigil)).toEqual(formalSeal)
      const reading = read(sigil.bytes)
      expect(reading).toEqual({ ok: true, sigil })
      expect(reading.ok && encodeBody(reading.sigil)).toEqual(bytes)
    }),
  )
})

test('[SG3] whatever bytes are read as a sigil, writing it gives those bytes', () => {
  fc.assert(
    fc.property(mutated, (bytes) => {
      const reading = read(bytes)
      if (reading.ok) expect(encodeBody(reading.sigil)).toEqual(bytes.subarray(0, -64))
    }),
    { numRuns: 2000 },
  )
})

test('[SG2] mutated bytes are refused as a value: no throw, and nothing left on Object.prototype', () => {
  const before = Object.getOwnPropertyNames(Object.prototype)
  const kinds = new Set<string>()
  fc.assert(
    fc.property(fc.oneof(mutated, fc.uint8Array({ maxLength: 400 })), (bytes) => {
      kinds.add(formOf(read(bytes)))
    }),
    { numRuns: 3000 },
  )
  expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before)
  // The fuzz must have got past the first few fields to mean anything.
  expect([...kinds]).toEqual(expect.arrayContaining(['read', 'truncated', 'non-canonical']))
})

/** An honest sigil with bytes changed, cut out, or put in. */
const mutated = fc
  .tuple(
    anyBody,
    fc.array(fc.tuple(fc.nat(), fc.nat(255), fc.nat(2)), { minLength: 1, maxLength: 3 }),
  )
  .map(([body, changes]) => {
    const bytes = Array.from(concatBytes([encodeBody(body), formalSeal]))
    for (const [where, byte, how] of changes) {
      bytes.splice(where % (bytes.length - 64), how === 2 ? 0 : 1, ...(how === 1 ? [] : [byte]))
    }
    return Uint8Array.from(bytes)
  })

// ---------------------------------------------------------------- refusals

/** A small honest sigil in pieces, each of which a case may replace. */
const honest = {
  version: '01',
  kind: '03',
  tag: 'c4c4c4c4',
  author: founderHex,
  strand: strandHex,
  seq: '01',
  stamp: '018bcfe568010002',
  links: `02${a0}${b0}`,
  prev: '00',
  deed: `${g}000000`,
  seal: toHex(formalSeal),
}
const withPieces = (pieces: Partial<typeof honest>): Uint8Array =>
  bytesOfHex(Object.values({ ...honest, ...pieces }).join(''))
/** One write, in hex; then no splices. */
const write = (hex: string) => ({ deed: `${g}0001${hex}00` })
const splice = (hex: string) => ({ deed: `${g}000001${hex}` })
const found = (deed: string) =>
  ({ kind: '00', tag: '00000000', seq: '00', links: '00', prev: '', deed }) as const
const join = (deed: string) => ({ kind: '02', deed }) as const

const identity = `01${'00'.repeat(31)}`
/** y = p + 2: above the prime, and of no small order. */
const unreducedKey = `ef${'ff'.repeat(30)}7f`
const groupOrder = 'edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010'

const malformed: readonly (readonly [Malformed | 'read', string, Partial<typeof honest>])[] = [
  ['read', 'the honest one', {}],
  ['version', 'a newer layout', { version: '02' }],
  ['truncated', 'a deed cut short', { deed: g }],
  ['truncated', 'a string longer than the sigil', write('007f')],
  ['truncated', 'a seal of 63 bytes', { deed: `${g}00`, seal: honest.seal.slice(2) }],
  ['trailing-bytes', 'a byte after the deed', { deed: `${honest.deed}00` }],
  ['small-order-key', 'the identity as author', { author: identity }],
  ['non-canonical', 'an author above the prime', { author: unreducedKey }],
  ['non-canonical', 'seq in two bytes', { seq: '8100' }],
  ['out-of-range', 'seq above 2^32 − 1', { seq: '8080808010' }],
  ['too-many-links', '17 links', { links: `11${a0.repeat(17)}` }],
  ['links-not-ascending', 'links in the wrong order', { links: `02${b0}${a0}` }],
  ['links-not-ascending', 'one link twice', { links: `02${a0}${a0}` }],
  ['out-of-range', 'prev that is no link', { prev: '02' }],
  ['out-of-range', 'a second sigil without links', { links: '00' }],
  ['bad-value', 'flags of a newer version', { deed: `${g}020000` }],
  ['non-canonical', 'title after hue', { deed: `${g}00020105000000` }],
  ['non-canonical', 'title twice', { deed: `${g}00020000000000` }],
  ['non-canonical', 'tags in the wrong order', { deed: `${g}0002040162010401610100` }],
  ['out-of-range', 'more writes than a sigil may hold', { deed: `${g}00810800` }],
  ['bad-facet', 'a facet code of a newer version', write('0500')],
  ['bad-value', 'a title of 257 units', write(`008102${'61'.repeat(257)}`)],
  ['out-of-range', 'hue 360', write('01e802')],
  ['out-of-range', 'x of 2^31', write('02808080801000')],
  ['bad-value', 'a bond neither made nor broken', write(`03${g}02`)],
  ['bad-value', 'an empty tag', write('040001')],
  ['bad-value', 'a tag of 65 units', write(`0441${'61'.repeat(65)}01`)],
  ['bad-value', 'a nameless facet', write('7f0000')],
  ['bad-value', 'a value tag of a newer version', write('7f016105')],
  ['bad-utf8', 'an overlong character', write('0002c0af')],
  ['lone-surrogate', 'half a pair', write('0003eda080')],
  ['non-canonical', 'a splice that changes nothing', splice('050000')],
  ['out-of-range', 'a position above 2^32 − 1', splice('80808080100100')],
  ['out-of-range', '4097 splices', { deed: `${g}00008120` }],
  ['out-of-range', 'a genesis that counts from 1', { ...found('01016103416461'), seq: '01' }],
  ['bad-value', 'a genesis with links', { ...found('01016103416461'), links: `01${a0}` }],
  ['bad-value', 'a chorus without a name', found('010003416461')],
  ['bad-value', 'a chorus named in two lines', found('0103610a6203416461')],
  ['bad-value', 'a founder whose name turns the text around', found('01016103e280ae')],
  [
    'small-order-key',
    'an invite that anyone could sign for',
    { kind: '01', deed: `${identity}00` },
  ],
  ['bad-value', 'an invite with a newer role', { kind: '01', deed: `${doorHex}02` }],
  ['small-order-key', 'a sponsor of small order', join(`00${identity}${honest.seal}0161`)],
  ['seal-not-reduced', 'a co-seal with S = L', join(`00${doorHex}${a0}${groupOrder}0161`)],
  ['bad-value', 'a name of 65 units', join(`00${doorHex}${honest.seal}41${'61'.repeat(65)}`)],
  ['bad-value', 'kin with a name of their own', join(`01${doorHex}${honest.seal}0161`)],
  ['seal-not-reduced', 'a seal with S = L', { seal: a0 + groupOrder }],
  ['non-canonical', 'a seal with R above the prime', { seal: unreducedKey + '00'.repeat(32) }],
]

test.each(malformed)('[SG2] %s: %s', (form, _, pieces) => {
  expect(formOf(read(withPieces(pieces)))).toBe(form)
})

test('[SG2] every form of malformed bytes has a case above or here', () => {
  const oversize = read(new Uint8Array(maxSigilBytes + 1))
  expect(formOf(oversize)).toBe('oversize')
  const forms: Record<Malformed, true> = {
    truncated: true,
    oversize: true,
    version: true,
    'non-canonical': true,
    'too-many-links': true,
    'links-not-ascending': true,
    'lone-surrogate': true,
    'bad-utf8': true,
    'bad-facet': true,
    'bad-value': true,
    'out-of-range': true,
    'small-order-key': true,
    'seal-not-reduced': true,
    'trailing-bytes': true,
  }
  const shown = new Set([
    'oversize',
    ...malformed.map(([form]) => form).filter((form) => form !== 'read'),
  ])
  expect([...shown].toSorted()).toEqual(Object.keys(forms).toSorted())
})

test('[SG6] a sigil tagged for another chorus is foreign, and zeros are for a genesis alone', () => {
  const foreign = { kind: 'foreign-chorus', chorusTag: 'c4c4c4c5' }
  expect(read(withPieces({ tag: 'c4c4c4c5' }))).toEqual({ ok: false, refusal: foreign })
  expect(formOf(read(withPieces({ tag: '00000000' })))).toBe('foreign-chorus')
})

test('[SG6] a genesis is read in the chorus it names, and foreign in any other', async () => {
  const { id, bytes } = await sealBody(foundBody, founder)
  expect(formOf(decodeSigil(bytes, chorusIdFrom(id), sha256))).toBe('read')
  const foreign = { kind: 'foreign-chorus', chorusTag: id.slice(0, 8) }
  expect(read(bytes)).toEqual({ ok: false, refusal: foreign })
})

const prevOf = (bytes: Uint8Array) => {
  const reading = read(bytes)
  return reading.ok && reading.sigil.prev
}

test('[SG5] the first of a strand has no prev, and every other names one of its links', () => {
  expect(prevOf(withPieces({ seq: '00', prev: '' }))).toBeNull()
  expect(prevOf(withPieces({ seq: '01', prev: '01' }))).toBe(linkB)
})

test('[SG9] a kind of a newer version is kept whole', () => {
  const reading = read(withPieces({ kind: 'ff', deed: '0102' }))
  expect(reading.ok && reading.sigil.deed).toEqual({
    kind: 'unknown',
    code: 0xff,
    payload: Uint8Array.of(1, 2),
  })
})

const unfit = (deed: Deed) => () => encodeBody(bodyWith(deed))
const writes = (...writes: FacetWrite[]): Deed => ({ ...change, writes })

test('[SG3] what readers would refuse is not written', () => {
  expect(unfit(writes({ facet: 'alive', value: true }))).toThrow('bad-facet')
  expect(unfit(writes({ facet: 'hue', value: 1 }, { facet: 'title', value: '' }))).toThrow('hue')
  expect(unfit(writes({ facet: 'title', value: 3 }))).toThrow('bad-value')
  expect(unfit({ ...change, splices: [[0, 0, '\ud800']] })).toThrow('lone-surrogate')
  expect(unfit({ ...change, splices: [[0, 0, 'x'.repeat(maxSigilBytes)]] })).toThrow('oversize')
  expect(unfit({ kind: 'unknown', code: 5, payload: Uint8Array.of() })).toThrow('out-of-range')
  const weaver = weaverIdFrom(joiner.key)
  expect(unfit({ kind: 'remove', weaver, tips: [linkB, linkA] })).toThrow('non-canonical')
  expect(unfit({ kind: 'remove', weaver, tips: [linkA, linkA] })).toThrow('non-canonical')
  const body = bodyWith(change)
  expect(() => encodeBody({ ...body, links: [linkB, linkA] })).toThrow('links-not-ascending')
  expect(() => encodeBody({ ...body, prev: null })).toThrow('prev')
  expect(() => encodeBody({ ...body, author: weaverIdFrom(new Uint8Array(32)) })).toThrow('small')
  expect(() => encodeBody({ ...foundBody, links: [linkA] })).toThrow('past')
})

test('[SG3] a deed is judged before it is sealed as after', () => {
  fc.assert(
    fc.property(anyBody, ({ deed }) => {
      expect(deedFault(deed)).toBeNull()
    }),
  )
})

test('[SG3] only a seal of good form, over the body it comes with, makes a sigil', () => {
  const body = bodyWith(change)
  const bytes = encodeBody(body)
  const assemble = (body: Body, seal: Uint8Array) => () =>
    assembleSigil(body, bytes, seal, chorus, sha256)
  expect(assemble(body, formalSeal)).not.toThrow()
  expect(assemble(body, new Uint8Array(64).fill(0xff))).toThrow('seal-not-reduced')
  expect(assemble({ ...body, seq: 7 }, formalSeal)).toThrow('another body')
})

// ---------------------------------------------------------------- splitting

/** Characters of one, two, three and four bytes, so that cuts fall everywhere. */
const longText = fc
  .tuple(fc.constantFrom('a', 'aé', '☉b', '𝄞', 'x𝄞é☉'), fc.integer({ min: 10_000, max: 90_000 }))
  .map(([unit, times]) => unit.repeat(times))

const largeChange: fc.Arbitrary<Transmute> = fc.record({
  kind: fc.constant('transmute' as const),
  glyph: fc.constant(glyph),
  shatters: fc.boolean(),
  writes: fc.constantFrom([], [...change.writes].toReversed()),
  splices: fc.array(
    fc.oneof(
      anySplice,
      fc.tuple(fc.nat(50), fc.nat(5), longText).map((splice): Splice => splice),
    ),
    { maxLength: 4 },
  ),
})

/** Positions past the end count as the end, which is enough to compare with. */
const applied = (text: string, deeds: readonly Transmute[]): string =>
  deeds
    .flatMap(({ splices }) => splices)
    .reduce((text, [at, deleted, inserted]) => {
      return text.slice(0, at) + inserted + text.slice(at + deleted)
    }, text)

test('[SG7] a change cut into several has the effect of the whole', () => {
  fc.assert(
    fc.property(largeChange, (deed) => {
      const parts = splitDeed(deed)
      const text = 'The dew of heaven. '.repeat(6000)
      expect(applied(text, parts) === applied(text, [deed])).toBe(true)
      expect(parts.flatMap(({ writes }) => writes)).toEqual(
        deed.writes.length === 0 ? [] : change.writes,
      )
      expect(parts.map(({ shatters }) => shatters)).toEqual(
        parts.map((_, at) => deed.shatters && at === parts.length - 1),
      )
      for (const part of parts) {
        expect(fitsOneSigil(part)).toBe(true)
        expect(deedFault(part)).toBeNull()
        expect(encodeBody(bodyWith(part)).length + 64).toBeLessThanOrEqual(maxSigilBytes)
      }
      if (fitsOneSigil(deed)) expect(parts.length).toBe(1)
    }),
    { numRuns: 40 },
  )
})

test('[SG7] even under the largest header a whole part fits', () => {
  const splices: Splice[] = [[0, 0, 'x'.repeat(2 * maxSigilBytes)]]
  const [part] = splitDeed({ ...change, writes: [], splices })
  const links = Array.from({ length: 16 }, (_, at) => at.toString(16).repeat(64) as SigilId)
  const body: Body = { ...bodyWith(part!), seq: 2 ** 32 - 1, links, prev: linkOf(links, 15) }
  const slack = maxSigilBytes - 64 - encodeBody(body).length
  expect(slack).toBeGreaterThanOrEqual(0)
  expect(slack).toBeLessThan(16)
})

const linkOf = (links: readonly SigilId[], at: number): SigilId | null => links[at] ?? null

test('[SG7] many small splices are cut by their number', () => {
  const splices = Array.from({ length: maxSplices + 1 }, (): Splice => [0, 1, ''])
  const parts = splitDeed({ ...change, splices })
  expect(parts.map(({ splices }) => splices.length)).toEqual([maxSplices, 1])
  expect(fitsOneSigil({ ...change, splices })).toBe(false)
})

test('[SG7] no cut goes through a surrogate pair', () => {
  for (const lead of ['', 'a', 'ab', 'abc']) {
    const pasted = lead + '𝄞'.repeat(maxDeedBytes / 4)
    const parts = splitDeed({ ...change, writes: [], splices: [[0, 0, pasted]] })
    expect(parts.length).toBe(2)
    expect(parts.map(deedFault)).toEqual([null, null])
  }
})

test('[SG7] a change of nothing is still one deed', () => {
  const nothing: Transmute = { ...change, writes: [], splices: [[3, 0, '']] }
  expect(splitDeed(nothing)).toEqual([{ ...nothing, splices: [] }])
})

test('[SG1] a sigil read holds its seal as a view of its bytes', async () => {
  const sigil: Sigil = await sealBody(bodyWith(change), founder)
  expect(sealOf(sigil).buffer).toBe(sigil.bytes.buffer)
  expect(sealOf(sigil)).toEqual(sigil.bytes.slice(-64))
})

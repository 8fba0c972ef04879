import fc from 'fast-check'
import { expect, test } from 'vitest'

import { sha256 } from '../platform/sha256'
import { bytesOfHex, concatBytes } from './bytes'
import { assembleSigil, encodeBody } from './codec'
import { anyBody, bodyWith, chorus, door, formalSeal, founder, joiner } from './codec.fixture'
import { glyphIdFrom, strandIdFrom, weaverIdFrom } from './ids'
import { maxLinks } from './limits'
import { createPackWriter, packAsItIs, packedBytes, packOf } from './pack'
import { createPackReader } from './pack-reader'
import type { Body, Deed, Sigil } from './sigil'

const sealed = (body: Body): Sigil =>
  assembleSigil(body, encodeBody(body), formalSeal, chorus, sha256)

interface Unpacked {
  readonly sigils: readonly Sigil[]
  readonly refused: readonly string[]
  readonly fault: string | null
}

function unpack(pack: Uint8Array): Unpacked {
  const reader = createPackReader(pack, chorus, sha256)
  const sigils: Sigil[] = []
  const refused: string[] = []
  for (let read = reader.next(); read !== null; read = reader.next()) {
    if (read.ok) sigils.push(read.sigil)
    else refused.push(read.refusal.kind)
  }
  return { sigils, refused, fault: reader.fault()?.form ?? null }
}

// ------------------------------------------------------- people at work

const people = [founder, joiner, door].map(({ key }) => weaverIdFrom(key))
const glyphs = [1, 2, 3].map((byte) => glyphIdFrom(new Uint8Array(16).fill(byte)))

/** One step of somebody's: on what they did last, on some of what is there, or on what nobody here has. */
const anyStep = fc.record({
  who: fc.nat(people.length - 1),
  strand: fc.nat(1),
  glyph: fc.nat(glyphs.length - 1),
  links: fc.array(fc.nat(), { maxLength: maxLinks + 2 }),
  stranger: fc.option(fc.uint8Array({ minLength: 32, maxLength: 32 })),
  goesOn: fc.boolean(),
  laterMs: fc.integer({ min: -5000, max: 5000 }),
  tick: fc.oneof(fc.constant(0), fc.nat(0xffff)),
  deed: fc.constantFrom('type', 'type', 'type', 'name', 'both', 'shatter', 'invite'),
  at: fc.nat(40),
  words: fc.string({ unit: 'grapheme', maxLength: 5 }),
})
type Step = typeof anyStep extends fc.Arbitrary<infer T> ? T : never

function deedOf({ deed, glyph, at, words }: Step): Deed {
  if (deed === 'invite') return { kind: 'invite', key: people[2] ?? '', role: 'weave' }
  return {
    kind: 'transmute',
    glyph: glyphs[glyph] ?? glyphIdFrom(new Uint8Array(16)),
    shatters: deed === 'shatter',
    writes: deed === 'name' || deed === 'both' ? [{ facet: 'title', value: words }] : [],
    splices: deed === 'type' || deed === 'both' ? [[at, words.length === 0 ? 1 : 0, words]] : [],
  }
}

function played(steps: readonly Step[]): readonly Sigil[] {
  const all: Sigil[] = []
  for (const step of steps) {
    const author = people[step.who] ?? weaverIdFrom(founder.key)
    const strand = strandIdFrom(new Uint8Array(8).fill(step.strand))
    const own = all.filter((one) => one.author === author && one.strand === strand)
    const prev = step.goesOn ? own.at(-1) : own[step.at % (own.length + 1)]
    const linked = step.links.flatMap((nth) => all[nth % (all.length + 1)]?.id ?? [])
    const strange = step.stranger === null ? [] : [sealed(bodyWith(deedOf(step))).id]
    const links = [...new Set([...(prev === undefined ? [] : [prev.id]), ...strange, ...linked])]
      .slice(0, maxLinks)
      .toSorted()
    const ms = 1_700_000_000_000 + all.length * 100 + step.laterMs
    all.push(
      sealed({
        chorusTag: chorus.slice(0, 8),
        author,
        strand,
        seq: prev === undefined ? 0 : prev.seq + 1,
        stamp: { ms, tick: step.tick },
        links,
        prev: prev?.id ?? null,
        deed: deedOf(step),
      }),
    )
  }
  return all
}

test('[PK1] a pack gives back the very sigils, whoever made them and in whatever order', () => {
  fc.assert(
    fc.property(
      fc.array(anyStep, { maxLength: 24 }),
      fc.infiniteStream(fc.nat()),
      (steps, draws) => {
        const sigils = played(steps)
        const shuffled = sigils
          .map((sigil) => ({ sigil, by: draws.next().value ?? 0 }))
          .toSorted((a, b) => a.by - b.by)
          .map(({ sigil }) => sigil)
        for (const order of [sigils, shuffled, [...sigils, ...shuffled]]) {
          const pack = packOf(order)
          expect(unpack(pack)).toEqual({ sigils: order, refused: [], fault: null })
        }
      },
    ),
    { numRuns: 60 },
  )
})

test('[PK1] so it is for every form a sigil can have', () => {
  fc.assert(
    fc.property(fc.array(anyBody, { maxLength: 5 }), (bodies) => {
      const sigils = bodies.map(sealed)
      expect(unpack(packOf(sigils))).toEqual({ sigils, refused: [], fault: null })
    }),
  )
})

test('[PK1] none adds more than it was said to add', () => {
  fc.assert(
    fc.property(
      fc.array(anyStep, { maxLength: 12 }),
      fc.array(anyBody, { maxLength: 3 }),
      (steps, bodies) => {
        const pack = createPackWriter()
        for (const sigil of [...played(steps), ...bodies.map(sealed)]) {
          const before = pack.length()
          pack.add(sigil)
          expect(pack.length() - before).toBeLessThanOrEqual(packedBytes(sigil))
        }
      },
    ),
  )
})

/*
 * Ada writes on, a letter each tenth of a second:
 *   form · 2 of stamp · where it left off · nothing deleted · 1 of length · the letter · the seal
 */
test('[PK2] a letter typed on costs its seal and seven bytes more', () => {
  const first = played([keystroke])
  const many = played(Array.from({ length: 1001 }, () => keystroke))
  expect(packOf(many).length - packOf(first).length).toBe(1000 * (64 + 7))
})

const keystroke: Step = {
  who: 0,
  strand: 0,
  glyph: 0,
  links: [],
  stranger: null,
  goesOn: true,
  laterMs: 0,
  tick: 0,
  deed: 'type',
  at: 0,
  words: 'a',
}

// ------------------------------------------------------- what is no pack

test('[PK3] whatever a pack’s bytes are, they are read as sigils, or refused, or a fault; nothing throws', () => {
  const pack = packOf(
    played(Array.from({ length: 6 }, (_, nth) => ({ ...keystroke, who: nth % 3 }))),
  )
  const forms = new Set<string>()
  const look = (bytes: Uint8Array): void => {
    const { refused, fault } = unpack(bytes)
    for (const form of [...refused, fault]) if (form !== null) forms.add(form)
  }
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(pack.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
      (changes) => {
        const bytes = pack.slice()
        for (const [at, byte] of changes) bytes[at] = byte
        look(bytes)
      },
    ),
    { numRuns: 2000 },
  )
  fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), look), { numRuns: 1000 })
  expect([...forms].toSorted()).toEqual(
    expect.arrayContaining(['malformed', 'out-of-range', 'truncated']),
  )
})

test('[PK3] what stands before a fault is whole', () => {
  const sigils = played(Array.from({ length: 3 }, () => keystroke))
  const pack = packOf(sigils)
  const cut = unpack(pack.subarray(0, pack.length - 1))
  expect(cut.sigils).toEqual(sigils.slice(0, 2))
  expect(cut.fault).toBe('truncated')
})

test.each([
  ['a strand that nobody named', [1, 5]],
  ['the strand before the first', [1 << 4]],
  ['a row before the first', [2, 0, 0, ...bytes(40), 1, 1]],
  ['a stamp before 1970', [0, 0, 0, ...bytes(40), 1]],
])('[PK3] %s is out of range', (_, start) => {
  expect(unpack(Uint8Array.from([...start, ...bytes(200)])).fault).toBe('out-of-range')
})

function bytes(length: number): readonly number[] {
  return Array.from({ length }, () => 0)
}

test('[PK4] bytes that are no transmutation go as they are, sigils or not', () => {
  const parts = [
    bytesOfHex('00ff'),
    sealed(bodyWith(deedOf({ ...keystroke, deed: 'invite' }))).bytes,
  ]
  const { sigils, refused, fault } = unpack(concatBytes([packAsItIs(parts), packAsItIs([])]))
  expect(sigils.map((sigil) => sigil.bytes)).toEqual([parts[1]])
  expect([refused, fault]).toEqual([['malformed'], null])
})

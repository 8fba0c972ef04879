/**
 * Goal: one value from a tied set, the same on every engine and in every order.
 * Method: a case for each facet, then permutations and repetitions of random sets.
 */

import fc from 'fast-check'
import { expect, test } from 'vitest'

import { amalgamate, amalgamHue, sine, titleBond, type Write } from './amalgam'
import { maxNudge } from './limits'
import type { NonEmpty } from './nonempty'
import type { FacetName, FacetValue, Place } from './sigil'
import { blank, fakeHash, sealFake, strandNamed, weaverNamed } from './sigil.fixture'

function writesOf(values: readonly FacetValue[]): NonEmpty<Write> {
  const writes = values.map((value, at) => ({
    sigil: sealFake(blank(weaverNamed(`w${at}`), strandNamed(`w${at}`))),
    value,
  }))
  return writes as unknown as NonEmpty<Write>
}

const amalgamOf = (facet: FacetName, ...values: FacetValue[]) =>
  amalgamate(facet, writesOf(values), fakeHash)
const titlesIn = (...titles: string[]) =>
  (amalgamOf('title', ...titles) as string).split(titleBond).toSorted()
const huesFor = (hues: readonly number[]) =>
  new Set(Array.from({ length: 256 }, (_, byte) => amalgamHue(hues, seedWith(byte))))
const seedWith = (...bytes: number[]) => Uint8Array.from({ length: 32 }, (_, at) => bytes[at] ?? 0)

const anyPlace = fc.record({
  x: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  y: fc.integer({ min: -1000, max: 1000 }),
})
const anyTie: fc.Arbitrary<readonly [FacetName, readonly FacetValue[]]> = fc.oneof(
  tieOf('title', fc.string({ maxLength: 3 })),
  tieOf('hue', fc.nat(359)),
  tieOf('place', anyPlace),
  tieOf('alive', fc.boolean()),
  tieOf('tag:red', fc.boolean()),
  tieOf('x:new', fc.uint8Array({ maxLength: 3 })),
)

function tieOf(facet: FacetName, value: fc.Arbitrary<FacetValue>) {
  return fc.tuple(fc.constant(facet), fc.array(value, { minLength: 1, maxLength: 5 }))
}

test('[AM1] every order and every repetition of a tied set gives one value', () => {
  const anyCase = anyTie.chain(([facet, values]) => {
    const writes = writesOf(values)
    const some = fc.shuffledSubarray([...writes, ...writes], { minLength: writes.length })
    return fc.record({ facet: fc.constant(facet), writes: fc.constant(writes), some })
  })
  fc.assert(
    fc.property(anyCase, ({ facet, writes, some }) => {
      const shuffled = [...some, ...writes] as unknown as NonEmpty<Write>
      expect(amalgamate(facet, shuffled, fakeHash)).toEqual(amalgamate(facet, writes, fakeHash))
    }),
  )
})

test('[AM1] three ties amalgamate at once, not two by two', () => {
  expect(titlesIn('a', 'b', 'c')).toEqual(['a', 'b', 'c'])
})

test('[AM1] other seals give other seed orders', () => {
  const orders = Array.from({ length: 40 }, (_, at) => {
    const writes = writesOf(Array.from({ length: at + 2 }, (_, n) => (n % 2 === 0 ? 'a' : 'b')))
    return amalgamate('title', writes, fakeHash)
  })
  expect(new Set(orders)).toEqual(new Set([`a${titleBond}b`, `b${titleBond}a`]))
})

const agreed: readonly (readonly [FacetName, FacetValue])[] = [
  ['title', 'same'],
  ['hue', 17],
  ['place', { x: -3, y: 9 }],
  ['alive', false],
  ['tag:red', false],
  ['x:new', Uint8Array.of(1)],
]

test.each(agreed)('[AM2] where all agree on %s, that value stands untouched', (facet, value) => {
  expect(amalgamOf(facet, value, value, value)).toEqual(value)
})

test('[AM3] a title said twice is there once', () => {
  expect(titlesIn('one', 'two', 'one')).toEqual(['one', 'two'])
})

test('[AM4] a place is the mean, moved by at most 24 units and never by chance', () => {
  fc.assert(
    fc.property(fc.array(anyPlace, { minLength: 2, maxLength: 6 }), (places) => {
      const { x, y } = amalgamOf('place', ...places) as Place
      const mean = (pick: (place: Place) => number) =>
        places.reduce((sum, place) => sum + pick(place), 0) / places.length
      const isSame = places.every((place) => place.x === places[0]?.x && place.y === places[0]?.y)
      const reach = isSame ? 0 : maxNudge + Math.SQRT2
      expect(Number.isInteger(x) && Number.isInteger(y)).toBe(true)
      expect(Math.hypot(x - mean((p) => p.x), y - mean((p) => p.y))).toBeLessThanOrEqual(reach)
    }),
  )
})

test('[AM5] the table is the sine, rounded, all the way around', () => {
  for (let degrees = 0; degrees <= 450; degrees++) {
    expect(Math.abs(sine(degrees) - 2 ** 20 * Math.sin((degrees * Math.PI) / 180))).toBeLessThan(
      0.51,
    )
  }
})

test.each([
  { hues: [10, 20], mean: [15] },
  { hues: [350, 20], mean: [5] },
  { hues: [10, 10, 40], mean: [20] },
  { hues: [350, 355, 0, 5, 10], mean: [0] },
  // Two are equally near: the seed picks.
  { hues: [10, 11], mean: [10, 11] },
  { hues: [359, 0], mean: [0, 359] },
  // No mean at all: what lies between.
  { hues: [30, 210], mean: [120, 300] },
  { hues: [0, 120, 240], mean: [60, 180, 300] },
  { hues: [0, 90, 180, 270], mean: [45, 135, 225, 315] },
])('[AM5] hues $hues have their mean at $mean', ({ hues, mean }) => {
  expect(huesFor(hues)).toEqual(new Set(mean))
})

test('[AM5] of any hues the mean is a hue, and turning them all turns it', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(359), { minLength: 2, maxLength: 4 }), fc.nat(3), (hues, turns) => {
      const turn = (hue: number) => (hue + 90 * turns) % 360
      expect(huesFor(hues.map(turn))).toEqual(new Set([...huesFor(hues)].map(turn)))
    }),
    { numRuns: 20 },
  )
})

test('[AM6] an unknown facet takes one of the tied values, whatever its type', () => {
  const value = amalgamOf('x:new', Uint8Array.of(1), 'two', 3)
  expect([Uint8Array.of(1), 'two', 3]).toContainEqual(value)
})

const yesOrNo: readonly FacetName[] = ['alive', 'bond:00', 'tag:red']

test.each(yesOrNo)('[AM7] of yes and no, %s is yes', (facet) => {
  expect(amalgamOf(facet, false, true, false)).toBe(true)
})

/**
 * Goal: a presence has one encoding, and whatever is not one is refused with its reason.
 * Method: round trips, bytes spoiled at random, then each form of refusal.
 */

import fc from 'fast-check'
import { expect, test } from 'vitest'

import { toHex } from './bytes'
import type { ChorusId, GlyphId, SigilId, WeaverId } from './ids'
import { maxDrags, maxPlace, maxPresenceBytes, maxPresenceHeads, maxTextUnits } from './limits'
import { decodePresence, encodePresence, type Presence, presenceMessage } from './presence'
import { sealMessage } from './seal'

const hexOf = <Id extends string>(length: number): fc.Arbitrary<Id> =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((bytes) => toHex(bytes) as Id)
const place = fc.record({
  x: fc.integer({ min: -maxPlace, max: maxPlace }),
  y: fc.integer({ min: -maxPlace, max: maxPlace }),
})
const ascending = <Id extends string>(ids: readonly Id[]): Id[] => [...new Set(ids)].toSorted()
const caret = fc.record({
  version: fc.array(hexOf<SigilId>(32), { maxLength: maxPresenceHeads }).map(ascending),
  anchor: fc.nat(maxTextUnits),
  head: fc.nat(maxTextUnits),
})
const drags = fc
  .array(fc.record({ glyph: hexOf<GlyphId>(16), place }), { maxLength: maxDrags })
  .map((all) => [...new Map(all.map((drag) => [drag.glyph, drag])).values()])
  .map((all) => all.toSorted((a, b) => (a.glyph < b.glyph ? -1 : 1)))
const anyPresence: fc.Arbitrary<Presence> = fc
  .record({
    author: hexOf<WeaverId>(32),
    number: fc.nat(2 ** 48 - 1),
    glyph: fc.option(hexOf<GlyphId>(16)),
    caret: fc.option(caret),
    drags,
    pointer: fc.option(place),
  })
  // A caret stands in a glyph.
  .map((presence) => (presence.glyph === null ? { ...presence, caret: null } : presence))

const seal = new Uint8Array(64).fill(7)
const sealed = (body: Uint8Array): Uint8Array => Uint8Array.from([...body, ...seal])
const formOf = (bytes: Uint8Array): string => {
  const reading = decodePresence(bytes)
  if (reading.ok) return 'accepted'
  return reading.refusal.kind === 'malformed-presence' ? reading.refusal.form : reading.refusal.kind
}

const blank: Presence = {
  author: 'a1'.repeat(32) as WeaverId,
  number: 1,
  glyph: null,
  caret: null,
  drags: [],
  pointer: null,
}
const glyph = 'b2'.repeat(16) as GlyphId

test('[PR3] a presence is read as it was written, within its bytes', () => {
  fc.assert(
    fc.property(anyPresence, (presence) => {
      const body = encodePresence(presence)
      const bytes = sealed(body)
      expect(bytes.length).toBeLessThanOrEqual(maxPresenceBytes)
      expect(decodePresence(bytes)).toEqual({ ok: true, presence, body, seal })
    }),
  )
})

test('[PR3] whatever is accepted is exactly what would be written', () => {
  const spoiled = fc.tuple(anyPresence, fc.nat(), fc.nat(255)).map(([presence, at, byte]) => {
    const body = encodePresence(presence)
    body[at % body.length] = byte
    return sealed(body)
  })
  fc.assert(
    fc.property(fc.oneof(spoiled, fc.uint8Array({ maxLength: 300 })), (bytes) => {
      const reading = decodePresence(bytes)
      if (reading.ok) expect(sealed(encodePresence(reading.presence))).toEqual(sealed(reading.body))
    }),
    { numRuns: 2000 },
  )
})

test('[PR3] each form of what is no presence is refused by its name', () => {
  const body = encodePresence(blank)
  const spoilt = (at: number, byte: number): Uint8Array => {
    const changed = body.slice()
    changed[at] = byte
    return sealed(changed)
  }
  const two = encodePresence({
    ...blank,
    glyph,
    caret: { version: ['22'.repeat(32), '11'.repeat(32)] as SigilId[], anchor: 0, head: 0 },
  })
  expect(formOf(new Uint8Array(maxPresenceBytes + 1))).toBe('oversize')
  expect(formOf(new Uint8Array(40))).toBe('truncated')
  expect(formOf(sealed(body.subarray(0, 20)))).toBe('truncated')
  expect(formOf(sealed(Uint8Array.from([...body, 0])))).toBe('trailing-bytes')
  expect(formOf(spoilt(0, 2))).toBe('version')
  expect(formOf(spoilt(39, 8))).toBe('out-of-range')
  expect(formOf(spoilt(39, 2))).toBe('non-canonical')
  expect(formOf(spoilt(40, maxDrags + 1))).toBe('out-of-range')
  expect(formOf(sealed(two))).toBe('non-canonical')
  const far = encodePresence({ ...blank, pointer: { x: maxPlace + 1, y: 0 } })
  expect(formOf(sealed(far))).toBe('out-of-range')
})

test('[PR1] what is signed is of one chorus, and no sigil’s', () => {
  const body = encodePresence(blank)
  const [one, other] = ['c3', 'd4'].map((byte) => byte.repeat(32) as ChorusId)
  const message = (chorus: ChorusId | undefined) => presenceMessage(chorus as ChorusId, body)
  expect(message(one)).not.toEqual(message(other))
  expect(message(one)).not.toEqual(sealMessage(one ?? null, body))
})

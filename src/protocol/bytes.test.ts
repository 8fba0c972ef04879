import fc from 'fast-check'
import { expect, test } from 'vitest'

import {
  compareBytes,
  concatBytes,
  createReader,
  createWriter,
  equalBytes,
  fromHex,
  toHex,
  varintLength,
} from './bytes'
import { decodeUtf8, encodeUtf8, isWellFormed, utf8Length } from './utf8'

const bytesOf = (...values: number[]): Uint8Array => Uint8Array.from(values)
const anyBytes = fc.uint8Array({ maxLength: 200 })
/** Strings in which surrogates may stand alone. */
const anyUnits = fc
  .string({ unit: 'binary', maxLength: 60 })
  .chain((text) =>
    fc
      .array(fc.integer({ min: 0xd700, max: 0xe000 }), { maxLength: 3 })
      .map((units) => text + String.fromCharCode(...units)),
  )

test('hex has one spelling, and comes back', () => {
  expect(toHex(bytesOf(0, 1, 0xab, 0xff))).toBe('0001abff')
  fc.assert(
    fc.property(anyBytes, (bytes) => {
      expect(fromHex(toHex(bytes))).toEqual(bytes)
    }),
  )
  for (const bad of ['0', 'AB', '0g', '0x', 'é0', '0€', ' 00', '-1'])
    expect(fromHex(bad), bad).toBeNull()
})

test('bytes are ordered as their hex is', () => {
  fc.assert(
    fc.property(anyBytes, anyBytes, (a, b) => {
      const hexOrder = toHex(a) < toHex(b) ? -1 : Number(toHex(a) > toHex(b))
      expect(Math.sign(compareBytes(a, b))).toBe(hexOrder)
      expect(equalBytes(a, b)).toBe(hexOrder === 0)
    }),
  )
  expect(concatBytes([bytesOf(1), bytesOf(), bytesOf(2, 3)])).toEqual(bytesOf(1, 2, 3))
})

test('[SG2] UTF-8 is strict both ways: no lone surrogate out, no bad bytes in', () => {
  fc.assert(
    fc.property(anyUnits, (text) => {
      const encoded = encodeUtf8(text)
      expect(encoded !== null).toBe(isWellFormed(text))
      if (encoded === null) return
      expect(decodeUtf8(encoded)).toBe(text)
      expect(utf8Length(text)).toBe(encoded.length)
    }),
  )
  expect(isWellFormed('a\ud800')).toBe(false)
  expect(isWellFormed('\udc00\ud800')).toBe(false)
  expect(decodeUtf8(bytesOf(0xef, 0xbb, 0xbf))).toBe('\ufeff')
  // Overlong '/', an encoded surrogate, a point above U+10FFFF, a stray and a missing continuation.
  const bad = [[0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0x80], [0xe2, 0x82]]
  for (const bytes of bad) expect(decodeUtf8(bytesOf(...bytes))).toBeNull()
})

test('[SG2] a reader reads the text that a strict decoder does, short or long, and refuses the same', () => {
  const letters = fc.array(fc.integer({ min: 0, max: 0x7f }), { maxLength: 70 })
  const nearlyAscii = fc
    .tuple(letters, fc.uint8Array({ maxLength: 2 }), letters)
    .map(([before, odd, after]) => bytesOf(...before, ...odd, ...after))
  fc.assert(
    fc.property(nearlyAscii, (encoded) => {
      const writer = createWriter()
      writer.blob(encoded)
      writer.u8(7)
      const reader = createReader(writer.finish())
      const text = reader.text()
      expect(text).toBe(decodeUtf8(encoded) ?? '')
      expect(reader.fault() === null).toBe(decodeUtf8(encoded) !== null)
      expect(reader.u8()).toBe(reader.fault() === null ? 7 : 0)
    }),
  )
})

test('a name is written and read as hex, and one that is cut short is a fault', () => {
  fc.assert(
    fc.property(anyBytes, fc.nat(40), (bytes, length) => {
      const writer = createWriter()
      writer.hex(toHex(bytes))
      const reader = createReader(writer.finish())
      const hex = reader.hex(length)
      if (length > bytes.length) expect(reader.fault()?.form).toBe('truncated')
      else expect(hex).toBe(toHex(bytes.subarray(0, length)))
    }),
  )
})

test('a reader that is turned to other bytes minds their end, and forgets its fault', () => {
  const reader = createReader(bytesOf())
  reader.u8()
  expect(reader.fault()?.form).toBe('truncated')
  reader.turnTo(bytesOf(1, 2, 3), 2)
  expect(reader.left()).toBe(2)
  expect([reader.varint(), reader.u8()]).toEqual([1, 2])
  expect(reader.fault()).toBeNull()
  expect([reader.varint(), reader.text(), reader.hex(1)]).toEqual([0, '', ''])
  expect(reader.fault()?.form).toBe('truncated')
})

test('whatever a writer writes, a reader reads', () => {
  const value = fc.record({
    u8: fc.integer({ min: 0, max: 0xff }),
    u16: fc.integer({ min: 0, max: 0xffff }),
    u32: fc.integer({ min: 0, max: 0xffffffff }),
    u48: fc.integer({ min: 0, max: 2 ** 48 - 1 }),
    varint: fc.maxSafeNat(),
    zigzag: fc.integer({ min: -(2 ** 52), max: 2 ** 52 - 1 }),
    blob: anyBytes,
    text: fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ maxLength: 80 })),
    rest: anyBytes,
  })
  fc.assert(
    fc.property(value, (value) => {
      const writer = createWriter()
      writer.u8(value.u8)
      writer.u16(value.u16)
      writer.u32(value.u32)
      writer.u48(value.u48)
      const before = writer.length()
      writer.varint(value.varint)
      expect(writer.length() - before).toBe(varintLength(value.varint))
      writer.zigzag(value.zigzag)
      writer.blob(value.blob)
      writer.text(value.text)
      writer.bytes(value.rest)
      const reader = createReader(writer.finish())
      expect(reader.u8()).toBe(value.u8)
      expect(reader.u16()).toBe(value.u16)
      expect(reader.u32()).toBe(value.u32)
      expect(reader.u48()).toBe(value.u48)
      expect(reader.varint()).toBe(value.varint)
      expect(reader.zigzag()).toBe(value.zigzag)
      expect(reader.blob()).toEqual(value.blob)
      expect(reader.text()).toBe(value.text)
      expect(reader.rest()).toEqual(value.rest)
      expect([reader.left(), reader.fault()]).toEqual([0, null])
    }),
  )
})

test('[SG2] a varint has one encoding, and stays a safe integer', () => {
  const form = (...values: number[]) => {
    const reader = createReader(bytesOf(...values))
    expect(reader.varint()).toBe(0)
    return reader.fault()?.form
  }
  expect(form(0)).toBeUndefined()
  expect(form(0x80, 0)).toBe('non-canonical')
  expect(form(0xff, 0x80, 0)).toBe('non-canonical')
  expect(form(0x80)).toBe('truncated')
  expect(form()).toBe('truncated')
  expect(form(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x10)).toBe('out-of-range')
  expect(form(...Array<number>(20).fill(0x80), 1)).toBe('out-of-range')
  const most = createReader(bytesOf(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f))
  expect(most.varint()).toBe(Number.MAX_SAFE_INTEGER)
})

const textForm = (...values: number[]) => {
  const reader = createReader(bytesOf(values.length, ...values))
  expect(reader.text()).toBe('')
  return reader.fault()?.form
}

test('[SG2] a surrogate written as a character is told from other bad UTF-8', () => {
  expect(textForm(0x61, 0xed, 0xa0, 0x80)).toBe('lone-surrogate')
  expect(textForm(0x61, 0xed, 0x9f)).toBe('bad-utf8')
})

test('the first fault sticks, and every read after it is empty', () => {
  const reader = createReader<'mine'>(bytesOf(5, 1, 2))
  expect(reader.count(4)).toBe(0)
  reader.fail('mine', 'too late')
  expect(reader.fault()?.form).toBe('out-of-range')
  expect([reader.u8(), reader.varint(), reader.zigzag(), reader.left()]).toEqual([0, 0, 0, 0])
  expect([reader.text(), reader.blob().length, reader.rest().length]).toEqual(['', 0, 0])
})

test('a length far past the end is a fault and no allocation', () => {
  const reader = createReader(bytesOf(0xff, 0xff, 0xff, 0xff, 0x7f, 1))
  expect(reader.blob().length).toBe(0)
  expect(reader.fault()?.form).toBe('truncated')
})

test('writing what has no encoding throws', () => {
  for (const bad of ['0', 'AB', '0g'])
    expect(() => createWriter().hex(bad), bad).toThrow(RangeError)
  const writer = createWriter()
  expect(() => writer.u8(256)).toThrow(RangeError)
  expect(() => writer.u16(-1)).toThrow(RangeError)
  expect(() => writer.varint(1.5)).toThrow(RangeError)
  expect(() => writer.zigzag(2 ** 53)).toThrow(RangeError)
  expect(() => writer.text('\ud800')).toThrow(RangeError)
})

import fc from 'fast-check'
import { expect, test } from 'vitest'

import { maxDescriptionUnits, maxSignals } from './limits'
import { decodeWords, encodeWords, type Signal, type Words } from './signals'

const anyAttempt = fc
  .uint8Array({ minLength: 8, maxLength: 8 })
  .map((bytes) => Buffer.from(bytes).toString('hex'))
const anyText = fc.string({ maxLength: 60 })
const anySignal: fc.Arbitrary<Signal> = fc.oneof(
  fc.record({ kind: fc.constantFrom('offer' as const, 'answer' as const), sdp: anyText }),
  fc.record({
    kind: fc.constant('candidate' as const),
    candidate: anyText,
    mid: fc.option(fc.string({ minLength: 1, maxLength: 9 })),
    line: fc.option(fc.nat(200)),
  }),
)
const anyWords: fc.Arbitrary<Words> = fc.oneof(
  fc.constant<Words>({ kind: 'hail' }),
  fc.record({ kind: fc.constant('bye' as const), attempt: anyAttempt, reason: anyText }),
  fc.record({
    kind: fc.constant('signals' as const),
    attempt: anyAttempt,
    signals: fc.array(anySignal, { maxLength: maxSignals }),
  }),
)

test('words come back as they were said', () => {
  fc.assert(
    fc.property(anyWords, (words) => {
      expect(decodeWords(encodeWords(words))).toEqual(words)
    }),
  )
})

test('words cut short, and words with more behind them, are none', () => {
  fc.assert(
    fc.property(anyWords, fc.nat(200), (words, cut) => {
      const bytes = encodeWords(words)
      expect(decodeWords(bytes.subarray(0, cut % bytes.length))).toBeNull()
      expect(decodeWords(Uint8Array.of(...bytes, 0))).toBeNull()
    }),
  )
})

test('no bytes make the decoder throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      decodeWords(bytes)
    }),
  )
})

test('too many signals, and a description too long, are refused', () => {
  const attempt = '00'.repeat(8)
  const offer: Signal = { kind: 'offer', sdp: '' }
  const many = Array.from({ length: maxSignals + 1 }, () => offer)
  expect(decodeWords(encodeWords({ kind: 'signals', attempt, signals: many }))).toBeNull()
  const long: Signal = { kind: 'offer', sdp: 'x'.repeat(maxDescriptionUnits + 1) }
  expect(decodeWords(encodeWords({ kind: 'signals', attempt, signals: [long] }))).toBeNull()
})

test('a reason is cut to what fits, never within a character', () => {
  const words = encodeWords({ kind: 'bye', attempt: '00'.repeat(8), reason: `${'x'.repeat(63)}😀` })
  expect(decodeWords(words)).toMatchObject({ kind: 'bye' })
})

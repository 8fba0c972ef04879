/**
 * Goal: every message has one encoding, and whatever is not one is refused with its reason.
 * Method: round trips, bytes written out by hand, then each form of refusal.
 */

import fc from 'fast-check'
import { expect, test } from 'vitest'

import { toHex } from './bytes'
import { type SigilId, type StrandId, type WeaverId } from './ids'
import {
  fillBytes,
  maxChain,
  maxLocatorPoints,
  maxMessageBytes,
  maxRun,
  maxSigilBytes,
} from './limits'
import { partBytes, roomBytes, type Written } from './message'
import { decodeMessage, encodeMessage, isGreeting } from './message-codec'
import { packAsItIs } from './pack'

const bytesOf = (length: number): fc.Arbitrary<Uint8Array> =>
  fc.uint8Array({ minLength: length, maxLength: length })
const hexOf = <Id extends string>(length: number): fc.Arbitrary<Id> =>
  bytesOf(length).map((bytes) => toHex(bytes) as Id)
const anyId = hexOf<SigilId>(32)
const anyTurn = fc.nat()
const u32 = fc.integer({ min: 0, max: 2 ** 32 - 1 })

const anyEnd = fc.record({
  author: fc.constantFrom('aa', 'bb').map((byte) => byte.repeat(32) as WeaverId),
  strand: hexOf<StrandId>(8),
  seq: u32,
  tip: anyId,
})
const anyWant = fc.record({ tip: anyId, locator: fc.array(hexOf<string>(16), { maxLength: 20 }) })
const anyNeed = fc.record({ id: anyId, run: fc.nat(maxRun) })

const anyMessage: fc.Arbitrary<Written> = fc.oneof(
  fc.record({
    kind: fc.constant('greet' as const),
    chorusTag: hexOf<string>(4),
    key: bytesOf(32),
    nonce: bytesOf(32),
  }),
  fc.record({
    kind: fc.constant('proof' as const),
    seal: bytesOf(64),
    sponsor: fc.option(fc.record({ key: bytesOf(32), coSeal: bytesOf(64) })),
    chain: fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: maxChain }),
  }),
  fc.record({ kind: fc.constantFrom('welcome' as const, 'shut' as const) }),
  fc.record({
    kind: fc.constant('hello' as const),
    orderRule: fc.nat(9),
    asks: fc.boolean(),
    count: fc.nat(),
    digest: hexOf<string>(32),
    clockMs: fc.nat(2 ** 48 - 1),
  }),
  fc.record({
    kind: fc.constant('lanes' as const),
    turn: anyTurn,
    isLast: fc.boolean(),
    ends: fc.array(anyEnd),
  }),
  fc.record({ kind: fc.constant('heard' as const), turn: anyTurn }),
  fc.record({ kind: fc.constant('want' as const), wants: fc.array(anyWant) }),
  fc.record({
    kind: fc.constant('sigils' as const),
    isAnswer: fc.boolean(),
    pack: fc.uint8Array({ maxLength: 300 }),
  }),
  fc.record({ kind: fc.constant('need' as const), needs: fc.array(anyNeed) }),
  fc.record({ kind: fc.constant('have' as const), ids: fc.array(anyId) }),
  fc.record({ kind: fc.constant('presence' as const), bytes: fc.uint8Array() }),
  fc.record({ kind: fc.constantFrom('ping' as const, 'pong' as const), nonce: u32 }),
)

const formOf = (bytes: Uint8Array): string => {
  const decoded = decodeMessage(bytes)
  return decoded.ok ? 'accepted' : decoded.refusal.form
}

test('[AE11] every message is read as it was written', () => {
  fc.assert(
    fc.property(anyMessage, (message) => {
      expect(decodeMessage(encodeMessage(message))).toEqual({ ok: true, message })
    }),
  )
})

test('[AE11] whatever is accepted is exactly what would be written', () => {
  const damaged = fc
    .tuple(anyMessage, fc.nat(), fc.nat(255))
    .map(([message, at, byte]) =>
      encodeMessage(message).with(at % encodeMessage(message).length, byte),
    )
  fc.assert(
    fc.property(fc.oneof(damaged, fc.uint8Array({ maxLength: 200 })), (bytes) => {
      const decoded = decodeMessage(bytes)
      if (!decoded.ok || decoded.message.kind === 'other-version') return
      expect(toHex(encodeMessage(decoded.message))).toBe(toHex(bytes))
    }),
  )
})

test('[AE11] the bytes are these', () => {
  const author = 'a1'.repeat(32) as WeaverId
  const end = (strand: string, seq: number): Written => ({
    kind: 'lanes',
    turn: 5,
    isLast: true,
    ends: [
      { author, strand: strand.repeat(8) as StrandId, seq, tip: '0f'.repeat(32) as SigilId },
      { author, strand: '02'.repeat(8) as StrandId, seq: 0, tip: '0e'.repeat(32) as SigilId },
    ],
  })
  expect(toHex(encodeMessage(end('01', 300)))).toBe(
    `04 05 01 02
      00 ${author} ${'01'.repeat(8)} ac02 ${'0f'.repeat(32)}
      01           ${'02'.repeat(8)} 00   ${'0e'.repeat(32)}`.replaceAll(/\s/g, ''),
  )
  expect(toHex(encodeMessage({ kind: 'ping', nonce: 258 }))).toBe('0b00000102')
})

test('[AE11] a message filled to its room fits one frame', () => {
  const ends = Math.floor(roomBytes / partBytes.end)
  const lane = {
    author: '00'.repeat(32) as WeaverId,
    strand: '00'.repeat(8) as StrandId,
    seq: 2 ** 32 - 1,
    tip: '00'.repeat(32) as SigilId,
  }
  const messages: readonly Written[] = [
    { kind: 'sigils', isAnswer: true, pack: new Uint8Array(roomBytes) },
    {
      kind: 'lanes',
      turn: 2 ** 53 - 1,
      isLast: false,
      ends: Array.from({ length: ends }, () => lane),
    },
  ]
  for (const message of messages) {
    expect(encodeMessage(message).length).toBeLessThanOrEqual(fillBytes)
  }
})

test('[AE11] the largest sigil fits a message alone', () => {
  const message: Written = {
    kind: 'sigils',
    isAnswer: true,
    pack: packAsItIs([new Uint8Array(maxSigilBytes)]),
  }
  expect(formOf(encodeMessage(message))).toBe('accepted')
})

/** No flag for a repeated author, then author, strand, seq and tip, all zeros. */
const namedEnd = Array<number>(1 + 32 + 8 + 1 + 32).fill(0)

test.each([
  ['nothing', [], 'truncated'],
  ['a kind nobody knows', [99], 'unknown-kind'],
  ['a proof cut short', [2, 1, 2, 3], 'truncated'],
  [
    'a chain longer than one may show',
    [2, ...Array<number>(64).fill(0), 0, maxChain + 1],
    'out-of-range',
  ],
  ['bytes after the end', [11, 0, 0, 0, 1, 0], 'trailing-bytes'],
  ['a flag that is neither 0 nor 1', [7, 2, 0], 'non-canonical'],
  ['a number written longer than it must be', [5, 0x80, 0x00], 'non-canonical'],
  ['more parts than a message can hold', [9, 0xff, 0xff, 0x7f], 'out-of-range'],
  ['parts that are not there', [9, 2, ...Array<number>(32).fill(0)], 'truncated'],
  ['an end that leans on an author never named', [4, 1, 1, 1, 1], 'non-canonical'],
  ['an author named twice in a row', [4, 1, 1, 2, ...namedEnd, ...namedEnd], 'non-canonical'],
  [
    'a locator with too many points',
    [6, 1, ...Array<number>(32).fill(0), maxLocatorPoints + 1],
    'out-of-range',
  ],
  ['a run too long', [8, 1, ...Array<number>(32).fill(0), 0x81, 0x04], 'out-of-range'],
])('[AE11] refuses %s', (_, bytes, form) => {
  expect(formOf(Uint8Array.from(bytes))).toBe(form)
})

test('[AE11] refuses a message over its bound', () => {
  expect(formOf(new Uint8Array(maxMessageBytes + 1))).toBe('oversize')
})

test('[AE12] a greeting or HELLO of another version is told apart, whatever follows', () => {
  for (const code of [1, 3]) {
    const decoded = decodeMessage(Uint8Array.of(code, 1, 9, 9, 9))
    expect(decoded).toEqual({ ok: true, message: { kind: 'other-version', version: 1 } })
  }
})

test('[AE11] greetings are known by their first byte', () => {
  const kinds = fc.sample(anyMessage, { numRuns: 200, seed: 7 })
  for (const message of kinds) {
    expect(isGreeting(encodeMessage(message))).toBe(
      ['greet', 'proof', 'welcome', 'shut'].includes(message.kind),
    )
  }
})

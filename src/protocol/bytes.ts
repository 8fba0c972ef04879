/**
 * Bytes: hex, varints, and the reader and writer that every format of ours is built from.
 *
 * Each value has exactly one encoding, and anything else is refused: ids cover
 * bytes, so two encodings of one value would be two sigils (PROTOCOL.md §SG).
 *
 * A reader never throws. Its first fault sticks, every read after it answers
 * zero or empty, and the caller looks at {@link Reader.fault} once at the end.
 * Hence the one trap: never loop on a bare varint; take {@link Reader.count}.
 */

import { hexDigits, hexOf } from './hex'
import { hexOfLate, longestName } from './late-names'
import { asciiOf, decodeUtf8, encodeUtf8, holdsSurrogate, isShortAscii } from './utf8'

const hexValues = Int8Array.from({ length: 128 }, (_, code) => hexDigits.indexOf(code))
const empty = new Uint8Array(0)

/** Lowercase hex. What was asked for of late is the same string: a history names few things over and over. */
export const toHex = (bytes: Uint8Array): string => hexIn(bytes, 0, bytes.length)

/** The same of so many bytes from `start` on, without a view of them. */
const hexIn = (bytes: Uint8Array, start: number, length: number): string =>
  length === 0 || length > longestName
    ? hexOf(bytes.subarray(start, start + length))
    : hexOfLate(bytes, start, length)

/** Null for an odd length or anything but lowercase hex, so that a name has one spelling. */
export function fromHex(hex: string): Uint8Array | null {
  if (hex.length % 2 !== 0) return null
  const bytes = new Uint8Array(hex.length / 2)
  return putHex(bytes, 0, hex) ? bytes : null
}

/** Puts the bytes of hex into others from `start` on, where there is room. False where it is no lowercase hex. */
export function putHex(into: Uint8Array, start: number, hex: string): boolean {
  for (let at = 0; 2 * at < hex.length; at++) {
    const high = hexValues[hex.charCodeAt(2 * at)] ?? -1
    const low = hexValues[hex.charCodeAt(2 * at + 1)] ?? -1
    if (high < 0 || low < 0) return false
    into[start + at] = high * 16 + low
  }
  return true
}

export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** Orders as unsigned bytes, a prefix before what extends it: the order of the hex as well. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length)
  for (let at = 0; at < shared; at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

/** The bytes of hex that {@link toHex} made, as in an id. Anything else is our bug and throws. */
export function bytesOfHex(hex: string): Uint8Array {
  const bytes = fromHex(hex)
  if (bytes === null) throw notHex(hex)
  return bytes
}

const notHex = (hex: string): RangeError => new RangeError(`Not lowercase hex: ${hex.slice(0, 80)}`)

/** Not in constant time: for public bytes only. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && compareBytes(a, b) === 0
}

/** Bytes that {@link Writer.varint} takes for `value`. */
export function varintLength(value: number): number {
  let length = 1
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) length++
  return length
}

export type ReadForm =
  | 'truncated'
  | 'non-canonical'
  | 'out-of-range'
  | 'bad-utf8'
  | 'lone-surrogate'

/** What was wrong with the bytes; `Form` is what the caller adds to the reader's own forms. */
export interface Fault<Form extends string = never> {
  readonly form: ReadForm | Form
  readonly detail: string
}

export interface Reader<Form extends string = never> {
  readonly u8: () => number
  readonly u16: () => number
  readonly u32: () => number
  readonly u48: () => number
  /** Minimal LEB128, 0 to 2^53 − 1. */
  readonly varint: () => number
  /** A varint that folds the sign into its lowest bit: −2^52 to 2^52 − 1. */
  readonly zigzag: () => number
  /** A varint at most `most`, as a loop needs it; 0 after any fault. */
  readonly count: (most: number) => number
  /** A view, not a copy. */
  readonly bytes: (length: number) => Uint8Array
  /** So many bytes as lowercase hex: names are read most, and a view of each would be as much again. */
  readonly hex: (length: number) => string
  /** Varint length, then that many bytes: a view. */
  readonly blob: () => Uint8Array
  /** Varint length in bytes, then strict UTF-8. */
  readonly text: () => string
  /** All that is left, as a view. */
  readonly rest: () => Uint8Array
  /** Bytes left; 0 after a fault, so a loop on it ends. */
  readonly left: () => number
  /** Bytes read so far. */
  readonly at: () => number
  /** Begins anew with other bytes, up to `end`: one reader for many costs less than as many readers. */
  readonly turnTo: (next: Uint8Array, end: number) => void
  /** Records a fault of the caller's own. Only the first counts. */
  readonly fail: (form: ReadForm | Form, detail: string) => void
  readonly fault: () => Fault<Form> | null
}

export function createReader<Form extends string = never>(first: Uint8Array): Reader<Form> {
  let source = first
  let end = first.length
  let at = 0
  let fault: Fault<Form> | null = null

  const fail = (form: ReadForm | Form, detail: string): void => {
    fault ??= { form, detail }
    at = end
  }
  const unsigned = (width: number): number => {
    if (at + width > end) {
      fail('truncated', `${width} bytes at ${at}`)
      return 0
    }
    let value = 0
    for (const after = at + width; at < after; at++) value = value * 0x100 + (source[at] ?? 0)
    return value
  }
  const varint = (): number => {
    const byte = at < end ? (source[at] ?? 0) : 0x80
    if (byte >= 0x80) return longVarint()
    at += 1
    return byte
  }
  const longVarint = (): number => {
    let value = 0
    // The eighth byte, at 2^49, is the last that a safe integer can need.
    for (let scale = 1; scale <= 2 ** 49; scale *= 0x80) {
      const byte = unsigned(1)
      value += (byte & 0x7f) * scale
      if (byte >= 0x80) continue
      if (byte === 0 && scale > 1 && fault === null) fail('non-canonical', 'varint not minimal')
      if (value > Number.MAX_SAFE_INTEGER) break
      return fault === null ? value : 0
    }
    fail('out-of-range', 'varint above 2^53 − 1')
    return 0
  }
  const holds = (length: number): boolean => {
    if (length <= end - at) return true
    fail('truncated', `${length} bytes at ${at}`)
    return false
  }
  const bytes = (length: number): Uint8Array => {
    if (!holds(length)) return empty
    at += length
    return source.subarray(at - length, at)
  }
  const text = (): string => {
    const length = varint()
    const word = length <= end - at ? asciiOf(source, at, length) : null
    if (word !== null) {
      at += length
      return word
    }
    const encoded = bytes(length)
    const decoded = decodeUtf8(encoded)
    if (decoded === null) {
      fail(holdsSurrogate(encoded) ? 'lone-surrogate' : 'bad-utf8', `string that ends at ${at}`)
    }
    return decoded ?? ''
  }

  return {
    u8: () => unsigned(1),
    u16: () => unsigned(2),
    u32: () => unsigned(4),
    u48: () => unsigned(6),
    varint,
    zigzag: () => {
      const folded = varint()
      return folded % 2 === 0 ? folded / 2 : -(folded + 1) / 2
    },
    count: (most) => {
      const value = varint()
      if (value <= most) return value
      fail('out-of-range', `${value} where at most ${most} may be`)
      return 0
    },
    bytes,
    hex: (length) => {
      if (!holds(length)) return ''
      at += length
      return hexIn(source, at - length, length)
    },
    blob: () => bytes(varint()),
    text,
    rest: () => bytes(end - at),
    left: () => end - at,
    at: () => at,
    turnTo: (next, until) => {
      source = next
      end = until
      at = 0
      fault = null
    },
    fail,
    fault: () => fault,
  }
}

/** Writes what {@link Reader} reads. A value out of its range is our bug and throws a RangeError. */
export interface Writer {
  readonly u8: (value: number) => void
  readonly u16: (value: number) => void
  readonly u32: (value: number) => void
  readonly u48: (value: number) => void
  readonly varint: (value: number) => void
  readonly zigzag: (value: number) => void
  /** Bare bytes, without a length. */
  readonly bytes: (bytes: Uint8Array) => void
  /** The bytes of lowercase hex, without a length. */
  readonly hex: (hex: string) => void
  readonly blob: (bytes: Uint8Array) => void
  /** Throws where a surrogate stands alone: ask {@link isWellFormed} first. */
  readonly text: (text: string) => void
  readonly length: () => number
  /** All that was written. The writer is empty after. */
  readonly finish: () => Uint8Array
}

/** The greatest number of so many bytes. */
const mostIn = [0, 1, 2, 3, 4, 5, 6].map((width) => 0x100 ** width - 1)

/** Buffers that writers left behind: a new one costs more than what is written into it. */
const spareBuffers: Uint8Array[] = []
const maxSpares = 8
const maxSpareBytes = 128 * 1024

function leaveBuffer(buffer: Uint8Array): void {
  if (spareBuffers.length < maxSpares && buffer.length <= maxSpareBytes) spareBuffers.push(buffer)
}

/** @param keep Where what is written goes in the end: a place of its own, if not said. */
export function createWriter(keep: (part: Uint8Array) => Uint8Array = copyOf): Writer {
  let buffer: Uint8Array = empty
  let length = 0

  /** Makes room for `more` bytes and returns where they go. */
  const advance = (more: number): number => {
    const start = length
    length += more
    if (buffer === empty) buffer = spareBuffers.pop() ?? new Uint8Array(1024)
    if (length > buffer.length) {
      const grown = new Uint8Array(Math.max(length, buffer.length * 2))
      grown.set(buffer)
      buffer = grown
    }
    return start
  }
  const unsigned = (value: number, width: number): void => {
    requireInteger(value, 0, mostIn[width] ?? 0)
    const start = advance(width)
    let rest = value
    for (let at = start + width - 1; at >= start; at--) {
      buffer[at] = rest % 0x100
      rest = Math.floor(rest / 0x100)
    }
  }
  const varint = (value: number): void => {
    requireInteger(value, 0, Number.MAX_SAFE_INTEGER)
    let at = advance(varintLength(value))
    let rest = value
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) buffer[at++] = (rest % 0x80) + 0x80
    buffer[at] = rest
  }
  const bytes = (part: Uint8Array): void => {
    const start = advance(part.length)
    buffer.set(part, start)
  }
  const blob = (part: Uint8Array): void => {
    varint(part.length)
    bytes(part)
  }

  return {
    u8: (value) => unsigned(value, 1),
    u16: (value) => unsigned(value, 2),
    u32: (value) => unsigned(value, 4),
    u48: (value) => unsigned(value, 6),
    varint,
    zigzag: (value) => {
      requireInteger(value, -(2 ** 52), 2 ** 52 - 1)
      varint(value < 0 ? -2 * value - 1 : 2 * value)
    },
    bytes,
    hex: (hex) => {
      const start = advance(Math.ceil(hex.length / 2))
      if (hex.length % 2 !== 0 || !putHex(buffer, start, hex)) throw notHex(hex)
    },
    blob,
    text: (text) => {
      if (isShortAscii(text)) {
        varint(text.length)
        let at = advance(text.length)
        for (let nth = 0; nth < text.length; nth++) buffer[at++] = text.charCodeAt(nth)
        return
      }
      const encoded = encodeUtf8(text)
      if (encoded === null) throw new RangeError('A lone surrogate has no UTF-8')
      blob(encoded)
    },
    length: () => length,
    finish: () => {
      const written = keep(buffer.subarray(0, length))
      if (buffer !== empty) leaveBuffer(buffer)
      buffer = empty
      length = 0
      return written
    },
  }
}

const copyOf = (part: Uint8Array): Uint8Array => part.slice()

function requireInteger(value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return
  throw new RangeError(`${value} is no integer from ${least} to ${most}`)
}

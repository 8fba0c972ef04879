/**
 * Inputs that are nearly what a decoder wants: written by the grammars of PROTOCOL.md, with
 * something unfit put in now and then. Standard term: grammar-based fuzzing.
 *
 * Random bytes die at the first field. These get to the last one.
 */

import { concatBytes, createWriter, toHex, type Writer } from '../protocol/bytes'
import { protocolVersion } from '../protocol/message'
import { rowForm } from '../protocol/pack'
import { encodeUtf8 } from '../protocol/utf8'
import type { Random } from './random'

/** Now and then the value that a decoder must refuse, else a fit one. */
const orUnfit = <T>(random: Random, fit: T, unfit: T): T => (random.int(200) === 0 ? unfit : fit)

/** Numbers at which widths, signs and bounds change. */
const edges = [
  0,
  1,
  127,
  128,
  255,
  256,
  359,
  360,
  1023,
  1024,
  4096,
  4097,
  16_383,
  16_384,
  65_535,
  65_536,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32 - 1,
  2 ** 32,
  2 ** 48 - 1,
  2 ** 52,
  2 ** 53 - 1,
]
const someNumber = (random: Random): number => random.pick(edges) ?? 0

const someStrings = [
  '',
  'a',
  'Sol ☉',
  'a𝄞b',
  'e\u0301',
  '\u0000',
  '\u202e',
  '\ufeff',
  '__proto__',
  'constructor',
  'x'.repeat(64),
  'x'.repeat(65),
  'x'.repeat(256),
  'x'.repeat(257),
]

/** UTF-8 that is none: cut short, too long, a surrogate, a byte of no character. */
const someBadUtf8 = [
  [0xc3],
  [0xe2, 0x82],
  [0xc0, 0x80],
  [0xed, 0xa0, 0x80],
  [0xf5, 0x80, 0x80, 0x80],
  [0xff],
  [0x80],
].map((bytes) => Uint8Array.from(bytes))

function writeText(writer: Writer, random: Random, text = random.pick(someStrings) ?? ''): void {
  const bad = random.pick(someBadUtf8) ?? new Uint8Array()
  writer.blob(orUnfit(random, encodeUtf8(text) ?? bad, bad))
}

/** A key or the R of a seal: any y below the prime, which is nearly every number of 255 bits. */
function point(random: Random): Uint8Array {
  const bytes = random.bytes(32)
  bytes[31] = orUnfit(random, random.int(0x7f), 0xff)
  return orUnfit(random, bytes, new Uint8Array(32))
}

function seal(random: Random): Uint8Array {
  const scalar = random.bytes(32)
  scalar[31] = orUnfit(random, random.int(0x10), 0x10 + random.int(0xf0))
  return concatBytes([point(random), scalar])
}

/** Bytes that are a sigil tagged `chorusTag`, or nearly. */
export function someSigil(random: Random, chorusTag: Uint8Array): Uint8Array {
  const writer = createWriter()
  const kind = random.pick([0, 1, 2, 3, 3, 3, 3, 3, 4, 255]) ?? 3
  const isFound = kind === 0
  writer.u8(orUnfit(random, 1, random.int(256)))
  writer.u8(kind)
  writer.bytes(isFound ? new Uint8Array(4) : orUnfit(random, chorusTag, random.bytes(4)))
  writer.bytes(point(random))
  writer.bytes(random.bytes(8))
  const seq = isFound ? 0 : orUnfit(random, random.int(300), someNumber(random))
  writer.varint(seq)
  writer.u48(Math.min(2 ** 48 - 1, someNumber(random)))
  writer.u16(random.int(65_536))
  const links = isFound ? 0 : orUnfit(random, Math.max(seq > 0 ? 1 : 0, random.int(4)), 17)
  writer.u8(links)
  const ids = Array.from({ length: links }, () => random.bytes(32)).toSorted((a, b) =>
    toHex(a) < toHex(b) ? -1 : 1,
  )
  for (const id of random.int(100) === 0 ? ids.toReversed() : ids) writer.bytes(id)
  if (seq > 0) writer.u8(orUnfit(random, random.int(Math.max(1, links)), 200))
  writeDeed(writer, random, kind)
  writer.bytes(seal(random))
  return writer.finish()
}

function writeDeed(writer: Writer, random: Random, kind: number): void {
  if (kind === 0) {
    writer.varint(someNumber(random))
    writeText(writer, random, 'Great Work')
    writeText(writer, random)
  } else if (kind === 1) {
    writer.bytes(point(random))
    writer.u8(orUnfit(random, random.int(2), 2))
  } else if (kind === 2) {
    const isKin = random.int(2)
    writer.u8(orUnfit(random, isKin, 9))
    writer.bytes(point(random))
    writer.bytes(seal(random))
    writeText(writer, random, isKin === 1 ? '' : random.pick(someStrings))
  } else if (kind === 3) writeTransmute(writer, random)
  else writer.bytes(random.bytes(random.int(60)))
}

function writeTransmute(writer: Writer, random: Random): void {
  writer.bytes(random.bytes(16))
  writer.u8(orUnfit(random, random.int(2), random.int(256)))
  const codes = [0, 1, 2, 3, 4, 127].filter(() => random.int(4) === 0)
  const written = random.int(100) === 0 ? codes.toReversed() : codes
  writer.varint(orUnfit(random, written.length, someNumber(random)))
  for (const code of written) writeWrite(writer, random, orUnfit(random, code, random.int(256)))
  const splices = random.int(4)
  writer.varint(orUnfit(random, splices, someNumber(random)))
  for (let nth = 0; nth < splices; nth++) {
    writer.varint(orUnfit(random, random.int(1000), someNumber(random)))
    writer.varint(orUnfit(random, random.int(50), someNumber(random)))
    writeText(writer, random)
  }
}

function writeWrite(writer: Writer, random: Random, code: number): void {
  writer.u8(code)
  if (code === 0) writeText(writer, random)
  else if (code === 1) writer.varint(orUnfit(random, random.int(360), someNumber(random)))
  else if (code === 2) {
    writer.varint(orUnfit(random, random.int(2 ** 32), someNumber(random)))
    writer.varint(orUnfit(random, random.int(2 ** 32), someNumber(random)))
  } else if (code === 3) writer.bytes(random.bytes(16))
  else if (code === 4) writeText(writer, random)
  else if (code === 127) writeNamed(writer, random)
  if (code === 3 || code === 4) writer.u8(orUnfit(random, random.int(2), 2))
}

function writeNamed(writer: Writer, random: Random): void {
  writeText(writer, random)
  const tag = orUnfit(random, random.int(5), random.int(256))
  writer.u8(tag)
  if (tag === 2) writer.varint(someNumber(random))
  else if (tag === 3) writeText(writer, random)
  else if (tag === 4) writer.blob(random.bytes(random.int(20)))
}

/** Bytes that are a message, or nearly. */
export function someMessage(random: Random, chorusTag: Uint8Array): Uint8Array {
  const writer = createWriter()
  const code = orUnfit(random, 1 + random.int(12), random.int(256))
  writer.u8(code)
  const version = (): void => writer.varint(orUnfit(random, protocolVersion, someNumber(random)))
  const many = (write: () => void): void => {
    const count = random.int(5)
    writer.varint(orUnfit(random, count, someNumber(random)))
    for (let nth = 0; nth < count; nth++) write()
  }
  const flag = (): void => writer.u8(orUnfit(random, random.int(2), random.int(256)))
  const id = (): void => writer.bytes(random.bytes(32))
  if (code === 1) {
    version()
    writer.bytes(chorusTag)
    writer.bytes(random.bytes(64))
  } else if (code === 2) writer.bytes(random.bytes(64))
  else if (code === 3) {
    version()
    writer.varint(random.int(4))
    flag()
    writer.varint(someNumber(random))
    id()
    writer.u48(random.int(2 ** 31))
  } else if (code === 4) {
    writer.varint(someNumber(random))
    flag()
    let nth = 0
    many(() => writeEnd(writer, random, nth++ === 0))
  } else if (code === 5) writer.varint(someNumber(random))
  else if (code === 6) {
    many(() => {
      id()
      const points = orUnfit(random, random.int(5), 97 + random.int(100))
      writer.varint(points)
      for (let nth = 0; nth < points; nth++) writer.bytes(random.bytes(16))
    })
  } else if (code === 7) {
    flag()
    writer.bytes(somePack(random, chorusTag))
  } else if (code === 8) {
    many(() => {
      id()
      writer.varint(orUnfit(random, random.int(513), someNumber(random)))
    })
  } else if (code === 9) many(id)
  else if (code === 10) writer.bytes(random.bytes(random.int(40)))
  else writer.u32(random.int(2 ** 32))
  return writer.finish()
}

/** Bytes that are a pack, or nearly: rows that lean on each other, seals that may be. */
export function somePack(random: Random, chorusTag: Uint8Array): Uint8Array {
  const writer = createWriter()
  for (let rows = random.int(6); rows > 0; rows--) {
    if (random.int(5) === 0) {
      writer.u8(rowForm.asItIs)
      writer.blob(someSigil(random, chorusTag))
    } else writeRow(writer, random)
  }
  return writer.finish()
}

function writeRow(writer: Writer, random: Random): void {
  const form = orUnfit(random, random.pick([0, 1, 5, 113, 117, 64, 2, 8]) ?? 0, random.int(256))
  const small = (): number => orUnfit(random, random.int(3), someNumber(random))
  const writeName = (bytes: number): void => {
    const number = small()
    writer.varint(number)
    if (number === 0) writer.bytes(random.bytes(bytes))
  }
  writer.u8(form)
  if ((form & rowForm.sameLane) === 0) {
    writer.varint(0)
    writer.varint(0)
    writer.bytes(point(random))
    writer.bytes(random.bytes(8))
  }
  if ((form & rowForm.prev) === rowForm.prevTold) {
    writer.varint(small())
    writeName(32)
  }
  if ((form & rowForm.links) === rowForm.linksTold) {
    const links = random.int(4)
    writer.u8(orUnfit(random, links, random.int(256)))
    for (let nth = 0; nth < links; nth++) writeName(32)
  }
  writer.zigzag(orUnfit(random, random.int(10_000), -someNumber(random) % 2 ** 50))
  if ((form & rowForm.tick) !== 0) writer.varint(small())
  if ((form & rowForm.sameGlyph) === 0) writeName(16)
  if ((form & rowForm.typing) === 0) writer.blob(new Uint8Array(3))
  else {
    writer.zigzag(random.int(20) - 5)
    writer.varint(small())
    writeText(writer, random)
  }
  writer.bytes(seal(random))
}

function writeEnd(writer: Writer, random: Random, isFirst: boolean): void {
  const isSame = orUnfit(random, isFirst ? 0 : random.int(2), random.int(3))
  writer.u8(isSame)
  if (isSame === 0) writer.bytes(random.bytes(32))
  writer.bytes(random.bytes(8))
  writer.varint(orUnfit(random, random.int(1000), someNumber(random)))
  writer.bytes(random.bytes(32))
}

/** Text that is a letter between client and relay, or nearly. */
export function someLetter(random: Random): string {
  const kind = random.pick([
    'enter',
    'leave',
    'signal',
    'present',
    'arrived',
    'departed',
    'full',
    '__proto__',
    'toString',
  ])
  const topic = toHex(random.bytes(orUnfit(random, 32, random.int(64))))
  const peer = toHex(random.bytes(orUnfit(random, 16, random.int(64))))
  const fields: Record<string, unknown> = {
    topic,
    peer,
    to: peer,
    from: peer,
    envelope: orUnfit<unknown>(random, toHex(random.bytes(random.int(40))), '§'),
    peers: orUnfit<unknown>(random, Array(random.int(4)).fill(peer), [null]),
  }
  const wanted = wantedFields[kind ?? ''] ?? Object.keys(fields).filter(() => random.int(2) === 0)
  const entries = wanted.map((field): [string, unknown] => [
    field,
    orUnfit(random, fields[field], random.pick(oddValues)),
  ])
  if (random.int(40) === 0) entries.push([random.pick(oddKeys) ?? 'x', random.pick(oddValues)])
  // By hand and not from an object, so that a key may come twice, and `__proto__` as a key.
  const members = [['kind', kind] as [string, unknown], ...entries].map(
    ([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value ?? null)}`,
  )
  return `{${random.shuffled(members).join(',')}}`
}

const wantedFields: Readonly<Record<string, readonly string[] | undefined>> = Object.assign(
  Object.create(null) as Record<string, readonly string[]>,
  {
    enter: ['topic', 'peer'],
    leave: ['topic'],
    signal: ['topic', 'to', 'envelope'],
    present: ['topic', 'peers'],
    arrived: ['topic', 'peer'],
    departed: ['topic', 'peer'],
    full: ['topic'],
  },
)
const oddKeys = ['__proto__', 'constructor', 'prototype', 'kind', 'topic', '', 'toJSON']
const oddValues: readonly unknown[] = [
  null,
  true,
  1e308,
  -0,
  '',
  [],
  {},
  [[[[]]]],
  { isAdmin: true },
  'x'.repeat(20_000),
]

/** Text that a person may paste for an invitation, or nearly. */
export function someInvitation(random: Random): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const length = orUnfit(random, 128, random.int(300))
  const payload = Array.from({ length }, () => alphabet.charAt(random.int(64))).join('')
  const fragment = orUnfit(random, '1', '2') + payload
  return orUnfit(
    random,
    random.pick([
      fragment,
      `#${fragment}`,
      `https://example.org/#${fragment}`,
      `  ${fragment}\n`,
    ]) ?? '',
    random.pick(['', '#', 'https://example.org/', `##${fragment}`, fragment.slice(3), '1%41']) ??
      '',
  )
}

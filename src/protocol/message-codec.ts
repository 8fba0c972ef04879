/**
 * The bytes of messages (PROTOCOL.md §AE): one of kind, then fields in a fixed order.
 *
 * GREET and HELLO put the protocol's version first and promise nothing about
 * the rest, so that a weaver of another version can be told apart from a broken one.
 */

import { createReader, createWriter, fromHex, type Reader, type Writer } from './bytes'
import { readSigilId, readStrandId, readWeaverId, type WeaverId } from './ids'
import {
  maxChain,
  maxLocatorPoints,
  maxMessageBytes,
  maxRun,
  maxSeq,
  maxSigilBytes,
} from './limits'
import {
  type Greet,
  type Hello,
  type LaneEnd,
  type Message,
  type MessageRefusal,
  type Needed,
  type OtherVersion,
  type Proof,
  protocolVersion,
  type WantedEnd,
  type Written,
} from './message'

export type DecodedMessage =
  | { readonly ok: true; readonly message: Message }
  | { readonly ok: false; readonly refusal: MessageRefusal }

/** Of the smallest part that is counted, an id, so many fit in the largest message. */
const maxParts = Math.floor(maxMessageBytes / 32)

type MessageReader = Reader<MessageRefusal['form']>

/** The byte that begins each kind. A number once given is never given again. */
const codes = {
  greet: 1,
  proof: 2,
  hello: 3,
  lanes: 4,
  heard: 5,
  want: 6,
  sigils: 7,
  need: 8,
  have: 9,
  presence: 10,
  ping: 11,
  pong: 12,
  welcome: 13,
  shut: 14,
} as const satisfies Record<Written['kind'], number>

/** Throws a RangeError where a value has no encoding: such a message is our own bug. */
export function encodeMessage(message: Written): Uint8Array {
  const writer = createWriter()
  writer.u8(codes[message.kind])
  writeFields(writer, message)
  return writer.finish()
}

function writeFields(writer: Writer, message: Written): void {
  switch (message.kind) {
    case 'greet':
      writer.varint(protocolVersion)
      writer.bytes(bytesOf(message.chorusTag, 4))
      writer.bytes(exactly(message.key, 32))
      writer.bytes(exactly(message.nonce, 32))
      return
    case 'proof':
      writeProof(writer, message)
      return
    case 'welcome':
    case 'shut':
      return
    case 'hello':
      writer.varint(protocolVersion)
      writer.varint(message.orderRule)
      writer.u8(message.asks ? 1 : 0)
      writer.varint(message.count)
      writer.bytes(bytesOf(message.digest, 32))
      writer.u48(message.clockMs)
      return
    case 'lanes':
      writer.varint(message.turn)
      writer.u8(message.isLast ? 1 : 0)
      writeEnds(writer, message.ends)
      return
    case 'heard':
      writer.varint(message.turn)
      return
    case 'want':
      writer.varint(message.wants.length)
      for (const want of message.wants) writeWant(writer, want)
      return
    case 'sigils':
      writer.u8(message.isAnswer ? 1 : 0)
      writer.bytes(message.pack)
      return
    case 'need':
      writer.varint(message.needs.length)
      for (const { id, run } of message.needs) {
        writer.bytes(bytesOf(id, 32))
        writer.varint(run)
      }
      return
    case 'have':
      writer.varint(message.ids.length)
      for (const id of message.ids) writer.bytes(bytesOf(id, 32))
      return
    case 'presence':
      writer.bytes(message.bytes)
      return
    case 'ping':
    case 'pong':
      writer.u32(message.nonce)
  }
}

function writeProof(writer: Writer, { seal, sponsor, chain }: Proof): void {
  writer.bytes(exactly(seal, 64))
  writer.u8(sponsor === null ? 0 : 1)
  if (sponsor !== null) {
    writer.bytes(exactly(sponsor.key, 32))
    writer.bytes(exactly(sponsor.coSeal, 64))
  }
  writer.varint(chain.length)
  for (const bytes of chain) {
    writer.varint(bytes.length)
    writer.bytes(bytes)
  }
}

/** An author's key is written once for all of its ends that follow each other. */
function writeEnds(writer: Writer, ends: readonly LaneEnd[]): void {
  writer.varint(ends.length)
  let author: WeaverId | null = null
  for (const end of ends) {
    writer.u8(end.author === author ? 1 : 0)
    if (end.author !== author) writer.bytes(bytesOf(end.author, 32))
    author = end.author
    writer.bytes(bytesOf(end.strand, 8))
    writer.varint(end.seq)
    writer.bytes(bytesOf(end.tip, 32))
  }
}

function writeWant(writer: Writer, { tip, locator }: WantedEnd): void {
  writer.bytes(bytesOf(tip, 32))
  writer.varint(locator.length)
  for (const point of locator) writer.bytes(bytesOf(point, 16))
}

/** Trusts nothing. The views it returns are into `bytes`. */
export function decodeMessage(bytes: Uint8Array): DecodedMessage {
  if (bytes.length > maxMessageBytes) return refused('oversize', `${bytes.length} bytes`)
  const reader: MessageReader = createReader(bytes)
  const message = readMessage(reader)
  if (reader.left() > 0) reader.fail('trailing-bytes', `${reader.left()} bytes`)
  const fault = reader.fault()
  return fault === null ? { ok: true, message } : refused(fault.form, fault.detail)
}

const refused = (form: MessageRefusal['form'], detail: string): DecodedMessage => ({
  ok: false,
  refusal: { kind: 'malformed-message', form, detail },
})

function readMessage(reader: MessageReader): Message {
  const code = reader.u8()
  switch (code) {
    case codes.greet:
      return readVersioned(reader, () => readGreet(reader))
    case codes.proof:
      return readProof(reader)
    case codes.welcome:
      return { kind: 'welcome' }
    case codes.shut:
      return { kind: 'shut' }
    case codes.hello:
      return readVersioned(reader, () => readHello(reader))
    case codes.lanes:
      return {
        kind: 'lanes',
        turn: reader.varint(),
        isLast: readFlag(reader),
        ends: readEnds(reader),
      }
    case codes.heard:
      return { kind: 'heard', turn: reader.varint() }
    case codes.want:
      return { kind: 'want', wants: readMany(reader, () => readWant(reader)) }
    case codes.sigils:
      return { kind: 'sigils', isAnswer: readFlag(reader), pack: reader.rest() }
    case codes.need:
      return { kind: 'need', needs: readMany(reader, () => readNeeded(reader)) }
    case codes.have:
      return { kind: 'have', ids: readMany(reader, () => readSigilId(reader)) }
    case codes.ping:
      return { kind: 'ping', nonce: reader.u32() }
    case codes.pong:
      return { kind: 'pong', nonce: reader.u32() }
    default:
      if (code !== codes.presence) reader.fail('unknown-kind', `kind ${code}`)
      return { kind: 'presence', bytes: reader.rest() }
  }
}

function readVersioned<Read extends Message>(
  reader: MessageReader,
  read: () => Read,
): Read | OtherVersion {
  const version = reader.varint()
  if (version === protocolVersion) return read()
  reader.rest()
  return { kind: 'other-version', version }
}

const readGreet = (reader: MessageReader): Greet => ({
  kind: 'greet',
  chorusTag: reader.hex(4),
  key: reader.bytes(32),
  nonce: reader.bytes(32),
})

const readProof = (reader: MessageReader): Proof => ({
  kind: 'proof',
  seal: reader.bytes(64),
  sponsor: readFlag(reader) ? { key: reader.bytes(32), coSeal: reader.bytes(64) } : null,
  chain: readMany(reader, () => reader.bytes(reader.count(maxSigilBytes)), maxChain),
})

const readHello = (reader: MessageReader): Hello => ({
  kind: 'hello',
  orderRule: reader.varint(),
  asks: readFlag(reader),
  count: reader.varint(),
  digest: reader.hex(32),
  clockMs: reader.u48(),
})

function readEnds(reader: MessageReader): readonly LaneEnd[] {
  let author: WeaverId | null = null
  return readMany(reader, () => {
    const isSame = readFlag(reader)
    const named: WeaverId | null = isSame ? author : readWeaverId(reader)
    if (named === null || (!isSame && named === author)) {
      reader.fail('non-canonical', 'an author is named once, before its first end')
    }
    author = named ?? readWeaverId(reader)
    const strand = readStrandId(reader)
    return { author, strand, seq: reader.count(maxSeq), tip: readSigilId(reader) }
  })
}

function readWant(reader: MessageReader): WantedEnd {
  const tip = readSigilId(reader)
  const points = reader.count(maxLocatorPoints)
  return { tip, locator: Array.from({ length: points }, () => reader.hex(16)) }
}

const readNeeded = (reader: MessageReader): Needed => ({
  id: readSigilId(reader),
  run: reader.count(maxRun),
})

/** Stops at the first fault, so that a claimed count costs no more than the bytes that back it. */
function readMany<Part>(reader: MessageReader, read: () => Part, most = maxParts): readonly Part[] {
  const parts: Part[] = []
  for (let count = reader.count(most); count > 0 && reader.fault() === null; count--) {
    parts.push(read())
  }
  return parts
}

function readFlag(reader: MessageReader): boolean {
  const flag = reader.u8()
  if (flag > 1) reader.fail('non-canonical', `flag ${flag}`)
  return flag === 1
}

function bytesOf(hex: string, length: number): Uint8Array {
  const bytes = fromHex(hex)
  if (bytes === null) throw new RangeError(`${hex} is no hex`)
  return exactly(bytes, length)
}

function exactly(bytes: Uint8Array, length: number): Uint8Array {
  if (bytes.length === length) return bytes
  throw new RangeError(`${bytes.length} bytes where ${length} must be`)
}

const greetingCodes: ReadonlySet<number> = new Set([
  codes.greet,
  codes.proof,
  codes.welcome,
  codes.shut,
])

/** True for GREET, PROOF, WELCOME and SHUT, by their first byte alone. */
export const isGreeting = ([code = 0]: Uint8Array): boolean => greetingCodes.has(code)

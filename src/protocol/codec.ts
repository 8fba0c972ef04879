/**
 * Codec: a sigil as bytes, both ways (PROTOCOL.md §SG, where the grammar is).
 *
 * The layout is fixed and every part has one encoding, so two weavers never
 * name one body twice. Reading trusts nothing, and what it answers is a function
 * of the bytes and the chorus alone [VA1].
 */

import {
  bytesOfHex,
  compareBytes,
  concatBytes,
  createReader,
  createWriter,
  type Writer,
} from './bytes'
import { toSize } from './compact'
import { kindCodeOf, kindCodes, readDeed, type SigilReader, writeDeed } from './deed'
import { deedFault, type SigilFault } from './deed-fault'
import {
  type ChorusId,
  readSigilId,
  readStrandId,
  readWeaverId,
  type SigilId,
  type WeaverId,
} from './ids'
import { maxLinks, maxSeq, maxSigilBytes } from './limits'
import type { Hash } from './ports'
import { keyForm, type SealFault, sigilId, signatureFormAt } from './seal'
import type { Body, Malformed, Refusal, Sigil } from './sigil'

/** What reading came to. */
export type Reading =
  | { readonly ok: true; readonly sigil: Sigil }
  | { readonly ok: false; readonly refusal: Refusal }

export const bodyVersion = 1
const sealBytes = 64
const noTag = '00000000'

/** Canonical bytes of a body. One that {@link decodeSigil} would refuse is our bug and throws a RangeError. */
export function encodeBody(body: Body): Uint8Array {
  const fault = bodyFault(body)
  if (fault !== null) throw new RangeError(`Unfit to seal: ${fault.form}, ${fault.detail}`)
  const writer = createWriter()
  writeHead(writer, body)
  writer.u8(body.links.length)
  for (const link of body.links) writer.hex(link)
  if (body.prev !== null) writer.u8(body.links.indexOf(body.prev))
  writeDeed(writer, body.deed)
  if (writer.length() + sealBytes > maxSigilBytes) throw new RangeError('Unfit to seal: oversize')
  return writer.finish()
}

/** All that comes before the links. */
export function writeHead(writer: Writer, body: Omit<Body, 'links' | 'prev'>): void {
  writer.u8(bodyVersion)
  writer.u8(kindCodeOf(body.deed))
  writer.hex(body.chorusTag)
  writer.hex(body.author)
  writer.hex(body.strand)
  writer.varint(body.seq)
  writer.u48(body.stamp.ms)
  writer.u16(body.stamp.tick)
}

/** Links in any order become ascending, as they are sealed; `prev`, one more, is told by its place among them. */
export function writeLinks(
  writer: Writer,
  others: readonly Uint8Array[],
  prev: Uint8Array | null,
): void {
  const links = prev === null ? others : [...others, prev]
  const sorted = links.length < 2 ? links : links.toSorted(compareBytes)
  writer.u8(sorted.length)
  for (const link of sorted) writer.bytes(link)
  if (prev !== null) writer.u8(sorted.indexOf(prev))
}

/** Why a body of ours may not be sealed. What its bytes could not even express is minded by the writer. */
function bodyFault({ author, seq, links, prev, deed }: Body): SigilFault | null {
  const key = keyForm(bytesOfHex(author))
  if (key !== null) return { form: key, detail: 'author' }
  if (seq > maxSeq) return { form: 'out-of-range', detail: 'seq' }
  if (links.length > maxLinks) return { form: 'too-many-links', detail: `${links.length}` }
  const ascend = links.every((link, at) => at === 0 || (links[at - 1] ?? '') < link)
  if (!ascend) return { form: 'links-not-ascending', detail: links.join(' ') }
  const onStrand = seq === 0 ? prev === null : prev !== null && links.includes(prev)
  if (!onStrand) return { form: 'out-of-range', detail: 'prev' }
  return genesisFault(deed.kind === 'found', seq, links) ?? deedFault(deed)
}

/** [CH1] The genesis begins everything, so it builds on nothing. */
function genesisFault(isFound: boolean, seq: number, links: readonly SigilId[]): SigilFault | null {
  if (!isFound || (seq === 0 && links.length === 0)) return null
  return { form: 'bad-value', detail: 'a genesis with a past' }
}

/**
 * The sigil whose body was encoded and sealed here, as read back from its bytes
 * [SG3]: so its author sees exactly what everyone else will, and what others
 * would refuse never leaves this tab but throws.
 *
 * @param chorus Null for a genesis, which names its chorus itself.
 */
export function assembleSigil(
  body: Body,
  bodyBytes: Uint8Array,
  seal: Uint8Array,
  chorus: ChorusId | null,
  hash: Hash,
): Sigil {
  const bytes = concatBytes([bodyBytes, seal])
  const read = readSigil(bytes)
  if ('form' in read) throw new RangeError(`Unfit: ${read.form}, ${read.detail}`)
  if (read.author !== body.author || read.seq !== body.seq) {
    throw new RangeError('These are the bytes of another body')
  }
  return nameSigil(read, bytes, read.deed.kind === 'found' ? null : chorus, hash)
}

/**
 * Reads bytes that claim to be a sigil of `chorus`. The bytes are kept, not
 * copied: whoever hands them in must not change them after.
 * Whether the seal verifies is for {@link claimOf} and a Verifier to tell.
 */
export function decodeSigil(bytes: Uint8Array, chorus: ChorusId, hash: Hash): Reading {
  const body = readSigil(bytes)
  if ('form' in body) {
    return refuse({ kind: 'malformed', form: body.form, detail: body.detail })
  }
  const isFound = body.deed.kind === 'found'
  const ours = isFound ? noTag : chorus.slice(0, noTag.length)
  if (body.chorusTag !== ours) return refuse({ kind: 'foreign-chorus', chorusTag: body.chorusTag })
  const sigil = nameSigil(body, bytes, isFound ? null : chorus, hash)
  if (isFound && sigil.id !== chorus) {
    return refuse({ kind: 'foreign-chorus', chorusTag: sigil.id.slice(0, noTag.length) })
  }
  return { ok: true, sigil }
}

const refuse = (refusal: Refusal): Reading => ({ ok: false, refusal })

/**
 * The sigil of bytes that {@link decodeSigil} read and named before, in another thread of ours.
 * Its form is not all checked again, nor is it hashed: so never for bytes from elsewhere.
 */
export const recallSigil = (bytes: Uint8Array, id: SigilId): Sigil =>
  sigilOf(readBody(readerOf(bytes)), bytes, id)

function nameSigil(body: Body, bytes: Uint8Array, chorus: ChorusId | null, hash: Hash): Sigil {
  return sigilOf(body, bytes, sigilId(chorus, bytes, hash))
}

/** A copy field by field, so that every sigil has one shape, wherever its body came from. */
function sigilOf(body: Body, bytes: Uint8Array, id: SigilId): Sigil {
  const { chorusTag, author, strand, seq, stamp, links, prev, deed } = body
  return { id, bytes, chorusTag, author, strand, seq, stamp, links, prev, deed }
}

/** One for all sigils: each is read to its end before the next is begun. */
const sigilReader: SigilReader = createReader<Malformed>(new Uint8Array(0))

/** Reads all of a sigil but its seal. */
function readerOf(bytes: Uint8Array): SigilReader {
  sigilReader.turnTo(bytes, bytes.length - sealBytes)
  return sigilReader
}

/** [SG2] All that the bytes alone can tell. */
function readSigil(bytes: Uint8Array): Body | SigilFault {
  if (bytes.length > maxSigilBytes) return { form: 'oversize', detail: `${bytes.length} bytes` }
  if (bytes.length < sealBytes) return { form: 'truncated', detail: `${bytes.length} bytes` }
  const reader = readerOf(bytes)
  const body = readBody(reader)
  if (reader.left() > 0) reader.fail('trailing-bytes', `${reader.left()} bytes`)
  const fault = reader.fault() ?? deedFault(body.deed)
  if (fault !== null) return fault
  const form = signatureFormAt(bytes, bytes.length - sealBytes)
  return form === null ? body : { form, detail: 'seal' }
}

function readBody(reader: SigilReader): Body {
  const version = reader.u8()
  if (version !== bodyVersion) reader.fail('version', `version ${version}`)
  const kind = reader.u8()
  const chorusTag = reader.hex(4)
  const author = readWeaverId(reader)
  const keyFault = authorForm(author)
  if (keyFault !== null) reader.fail(keyFault, 'author')
  const strand = readStrandId(reader)
  const seq = reader.count(maxSeq)
  const stamp = { ms: reader.u48(), tick: reader.u16() }
  const links = readLinks(reader)
  const prev = seq === 0 ? null : readPrev(reader, links)
  const past = genesisFault(kind === kindCodes.found, seq, links)
  if (past !== null) reader.fail(past.form, past.detail)
  return { chorusTag, author, strand, seq, stamp, links, prev, deed: readDeed(reader, kind) }
}

/** The author whose key was found in form last: sigils come in long rows of one. */
let fitAuthor: WeaverId | null = null

function authorForm(author: WeaverId): SealFault | null {
  if (author === fitAuthor) return null
  const fault = keyForm(bytesOfHex(author))
  if (fault === null) fitAuthor = author
  return fault
}

function readLinks(reader: SigilReader): readonly SigilId[] {
  const count = reader.u8()
  if (count > maxLinks) reader.fail('too-many-links', `${count} links`)
  // Mostly one, for which a list need not grow.
  if (count === 1) return [readSigilId(reader)]
  const links: SigilId[] = []
  for (let left = count; left > 0 && reader.fault() === null; left--) {
    const link = readSigilId(reader)
    if (link <= (links.at(-1) ?? '')) reader.fail('links-not-ascending', `link ${count - left}`)
    links.push(link)
  }
  return toSize(links)
}

function readPrev(reader: SigilReader, links: readonly SigilId[]): SigilId | null {
  const prev = links[reader.u8()]
  if (prev === undefined) reader.fail('out-of-range', 'prev is none of the links')
  return prev ?? null
}

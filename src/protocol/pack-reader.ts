/**
 * How a pack is read (PROTOCOL.md §PK): the other half of pack.ts, row by row and as slowly as one likes.
 *
 * Trusts nothing. Whatever a row says, what comes of it is bytes, and those come
 * out of {@link decodeSigil} as a sigil or as refused.
 */

import { bytesOfHex, createReader, createWriter, type Fault, putHex } from './bytes'
import { bodyVersion, decodeSigil, type Reading, writeLinks } from './codec'
import { createSlab } from './compact'
import { kindCodes } from './deed'
import type { ChorusId } from './ids'
import { maxLinks, maxSeq, maxSigilBytes, maxStampMs, maxTextUnits, maxTick } from './limits'
import {
  endOf,
  glyphBytes,
  idBytes,
  type PackGlyph,
  type PackLane,
  rowForm,
  sealBytes,
} from './pack'
import type { Hash } from './ports'

export interface PackReader {
  /** The next sigil, as read or as refused; null at the end, and after a fault. */
  readonly next: () => Reading | null
  /** What was wrong with the pack itself. What was read before it holds. */
  readonly fault: () => Fault | null
}

/** What came of a whole pack. */
export interface ReadPack {
  readonly readings: readonly Reading[]
  readonly fault: Fault | null
}

/** All of a pack at once. */
export function readPack(pack: Uint8Array, chorus: ChorusId, hash: Hash): ReadPack {
  const reader = createPackReader(pack, chorus, hash)
  const readings: Reading[] = []
  for (let read = reader.next(); read !== null; read = reader.next()) readings.push(read)
  return { readings, fault: reader.fault() }
}

const nothing = new Uint8Array(0)
const tagDigits = 8
const keyBytes = 32
const strandBytes = 8
/** Rows whose names there is room for at first. */
const firstRows = 16

/** @param pack Read as one goes on, and not kept: nobody may change it before the end. */
export function createPackReader(pack: Uint8Array, chorus: ChorusId, hash: Hash): PackReader {
  const reader = createReader(pack)
  const tag = bytesOfHex(chorus.slice(0, tagDigits))
  /** The names of the sigils in all rows, end to end: each by itself would outlive what is made and forgotten. */
  let names = new Uint8Array(idBytes * firstRows)
  const refused = new Set<number>()
  let rows = 0
  const lanes: PackLane[] = []
  const authors: Uint8Array[] = []
  const glyphs: PackGlyph[] = []
  /** What a row is put together to is three times as long, or a little more. */
  const keep = createSlab(() => 4 * reader.left())
  const writer = createWriter(keep)
  let lane: PackLane | undefined
  let glyph: PackGlyph | undefined
  let ms = 0

  function next(): Reading | null {
    if (reader.left() === 0) return null
    const form = reader.u8()
    const isRow = (form & rowForm.prev) !== rowForm.asItIs
    // Copied where it is told as it is, or that one sigil would keep all of the pack.
    const bytes = isRow ? readRow(form) : keep(reader.bytes(reader.count(maxSigilBytes)))
    if (reader.fault() !== null) return null
    const reading = decodeSigil(bytes, chorus, hash)
    noteName(reading)
    if (isRow && reading.ok && glyph !== undefined && reading.sigil.deed.kind === 'transmute') {
      glyph.at = endOf(reading.sigil.deed) ?? glyph.at
    }
    return reading
  }

  function noteName(reading: Reading): void {
    if (idBytes * (rows + 1) > names.length) {
      const more = new Uint8Array(2 * names.length)
      more.set(names)
      names = more
    }
    if (reading.ok) putHex(names, idBytes * rows, reading.sigil.id)
    else refused.add(rows)
    rows++
  }

  /** The bytes that were sealed, put together anew; of no meaning after a fault. */
  function readRow(form: number): Uint8Array {
    lane = (form & rowForm.sameLane) === 0 ? readLane() : lane
    if (lane === undefined) return astray('no strand before')
    const { seq, prev } = readPrev(form & rowForm.prev, lane)
    const others = (form & rowForm.links) === rowForm.linksTold ? readLinks() : []
    ms += reader.zigzag()
    if (!(ms >= 0 && ms <= maxStampMs)) return astray(`a stamp of ${ms}`)
    const tick = (form & rowForm.tick) === 0 ? 0 : reader.count(maxTick)
    glyph = (form & rowForm.sameGlyph) === 0 ? readGlyph() : glyph
    if (glyph === undefined) return astray('no glyph before')
    if ((form & rowForm.links) === rowForm.linkGoesOn) others.push(idAt(glyph.row))
    writeHead(lane, seq)
    writer.u48(ms)
    writer.u16(tick)
    writeLinks(writer, others, prev)
    writer.bytes(glyph.name)
    if ((form & rowForm.typing) === 0) writer.bytes(reader.blob())
    else copyTyped(glyph.at)
    writer.bytes(reader.bytes(sealBytes))
    lane.row = rows
    lane.seq = seq
    glyph.row = rows
    return writer.finish()
  }

  function astray(detail: string): Uint8Array {
    reader.fail('out-of-range', detail)
    return nothing
  }

  function readLane(): PackLane | undefined {
    const number = reader.count(lanes.length)
    if (number > 0) return lanes[number - 1]
    const author = readAuthor()
    const made = { nth: lanes.length, author, strand: reader.bytes(strandBytes), row: 0, seq: 0 }
    lanes.push(made)
    return made
  }

  function readAuthor(): Uint8Array {
    const number = reader.count(authors.length)
    const author = authors[number - 1] ?? reader.bytes(keyBytes)
    if (number === 0) authors.push(author)
    return author
  }

  function readGlyph(): PackGlyph | undefined {
    const number = reader.count(glyphs.length)
    if (number > 0) return glyphs[number - 1]
    const made = { nth: glyphs.length, name: reader.bytes(glyphBytes), row: 0, at: 0 }
    glyphs.push(made)
    return made
  }

  function readPrev(form: number, own: PackLane): { seq: number; prev: Uint8Array | null } {
    if (form === rowForm.noPrev) return { seq: 0, prev: null }
    if (form === rowForm.prevGoesOn) return { seq: own.seq + 1, prev: idAt(own.row) }
    return { seq: reader.count(maxSeq), prev: readLink() }
  }

  function readLinks(): Uint8Array[] {
    const links: Uint8Array[] = []
    const count = reader.u8()
    if (count > maxLinks) reader.fail('out-of-range', `${count} links`)
    while (links.length < count && reader.fault() === null) links.push(readLink())
    return links
  }

  function readLink(): Uint8Array {
    const back = reader.count(rows)
    return back === 0 ? reader.bytes(idBytes) : idAt(rows - back)
  }

  /** The name of a row before this one. */
  function idAt(row: number): Uint8Array {
    const isNamed = row < rows && !refused.has(row)
    if (!isNamed) reader.fail('out-of-range', `no sigil in row ${row}`)
    return isNamed ? names.subarray(idBytes * row, idBytes * (row + 1)) : nothing
  }

  function writeHead({ author, strand }: PackLane, seq: number): void {
    writer.u8(bodyVersion)
    writer.u8(kindCodes.transmute)
    writer.bytes(tag)
    writer.bytes(author)
    writer.bytes(strand)
    writer.varint(seq)
  }

  /** The splice told from where the last one left off, its text untouched. */
  function copyTyped(expected: number): void {
    const at = expected + reader.zigzag()
    if (!(at >= 0 && at <= maxTextUnits)) reader.fail('out-of-range', `a splice at ${at}`)
    writer.u8(0)
    writer.varint(0)
    writer.varint(1)
    writer.varint(Math.max(0, at))
    writer.varint(reader.varint())
    writer.blob(reader.blob())
  }

  return { next, fault: reader.fault }
}

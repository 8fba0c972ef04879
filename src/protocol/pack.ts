/**
 * Pack: many sigils in few bytes, for the wire and the disk (PROTOCOL.md §PK); how one is made.
 * Standard term: delta encoding against what went before.
 *
 * What a sigil repeats of those before it in its pack is left out: the author's
 * key, the strand, `prev`, the glyph, most links, most of the stamp. Its seal
 * can't be left out, so a keystroke costs those 64 bytes and about seven more.
 *
 * The surprise: a pack has no authority, and so needs no canonical form. Reading
 * one makes the very bytes that were sealed, and those are judged like any others.
 */

import { bytesOfHex, createWriter, varintLength, type Writer } from './bytes'
import type { GlyphId, SigilId, StrandId, WeaverId } from './ids'
import { sealOf } from './seal'
import type { Sigil, Splice, Transmute } from './sigil'

export interface PackWriter {
  readonly add: (sigil: Sigil) => void
  readonly count: () => number
  /** Bytes so far. */
  readonly length: () => number
  readonly finish: () => Uint8Array
}

/** What begins a row, and tells what else is in it. The lowest two bits are about `prev`. */
export const rowForm = {
  prev: 3,
  noPrev: 0,
  /** The last of its strand in the pack, so that the sequence goes on from there. */
  prevGoesOn: 1,
  prevTold: 2,
  /** The sigil's bytes as they are: whatever is no transmutation. */
  asItIs: 3,
  /** The next two are about the other links. */
  links: 3 << 2,
  noLink: 0,
  /** One: the last of the glyph in the pack. */
  linkGoesOn: 1 << 2,
  linksTold: 2 << 2,
  sameLane: 1 << 4,
  sameGlyph: 1 << 5,
  /** One splice and nothing else, as a keystroke makes. */
  typing: 1 << 6,
  tick: 1 << 7,
} as const

/** A strand, as writer and reader of a pack both know it; numbered in the order in which they come up. */
export interface PackLane {
  readonly nth: number
  readonly author: Uint8Array
  readonly strand: Uint8Array
  /** The row that holds its last sigil. */
  row: number
  seq: number
}

export interface PackGlyph {
  readonly nth: number
  readonly name: Uint8Array
  row: number
  /** Where the last splice left off: people go on there. */
  at: number
}

export const idBytes = 32
export const glyphBytes = 16
export const sealBytes = 64
/** Of a body, up to its sequence number: version, kind, chorus tag, author, strand. */
const headBytes = 1 + 1 + 4 + 32 + 8
const stampBytes = 6 + 2

/** Bytes that a sigil adds to a pack, at most: what is told as a distance may take a few more than it stands for. */
export const packedBytes = ({ bytes }: Pick<Sigil, 'bytes'>): number => bytes.length + 16

export function packOf(sigils: Iterable<Sigil>): Uint8Array {
  const pack = createPackWriter()
  for (const sigil of sigils) pack.add(sigil)
  return pack.finish()
}

/** A pack of whatever bytes, each told whole. */
export function packAsItIs(parts: readonly Uint8Array[]): Uint8Array {
  const writer = createWriter()
  for (const part of parts) writeAsItIs(writer, part)
  return writer.finish()
}

function writeAsItIs(writer: Writer, bytes: Uint8Array): void {
  writer.u8(rowForm.asItIs)
  writer.blob(bytes)
}

export function createPackWriter(): PackWriter {
  const writer = createWriter()
  const rows = new Map<SigilId, number>()
  const lanes = new Map<string, PackLane>()
  const authors = new Map<WeaverId, number>()
  const glyphs = new Map<GlyphId, PackGlyph>()
  let count = 0
  let lane: PackLane | undefined
  let glyph: PackGlyph | undefined
  let ms = 0

  function add(sigil: Sigil): void {
    const { deed } = sigil
    if (deed.kind === 'transmute') addRow(sigil, deed)
    else writeAsItIs(writer, sigil.bytes)
    rows.set(sigil.id, count)
    count += 1
  }

  function addRow(sigil: Sigil, deed: Transmute): void {
    const { prev, stamp } = sigil
    const ownLane = lanes.get(sigil.author + sigil.strand)
    const ownGlyph = glyphs.get(deed.glyph)
    const others = sigil.links.filter((link) => link !== prev)
    const typed = typedIn(deed)
    const form =
      prevFormOf(sigil, ownLane) |
      linkFormOf(others, ownGlyph) |
      (ownLane !== undefined && ownLane === lane ? rowForm.sameLane : 0) |
      (ownGlyph !== undefined && ownGlyph === glyph ? rowForm.sameGlyph : 0) |
      (typed === null ? 0 : rowForm.typing) |
      (stamp.tick === 0 ? 0 : rowForm.tick)
    writer.u8(form)
    if ((form & rowForm.sameLane) === 0) writeLane(sigil, ownLane)
    if ((form & rowForm.prev) === rowForm.prevTold && prev !== null) {
      writer.varint(sigil.seq)
      writeLink(prev)
    }
    if ((form & rowForm.links) === rowForm.linksTold) {
      writer.u8(others.length)
      for (const link of others) writeLink(link)
    }
    writer.zigzag(stamp.ms - ms)
    if (stamp.tick !== 0) writer.varint(stamp.tick)
    if ((form & rowForm.sameGlyph) === 0) {
      if (writeNumber(ownGlyph?.nth)) writer.hex(deed.glyph)
    }
    if (typed === null) writer.blob(restOf(sigil))
    else writeTyped(writer, typed, ownGlyph?.at ?? 0)
    writer.bytes(sealOf(sigil))
    ms = stamp.ms
    lane = noteLane(sigil, ownLane)
    glyph = noteGlyph(deed, ownGlyph)
  }

  function prevFormOf({ prev, seq }: Sigil, own: PackLane | undefined): number {
    if (prev === null) return rowForm.noPrev
    const goesOn = own !== undefined && own.seq === seq - 1 && own.row === rows.get(prev)
    return goesOn ? rowForm.prevGoesOn : rowForm.prevTold
  }

  function linkFormOf(others: readonly SigilId[], own: PackGlyph | undefined): number {
    const [first] = others
    if (first === undefined) return rowForm.noLink
    const isGlyphs = others.length === 1 && own !== undefined && own.row === rows.get(first)
    return isGlyphs ? rowForm.linkGoesOn : rowForm.linksTold
  }

  function noteLane({ author, strand, seq }: Sigil, own: PackLane | undefined): PackLane {
    const noted = own ?? newLane(author, strand)
    noted.row = count
    noted.seq = seq
    return noted
  }

  function newLane(author: WeaverId, strand: StrandId): PackLane {
    if (!authors.has(author)) authors.set(author, authors.size)
    const names = { author: bytesOfHex(author), strand: bytesOfHex(strand) }
    const made: PackLane = { ...names, nth: lanes.size, row: 0, seq: 0 }
    lanes.set(author + strand, made)
    return made
  }

  function noteGlyph(deed: Transmute, own: PackGlyph | undefined): PackGlyph {
    const noted = own ?? { nth: glyphs.size, name: bytesOfHex(deed.glyph), row: 0, at: 0 }
    if (own === undefined) glyphs.set(deed.glyph, noted)
    noted.row = count
    noted.at = endOf(deed) ?? noted.at
    return noted
  }

  function writeLane({ author, strand }: Sigil, own: PackLane | undefined): void {
    if (!writeNumber(own?.nth)) return
    if (writeNumber(authors.get(author))) writer.hex(author)
    writer.hex(strand)
  }

  /** Numbers are told from 1 on: a 0 says that what follows is new. Answers whether it is. */
  function writeNumber(nth: number | undefined): boolean {
    writer.varint(nth === undefined ? 0 : nth + 1)
    return nth === undefined
  }

  /** As so many rows back; whole where it is in none of them. */
  function writeLink(link: SigilId): void {
    const row = rows.get(link)
    writer.varint(row === undefined ? 0 : count - row)
    if (row === undefined) writer.hex(link)
  }

  return { add, count: () => count, length: writer.length, finish: writer.finish }
}

function writeTyped(writer: Writer, [at, deleted, inserted]: Splice, expected: number): void {
  writer.zigzag(at - expected)
  writer.varint(deleted)
  writer.text(inserted)
}

/** The one splice of a deed that is nothing else. */
function typedIn({ shatters, writes, splices }: Transmute): Splice | null {
  const [splice] = splices
  return shatters || writes.length > 0 || splices.length !== 1 ? null : (splice ?? null)
}

/** Where the last splice leaves off; null where there is none. */
export function endOf({ splices }: Transmute): number | null {
  const last = splices.at(-1)
  return last === undefined ? null : last[0] + last[2].length
}

/** The deed as it was sealed, without its glyph. */
function restOf({ bytes, seq, links, prev }: Sigil): Uint8Array {
  const linkBytes = 1 + links.length * idBytes + (prev === null ? 0 : 1)
  const before = headBytes + varintLength(seq) + stampBytes + linkBytes + glyphBytes
  return bytes.subarray(before, bytes.length - sealBytes)
}

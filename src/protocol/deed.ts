/**
 * Deeds as bytes, both ways (PROTOCOL.md §SG, the grammar).
 *
 * Only the layout is minded here. What the values may be, `deed-fault.ts` says,
 * and is asked before writing and after reading.
 */

import type { Reader, Writer } from './bytes'
import { toSize } from './compact'
import { readGlyphId, readSigilId, readWeaverId, type SigilId } from './ids'
import { maxSplices, maxTextUnits, maxTips, maxWrites } from './limits'
import type {
  Deed,
  FacetName,
  FacetValue,
  FacetWrite,
  Join,
  Malformed,
  Role,
  Splice,
  Transmute,
} from './sigil'

export type SigilReader = Reader<Malformed>

/** Codes of the kinds; every other code is of a newer version [SG9]. */
export const kindCodes = {
  found: 0,
  invite: 1,
  join: 2,
  transmute: 3,
  remove: 4,
  revoke: 5,
} as const
export const firstUnknownCode = 6

const roles = ['weave', 'witness'] as const satisfies readonly Role[]
const doors = ['invite', 'kin'] as const satisfies readonly Join['via'][]

/** Codes of the facets, which are also their order within a sigil. */
export const facetCodes = { title: 0, hue: 1, place: 2, bond: 3, tag: 4, x: 127 } as const
const noCode = -1
const valueTags = { no: 0, yes: 1, integer: 2, text: 3, bytes: 4 } as const

const shattersFlag = 1
export const maxHue = 359

export function kindCodeOf(deed: Deed): number {
  return deed.kind === 'unknown' ? deed.code : kindCodes[deed.kind]
}

// Reading

export function readDeed(reader: SigilReader, kind: number): Deed {
  switch (kind) {
    case kindCodes.found: {
      const orderRule = reader.varint()
      return { kind: 'found', orderRule, name: reader.text(), weaverName: reader.text() }
    }
    case kindCodes.invite:
      return { kind: 'invite', key: reader.hex(32), role: readOneOf(reader, roles) }
    case kindCodes.join:
      return {
        kind: 'join',
        via: readOneOf(reader, doors),
        sponsor: reader.hex(32),
        coSeal: reader.bytes(64),
        name: reader.text(),
      }
    case kindCodes.transmute:
      return readTransmute(reader)
    case kindCodes.remove:
      return { kind: 'remove', weaver: readWeaverId(reader), tips: readTips(reader) }
    case kindCodes.revoke:
      return { kind: 'revoke', key: reader.hex(32), tips: readTips(reader) }
    default:
      return { kind: 'unknown', code: kind, payload: reader.rest() }
  }
}

function readTransmute(reader: SigilReader): Transmute {
  const glyph = readGlyphId(reader)
  const flags = reader.u8()
  if (flags > shattersFlag) reader.fail('bad-value', `flags ${flags}`)
  const writes: FacetWrite[] = []
  for (let left = reader.count(maxWrites); left > 0 && reader.fault() === null; left--) {
    writes.push(readWrite(reader))
  }
  const splices: Splice[] = []
  for (let left = reader.count(maxSplices); left > 0 && reader.fault() === null; left--) {
    splices.push([reader.count(maxTextUnits), reader.count(maxTextUnits), reader.text()])
  }
  const shatters = flags === shattersFlag
  return { kind: 'transmute', glyph, shatters, writes: toSize(writes), splices: toSize(splices) }
}

function readTips(reader: SigilReader): readonly SigilId[] {
  const tips: SigilId[] = []
  for (let left = reader.count(maxTips); left > 0 && reader.fault() === null; left--) {
    tips.push(readSigilId(reader))
  }
  return tips
}

function readWrite(reader: SigilReader): FacetWrite {
  const code = reader.u8()
  switch (code) {
    case facetCodes.title:
      return { facet: 'title', value: reader.text() }
    case facetCodes.hue:
      return { facet: 'hue', value: reader.count(maxHue) }
    case facetCodes.place:
      return { facet: 'place', value: { x: reader.zigzag(), y: reader.zigzag() } }
    case facetCodes.bond:
      return { facet: `bond:${reader.hex(16)}`, value: readBoolean(reader) }
    case facetCodes.tag:
      return { facet: `tag:${reader.text()}`, value: readBoolean(reader) }
    case facetCodes.x:
      return { facet: `x:${reader.text()}`, value: readGeneric(reader) }
    default:
      reader.fail('bad-facet', `facet code ${code}`)
      return { facet: 'title', value: '' }
  }
}

function readBoolean(reader: SigilReader): boolean {
  const byte = reader.u8()
  if (byte > 1) reader.fail('bad-value', `boolean ${byte}`)
  return byte === 1
}

function readGeneric(reader: SigilReader): FacetValue {
  const tag = reader.u8()
  switch (tag) {
    case valueTags.no:
    case valueTags.yes:
      return tag === valueTags.yes
    case valueTags.integer:
      return reader.zigzag()
    case valueTags.text:
      return reader.text()
    case valueTags.bytes:
      return reader.blob()
    default:
      reader.fail('bad-value', `value tag ${tag}`)
      return false
  }
}

function readOneOf<T>(reader: SigilReader, [first, second]: readonly [T, T]): T {
  const code = reader.u8()
  if (code > 1) reader.fail('bad-value', `choice ${code} of two`)
  return code === 1 ? second : first
}

// Writing

/** Writes a deed in which no fault was found. */
export function writeDeed(writer: Writer, deed: Deed): void {
  switch (deed.kind) {
    case 'found':
      writer.varint(deed.orderRule)
      writer.text(deed.name)
      writer.text(deed.weaverName)
      return
    case 'invite':
      writer.hex(deed.key)
      writer.u8(roles.indexOf(deed.role))
      return
    case 'join':
      writer.u8(doors.indexOf(deed.via))
      writer.hex(deed.sponsor)
      writer.bytes(deed.coSeal)
      writer.text(deed.name)
      return
    case 'transmute':
      writeTransmute(writer, deed)
      return
    case 'remove':
      writer.hex(deed.weaver)
      writeTips(writer, deed.tips)
      return
    case 'revoke':
      writer.hex(deed.key)
      writeTips(writer, deed.tips)
      return
    case 'unknown':
      writer.bytes(deed.payload)
  }
}

function writeTips(writer: Writer, tips: readonly SigilId[]): void {
  writer.varint(tips.length)
  for (const tip of tips) writer.hex(tip)
}

function writeTransmute(writer: Writer, { glyph, shatters, writes, splices }: Transmute): void {
  writer.hex(glyph)
  writer.u8(shatters ? shattersFlag : 0)
  writer.varint(writes.length)
  for (const write of writes) writeWrite(writer, write)
  writer.varint(splices.length)
  for (const [at, deleted, inserted] of splices) {
    writer.varint(at)
    writer.varint(deleted)
    writer.text(inserted)
  }
}

export function writeWrite(writer: Writer, { facet, value }: FacetWrite): void {
  const { code, key } = partsOf(facet)
  writer.u8(code)
  if (code === facetCodes.bond) writer.hex(key)
  else if (code === facetCodes.tag || code === facetCodes.x) writer.text(key)
  if (code === facetCodes.x) writeGeneric(writer, value)
  else if (typeof value === 'string') writer.text(value)
  else if (typeof value === 'number') writer.varint(value)
  else if (typeof value === 'boolean') writer.u8(Number(value))
  else if ('x' in value) {
    writer.zigzag(value.x)
    writer.zigzag(value.y)
  }
}

function writeGeneric(writer: Writer, value: FacetValue): void {
  if (typeof value === 'boolean') writer.u8(value ? valueTags.yes : valueTags.no)
  else if (typeof value === 'number') {
    writer.u8(valueTags.integer)
    writer.zigzag(value)
  } else if (typeof value === 'string') {
    writer.u8(valueTags.text)
    writer.text(value)
  } else if (value instanceof Uint8Array) {
    writer.u8(valueTags.bytes)
    writer.blob(value)
  }
}

/** The order of writes within a sigil: by facet code, then by key in UTF-16 units. */
export function compareFacets(a: FacetName, b: FacetName): number {
  if (a === b) return 0
  const [left, right] = [partsOf(a), partsOf(b)]
  return left.code - right.code || (left.key < right.key ? -1 : 1)
}

export function partsOf(facet: FacetName): { readonly code: number; readonly key: string } {
  if (facet === 'title' || facet === 'hue' || facet === 'place') {
    return { code: facetCodes[facet], key: '' }
  }
  if (facet.startsWith('bond:')) return { code: facetCodes.bond, key: facet.slice(5) }
  if (facet.startsWith('tag:')) return { code: facetCodes.tag, key: facet.slice(4) }
  if (facet.startsWith('x:')) return { code: facetCodes.x, key: facet.slice(2) }
  // `alive` is read off the sigil and never written [CO6].
  return { code: noCode, key: '' }
}

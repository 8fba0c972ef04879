/**
 * Presence: what a weaver looks at and holds in its hand just now (PROTOCOL.md §PR).
 * Standard term: awareness; ephemeral state, last writer wins per author.
 *
 * A presence is the whole of it each time, so losing one costs nothing and
 * nothing is ever merged. It holds no name: whose it is, the key says, and what
 * that key is called, the covenant.
 */

import {
  bytesOfHex,
  concatBytes,
  createReader,
  createWriter,
  type Fault,
  type Reader,
  type Writer,
} from './bytes'
import {
  type ChorusId,
  type GlyphId,
  readGlyphId,
  type SigilId,
  readSigilId,
  type WeaverId,
  readWeaverId,
} from './ids'
import { maxDrags, maxPlace, maxPresenceBytes, maxPresenceHeads, maxTextUnits } from './limits'
import type { SealClaim } from './ports'
import type { Place } from './sigil'

/** A selection in a body: positions, in UTF-16 units, in the text at `version` [TX10]. */
export interface Caret {
  /** Ids of the text's heads as its author saw it, ascending. */
  readonly version: readonly SigilId[]
  /** Where the selection began. */
  readonly anchor: number
  /** Where it ends, and the caret stands: before or after `anchor`, or at it. */
  readonly head: number
}

/** A card in someone's hand, in board units. */
export interface Drag {
  readonly glyph: GlyphId
  readonly place: Place
}

/** What a weaver tells of itself. */
export interface Attention {
  /** The glyph that it has open. */
  readonly glyph: GlyphId | null
  /** Its caret in the body of that glyph. */
  readonly caret: Caret | null
  readonly drags: readonly Drag[]
  /** Where its pointer is on the board, in board units. */
  readonly pointer: Place | null
}

export const noAttention: Attention = { glyph: null, caret: null, drags: [], pointer: null }

export interface Presence extends Attention {
  readonly author: WeaverId
  /** Rises with every message of one author on one link [PR2]. */
  readonly number: number
}

/** Why bytes are no presence. */
export type PresenceRefusal =
  | {
      readonly kind: 'malformed-presence'
      readonly form: Fault<PresenceForm>['form']
      readonly detail: string
    }
  /** Told by someone else than it is of [PR1]. */
  | { readonly kind: 'foreign-presence'; readonly claimed: WeaverId }
  | { readonly kind: 'forged-presence' }

type PresenceForm = 'oversize' | 'version' | 'trailing-bytes'

export type PresenceReading =
  | {
      readonly ok: true
      readonly presence: Presence
      readonly body: Uint8Array
      readonly seal: Uint8Array
    }
  | { readonly ok: false; readonly refusal: PresenceRefusal }

const version = 1
const sealBytes = 64

// Another label than a sigil's, so that neither can be passed off as the other [PR1].
const label = Uint8Array.from('aetherlink presence 1\n', (character) => character.charCodeAt(0))

/** What the author signs: label, chorus, body. */
export const presenceMessage = (chorus: ChorusId, body: Uint8Array): Uint8Array =>
  concatBytes([label, bytesOfHex(chorus), body])

/** The question whether the author sealed it. */
export function presenceClaim(
  chorus: ChorusId,
  { presence, body, seal }: PresenceReading & { readonly ok: true },
): SealClaim {
  return { key: bytesOfHex(presence.author), message: presenceMessage(chorus, body), seal }
}

const hasGlyph = 1
const hasCaret = 2
const hasPointer = 4

/** The body to sign. Throws a RangeError for what has no encoding: our own bug. */
export function encodePresence({
  author,
  number,
  glyph,
  caret,
  drags,
  pointer,
}: Presence): Uint8Array {
  const writer = createWriter()
  writer.u8(version)
  writer.hex(author)
  writer.u48(number)
  const shown = glyph === null ? null : caret
  writer.u8(
    (glyph === null ? 0 : hasGlyph) |
      (shown === null ? 0 : hasCaret) |
      (pointer === null ? 0 : hasPointer),
  )
  if (glyph !== null) writer.hex(glyph)
  if (shown !== null) writeCaret(writer, shown)
  writer.varint(drags.length)
  for (const drag of drags) {
    writer.hex(drag.glyph)
    writePlace(writer, drag.place)
  }
  if (pointer !== null) writePlace(writer, pointer)
  return writer.finish()
}

function writeCaret(writer: Writer, { version: heads, anchor, head }: Caret): void {
  writer.varint(heads.length)
  for (const id of heads) writer.hex(id)
  writer.varint(anchor)
  writer.varint(head)
}

function writePlace(writer: Writer, { x, y }: Place): void {
  writer.zigzag(x)
  writer.zigzag(y)
}

/** Trusts nothing. Whether the seal is genuine is left to ask with {@link presenceClaim}. */
export function decodePresence(bytes: Uint8Array): PresenceReading {
  if (bytes.length > maxPresenceBytes)
    return malformed({ form: 'oversize', detail: `${bytes.length} bytes` })
  const end = bytes.length - sealBytes
  if (end < 0) return malformed({ form: 'truncated', detail: `${bytes.length} bytes` })
  const body = bytes.subarray(0, end)
  const reader: PresenceReader = createReader(body)
  const presence = readPresence(reader)
  if (reader.left() > 0) reader.fail('trailing-bytes', `${reader.left()} bytes`)
  const fault = reader.fault()
  return fault === null ? { ok: true, presence, body, seal: bytes.subarray(end) } : malformed(fault)
}

type PresenceReader = Reader<PresenceForm>

function readPresence(reader: PresenceReader): Presence {
  const told = reader.u8()
  if (told !== version) reader.fail('version', `version ${told}`)
  const author = readWeaverId(reader)
  const number = reader.u48()
  const flags = reader.u8()
  if (flags > (hasGlyph | hasCaret | hasPointer)) reader.fail('out-of-range', `flags ${flags}`)
  const glyph = (flags & hasGlyph) === 0 ? null : readGlyphId(reader)
  if ((flags & hasCaret) !== 0 && glyph === null)
    reader.fail('non-canonical', 'a caret in no glyph')
  const caret = (flags & hasCaret) === 0 ? null : readCaret(reader)
  const drags = readDrags(reader)
  const pointer = (flags & hasPointer) === 0 ? null : readPlace(reader)
  return { author, number, glyph, caret, drags, pointer }
}

function readCaret(reader: PresenceReader): Caret {
  const heads: SigilId[] = []
  for (let left = reader.count(maxPresenceHeads); left > 0; left -= 1) {
    heads.push(readSigilId(reader))
  }
  ascend(reader, heads)
  return { version: heads, anchor: reader.count(maxTextUnits), head: reader.count(maxTextUnits) }
}

function readDrags(reader: PresenceReader): readonly Drag[] {
  const drags: Drag[] = []
  for (let left = reader.count(maxDrags); left > 0; left -= 1) {
    drags.push({ glyph: readGlyphId(reader), place: readPlace(reader) })
  }
  ascend(
    reader,
    drags.map(({ glyph }) => glyph),
  )
  return drags
}

function readPlace(reader: PresenceReader): Place {
  const place = { x: reader.zigzag(), y: reader.zigzag() }
  if (Math.max(Math.abs(place.x), Math.abs(place.y)) > maxPlace) {
    reader.fail('out-of-range', 'a place off the board')
  }
  return place
}

/** Strictly, so that each set has one encoding. */
function ascend(reader: PresenceReader, names: readonly string[]): void {
  if (names.some((name, at) => at > 0 && name <= (names[at - 1] ?? ''))) {
    reader.fail('non-canonical', 'names do not ascend')
  }
}

const malformed = (fault: Fault<PresenceForm>): PresenceReading => ({
  ok: false,
  refusal: { kind: 'malformed-presence', ...fault },
})

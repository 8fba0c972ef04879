/**
 * Nominal identifiers. Each is a lowercase hex string at run time and a type of
 * its own at compile time, so that a glyph's name can't be passed for a hash.
 * They are minted here and nowhere else.
 */

import { type Reader, toHex } from './bytes'

declare const kind: unique symbol
type Id<Kind extends string> = string & { readonly [kind]: Kind }

/** Public Ed25519 key of a weaver (replica): 32 bytes. */
export type WeaverId = Id<'weaver'>

/** SHA-256 over a sigil's body and seal: 32 bytes, the sigil's only name [SG4]. */
export type SigilId = Id<'sigil'>

/** Name of one glyph: 16 random bytes. */
export type GlyphId = Id<'glyph'>

/** Nonce of one tab session's chain: 8 random bytes [SG5]. */
export type StrandId = Id<'strand'>

/** Name of a chorus: the id of its genesis sigil [CH1]. */
export type ChorusId = SigilId & { readonly chorus: true }

export const sigilIdFrom = (bytes: Uint8Array): SigilId => toHex(bytes) as SigilId
export const weaverIdFrom = (bytes: Uint8Array): WeaverId => toHex(bytes) as WeaverId
export const glyphIdFrom = (bytes: Uint8Array): GlyphId => toHex(bytes) as GlyphId
export const strandIdFrom = (bytes: Uint8Array): StrandId => toHex(bytes) as StrandId

/** As they are read, where a name lies among other bytes. */
export const readSigilId = ({ hex }: HexReader): SigilId => hex(32) as SigilId
export const readWeaverId = ({ hex }: HexReader): WeaverId => hex(32) as WeaverId
export const readGlyphId = ({ hex }: HexReader): GlyphId => hex(16) as GlyphId
export const readStrandId = ({ hex }: HexReader): StrandId => hex(8) as StrandId

type HexReader = Pick<Reader, 'hex'>

/** A chorus is named by its genesis, so any sigil id may name one; only sync tells. */
export const chorusIdFrom = (genesis: SigilId): ChorusId => genesis as ChorusId

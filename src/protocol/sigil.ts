/**
 * Chimeric Sigil: one sealed, causally linked, atomic transmutation (AL-7.3 §29.2, PROTOCOL.md §SG).
 * Standard term: a signed operation of an operation-based CRDT.
 *
 * The bytes are the authority: they are kept, hashed and forwarded exactly as
 * they came. Everything else here is a reading of them.
 */

import type { GlyphId, SigilId, StrandId, WeaverId } from './ids'
import type { Stamp } from './stamp'

export interface Sigil extends Body {
  readonly id: SigilId
  /** Body and Seal of Provenance (the last 64), as received. Never re-encoded. */
  readonly bytes: Uint8Array
}

/** What is sealed. */
export interface Body {
  /** First 4 bytes of the chorus id, hex; zeros in the genesis. Tells a replay from a forgery [SG6]. */
  readonly chorusTag: string
  readonly author: WeaverId
  /** The tab session whose chain this is. */
  readonly strand: StrandId
  /** Position on the strand, from 0. */
  readonly seq: number
  readonly stamp: Stamp
  /** Causal Vector: strictly ascending ids, at most 16. */
  readonly links: readonly SigilId[]
  /** The strand's sigil before this one; one of {@link links}; null exactly where `seq` is 0. */
  readonly prev: SigilId | null
  readonly deed: Deed
}

/** What a sigil does. One discriminated union, so that a new kind is a compile error everywhere. */
export type Deed = Found | Invite | Join | Remove | Revoke | Transmute | UnknownDeed

/** Genesis: begins a chorus. Its id is the chorus's name [CH1]. */
export interface Found {
  readonly kind: 'found'
  /** The chorus's name, 1 to 256 UTF-16 units. */
  readonly name: string
  /** The founder's display name. */
  readonly weaverName: string
  /** Version of the text order rule; part of the data [TX7]. */
  readonly orderRule: number
}

export type Role = 'weave' | 'witness'

/** Opens a door: whoever holds the secret half of `key` may join with `role` [CH3]. */
export interface Invite {
  readonly kind: 'invite'
  /** Public Ed25519 key of the invite, hex. */
  readonly key: string
  readonly role: Role
}

/** Admits its author, on the word of an invite or of kin [CH4] [CH5]. */
export interface Join {
  readonly kind: 'join'
  readonly via: 'invite' | 'kin'
  /** The invite's public key, or the key of the weaver of the same browser, hex. */
  readonly sponsor: string
  /** The sponsor's signature over chorus and joiner: 64 bytes. */
  readonly coSeal: Uint8Array
  /** Display name; empty for kin, who share their sponsor's. */
  readonly name: string
}

/** Shows a person the door [CH10]: what it writes outside of what its remover had seen is set aside. */
export interface Remove {
  readonly kind: 'remove'
  /** Any weaver of the person: all its kin go with it. */
  readonly weaver: WeaverId
  /** The newest of the person's sigils that the remover held, strictly ascending; waited for like links. */
  readonly tips: readonly SigilId[]
}

/** Closes a door [CH10]: all whom the invite admitted, and admits later, are removed. */
export interface Revoke {
  readonly kind: 'revoke'
  /** Public key of the invite, hex. */
  readonly key: string
  /** The newest sigils of all whom it had admitted, strictly ascending. */
  readonly tips: readonly SigilId[]
}

/** Changes one glyph. Writes `alive: true` unless it shatters it [CO6]. */
export interface Transmute {
  readonly kind: 'transmute'
  readonly glyph: GlyphId
  readonly shatters: boolean
  /** At most one write a facet, ascending by facet. */
  readonly writes: readonly FacetWrite[]
  /** Changes of the body, in order, each against the text the ones before it left. */
  readonly splices: readonly Splice[]
}

/** A kind of a newer version: stored, forwarded, without effect here [SG9]. */
export interface UnknownDeed {
  readonly kind: 'unknown'
  readonly code: number
  readonly payload: Uint8Array
}

/** Name of a register of a glyph. The body is text and no register. */
export type FacetName =
  | 'title'
  | 'hue'
  | 'place'
  | 'alive'
  | `bond:${string}`
  | `tag:${string}`
  | `x:${string}`

export interface Place {
  /** Board units, −2^31 to 2^31 − 1. */
  readonly x: number
  readonly y: number
}

export type FacetValue = string | number | boolean | Place | Uint8Array

export interface FacetWrite {
  readonly facet: FacetName
  readonly value: FacetValue
}

/** `[at, deleted, inserted]` in UTF-16 units. */
export type Splice = readonly [at: number, deleted: number, inserted: string]

/**
 * Why bytes or a sigil are refused, as a value. `malformed` and `forged` are
 * functions of the bytes; the rest of the sigil and its causal past. None ever
 * depends on the clock, the order of arrival or the library [VA1].
 */
export type Refusal =
  | { readonly kind: 'malformed'; readonly form: Malformed; readonly detail: string }
  | { readonly kind: 'forged'; readonly claimed: WeaverId; readonly detail: string }
  | { readonly kind: 'foreign-chorus'; readonly chorusTag: string }
  | { readonly kind: 'stamp-not-above-links'; readonly link: SigilId }
  | { readonly kind: 'broken-strand'; readonly detail: string }
  | { readonly kind: 'not-admitted'; readonly author: WeaverId }
  | { readonly kind: 'no-right'; readonly author: WeaverId; readonly detail: string }
  | { readonly kind: 'builds-on-dissolved'; readonly link: SigilId }
  /** A message that no honest weaver sends: it is dropped whole, and the link with it [AE13]. */
  | { readonly kind: 'broken-message'; readonly detail: string }

/** The ways in which bytes can fail to be a sigil [SG2]. Each has its own test. */
export type Malformed =
  | 'truncated'
  | 'oversize'
  | 'version'
  | 'non-canonical'
  | 'too-many-links'
  | 'links-not-ascending'
  | 'lone-surrogate'
  | 'bad-utf8'
  | 'bad-facet'
  | 'bad-value'
  | 'out-of-range'
  | 'small-order-key'
  | 'seal-not-reduced'
  | 'trailing-bytes'

/**
 * Messages: what two weavers say to each other over a link (PROTOCOL.md §AE).
 * Their bytes are in message-codec.ts.
 */

import type { ReadForm } from './bytes'
import type { Credential } from './credential'
import type { SigilId, StrandId, WeaverId } from './ids'
import { fillBytes } from './limits'

/** Of GREET, HELLO and all between. Another version may mean other bytes everywhere. */
export const protocolVersion = 3

export type Message =
  | Greet
  | Proof
  | LastOfGreeting
  | Hello
  | Lanes
  | Heard
  | Want
  | Sigils
  | Need
  | Have
  | Presence
  | Ping
  | OtherVersion

/** First words on a link: who claims to be here, and a fresh nonce to sign [CU14]. */
export interface Greet {
  readonly kind: 'greet'
  /** First 4 bytes of the chorus id, hex: tells a wrong door from a forged key. */
  readonly chorusTag: string
  /** 32 bytes. */
  readonly key: Uint8Array
  /** 32 bytes, never used before. */
  readonly nonce: Uint8Array
}

/** That the key is ours, on this very link [CU14], and what gives us a place here [CU25]. */
export interface Proof extends Credential {
  readonly kind: 'proof'
  /** Signature over both greetings and the link's binding, 64 bytes. */
  readonly seal: Uint8Array
}

/** Ends the greeting: come in, or your door was closed [CU15] [CU27]. */
interface LastOfGreeting {
  readonly kind: 'welcome' | 'shut'
}

/** All that a weaver holds, in one digest [AE2]. */
export interface Hello {
  readonly kind: 'hello'
  readonly orderRule: number
  /** Asks for a HELLO back where the digests differ. */
  readonly asks: boolean
  readonly count: number
  /** 64 hex digits [AE1]. */
  readonly digest: string
  readonly clockMs: number
}

/** Where strands end, in parts; the neighbour acknowledges each part by its turn [AE3]. */
export interface Lanes {
  readonly kind: 'lanes'
  readonly turn: number
  /** True in the last part: all that the neighbour may lack has been told. */
  readonly isLast: boolean
  /** Those of one author follow each other. */
  readonly ends: readonly LaneEnd[]
}

export interface LaneEnd {
  readonly author: WeaverId
  readonly strand: StrandId
  readonly seq: number
  readonly tip: SigilId
}

interface Heard {
  readonly kind: 'heard'
  readonly turn: number
}

/** Asks for strands up to a tip, from the last sigil in common [AE4]. */
export interface Want {
  readonly kind: 'want'
  readonly wants: readonly WantedEnd[]
}

export interface WantedEnd {
  readonly tip: SigilId
  /** First 16 bytes of ids, hex: what we hold of that strand, ever sparser towards its root. */
  readonly locator: readonly string[]
}

/** Sealed sigils, causes before effects [AE5]. */
export interface Sigils {
  readonly kind: 'sigils'
  /** True where they answer a WANT or a NEED; false where their author has just woven them. */
  readonly isAnswer: boolean
  /** Read by {@link createPackReader} alone [PK1]. */
  readonly pack: Uint8Array
}

/** Asks for single sigils, each with up to `run` of its strand before it [AE10]. */
export interface Need {
  readonly kind: 'need'
  readonly needs: readonly Needed[]
}

export interface Needed {
  readonly id: SigilId
  readonly run: number
}

/** Announces sigils that came from others [AE6]. */
export interface Have {
  readonly kind: 'have'
  readonly ids: readonly SigilId[]
}

/** Cursor, selection, name: opaque here, and never stored. */
interface Presence {
  readonly kind: 'presence'
  readonly bytes: Uint8Array
}

/** Is anyone there? A pong says yes, with the ping's nonce. */
interface Ping {
  readonly kind: 'ping' | 'pong'
  /** 32 bits. */
  readonly nonce: number
}

/** Only ever read: a GREET or HELLO of a version that is not ours. */
export interface OtherVersion {
  readonly kind: 'other-version'
  readonly version: number
}

export interface MessageRefusal {
  readonly kind: 'malformed-message'
  readonly form: ReadForm | 'oversize' | 'unknown-kind' | 'trailing-bytes'
  readonly detail: string
}

/** All but what is only ever read. */
export type Written = Exclude<Message, OtherVersion>

/** Bytes that a WANT's or LANES' header and the like may take of a filled message. */
const headerBytes = 32
/** Room for parts in a message that is filled to one frame [AE5]. */
export const roomBytes = fillBytes - headerBytes

export const prefixOf = (id: SigilId): string => id.slice(0, 32)

/** Bytes that one part takes in its message, at most. */
export const partBytes = {
  end: 32 + 1 + 8 + 1 + 5 + 32,
  want: ({ locator }: WantedEnd): number => 32 + 1 + 16 * locator.length,
  need: 32 + 2,
  id: 32,
} as const

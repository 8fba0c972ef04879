/**
 * Letters: what a client and the relay say to each other (PROTOCOL.md §SI).
 * Standard term: the signaling protocol. One letter is one JSON object in one
 * text frame.
 *
 * Neither side trusts the other, so one strict decoder serves both directions.
 * Envelopes are only checked for their alphabet: the relay cannot open them,
 * and must not care.
 */

import {
  maxEnvelopeChars,
  maxLetterBytes,
  maxPeersPerTopic,
  peerDigits,
  topicDigits,
} from './limits'

declare const kind: unique symbol

/** An opaque meeting place: 32 bytes as lowercase hex. */
export type Topic = string & { readonly [kind]: 'topic' }

/** What one tab calls itself while it looks for others: 16 random bytes as lowercase hex. No weaver's key. */
export type PeerName = string & { readonly [kind]: 'peer' }

/** Sealed bytes in base64url without padding: nobody but the addressee's chorus can open them. */
export type EnvelopeText = string & { readonly [kind]: 'envelope' }

/** What a client says. */
export type ClientLetter =
  /** Said again on the same socket it changes nothing, and is answered all the same [SI4]. */
  | { readonly kind: 'enter'; readonly topic: Topic; readonly peer: PeerName }
  | { readonly kind: 'leave'; readonly topic: Topic }
  | {
      readonly kind: 'signal'
      readonly topic: Topic
      readonly to: PeerName
      readonly envelope: EnvelopeText
    }

/** What the relay says. */
export type RelayLetter =
  /** Everybody else in the topic, as the answer to `enter`. */
  | { readonly kind: 'present'; readonly topic: Topic; readonly peers: readonly PeerName[] }
  | { readonly kind: 'arrived'; readonly topic: Topic; readonly peer: PeerName }
  | { readonly kind: 'departed'; readonly topic: Topic; readonly peer: PeerName }
  | {
      readonly kind: 'signal'
      readonly topic: Topic
      readonly from: PeerName
      readonly envelope: EnvelopeText
    }
  /** `enter` was refused: the topic, or the socket's list of topics, is full. */
  | { readonly kind: 'full'; readonly topic: Topic }

type FieldName = 'topic' | 'peer' | 'peers' | 'to' | 'from' | 'envelope'
type Forms = Readonly<Record<string, readonly FieldName[]>>

const clientForms: Forms = {
  enter: ['topic', 'peer'],
  leave: ['topic'],
  signal: ['topic', 'to', 'envelope'],
}
const relayForms: Forms = {
  present: ['topic', 'peers'],
  arrived: ['topic', 'peer'],
  departed: ['topic', 'peer'],
  signal: ['topic', 'from', 'envelope'],
  full: ['topic'],
}

export const encodeLetter = (letter: ClientLetter | RelayLetter): string => JSON.stringify(letter)

/** [SI1] What a client said; null for anything but exactly one of its letters. */
export const decodeClientLetter = (text: string): ClientLetter | null =>
  decode(text, clientForms) as ClientLetter | null

/** [SI1] What the relay said; null for anything but exactly one of its letters. */
export const decodeRelayLetter = (text: string): RelayLetter | null =>
  decode(text, relayForms) as RelayLetter | null

/** Null for anything but 64 lowercase hex digits. */
export const topicFrom = (text: string): Topic | null => (isTopic(text) ? (text as Topic) : null)

/** Null for anything but 32 lowercase hex digits. */
export const peerNameFrom = (text: string): PeerName | null =>
  isPeer(text) ? (text as PeerName) : null

function decode(text: string, forms: Forms): unknown {
  if (text.length > maxLetterBytes) return null
  const value = parse(text)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  const letter = value as Readonly<Record<string, unknown>>
  const kind = letter['kind']
  if (typeof kind !== 'string' || !Object.hasOwn(forms, kind)) return null
  const fields = forms[kind] ?? []
  const isWhole = fields.every((name) => Object.hasOwn(letter, name) && holds[name](letter[name]))
  // One key more than the form has is a letter of some other protocol.
  return isWhole && Object.keys(letter).length === fields.length + 1 ? value : null
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const isTopic = (value: unknown): boolean => isHex(value, topicDigits)
const isPeer = (value: unknown): boolean => isHex(value, peerDigits)

const isHex = (value: unknown, digits: number): boolean =>
  typeof value === 'string' && value.length === digits && /^[0-9a-f]+$/.test(value)

const isEnvelope = (value: unknown): boolean =>
  typeof value === 'string' && value.length <= maxEnvelopeChars && /^[\w-]+$/.test(value)

const isPeers = (value: unknown): boolean =>
  Array.isArray(value) && value.length <= maxPeersPerTopic && value.every(isPeer)

/** What each field must look like, whichever letter it stands in. */
const holds: Readonly<Record<FieldName, (value: unknown) => boolean>> = {
  topic: isTopic,
  peer: isPeer,
  peers: isPeers,
  to: isPeer,
  from: isPeer,
  envelope: isEnvelope,
}

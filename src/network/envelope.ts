/**
 * Envelopes: how one tab writes to another through a relay that must neither
 * read nor forge nor repeat it (PROTOCOL.md §CU). Standard term: authenticated
 * encryption with a replay counter.
 *
 * The address is repeated *inside* the seal. What a relay writes on the outside
 * only helps delivery, and a lie there changes nothing.
 */

import { fromBase64Url, toBase64Url } from '../protocol/base64url'
import { equalBytes, fromHex, toHex, createReader, createWriter } from '../protocol/bytes'
import { type EnvelopeText, peerNameFrom, type PeerName, type Topic } from '../signaling/letters'
import { maxEnvelopeChars, peerDigits, topicDigits } from '../signaling/limits'
import { maxCorrespondents } from './limits'

/**
 * Labels under which the chorus secret yields the topic (HMAC-SHA-256) and the
 * key of the {@link Sealer}. Both change where what is inside changes [CU1].
 */
export const topicLabel = 'aetherlink/topic/1'
export const envelopeKeyLabel = 'aetherlink/envelope/1'

/** Secretbox (XSalsa20-Poly1305 or as good) under a key that only this chorus can derive. */
export interface Sealer {
  /** A fresh random nonce each time, which the box carries with it. */
  readonly seal: (plain: Uint8Array) => Uint8Array
  /** Null where the box was not sealed with our key, or was changed. */
  readonly open: (box: Uint8Array) => Uint8Array | null
}

type Opened =
  | { readonly kind: 'opened'; readonly from: PeerName; readonly payload: Uint8Array }
  | { readonly kind: 'refused'; readonly reason: Refusal }

/** `foreign`: of another key. `misdirected`: for another topic or tab, or from ourselves. */
type Refusal = 'foreign' | 'malformed' | 'misdirected' | 'replayed'

export interface Post {
  /** Null where the payload is too long for any envelope. */
  readonly seal: (to: PeerName, payload: Uint8Array) => EnvelopeText | null
  readonly open: (envelope: EnvelopeText) => Opened
}

export interface PostDeps {
  readonly topic: Topic
  /** Fresh for each {@link Post}: a sequence number counts for one name once. */
  readonly self: PeerName
  readonly sealer: Sealer
}

export function createPost({ topic, self, sealer }: PostDeps): Post {
  const topicBytes = bytesOf(topic)
  const selfBytes = bytesOf(self)
  let sent = 0
  /** The last sequence number of each sender, whoever wrote last standing last. */
  const lastFrom = new Map<PeerName, number>()

  function seal(to: PeerName, payload: Uint8Array): EnvelopeText | null {
    const writer = createWriter()
    writer.bytes(topicBytes)
    writer.bytes(selfBytes)
    writer.bytes(bytesOf(to))
    writer.u48(++sent)
    writer.bytes(payload)
    const text = toBase64Url(sealer.seal(writer.finish()))
    return text.length <= maxEnvelopeChars ? (text as EnvelopeText) : null
  }

  function open(envelope: EnvelopeText): Opened {
    const box = fromBase64Url(envelope)
    const plain = box === null ? null : sealer.open(box)
    if (plain === null) return refuse('foreign')
    const reader = createReader(plain)
    const [inTopic, sender, to] = [
      reader.bytes(topicDigits / 2),
      reader.bytes(peerDigits / 2),
      reader.bytes(peerDigits / 2),
    ]
    const sequence = reader.u48()
    const payload = reader.rest()
    const from = peerNameFrom(toHex(sender))
    if (reader.fault() !== null || from === null) return refuse('malformed')
    const isOurs = equalBytes(inTopic, topicBytes) && equalBytes(to, selfBytes)
    if (!isOurs || from === self) return refuse('misdirected')
    if (sequence <= (lastFrom.get(from) ?? 0)) return refuse('replayed')
    remember(from, sequence)
    return { kind: 'opened', from, payload }
  }

  /** [CU2] Forgets whoever has been silent longest; only members can be here at all. */
  function remember(from: PeerName, sequence: number): void {
    lastFrom.delete(from)
    lastFrom.set(from, sequence)
    const [oldest] = lastFrom.keys()
    if (lastFrom.size > maxCorrespondents && oldest !== undefined) lastFrom.delete(oldest)
  }

  return { seal, open }
}

const refuse = (reason: Refusal): Opened => ({ kind: 'refused', reason })

/** Names are hex by construction; anything else is a bug of ours. */
function bytesOf(name: Topic | PeerName): Uint8Array {
  const bytes = fromHex(name)
  if (bytes === null) throw new RangeError(`No name: ${name}`)
  return bytes
}

/**
 * Invitation: all that a link must carry to let someone into a chorus (PROTOCOL.md §CH, [CH8] [CH9]).
 *
 * It travels in the URL's fragment, which browsers never send to a server.
 * Whoever reads it can join, so it is read once and wiped from the address bar.
 */

import { fromBase64Url, toBase64Url } from './base64url'
import { bytesOfHex, concatBytes } from './bytes'
import { type ChorusId, chorusIdFrom, sigilIdFrom } from './ids'

export interface Invitation {
  readonly chorus: ChorusId
  /** Seed of the invite's Ed25519 key, 32 bytes. */
  readonly inviteSeed: Uint8Array
  /** From which topic and envelope key are derived, 32 bytes [CU1]. */
  readonly chorusSecret: Uint8Array
}

interface InvitationRefusal {
  readonly kind: 'no-invitation' | 'wrong-version' | 'bad-characters' | 'wrong-length'
  /** For the person who pasted it. */
  readonly message: string
}

export type InvitationReading =
  | { readonly ok: true; readonly invitation: Invitation }
  | { readonly ok: false; readonly refusal: InvitationRefusal }

const version = '1'
const partBytes = 32
/** Three parts in base64url, which divides evenly: no padding, no spare bits, one spelling. */
const payloadChars = (3 * partBytes * 8) / 6

/** The fragment, without its `#`: 129 characters [CH8]. */
export function writeInvitation({ chorus, inviteSeed, chorusSecret }: Invitation): string {
  const parts = [bytesOfHex(chorus), inviteSeed, chorusSecret]
  if (parts.some(({ length }) => length !== partBytes)) {
    throw new RangeError(`Each part of an invitation takes ${partBytes} bytes`)
  }
  return version + toBase64Url(concatBytes(parts))
}

/** Reads what a person pasted: a whole link, or its fragment with or without `#` [CH9]. */
export function readInvitation(pasted: string): InvitationReading {
  const text = pasted.trim()
  const hash = text.indexOf('#')
  // Without a `#`, slashes tell a link that has lost its fragment from a bare fragment.
  const fragment = hash === -1 && text.includes('/') ? '' : text.slice(hash + 1)
  if (fragment === '') return refuse('no-invitation', 'There is no invitation in this link.')
  const payload = fragment.slice(1)
  if (/[^\w-]/.test(fragment)) {
    return refuse('bad-characters', 'This invitation has characters in it that don’t belong there.')
  }
  if (!fragment.startsWith(version)) {
    return refuse(
      'wrong-version',
      'This invitation is of a version that this Aetherlink can’t read.',
    )
  }
  if (payload.length !== payloadChars) return refuse('wrong-length', lengthMessage(payload.length))
  const bytes = fromBase64Url(payload)
  // Of that many characters of that alphabet there is nothing that is no bytes.
  if (bytes === null) return refuse('bad-characters', 'This invitation can’t be read.')
  return {
    ok: true,
    invitation: {
      chorus: chorusIdFrom(sigilIdFrom(bytes.subarray(0, partBytes))),
      inviteSeed: bytes.slice(partBytes, 2 * partBytes),
      chorusSecret: bytes.slice(2 * partBytes),
    },
  }
}

function lengthMessage(length: number): string {
  return length < payloadChars
    ? 'This invitation is cut short. Copy the whole link.'
    : 'This invitation is too long. Copy the link alone.'
}

const refuse = (kind: InvitationRefusal['kind'], message: string): InvitationReading => ({
  ok: false,
  refusal: { kind, message },
})

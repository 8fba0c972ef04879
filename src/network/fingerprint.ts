/**
 * DTLS fingerprints: who is really at the other end of a data channel
 * (PROTOCOL.md §CU, RFC 8122). The browser checks the certificate against the
 * description, and we bind the handshake to both.
 *
 * A description may name several fingerprints, any of which would do for the
 * browser: a middle could add its own beside the honest one. So exactly one.
 */

import { compareBytes, concatBytes, fromHex } from '../protocol/bytes'

const sha256Bytes = 32

/** The SHA-256 of the certificate that a description names; null where it names none, several, or another hash. */
export function fingerprintIn(sdp: string): Uint8Array | null {
  const lines = [...sdp.matchAll(/^a=fingerprint:(.*)$/gm)].map(([, rest = '']) =>
    rest.trim().toLowerCase(),
  )
  const [only, ...others] = new Set(lines)
  if (only === undefined || others.length > 0) return null
  const [, pairs] = /^sha-256 ((?:[0-9a-f]{2}:){31}[0-9a-f]{2})$/.exec(only) ?? []
  const bytes = pairs === undefined ? null : fromHex(pairs.replaceAll(':', ''))
  return bytes?.length === sha256Bytes ? bytes : null
}

/** [CU8] Both fingerprints, ascending: the same 64 bytes at either end. */
export function bindingOf(one: Uint8Array, other: Uint8Array): Uint8Array {
  return concatBytes([one, other].toSorted(compareBytes))
}

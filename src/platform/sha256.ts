/** SHA-256 (FIPS 180-4) and keys derived with it (HKDF, RFC 5869). The one file that knows @noble/hashes. */

import { hkdf } from '@noble/hashes/hkdf.js'
import { hmac as nobleHmac } from '@noble/hashes/hmac.js'
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js'

import type { Hash } from '../protocol/ports'

/** Synchronous on purpose: a sigil is small, and WebCrypto's promise costs more than the hash. */
export const sha256: Hash = (message) => nobleSha256(message)

/** HMAC-SHA-256 (RFC 2104): 32 bytes. */
export function hmac(key: Uint8Array, message: Uint8Array): Uint8Array {
  return nobleHmac(nobleSha256, key, message)
}

/**
 * 32 bytes that only a holder of `secret` can make, independent for each label
 * (HKDF-SHA-256 without salt).
 *
 * @param label ASCII, versioned: `aetherlink topic 1`.
 */
export function deriveKey(secret: Uint8Array, label: string): Uint8Array {
  return hkdf(nobleSha256, secret, undefined, new TextEncoder().encode(label), 32)
}

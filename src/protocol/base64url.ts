/**
 * Base64url without padding (RFC 4648 §5), both ways: bytes within a link, a letter, a receipt.
 *
 * Strict: the bits that a last character has to spare must be zero, so that bytes have one spelling.
 */

import { decodeUtf8 } from './utf8'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const codes = alphabet.split('').map((character) => character.charCodeAt(0))
const values = Int8Array.from({ length: 128 }, (_, code) => codes.indexOf(code))

export function toBase64Url(bytes: Uint8Array): string {
  const text = new Uint8Array(Math.ceil((bytes.length * 4) / 3))
  let held = 0
  let bits = 0
  let at = 0
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff
    bits += 8
    while (bits >= 6) {
      bits -= 6
      text[at++] = codes[(held >> bits) & 63] ?? 0
    }
  }
  if (bits > 0) text[at] = codes[(held << (6 - bits)) & 63] ?? 0
  return decodeUtf8(text) ?? ''
}

/** Null for any other alphabet, a length that no bytes have, or spare bits that are set. */
export function fromBase64Url(text: string): Uint8Array | null {
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4))
  if (text.length % 4 === 1) return null
  let held = 0
  let bits = 0
  let at = 0
  for (let next = 0; next < text.length; next++) {
    const value = values[text.charCodeAt(next)] ?? -1
    if (value < 0) return null
    held = ((held << 6) | value) & 0xfff
    bits += 6
    if (bits < 8) continue
    bits -= 8
    bytes[at++] = (held >> bits) & 0xff
  }
  return (held & ((1 << bits) - 1)) === 0 ? bytes : null
}

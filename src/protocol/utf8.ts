/** Text as UTF-8, both ways, strictly: what has no one encoding is refused (PROTOCOL.md §SG). */

const utf8Encoder = new TextEncoder()
const utf8Decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

const loneSurrogate = /\p{Surrogate}/u

/** True where no surrogate stands alone. `String.prototype.isWellFormed` is newer than ES2023. */
export function isWellFormed(text: string): boolean {
  return !loneSurrogate.test(text)
}

/** Null where a surrogate stands alone: it has no UTF-8. */
export function encodeUtf8(text: string): Uint8Array | null {
  return isWellFormed(text) ? utf8Encoder.encode(text) : null
}

/** Null where the bytes are no UTF-8. A byte-order mark is kept as the character it is. */
export function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return utf8Decoder.decode(bytes)
  } catch {
    return null
  }
}

/** Surrogates written as if they were characters (CESU-8, WTF-8): what careless encoders make of them. */
export function holdsSurrogate(bytes: Uint8Array): boolean {
  return bytes.some((byte, at) => byte === 0xed && (bytes[at + 1] ?? 0) >= 0xa0)
}

/** Length of the UTF-8 of well-formed text, without encoding it. */
export function utf8Length(text: string): number {
  let length = 0
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    // Each half of a surrogate pair stands for two of the pair's four bytes.
    if (unit < 0x80) length += 1
    else if (unit < 0x800 || (unit >= 0xd800 && unit < 0xe000)) length += 2
    else length += 3
  }
  return length
}

const shortAscii = /^[ -~]{0,64}$/

/** Each unit of such text is its UTF-8. For a word, an encoder takes ten times as long. */
export const isShortAscii = (text: string): boolean => shortAscii.test(text)

/** Units of a word, of which a decoder takes ten times as long. Written over each time. */
const wordUnits = Array.from({ length: 65 }, (_, length) => Array.from({ length }, () => 0))

/** So many bytes as text; null where there are many, or some are not ASCII. */
export function asciiOf(bytes: Uint8Array, start: number, length: number): string | null {
  const units = wordUnits[length]
  if (units === undefined) return null
  for (let nth = 0; nth < length; nth++) {
    const unit = bytes[start + nth] ?? 0x80
    if (unit >= 0x80) return null
    units[nth] = unit
  }
  return String.fromCharCode.apply(null, units)
}

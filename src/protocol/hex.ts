/** Hex digits of bytes, as fast as JavaScript makes them: a history names each of its sigils by 64 of them. */

/** Character codes of the sixteen digits. */
export const hexDigits = Uint8Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0))

/** Bytes whose digits are made at once. */
const stride = 32

/** Character codes of the digits of so many bytes, written over each time. */
const scratch = Array.from({ length: stride + 1 }, (_, length) =>
  Array.from({ length: 2 * length }, () => 0),
)

/** Lowercase. */
export function hexOf(bytes: Uint8Array): string {
  if (bytes.length <= stride) return shortHexOf(bytes)
  let hex = ''
  for (let at = 0; at < bytes.length; at += stride) {
    hex += shortHexOf(bytes.subarray(at, at + stride))
  }
  return hex
}

/** Made in one go: a string built by appending is slow to hash, and one that is decoded lies outside of the heap. */
function shortHexOf(bytes: Uint8Array): string {
  const codes = scratch[bytes.length] ?? []
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0
    codes[2 * at] = hexDigits[byte >> 4] ?? 0
    codes[2 * at + 1] = hexDigits[byte & 15] ?? 0
  }
  return String.fromCharCode.apply(null, codes)
}

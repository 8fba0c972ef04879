/** Names of late: a history names few things over and over, and need not spell each of them out again. */

import { hexOf } from './hex'

/** Each in the slot that its bytes choose: the bytes, how many, and their hex. */
interface Late {
  readonly bytes: Uint8Array
  readonly lengths: Uint8Array
  readonly hex: string[]
}

/** A power of two. Sigils are named again by what is written on them, long after where many glyphs are changed in turn. */
const sigilSlots = 8192
const otherSlots = 4096

/** Bytes of the longest names: of keys and sigils. */
export const longestName = 32

const noneOfLate = (slots: number): Late => ({
  bytes: new Uint8Array(slots * longestName),
  lengths: new Uint8Array(slots),
  hex: Array.from({ length: slots }, () => ''),
})

/** Glyphs are few and named again and again; sigils are many, and would take all their slots. */
const lateSigils = noneOfLate(sigilSlots)
const lateOthers = noneOfLate(otherSlots)

/** Lowercase hex of a name, which is so many bytes from `start` on; what was asked for of late is the same string. */
export function hexOfLate(bytes: Uint8Array, start: number, length: number): string {
  const late = length === longestName ? lateSigils : lateOthers
  // Both ends count, since what is made up by hand often differs in one alone.
  const end = start + length
  const first = ((bytes[start] ?? 0) << 8) | (bytes[start + 1] ?? 0)
  const last = ((bytes[end - 2] ?? 0) << 8) | (bytes[end - 1] ?? 0)
  const slot = (first ^ last) & (late.hex.length - 1)
  const from = slot * longestName
  if (late.lengths[slot] === length) {
    let at = 0
    while (at < length && late.bytes[from + at] === bytes[start + at]) at++
    if (at === length) return late.hex[slot] ?? ''
  }
  const name = bytes.subarray(start, end)
  const hex = hexOf(name)
  late.bytes.set(name, from)
  late.lengths[slot] = length
  late.hex[slot] = hex
  return hex
}

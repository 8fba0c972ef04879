/** Inputs that were fit before something happened to them. Standard term: mutation-based fuzzing. */

import { concatBytes } from '../protocol/bytes'
import type { Random } from './random'

/** Bytes that mean most where a decoder looks: lengths, signs, ends of varints. */
const tellingBytes = [0, 1, 2, 0x7f, 0x80, 0x81, 0xfe, 0xff]

/** One to four changes to `bytes`, some with material of `other`. */
export function mutateBytes(bytes: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
  let changed: Uint8Array = bytes.slice()
  for (let times = 1 + random.int(4); times > 0; times--)
    changed = mutateOnce(changed, other, random)
  return changed
}

function mutateOnce(bytes: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
  const at = random.int(bytes.length + 1)
  const to = Math.min(bytes.length, at + 1 + random.int(40))
  switch (random.int(8)) {
    case 0:
      return withByte(bytes, at, (bytes[at] ?? 0) ^ (1 << random.int(8)))
    case 1:
      return withByte(bytes, at, random.pick(tellingBytes) ?? 0)
    case 2:
      return bytes.slice(0, at)
    case 3:
      return concatBytes([bytes.subarray(0, at), bytes.subarray(to)])
    case 4:
      return concatBytes([bytes.subarray(0, to), bytes.subarray(at)])
    case 5:
      return concatBytes([bytes.subarray(0, at), other.subarray(random.int(other.length + 1))])
    case 6:
      return swapped(bytes, random)
    default:
      return concatBytes([bytes.subarray(0, at), random.bytes(random.int(9)), bytes.subarray(at)])
  }
}

function withByte(bytes: Uint8Array, at: number, byte: number): Uint8Array {
  const changed = bytes.slice()
  if (at < changed.length) changed[at] = byte
  return changed
}

/** Two pieces of one length in each other's place: two keys, two ids, two numbers. */
function swapped(bytes: Uint8Array, random: Random): Uint8Array {
  const length = random.pick([1, 2, 4, 8, 16, 32, 64]) ?? 1
  const reach = bytes.length - length
  if (reach < 0) return bytes
  const [one, two] = [random.int(reach + 1), random.int(reach + 1)]
  const changed = bytes.slice()
  changed.set(bytes.subarray(one, one + length), two)
  changed.set(bytes.subarray(two, two + length), one)
  return changed
}

const tellingTexts = [
  '"',
  '\\',
  '{',
  '}',
  '[',
  ']',
  ':',
  ',',
  '#',
  '/',
  '\ud800',
  '\u2028',
  '0',
  ' ',
]

/** The same for text. */
export function mutateText(text: string, other: string, random: Random): string {
  let changed = text
  for (let times = 1 + random.int(3); times > 0; times--) {
    const at = random.int(changed.length + 1)
    const to = Math.min(changed.length, at + 1 + random.int(20))
    switch (random.int(6)) {
      case 0:
        changed = changed.slice(0, at)
        break
      case 1:
        changed = changed.slice(0, at) + changed.slice(to)
        break
      case 2:
        changed = changed.slice(0, to) + changed.slice(at)
        break
      case 3:
        changed = changed.slice(0, at) + other.slice(random.int(other.length + 1))
        break
      case 4:
        changed = changed.slice(0, at) + String.fromCharCode(random.int(65_536)) + changed.slice(to)
        break
      default:
        changed = changed.slice(0, at) + (random.pick(tellingTexts) ?? '') + changed.slice(at)
    }
  }
  return changed
}

/**
 * Digest: a name for the set of sigils a weaver holds (PROTOCOL.md §AE).
 * Standard term: an additive multiset hash.
 *
 * A sum, so that order is nothing and one more sigil is one more addition. Whoever
 * could make ids at will might solve for a collision; ids are SHA-256, and a false
 * match costs only a sync put off until the next sigil.
 */

import type { SigilId } from './ids'

export interface Digest {
  readonly add: (id: SigilId) => void
  /** [AE1] 64 hex digits. */
  readonly hex: () => string
}

const limbs = 8
const zero = 0x30
const ten = 0x61 - 10
const digitsPerLimb = 8

/** The eight lowercase hex digits of an id from there on. Cutting out and parsing them takes several times as long. */
function limbOf(id: SigilId, from: number): number {
  let value = 0
  for (let at = from; at < from + digitsPerLimb; at++) {
    const code = id.charCodeAt(at)
    value = (value << 4) | (code - (code < ten ? zero : ten))
  }
  return value >>> 0
}

export function createDigest(): Digest {
  /** Least significant last, as the hex is written. */
  const sum = new Uint32Array(limbs)
  /** Read into numbers only when somebody asks: most sums are never looked at. */
  let pending: SigilId[] = []

  function addNow(id: SigilId): void {
    let carry = 0
    for (let limb = limbs - 1; limb >= 0; limb--) {
      const total = (sum[limb] ?? 0) + limbOf(id, limb * digitsPerLimb) + carry
      sum[limb] = total % 2 ** 32
      carry = total >= 2 ** 32 ? 1 : 0
    }
  }

  return {
    add: (id) => {
      pending.push(id)
    },
    hex: () => {
      for (const id of pending) addNow(id)
      pending = []
      return [...sum].map((limb) => limb.toString(16).padStart(digitsPerLimb, '0')).join('')
    },
  }
}

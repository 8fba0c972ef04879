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
const digitsPerLimb = 8

export function createDigest(): Digest {
  /** Least significant last, as the hex is written. */
  const sum = new Uint32Array(limbs)
  /** Read into numbers only when somebody asks: most sums are never looked at. */
  let pending: SigilId[] = []

  function addNow(id: SigilId): void {
    let carry = 0
    for (let limb = limbs - 1; limb >= 0; limb--) {
      const digits = id.slice(limb * digitsPerLimb, (limb + 1) * digitsPerLimb)
      const total = (sum[limb] ?? 0) + Number.parseInt(digits, 16) + carry
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

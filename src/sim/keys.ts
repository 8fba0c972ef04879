/**
 * Keys of the simulated world: a fast stand-in for Ed25519 (PROTOCOL.md §SM).
 *
 * A seal is a keyed hash and the world remembers every secret, so it proves
 * nothing to anybody; but it has the form of a real one, and verifies just where
 * a real one would. Like tweetnacl it takes S + L for S: so whether a malleated
 * seal is refused depends on our own code, here as there. What is real: [SE1] to [SE6].
 */

import { bytesOfHex, concatBytes, equalBytes, toHex } from '../protocol/bytes'
import type { Entropy, Hash, KeyMaker, SealClaim, Signer, Verifier } from '../protocol/ports'

export interface Notary {
  readonly keyMaker: KeyMaker
  readonly verifier: Verifier
  /** A signer that answers at once, for those who lie. */
  readonly fromSeed: (seed: Uint8Array) => PromptSigner
  readonly isGenuine: (claim: SealClaim) => boolean
}

export interface PromptSigner extends Signer {
  readonly signNow: (message: Uint8Array) => Uint8Array
}

/** Order of the base point: seals whose S differ by it satisfy one equation. */
const groupOrder = 2n ** 252n + 27742317777372353535851937790883648493n

export function createNotary(entropy: Entropy, hash: Hash): Notary {
  const secrets = new Map<string, Uint8Array>()

  function fromSeed(seed: Uint8Array): PromptSigner {
    const secret = hash(concatBytes([seed, Uint8Array.of(1)]))
    // Below 2^254, so a canonical y; the points of small order are not met by chance.
    const key = withTopByte(hash(secret), 0x3f)
    secrets.set(toHex(key), secret)
    const signNow = (message: Uint8Array): Uint8Array => {
      const commitment = withTopByte(hash(concatBytes([secret, message])), 0x3f)
      return concatBytes([commitment, responseTo(secret, commitment, message)])
    }
    return { key, signNow, sign: async (message) => signNow(message) }
  }

  /** The S that goes with R. Below 2^252, so reduced. */
  const responseTo = (secret: Uint8Array, commitment: Uint8Array, message: Uint8Array) =>
    withTopByte(hash(concatBytes([commitment, secret, message])), 0x0f)

  function isGenuine({ key, message, seal }: SealClaim): boolean {
    const secret = secrets.get(toHex(key))
    if (secret === undefined || seal.length !== 64) return false
    const wanted = responseTo(secret, seal.subarray(0, 32), message)
    const given = seal.subarray(32)
    return equalBytes(wanted, given) || valueOf(given) % groupOrder === valueOf(wanted)
  }

  return {
    keyMaker: {
      mint: async () => ({ seed: entropy.bytes(32) }),
      revive: async (stored) => fromSeed((stored as { readonly seed: Uint8Array }).seed),
      fromSeed: async (seed) => fromSeed(seed),
    },
    verifier: { verify: async (claims) => claims.map(isGenuine) },
    fromSeed,
    isGenuine,
  }
}

/** A malleated seal: the same S, one group order up. Fits one equation, and two ids [SE3]. */
export function malleated(seal: Uint8Array): Uint8Array {
  const s = valueOf(seal.subarray(32)) + groupOrder
  return concatBytes([
    seal.subarray(0, 32),
    bytesOfHex(s.toString(16).padStart(64, '0')).toReversed(),
  ])
}

/** Little-endian. */
const valueOf = (bytes: Uint8Array): bigint => BigInt(`0x${toHex(bytes.toReversed())}`)

function withTopByte(bytes: Uint8Array, mask: number): Uint8Array {
  const masked = bytes.slice()
  masked[31] = (masked[31] ?? 0) & mask
  return masked
}

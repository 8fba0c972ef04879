/**
 * tweetnacl: the reference for seals, and the box for signaling envelopes
 * (PROTOCOL.md §SE). The one file that knows it.
 *
 * It computes the cofactorless equation that [SE3] asks for, but accepts
 * malleated seals and small-order keys; the form is checked before it is asked.
 */

import nacl from 'tweetnacl'

import type { Entropy, SealClaim, Signer, Verifier } from '../protocol/ports'
import { sealForm } from '../protocol/seal'
import { nextTurn } from './system-clock'

/** Claims judged before the page gets a breath: some 7 ms each, so well under a 50 ms task. */
const claimsATask = 4

/** Signer of a 32-byte seed (RFC 8032 private key). */
export function createSeedSigner(seed: Uint8Array): Signer {
  const { publicKey, secretKey } = nacl.sign.keyPair.fromSeed(seed)
  return {
    key: publicKey,
    sign: (message) => Promise.resolve(nacl.sign.detached(message, secretKey)),
  }
}

/** The verdict on one claim by the one rule [SE3]. What every other verifier is measured against. */
export function judgeSeal({ key, message, seal }: SealClaim): boolean {
  return sealForm(key, seal) === null && nacl.sign.detached.verify(message, seal, key)
}

export function createNaclVerifier(): Verifier {
  return {
    verify: async (claims) => {
      const verdicts: boolean[] = []
      for (const claim of claims) {
        if (verdicts.length > 0 && verdicts.length % claimsATask === 0) await nextTurn()
        verdicts.push(judgeSeal(claim))
      }
      return verdicts
    },
  }
}

/** Authenticated encryption under a shared key (NaCl secretbox: XSalsa20-Poly1305). */
export interface SecretBox {
  /** Nonce (24 bytes) ‖ ciphertext: 40 bytes longer than `plain`. */
  readonly seal: (key: Uint8Array, plain: Uint8Array) => Uint8Array
  /** Null where it was not sealed with this 32-byte key, or was changed since. */
  readonly open: (key: Uint8Array, sealed: Uint8Array) => Uint8Array | null
}

export function createSecretBox(entropy: Entropy): SecretBox {
  const { nonceLength } = nacl.secretbox
  return {
    seal: (key, plain) => {
      const nonce = entropy.bytes(nonceLength)
      const box = nacl.secretbox(plain, nonce, key)
      const sealed = new Uint8Array(nonceLength + box.length)
      sealed.set(nonce)
      sealed.set(box, nonceLength)
      return sealed
    },
    open: (key, sealed) => {
      if (sealed.length < nonceLength + nacl.secretbox.overheadLength) return null
      return nacl.secretbox.open(sealed.subarray(nonceLength), sealed.subarray(0, nonceLength), key)
    },
  }
}

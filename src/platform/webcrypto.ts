/**
 * WebCrypto's Ed25519: some hundred times as fast as tweetnacl, where it is to
 * be trusted, which `self-test.ts` finds out (PROTOCOL.md §SE, [SE4]).
 *
 * Node's and the browsers' verify the cofactorless equation but disagree on
 * small-order keys, so the form is checked here first, as everywhere [SE3].
 */

import { fromBase64Url } from '../protocol/base64url'
import { toHex } from '../protocol/bytes'
import type { SealClaim, Signer, Verifier } from '../protocol/ports'
import { sealForm } from '../protocol/seal'
import { judgeSeal } from './nacl'
import { nextTurn } from './system-clock'

const algorithm = 'Ed25519'

/** Verifications under way at once: beyond this, throughput no longer grows. Where the engine judges in the thread that asks, one would do. */
const inFlight = 64

/**
 * Verifications before whoever else is on this thread gets a turn: some 15 ms. Answers come so
 * thick that nothing else does: 5,000 claims without a pause held the page for 260 ms.
 */
const claimsABreath = 256

/** Imported keys kept at hand: the weavers of a large chorus, each a few hundred bytes. */
const maxImportedKeys = 1024

/** A PKCS #8 private key (RFC 8410) up to its 32-byte seed. */
const pkcs8Head = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20]

export interface WebCryptoDeps {
  readonly subtle: SubtleCrypto
  /** Judges a claim on which WebCrypto fails instead of answering: for one, some refuse to import what is no point. */
  readonly fallback: (claim: SealClaim) => boolean
}

export function createWebCryptoVerifier(
  { subtle, fallback }: WebCryptoDeps = { subtle: crypto.subtle, fallback: judgeSeal },
): Verifier {
  const imported = new Map<string, Promise<CryptoKey>>()

  const importKey = (key: Uint8Array): Promise<CryptoKey> => {
    const name = toHex(key)
    const known = imported.get(name)
    if (known !== undefined) return known
    const [oldest] = imported.keys()
    if (oldest !== undefined && imported.size >= maxImportedKeys) imported.delete(oldest)
    const fresh = subtle.importKey('raw', unshared(key), algorithm, false, ['verify'])
    imported.set(name, fresh)
    return fresh
  }
  const judge = async (claim: SealClaim): Promise<boolean> => {
    const { key, message, seal } = claim
    if (sealForm(key, seal) !== null) return false
    try {
      return await subtle.verify(algorithm, await importKey(key), unshared(seal), unshared(message))
    } catch {
      return fallback(claim)
    }
  }

  const judgeAll = async (claims: readonly SealClaim[]): Promise<readonly boolean[]> => {
    const verdicts = Array.from(claims, () => false)
    const queue = claims.entries()
    // Every lane draws from the one queue, so a slow claim holds up nobody else.
    const lane = async (): Promise<void> => {
      for (const [at, claim] of queue) verdicts[at] = await judge(claim)
    }
    await Promise.all(Array.from({ length: Math.min(inFlight, claims.length) }, lane))
    return verdicts
  }

  return {
    verify: async (claims) => {
      const verdicts: boolean[] = []
      for (let at = 0; at < claims.length; at += claimsABreath) {
        if (at > 0) await nextTurn()
        verdicts.push(...(await judgeAll(claims.slice(at, at + claimsABreath))))
      }
      return verdicts
    },
  }
}

/** A key pair whose private half no script can read. */
export async function generatePair(subtle: SubtleCrypto = crypto.subtle): Promise<CryptoKeyPair> {
  const pair = await subtle.generateKey(algorithm, false, ['sign', 'verify'])
  if (!('privateKey' in pair)) throw new TypeError('Ed25519 gave a single key')
  return pair
}

export async function publicKeyOf(pair: CryptoKeyPair): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey))
}

/** Signs with a private key whose public half is `key`, 32 bytes. */
export function createPairSigner(
  key: Uint8Array,
  privateKey: CryptoKey,
  subtle: SubtleCrypto = crypto.subtle,
): Signer {
  return {
    key,
    sign: async (message) =>
      new Uint8Array(await subtle.sign(algorithm, privateKey, unshared(message))),
  }
}

/** The private key of a 32-byte seed, which scripts can read only where that is asked for. */
export function importSeed(
  seed: Uint8Array,
  subtle: SubtleCrypto = crypto.subtle,
  isExtractable = false,
): Promise<CryptoKey> {
  const pkcs8 = Uint8Array.from([...pkcs8Head, ...seed])
  return subtle.importKey('pkcs8', pkcs8, algorithm, isExtractable, ['sign'])
}

/** The public key of a 32-byte seed, as a JSON Web Key tells it (RFC 8037 §2). Rejects where the platform doesn't. */
export async function publicKeyOfSeed(
  seed: Uint8Array,
  subtle: SubtleCrypto = crypto.subtle,
): Promise<Uint8Array> {
  const { x = '' } = await subtle.exportKey('jwk', await importSeed(seed, subtle, true))
  const key = fromBase64Url(x)
  if (key?.length !== 32) throw new TypeError(`Ed25519 told no public key: ${x}`)
  return key
}

/** WebCrypto takes no shared memory, and none of ours is; the type can't tell. */
function unshared(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes as Uint8Array<ArrayBuffer>
}

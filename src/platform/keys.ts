/**
 * Keys that can be kept: minted, revived after a reload, or made of a seed
 * (PROTOCOL.md §SE, [SE6]).
 *
 * What is kept is a CryptoKey that no script can read, or, where the platform
 * can't keep one, the seed itself. Some platforms make such keys and then fail
 * to clone them, so each is put to the test before anybody relies on it.
 */

import type { Entropy, KeyMaker, Signer } from '../protocol/ports'
import { createSeedSigner } from './nacl'
import type { Engine } from './self-test'
import {
  createPairSigner,
  createWebCryptoVerifier,
  generatePair,
  importSeed,
  publicKeyOf,
  publicKeyOfSeed,
} from './webcrypto'
import type { LendToWorker } from './worker-sealer'

/** What IndexedDB keeps; opaque to everyone else. */
type StoredKey =
  | { readonly kind: 'cryptokey'; readonly key: Uint8Array; readonly pair: CryptoKeyPair }
  | { readonly kind: 'seed'; readonly key: Uint8Array; readonly seed: Uint8Array }

const seedBytes = 32

/** @param lend Null where no worker seals. It is lent what no script can read, and never a seed [SE7]. */
export function createKeyMaker(
  entropy: Entropy,
  engine: Engine = 'tweetnacl',
  lend: LendToWorker | null = null,
): KeyMaker {
  const pairSigner = (key: Uint8Array, privateKey: CryptoKey): Signer => {
    const signer = createPairSigner(key, privateKey)
    return lend === null ? signer : lend(signer, privateKey)
  }
  const fromSeed = async (seed: Uint8Array): Promise<Signer> =>
    engine === 'webcrypto'
      ? pairSigner(await keyOfSeed(seed), await importSeed(seed))
      : createSeedSigner(seed)
  return {
    mint: async () => {
      const pair = engine === 'webcrypto' ? await mintPair() : null
      return pair ?? mintSeed(entropy)
    },
    revive: async (kept) => {
      if (!isStoredKey(kept)) throw new TypeError('What was kept is no key')
      return kept.kind === 'seed' ? fromSeed(kept.seed) : pairSigner(kept.key, kept.pair.privateKey)
    },
    fromSeed,
  }
}

/** The reference takes 20 ms to find it out, so it is asked only where the platform doesn't tell. */
const keyOfSeed = (seed: Uint8Array): Promise<Uint8Array> =>
  publicKeyOfSeed(seed).catch(() => createSeedSigner(seed).key)

function mintSeed(entropy: Entropy): StoredKey {
  const seed = entropy.bytes(seedBytes)
  return { kind: 'seed', key: createSeedSigner(seed).key, seed }
}

/** Only where WebCrypto is trusted [SE4]. Null where a pair can't be made, does not survive a structured clone, or seals wrongly after. */
async function mintPair(): Promise<StoredKey | null> {
  try {
    const pair = await generatePair()
    const kept: StoredKey = { kind: 'cryptokey', key: await publicKeyOf(pair), pair }
    const { privateKey } = structuredClone(pair)
    const message = kept.key
    const seal = await createPairSigner(kept.key, privateKey).sign(message)
    const [isGenuine] = await createWebCryptoVerifier().verify([{ key: kept.key, message, seal }])
    return isGenuine === true ? kept : null
  } catch {
    return null
  }
}

function isStoredKey(kept: unknown): kept is StoredKey {
  if (typeof kept !== 'object' || kept === null || !('kind' in kept)) return false
  if (kept.kind === 'seed') return 'seed' in kept && kept.seed instanceof Uint8Array
  return (
    kept.kind === 'cryptokey' &&
    'key' in kept &&
    'pair' in kept &&
    typeof kept.pair === 'object' &&
    kept.pair !== null
  )
}

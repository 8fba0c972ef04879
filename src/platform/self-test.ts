/**
 * Self-test: whether this platform's WebCrypto may be trusted with seals
 * (PROTOCOL.md §SE, [SE4]). A wrong verdict splits the chorus, so one is enough.
 */

import { createSeedSigner, judgeSeal } from './nacl'
import { sealVectors } from './seal-vectors'
import { createPairSigner, createWebCryptoVerifier, importSeed } from './webcrypto'

export type Engine = 'webcrypto' | 'tweetnacl'

/** Takes some 30 ms. */
export async function chooseEngine(): Promise<Engine> {
  // Absent where the page is not in a secure context, whatever the type says.
  const subtle: SubtleCrypto | undefined = globalThis.crypto?.subtle
  if (subtle === undefined || !(await givesTabledVerdicts(subtle))) return 'tweetnacl'
  return (await sealsForReference(subtle)) ? 'webcrypto' : 'tweetnacl'
}

/** True where `subtle` gives every crafted seal the verdict of the table, and fails on none that counts. */
export async function givesTabledVerdicts(subtle: SubtleCrypto): Promise<boolean> {
  const vectors = sealVectors()
  // Nobody steps in for it here: a platform without Ed25519 must fail, not be covered for.
  const verifier = createWebCryptoVerifier({ subtle, fallback: () => false })
  const verdicts = await verifier.verify(vectors.map(({ claim }) => claim))
  return vectors.every(({ counts }, at) => verdicts[at] === counts)
}

/**
 * True where a seal that `subtle` makes of a seed counts for the reference. It
 * need not be the same seal: Safari signs with randomness of its own.
 */
export async function sealsForReference(subtle: SubtleCrypto): Promise<boolean> {
  const seed = new Uint8Array(32).fill(7)
  const { key } = createSeedSigner(seed)
  try {
    const seal = await createPairSigner(key, await importSeed(seed, subtle), subtle).sign(seed)
    return judgeSeal({ key, message: seed, seal })
  } catch {
    return false
  }
}

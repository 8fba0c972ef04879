/**
 * Self-test: whether this platform's WebCrypto may be trusted with seals
 * (PROTOCOL.md §SE, [SE4]). A wrong verdict splits the chorus, so one is enough.
 */

import { bytesOfHex, equalBytes } from '../protocol/bytes'
import { judgeSeal } from './nacl'
import { sealVectors } from './seal-vectors'
import { createPairSigner, createWebCryptoVerifier, importSeed } from './webcrypto'

export type Engine = 'webcrypto' | 'tweetnacl'

/** Takes some milliseconds. */
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

/** A seed, its key, and what the reference seals the seed with: made once, since tweetnacl takes 20 ms for it. */
export const tabled = {
  seed: new Uint8Array(32).fill(7),
  key: bytesOfHex('ea4a6c63e29c520abef5507b132ec5f9954776aebebe7b92421eea691446d22c'),
  seal: bytesOfHex(
    'a41e2ce6839175a465f14f1fa3759fb041bc0a5d7b9ba2a34f1fee6c1586702b426ca9510dd6006e1d049528e62a4dfecc84b16001d50504b3891c4cf9ee3b0e',
  ),
} as const

/**
 * True where a seal that `subtle` makes of a seed counts for the reference. It
 * need not be the same seal: Safari signs with randomness of its own.
 */
export async function sealsForReference(subtle: SubtleCrypto): Promise<boolean> {
  const { seed, key } = tabled
  try {
    const seal = await createPairSigner(key, await importSeed(seed, subtle), subtle).sign(seed)
    return equalBytes(seal, tabled.seal) || judgeSeal({ key, message: seed, seal })
  } catch {
    return false
  }
}

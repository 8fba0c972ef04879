/**
 * What one thread of one engine makes of the crafted seals (PROTOCOL.md §SE, [SE3], [SE4]):
 * the same code in Node, in a page and in a worker, so that their tables can be laid side by side.
 */

import { createNaclVerifier, judgeSeal } from '../../src/platform/nacl'
import { type SealVector, sealVectors } from '../../src/platform/seal-vectors'
import { chooseEngine, type Engine } from '../../src/platform/self-test'
import { createWebCryptoVerifier } from '../../src/platform/webcrypto'

/** Verdicts in the order of the vectors. */
export interface Judging {
  /** What the start-up self-test chose here. */
  readonly engine: Engine
  readonly tweetnacl: readonly boolean[]
  readonly webcrypto: readonly boolean[]
  /** Names of the vectors on which WebCrypto failed instead of answering, and the reference stepped in. */
  readonly steppedIn: readonly string[]
  /** What WebCrypto says of a claim whose form nobody looked at; null where it failed. Engines may differ here. */
  readonly bare: readonly (boolean | null)[]
}

/** What a page finds out: of its own thread, of a worker, and of what the app would choose. */
export interface PageJudging {
  readonly page: Judging
  readonly worker: Judging
  readonly chosen: {
    readonly engine: Engine
    /** All claims at once: more than the page judges itself. */
    readonly atOnce: readonly boolean[]
    readonly oneByOne: readonly boolean[]
    /** Batches that the app's own worker gave verdicts on: of the claims at once, and of those one by one. */
    readonly byWorker: { readonly atOnce: number; readonly oneByOne: number }
  }
  /** Bytes of a chain's sigils, hex: as the app's sealing worker seals it, none where it never does, and as the page. */
  readonly chain: { readonly there: readonly string[]; readonly here: readonly string[] }
}

export async function judgeHere(): Promise<Judging> {
  const vectors = sealVectors()
  const claims = vectors.map(({ claim }) => claim)
  const steppedIn: string[] = []
  const webcrypto = createWebCryptoVerifier({
    subtle: crypto.subtle,
    fallback: (claim) => {
      steppedIn.push(vectors[claims.indexOf(claim)]?.name ?? '?')
      return judgeSeal(claim)
    },
  })
  return {
    engine: await chooseEngine(),
    tweetnacl: await createNaclVerifier().verify(claims),
    webcrypto: await webcrypto.verify(claims),
    steppedIn,
    bare: await Promise.all(vectors.map(judgeBare)),
  }
}

async function judgeBare({ claim }: SealVector): Promise<boolean | null> {
  const [key, seal, message] = [claim.key, claim.seal, claim.message].map((bytes) =>
    Uint8Array.from(bytes),
  ) as [Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>]
  try {
    const imported = await crypto.subtle.importKey('raw', key, 'Ed25519', false, ['verify'])
    return await crypto.subtle.verify('Ed25519', imported, seal, message)
  } catch {
    return null // It has no verdict: that is the answer.
  }
}

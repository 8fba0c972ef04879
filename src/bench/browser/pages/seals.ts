/** Seals checked in bulk: WebCrypto alone, so many at a time, and our own verifying path over the same claims. */

import { sha256 } from '../../../platform/sha256'
import { decodeSigil } from '../../../protocol/codec'
import type { ChorusId } from '../../../protocol/ids'
import type { SealClaim, Verifier } from '../../../protocol/ports'
import { claimOf } from '../../../protocol/seal'
import { bytesOfBase64 } from './page'

/** Sigils, each as its own base64, of one chorus; those of the covenant left out. */
export interface SealWork {
  readonly chorus: ChorusId
  readonly sigils: readonly string[]
}

let claims: readonly SealClaim[] = []

export function holdSeals({ chorus, sigils }: SealWork): void {
  claims = sigils.map((sigil) => {
    const decoded = decodeSigil(bytesOfBase64(sigil), chorus, sha256)
    if (!decoded.ok) throw new Error(decoded.refusal.kind)
    return claimOf(decoded.sigil, chorus)
  })
}

/** Milliseconds that our verifier takes for all of them. Throws where it finds one forged. */
export async function ourRate(verifier: Verifier): Promise<number> {
  const began = performance.now()
  const verdicts = await verifier.verify(claims)
  const ms = performance.now() - began
  if (!verdicts.every((verdict) => verdict)) throw new Error('a genuine seal was refused')
  return ms
}

/** Milliseconds that WebCrypto takes for all of them, so many at a time, and nothing else. */
export async function bareRate(inFlight: number, where: 'page' | 'worker'): Promise<number> {
  const bare = claims.map(({ key, message, seal }) => [key, message, seal] as const)
  if (where === 'page') return bareVerify(bare, inFlight)
  const source = `const bareVerify = ${bareVerify.toString()}\n${workerTail}`
  const worker = new Worker(URL.createObjectURL(new Blob([source])))
  // A page posts to its worker alone; the rule thinks of windows.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  worker.postMessage({ claims: bare, inFlight })
  const ms = await new Promise<number>((resolve) => {
    worker.addEventListener('message', ({ data }) => resolve(data), { once: true })
  })
  worker.terminate()
  return ms
}

const workerTail = `addEventListener('message', async ({ data: { claims, inFlight } }) => {
  postMessage(await bareVerify(claims, inFlight))
})`

/** Stands alone, since the worker is handed its very text. Keys are imported before the clock starts. */
async function bareVerify(
  claims: readonly (readonly [Uint8Array, Uint8Array, Uint8Array])[],
  inFlight: number,
): Promise<number> {
  const keys = new Map<string, CryptoKey>()
  for (const [key] of claims) {
    const name = String(key)
    if (keys.has(name)) continue
    const raw = key as Uint8Array<ArrayBuffer>
    keys.set(
      name,
      await globalThis.crypto.subtle.importKey('raw', raw, 'Ed25519', false, ['verify']),
    )
  }
  const work = claims.map(([key, message, seal]) => ({
    key: keys.get(String(key)) as CryptoKey,
    message: message as Uint8Array<ArrayBuffer>,
    seal: seal as Uint8Array<ArrayBuffer>,
  }))
  const began = performance.now()
  let next = 0
  let bad = 0
  const lane = async (): Promise<void> => {
    while (next < work.length) {
      const { key, message, seal } = work[next++]!
      if (!(await globalThis.crypto.subtle.verify('Ed25519', key, seal, message))) bad += 1
    }
  }
  await Promise.all(Array.from({ length: inFlight }, lane))
  if (bad > 0) throw new Error('a genuine seal was refused')
  return performance.now() - began
}

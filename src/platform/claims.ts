/** Claims and verdicts on their way between page and worker: one buffer a batch, handed over and not copied. */

import { createReader, createWriter } from '../protocol/bytes'
import type { SealClaim } from '../protocol/ports'

export interface VerifyRequest {
  readonly batch: number
  /** Made by {@link packClaims}. */
  readonly claims: Uint8Array
}

export interface VerifyAnswer {
  readonly batch: number
  /** Null where the worker could not judge. */
  readonly verdicts: readonly boolean[] | null
}

export function packClaims(claims: readonly SealClaim[]): Uint8Array {
  const writer = createWriter()
  for (const { key, message, seal } of claims) {
    writer.blob(key)
    writer.blob(message)
    writer.blob(seal)
  }
  return writer.finish()
}

/** Views into `packed`. */
export function unpackClaims(packed: Uint8Array): readonly SealClaim[] {
  const reader = createReader(packed)
  const claims: SealClaim[] = []
  while (reader.left() > 0) {
    claims.push({ key: reader.blob(), message: reader.blob(), seal: reader.blob() })
  }
  return claims
}

/**
 * Seals of the lab: real Ed25519, judged by the reference, each but once for
 * all weavers of the page (PROTOCOL.md §LB).
 *
 * One verdict takes some seven milliseconds, so the page gets its turn after a
 * few. Virtual time waits meanwhile: what is slow here never shows in it.
 */

import { judgeSeal } from '../platform/nacl'
import { concatBytes, toHex } from '../protocol/bytes'
import type { Hash, SealClaim, Verifier } from '../protocol/ports'

export interface LabSeals {
  readonly verifier: Verifier
  readonly isBusy: () => boolean
  /** Seals that were really judged. */
  readonly judged: () => number
}

/** Judgements between two turns of the page: three times slower than here, they still fit in 50 ms. */
const claimsATask = 2

export function createLabSeals(hash: Hash, turn: () => Promise<void>): LabSeals {
  const known = new Map<string, boolean>()
  let last: Promise<unknown> = Promise.resolve()
  let open = 0

  const nameOf = ({ key, message, seal }: SealClaim): string =>
    toHex(hash(concatBytes([key, seal, message])))

  async function judge(claim: SealClaim): Promise<boolean> {
    const name = nameOf(claim)
    const before = known.get(name)
    if (before !== undefined) return before
    if (known.size % claimsATask === claimsATask - 1) await turn()
    const verdict = judgeSeal(claim)
    known.set(name, verdict)
    return verdict
  }

  async function judgeAll(claims: readonly SealClaim[]): Promise<readonly boolean[]> {
    const verdicts: boolean[] = []
    for (const claim of claims) verdicts.push(await judge(claim))
    return verdicts
  }

  return {
    verifier: {
      // One after another, so that two who ask the same are answered by one judgement.
      verify: (claims) => {
        open += 1
        const verdicts = last.then(() => judgeAll(claims))
        last = verdicts
        return verdicts.finally(() => {
          open -= 1
        })
      },
    },
    isBusy: () => open > 0,
    judged: () => known.size,
  }
}

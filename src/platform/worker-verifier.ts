/**
 * A verifier in a Web Worker, so that a hundred thousand seals don't hold up
 * the page (PROTOCOL.md §SE, [SE5]).
 *
 * WebCrypto computes off the page's thread anyway; what the worker takes away is
 * the handling of each promise. A handful of claims isn't worth the hop.
 */

import type { SealClaim, Verifier } from '../protocol/ports'
import { packClaims, type VerifyAnswer, type VerifyRequest } from './claims'

/** Claims in one message: some 15 ms of work, so that verdicts come steadily. */
const claimsABatch = 256

export interface VerifyWorkerListener {
  readonly answered: (answer: VerifyAnswer) => void
  /** It could not start, or has broken. Nothing more will come. */
  readonly failed: () => void
}

/** Starts a worker; what it returns posts to it. May throw. */
export type SpawnVerifyWorker = (listener: VerifyWorkerListener) => (request: VerifyRequest) => void

export interface WorkerVerifierDeps {
  readonly spawn: SpawnVerifyWorker
  /** Judges small batches, and everything once the worker has failed. */
  readonly inPage: Verifier
  /** Up to how many claims at once are judged in the page. */
  readonly inPageUpTo: number
}

interface Batch {
  readonly claims: readonly SealClaim[]
  readonly settle: (verdicts: readonly boolean[] | Promise<readonly boolean[]>) => void
}

/** The worker is started by the first call that is large enough. */
export function createWorkerVerifier({ spawn, inPage, inPageUpTo }: WorkerVerifierDeps): Verifier {
  const pending = new Map<number, Batch>()
  let post: ((request: VerifyRequest) => void) | null = null
  let failed = false
  let nextBatch = 0

  const judgeInPage = (batch: number): void => {
    const left = pending.get(batch)
    pending.delete(batch)
    left?.settle(inPage.verify(left.claims))
  }
  const fail = (): void => {
    failed = true
    for (const batch of pending.keys()) judgeInPage(batch)
  }
  const answered = ({ batch, verdicts }: VerifyAnswer): void => {
    const asked = pending.get(batch)
    if (asked === undefined) return
    if (verdicts?.length !== asked.claims.length) return judgeInPage(batch)
    pending.delete(batch)
    asked.settle(verdicts)
  }
  const ask = (claims: readonly SealClaim[]): Promise<readonly boolean[]> =>
    new Promise((settle) => {
      const batch = nextBatch++
      pending.set(batch, { claims, settle })
      try {
        post ??= spawn({ answered, failed: fail })
        post({ batch, claims: packClaims(claims) })
      } catch {
        fail()
      }
    })

  return {
    verify: async (claims) => {
      if (failed || claims.length <= inPageUpTo) return inPage.verify(claims)
      const verdicts = await Promise.all(inBatches(claims).map(ask))
      return verdicts.flat()
    },
  }
}

function inBatches(claims: readonly SealClaim[]): readonly (readonly SealClaim[])[] {
  const count = Math.ceil(claims.length / claimsABatch)
  return Array.from({ length: count }, (_, at) =>
    claims.slice(at * claimsABatch, (at + 1) * claimsABatch),
  )
}

/**
 * The verifier as the page has it, in Node: bulk goes to another thread, by the
 * same batches and the same bytes (`platform/worker-verifier.ts`). Only the kind
 * of thread differs.
 */

import { Worker, parentPort } from 'node:worker_threads'

import { chooseCrypto } from '../platform/choose'
import { unpackClaims, type VerifyAnswer, type VerifyRequest } from '../platform/claims'
import { createWorkerVerifier, type SpawnVerifyWorker } from '../platform/worker-verifier'
import type { KeyMaker, Verifier } from '../protocol/ports'

export interface Crypto {
  readonly keyMaker: KeyMaker
  readonly verifier: Verifier
}

/** As in the page: fewer claims than this are judged sooner on its own thread. */
const inPageUpTo = 8

export async function createCrypto(): Promise<Crypto> {
  const { engine, verifier, keyMaker } = await chooseCrypto()
  if (engine !== 'webcrypto') throw new Error('this Node has no WebCrypto to measure')
  return { keyMaker, verifier: createWorkerVerifier({ spawn, inPage: verifier, inPageUpTo }) }
}

/** The bundled program once more, which then comes to {@link serveVerifier}. */
const spawn: SpawnVerifyWorker = ({ answered, failed }) => {
  const worker = new Worker(new URL(import.meta.url), { execArgv: [] })
  worker.on('message', answered)
  worker.on('error', failed)
  // It alone must not keep a process alive that has nothing else to do.
  worker.unref()
  return (request) => worker.postMessage(request, [request.claims.buffer as ArrayBuffer])
}

/** What the thread does, as `platform/verify-worker.ts` does it. */
export async function serveVerifier(): Promise<void> {
  const { verifier } = await chooseCrypto()
  parentPort?.on('message', ({ batch, claims }: VerifyRequest) => {
    const answer = (verdicts: VerifyAnswer['verdicts']): void =>
      // A port between threads has no origin.
      // oxlint-disable-next-line unicorn/require-post-message-target-origin
      parentPort?.postMessage({ batch, verdicts } satisfies VerifyAnswer)
    verifier.verify(unpackClaims(claims)).then(answer, () => answer(null))
  })
}

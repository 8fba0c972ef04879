/**
 * Verifier and signers as the page has them, in Node: bulk and long chains go to other threads, by
 * the same batches and the same bytes (`platform/worker-verifier.ts`, `platform/worker-sealer.ts`).
 * Only the kind of thread differs.
 */

import { Worker, parentPort } from 'node:worker_threads'

import { chooseCrypto } from '../platform/choose'
import { createClerk } from '../platform/clerk'
import type { SpawnSealWorker } from '../platform/desk'
import { sha256 } from '../platform/sha256'
import type { KeyMaker, Verifier } from '../protocol/ports'

export interface Crypto {
  readonly keyMaker: KeyMaker
  readonly verifier: Verifier
}

export async function createCrypto(): Promise<Crypto> {
  const { engine, ...crypto } = await chooseCrypto(spawn)
  if (engine !== 'webcrypto') throw new Error('this Node has no WebCrypto to measure')
  return crypto
}

/** The bundled program once more, which then comes to {@link serveVerifier}. */
const spawn: SpawnSealWorker = ({ answered, failed }) => {
  const worker = new Worker(new URL(import.meta.url), { execArgv: [] })
  worker.on('message', answered)
  worker.on('error', failed)
  // It alone must not keep a process alive that has nothing else to do.
  worker.unref()
  return (asked, handOver) => worker.postMessage(asked, handOver)
}

/** What the thread does, as `platform/seal-worker.ts` does it. */
export async function serveVerifier(): Promise<void> {
  const clerk = createClerk({
    verifier: chooseCrypto().then(({ verifier }) => verifier),
    hash: sha256,
    // A port between threads has no origin.
    post: (answered, handOver) => parentPort?.postMessage(answered, handOver),
  })
  parentPort?.on('message', clerk)
}

/** Chooses, once, who signs and who verifies on this platform (PROTOCOL.md §SE). Works in browsers and in Node. */

import type { KeyMaker, Verifier } from '../protocol/ports'
import type { SpawnSealWorker } from './desk'
import { systemEntropy } from './entropy'
import { createInPageVerifier } from './in-page-verifier'
import { createKeyMaker } from './keys'
import { chooseEngine, type Engine } from './self-test'
import { sha256 } from './sha256'
import { createWorkerSealer } from './worker-sealer'
import { createWorkerVerifier } from './worker-verifier'

export interface CryptoChoice {
  readonly engine: Engine
  /** In workers for bulk, where there are such. */
  readonly verifier: Verifier
  readonly keyMaker: KeyMaker
}

/** With WebCrypto, claims up to this many are judged sooner in the page than by way of the worker. */
const inPageUpTo = 8

/** Judging a seal takes some four times as long as all that the page has to do with a sigil then. */
const mostWorkers = 4

/** One core is left to the page. */
const workersFor = (cores: number): number => Math.max(1, Math.min(mostWorkers, cores - 1))

/** Without `spawn` all is judged and sealed in the page. */
export async function chooseCrypto(spawn: SpawnSealWorker | null = null): Promise<CryptoChoice> {
  const engine = await chooseEngine()
  const inPage = createInPageVerifier(engine)
  const verifier =
    spawn === null
      ? inPage
      : createWorkerVerifier({
          spawn,
          inPage,
          hash: sha256,
          // tweetnacl takes 7 ms a seal, of which the page should spend none.
          inPageUpTo: engine === 'webcrypto' ? inPageUpTo : 0,
          // Not every platform tells.
          usual: workersFor(globalThis.navigator?.hardwareConcurrency ?? 1),
        })
  const lend = spawn === null ? null : createWorkerSealer(spawn, inPage)
  return { engine, verifier, keyMaker: createKeyMaker(systemEntropy, engine, lend) }
}

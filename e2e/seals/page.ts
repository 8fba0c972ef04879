/** A page that judges the crafted seals with the app's own platform code, and leaves `globalThis.judging`. Never shipped. */

import { chooseCrypto } from '../../src/platform/choose'
import { createOwnScripts } from '../../src/platform/own-scripts'
import type { Answered } from '../../src/platform/questions'
import { sealVectors } from '../../src/platform/seal-vectors'
import { judgeHere, type Judging, type PageJudging } from './judging'
// oxlint-disable-next-line import/default -- Vite makes it: the address of the worker as it was built.
import judgingWorkerUrl from './verify-worker-of-seals?worker&url'

declare global {
  var judging: Promise<PageJudging>
}

// The page is served under the app's own policy.
const ownScripts = createOwnScripts(location.href)
globalThis.judging = judgeAll()

async function judgeAll(): Promise<PageJudging> {
  const [page, worker] = [await judgeHere(), await judgeInWorker()]
  return { page, worker, chosen: await judgeAsChosen() }
}

function judgeInWorker(): Promise<Judging> {
  const worker = ownScripts.startWorker(judgingWorkerUrl)
  return new Promise((resolve, reject) => {
    worker.addEventListener('message', ({ data }: MessageEvent<Judging>) => resolve(data))
    worker.addEventListener('error', () => reject(new Error('the worker failed')))
  })
}

async function judgeAsChosen(): Promise<PageJudging['chosen']> {
  const answersOf = countAnswers()
  const { engine, verifier } = await chooseCrypto(ownScripts.spawnVerifyWorker)
  const claims = sealVectors().map(({ claim }) => claim)
  const atOnce = await verifier.verify(claims)
  const answersAtOnce = answersOf()
  const oneByOne: boolean[] = []
  for (const claim of claims) oneByOne.push(...(await verifier.verify([claim])))
  const byWorker = { atOnce: answersAtOnce, oneByOne: answersOf() - answersAtOnce }
  return { engine, atOnce, oneByOne, byWorker }
}

/** Listens in on every worker started from now on; answers how many batches came back judged. */
function countAnswers(): () => number {
  let answers = 0
  globalThis.Worker = new Proxy(Worker, {
    construct: (Real, asked: ConstructorParameters<typeof Worker>) => {
      const worker = new Real(...asked)
      worker.addEventListener('message', ({ data }: MessageEvent<Answered>) => {
        if (data.answer !== null) answers += 1
      })
      return worker
    },
  })
  return () => answers
}

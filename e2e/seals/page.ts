/** A page that judges the crafted seals with the app's own platform code, and leaves `globalThis.judging`. Never shipped. */

import { chooseCrypto } from '../../src/platform/choose'
import { createOwnScripts } from '../../src/platform/own-scripts'
import type { Answered } from '../../src/platform/questions'
import { sealVectors } from '../../src/platform/seal-vectors'
import { sha256 } from '../../src/platform/sha256'
import { nextTurn as turn } from '../../src/platform/system-clock'
import { toHex } from '../../src/protocol/bytes'
import type { Draft } from '../../src/protocol/draft'
import {
  chorusIdFrom,
  glyphIdFrom,
  sigilIdFrom,
  strandIdFrom,
  weaverIdFrom,
} from '../../src/protocol/ids'
import { sealChain } from '../../src/protocol/sealing'
import type { Sigil } from '../../src/protocol/sigil'
import { judgeHere, type Judging, type PageJudging } from './judging'
// oxlint-disable-next-line import/default -- Vite makes it: the address of the worker as it was built.
import judgingWorkerUrl from './seal-worker-of-crafted?worker&url'

declare global {
  var judging: Promise<PageJudging>
}

// The page is served under the app's own policy.
const ownScripts = createOwnScripts(location.href)
globalThis.judging = judgeAll()

async function judgeAll(): Promise<PageJudging> {
  const [page, worker] = [await judgeHere(), await judgeInWorker()]
  return { page, worker, chosen: await judgeAsChosen(), chain: await sealAsChosen() }
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
  const { engine, verifier } = await chooseCrypto(ownScripts.spawnSealWorker)
  const claims = sealVectors().map(({ claim }) => claim)
  const atOnce = await verifier.verify(claims)
  const answersAtOnce = answersOf()
  const oneByOne: boolean[] = []
  for (const claim of claims) oneByOne.push(...(await verifier.verify([claim])))
  const byWorker = { atOnce: answersAtOnce, oneByOne: answersOf() - answersAtOnce }
  return { engine, atOnce, oneByOne, byWorker }
}

const chorus = chorusIdFrom(sigilIdFrom(new Uint8Array(32).fill(7)))

async function sealAsChosen(): Promise<PageJudging['chain']> {
  const { keyMaker } = await chooseCrypto(ownScripts.spawnSealWorker)
  const signer = await keyMaker.revive(structuredClone(await keyMaker.mint()))
  const drafts = chainBy(signer.key)
  const there: Sigil[] = []
  // The worker takes a while to start.
  for (let frames = 0; there.length === 0 && frames < 300; frames++) {
    await new Promise(requestAnimationFrame)
    for await (const part of signer.sealChain?.(drafts, chorus) ?? []) there.push(...part)
  }
  const here: Sigil[] = []
  const bare = { key: signer.key, sign: signer.sign }
  const take = (part: readonly Sigil[]): void => void here.push(...part)
  await sealChain(drafts, { chorus, signer: bare, hash: sha256, take, turn })
  const [hexThere, hexHere] = [there, here].map((all) => all.map(({ bytes }) => toHex(bytes)))
  return { there: hexThere ?? [], here: hexHere ?? [] }
}

const chainBy = (key: Uint8Array): readonly Draft[] =>
  Array.from({ length: 5 }, (_, nth) => ({
    chorusTag: chorus.slice(0, 8),
    author: weaverIdFrom(key),
    strand: strandIdFrom(new Uint8Array(8)),
    seq: nth,
    stamp: { ms: nth, tick: 0 },
    links: nth === 0 ? [] : [nth - 1],
    prev: nth === 0 ? null : nth - 1,
    deed: {
      kind: 'transmute',
      glyph: glyphIdFrom(new Uint8Array(16)),
      shatters: false,
      writes: [{ facet: 'hue', value: nth }],
      splices: [],
    },
  }))

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

import { expect, test, vi } from 'vitest'

import { assembleSigil, encodeBody } from '../protocol/codec'
import { bodyWith, change, chorus, formalSeal } from '../protocol/codec.fixture'
import type { Examine } from '../protocol/examination'
import { packAsItIs } from '../protocol/pack'
import { readPack, type ReadPack } from '../protocol/pack-reader'
import type { SealClaim, Verifier } from '../protocol/ports'
import type { Sigil } from '../protocol/sigil'
import { createClerk } from './clerk'
import type { SpawnSealWorker, WorkerListener } from './desk'
import { type Answered, type Asked, unpackClaims } from './questions'
import { sha256 } from './sha256'
import { createWorkerVerifier } from './worker-verifier'

/** Numbered claims, of which every third counts: no batch has the verdicts of another. */
const claims = (count: number): readonly SealClaim[] =>
  Array.from({ length: count }, (_, n) => ({
    key: Uint8Array.of(n),
    message: Uint8Array.of(n >> 8, n),
    seal: new Uint8Array(n % 3),
  }))
const counts = ({ message: [high = 0, low = 0] }: SealClaim): boolean =>
  (high * 256 + low) % 3 === 0

interface Rig {
  readonly verifier: Required<Verifier>
  /** What the worker was asked. */
  readonly asked: Asked[]
  readonly listener: () => WorkerListener
  /** Claims judged in the page so far. */
  readonly inPage: () => number
}

function createRig(spawn?: SpawnSealWorker): Rig {
  const asked: Asked[] = []
  let listener: WorkerListener | null = null
  let inPage = 0
  const verifier = createWorkerVerifier({
    spawn:
      spawn ??
      ((heard) => {
        listener = heard
        return (question) => void asked.push(question)
      }),
    inPage: {
      verify: (claims) => {
        inPage += claims.length
        return Promise.resolve(claims.map(counts))
      },
    },
    hash: sha256,
    inPageUpTo: 8,
    usual: 1,
  })
  return { verifier, asked, listener: () => listener!, inPage: () => inPage }
}

const claimsIn = ({ question }: Asked): readonly SealClaim[] =>
  question.kind === 'claims' ? unpackClaims(question.claims) : []

const answerTo = (asked: Asked): Answered => ({
  nth: asked.nth,
  answer: claimsIn(asked).map(counts),
})

test('[SE5] verdicts come in order, in whatever order the worker answers', async () => {
  const { verifier, asked, listener, inPage } = createRig()
  const verdicts = verifier.verify(claims(1000))
  expect(asked.map((one) => claimsIn(one).length)).toEqual([256, 256, 256, 232])
  for (const one of asked.toReversed()) listener().answered(answerTo(one))
  expect(await verdicts).toEqual(claims(1000).map(counts))
  expect(inPage()).toBe(0)
})

test('[SE5] claims cross to the worker whole, even those of the wrong length', async () => {
  const { verifier, asked } = createRig()
  void verifier.verify(claims(300))
  expect(asked.flatMap(claimsIn)).toEqual(claims(300))
})

test('[SE5] a handful of claims is judged in the page, and starts no worker', async () => {
  const { verifier, asked, inPage } = createRig()
  expect(await verifier.verify(claims(8))).toEqual(claims(8).map(counts))
  expect([asked.length, inPage()]).toEqual([0, 8])
})

test('[SE5] when the worker fails, the page judges what is left and all that comes', async () => {
  const { verifier, asked, listener, inPage } = createRig()
  const verdicts = verifier.verify(claims(600))
  listener().answered(answerTo(asked[1]!))
  listener().failed()
  // An answer after the failure is not needed any more, and does no harm.
  listener().answered(answerTo(asked[0]!))
  expect(await verdicts).toEqual(claims(600).map(counts))
  expect(inPage()).toBe(344)
  expect(await verifier.verify(claims(20))).toEqual(claims(20).map(counts))
  expect([inPage(), asked.length]).toEqual([364, 3])
})

test('[SE5] the page judges a batch for which the worker has no verdicts', async () => {
  for (const answer of [null, [true]]) {
    const { verifier, asked, listener, inPage } = createRig()
    const verdicts = verifier.verify(claims(10))
    listener().answered({ nth: asked[0]!.nth, answer })
    expect(await verdicts).toEqual(claims(10).map(counts))
    expect(inPage()).toBe(10)
  }
})

test('[SE5] where no worker can start, the page judges', async () => {
  const { verifier } = createRig(() => {
    throw new Error('SecurityError')
  })
  expect(await verifier.verify(claims(700))).toEqual(claims(700).map(counts))
})

test('[SE5] in a hurry it starts its worker once, before anything is asked, and does without where it can not', async () => {
  const { verifier, asked, listener } = createRig()
  verifier.hurry()
  const begun = listener()
  expect(begun).not.toBeNull()
  const verdicts = verifier.verify(claims(20))
  expect(listener()).toBe(begun)
  begun.answered(answerTo(asked[0]!))
  expect(await verdicts).toEqual(claims(20).map(counts))

  const alone = createRig(() => {
    throw new Error('SecurityError')
  })
  alone.verifier.hurry()
  expect(await alone.verifier.verify(claims(20))).toEqual(claims(20).map(counts))
})

const sigils = Array.from({ length: 12 }, (_, nth): Sigil => {
  const body = bodyWith({ ...change, writes: [{ facet: 'title', value: `Note ${nth}` }] })
  return assembleSigil(body, encodeBody(body), formalSeal, chorus, sha256)
})
/** With something in its midst that is no sigil, and a row at its end that goes on nowhere. */
const pack = Uint8Array.from([
  ...packAsItIs([
    ...sigils.slice(0, 5).map(({ bytes }) => bytes),
    new Uint8Array(70),
    ...sigils.slice(5).map(({ bytes }) => bytes),
  ]),
  1,
])
const isEven = ({ id }: Sigil): boolean => Number.parseInt(id.slice(-1), 16) % 2 === 0
/** Those with an even name are sealed. */
const byName: Verifier = {
  verify: async (claims) =>
    claims.map(({ message }) =>
      sigils.some((sigil) => isEven(sigil) && endsAlike(message, sigil.bytes.subarray(0, -64))),
    ),
}
const endsAlike = (whole: Uint8Array, end: Uint8Array): boolean =>
  Buffer.from(whole).subarray(-end.length).equals(end)

/** A worker of which every answer goes through `meddle`, and crosses as between threads. */
function workerOf(meddle: (answered: Answered, listener: WorkerListener) => void): SpawnSealWorker {
  return (listener) => {
    const clerk = createClerk({
      verifier: Promise.resolve(byName),
      hash: sha256,
      post: (answered, handOver) =>
        meddle(structuredClone(answered, { transfer: [...handOver] }), listener),
    })
    return (asked, handOver) => clerk(structuredClone(asked, { transfer: [...handOver] }))
  }
}

async function examined(examine: Examine) {
  const heard: ReadPack[] = []
  const chosen: Sigil[] = []
  const verdicts = await examine(pack, chorus, (read) => {
    heard.push(read)
    chosen.push(...read.readings.flatMap((one) => (one.ok ? [one.sigil] : [])).slice(2))
    return chosen
  })
  return { heard, chosen, verdicts }
}

test.each<readonly [string, (answered: Answered, listener: WorkerListener) => void]>([
  ['answers', (answered, listener) => listener.answered(answered)],
  ['can tell nothing', ({ nth }, listener) => listener.answered({ nth, answer: null })],
  ['fails at once', (_, listener) => listener.failed()],
  [
    'fails between reading and judging',
    (answered, listener) => (answered.nth === 0 ? listener.answered(answered) : listener.failed()),
  ],
])('[SE5] a pack is read and judged as in the page, by a worker that %s', async (_, meddle) => {
  const verifier = createWorkerVerifier({
    spawn: workerOf(meddle),
    inPage: byName,
    hash: sha256,
    inPageUpTo: 8,
    usual: 1,
  })
  const { heard, chosen, verdicts } = await examined(verifier.examine)
  expect(heard).toEqual([readPack(pack, chorus, sha256)])
  expect(heard[0]?.fault).not.toBeNull()
  expect(chosen).toEqual(sigils.slice(2))
  expect(verdicts).toEqual(chosen.map((one) => (isEven(one) ? 'genuine' : 'not-sealed')))
  expect(new Set(verdicts).size).toBe(2)
})

test('[SE5] packs are judged in the order in which they came, however long each takes', async () => {
  const answered: number[] = []
  const waiting: (() => void)[] = []
  const clerk = createClerk({
    // The first to be asked is the last to answer.
    verifier: Promise.resolve({
      verify: (all) =>
        new Promise((resolve) => waiting.unshift(() => resolve(all.map(() => true)))),
    }),
    hash: sha256,
    post: ({ nth }) => answered.push(nth),
  })
  for (const nth of [0, 1, 2]) {
    clerk({ nth, question: { kind: 'read', reading: nth, pack, chorus } })
    clerk({ nth: nth + 10, question: { kind: 'judge', reading: nth, chosen: Uint32Array.of(0) } })
  }
  await vi.waitFor(() => expect(answered).toHaveLength(3))
  while (answered.length < 6) {
    await vi.waitFor(() => expect(waiting.length).toBeGreaterThan(0))
    for (const answer of waiting.splice(0)) answer()
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(answered).toEqual([0, 1, 2, 10, 11, 12])
})

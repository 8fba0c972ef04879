import { expect, test } from 'vitest'

import type { SealClaim, Verifier } from '../protocol/ports'
import { unpackClaims, type VerifyAnswer, type VerifyRequest } from './claims'
import {
  createWorkerVerifier,
  type SpawnVerifyWorker,
  type VerifyWorkerListener,
} from './worker-verifier'

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
  readonly verifier: Verifier
  /** What the worker was asked and has not answered. */
  readonly asked: VerifyRequest[]
  readonly listener: () => VerifyWorkerListener
  /** Claims judged in the page so far. */
  readonly inPage: () => number
}

function createRig(spawn?: SpawnVerifyWorker): Rig {
  const asked: VerifyRequest[] = []
  let listener: VerifyWorkerListener | null = null
  let inPage = 0
  const verifier = createWorkerVerifier({
    spawn:
      spawn ??
      ((heard) => {
        listener = heard
        return (request) => void asked.push(request)
      }),
    inPage: {
      verify: (claims) => {
        inPage += claims.length
        return Promise.resolve(claims.map(counts))
      },
    },
    inPageUpTo: 8,
  })
  return { verifier, asked, listener: () => listener!, inPage: () => inPage }
}

const answerTo = ({ batch, claims }: VerifyRequest): VerifyAnswer => ({
  batch,
  verdicts: unpackClaims(claims).map(counts),
})

test('[SE5] verdicts come in order, in whatever order the worker answers', async () => {
  const { verifier, asked, listener, inPage } = createRig()
  const verdicts = verifier.verify(claims(1000))
  expect(asked.map(({ claims }) => unpackClaims(claims).length)).toEqual([256, 256, 256, 232])
  for (const request of asked.toReversed()) listener().answered(answerTo(request))
  expect(await verdicts).toEqual(claims(1000).map(counts))
  expect(inPage()).toBe(0)
})

test('[SE5] claims cross to the worker whole, even those of the wrong length', async () => {
  const { verifier, asked } = createRig()
  void verifier.verify(claims(300))
  expect(asked.flatMap(({ claims }) => unpackClaims(claims))).toEqual(claims(300))
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
  for (const verdicts of [null, [true]]) {
    const { verifier, asked, listener, inPage } = createRig()
    const answer = verifier.verify(claims(10))
    listener().answered({ batch: asked[0]!.batch, verdicts })
    expect(await answer).toEqual(claims(10).map(counts))
    expect(inPage()).toBe(10)
  }
})

test('[SE5] where no worker can start, the page judges', async () => {
  const { verifier } = createRig(() => {
    throw new Error('SecurityError')
  })
  expect(await verifier.verify(claims(700))).toEqual(claims(700).map(counts))
})

import { expect, test } from 'vitest'

import { assembleSigil, encodeBody } from '../protocol/codec'
import { bodyWith, change, chorus, formalSeal } from '../protocol/codec.fixture'
import { packOf } from '../protocol/pack'
import type { SealClaim, Verifier } from '../protocol/ports'
import type { Sigil } from '../protocol/sigil'
import { createClerk } from './clerk'
import { createCrew } from './crew'
import type { SpawnSealWorker, WorkerListener } from './desk'
import type { Answered, Asked } from './questions'
import { sha256 } from './sha256'
import { createWorkerVerifier } from './worker-verifier'

interface Hired {
  readonly listener: WorkerListener
  readonly asked: Asked[]
}

/** Workers that are asked and do nothing by themselves. */
function createYard() {
  const hired: Hired[] = []
  const spawn: SpawnSealWorker = (listener) => {
    const asked: Asked[] = []
    hired.push({ listener, asked })
    return (question) => void asked.push(question)
  }
  return { hired, spawn }
}

const anyClaims = { kind: 'claims', claims: new Uint8Array(0) } as const

test('[SE5] one worker does until it is busy, and no more are hired than may be', () => {
  const { hired, spawn } = createYard()
  const crew = createCrew(spawn, 3)
  for (const count of [1, 2, 3, 3, 3]) {
    void crew.choose()?.ask(anyClaims)
    expect(hired).toHaveLength(count)
  }
  expect(hired.map(({ asked }) => asked.length)).toEqual([2, 2, 1])
})

test('[SE5] in a hurry the first is ready at once, and one more may be hired, who rests when it is over', () => {
  const { hired, spawn } = createYard()
  const crew = createCrew(spawn, 1)
  const over = crew.hurry()
  expect(hired).toHaveLength(1)
  for (let nth = 0; nth < 4; nth++) void crew.choose()?.ask(anyClaims)
  expect(hired.map(({ asked }) => asked.length)).toEqual([2, 2])
  over()
  for (let nth = 0; nth < 4; nth++) void crew.choose()?.ask(anyClaims)
  expect(hired.map(({ asked }) => asked.length)).toEqual([6, 2])
  hired[0]!.listener.failed()
  void crew.choose()?.ask(anyClaims)
  expect(hired.map(({ asked }) => asked.length)).toEqual([6, 3])
})

test('[SE5] whoever is done is asked before anybody is hired', async () => {
  const { hired, spawn } = createYard()
  const crew = createCrew(spawn, 3)
  const answer = crew.choose()?.ask(anyClaims)
  hired[0]!.listener.answered({ nth: 0, answer: [] })
  await answer
  void crew.choose()?.ask(anyClaims)
  expect(hired.map(({ asked }) => asked.length)).toEqual([2])
})

test('[SE5] a worker that failed is not asked again, and the crew is open as long as anybody is', () => {
  const { hired, spawn } = createYard()
  const crew = createCrew(spawn, 2)
  void crew.choose()?.ask(anyClaims)
  void crew.choose()?.ask(anyClaims)
  hired[0]!.listener.failed()
  void crew.choose()?.ask(anyClaims)
  expect(hired.map(({ asked }) => asked.length)).toEqual([1, 2])
  expect(crew.isOpen()).toBe(true)
  hired[1]!.listener.failed()
  expect([crew.isOpen(), crew.choose()]).toEqual([false, null])
  expect(hired).toHaveLength(2)
})

const packs = Array.from({ length: 7 }, (_, nth) =>
  packOf(
    Array.from({ length: 12 }, (__, row): Sigil => {
      const title = `Note ${row} of ${nth}`
      const body = bodyWith({ ...change, writes: [{ facet: 'title', value: title }] })
      return assembleSigil(body, encodeBody(body), formalSeal, chorus, sha256)
    }),
  ),
)

const genuine: Verifier = { verify: async (claims: readonly SealClaim[]) => claims.map(() => true) }

/** Workers of which the second of each pair is done long before the first; those named fail when they are to judge. */
function unevenWorkers(failing: readonly number[]): SpawnSealWorker {
  let count = 0
  return (listener) => {
    const own = count++
    const answers: Answered[] = []
    const turnsLate = own % 2 === 0 ? 8 : 0
    const tell = (turns: number): void => {
      if (turns > 0) return void setImmediate(() => tell(turns - 1))
      const answered = answers.shift()
      if (answered === undefined) return
      const isVerdict = Array.isArray(answered.answer)
      if (isVerdict && failing.includes(own)) listener.failed()
      else listener.answered(answered)
    }
    const clerk = createClerk({
      verifier: Promise.resolve(genuine),
      hash: sha256,
      post: (answered, handOver) => {
        answers.push(structuredClone(answered, { transfer: [...handOver] }))
        tell(turnsLate)
      },
    })
    return (asked, handOver) => clerk(structuredClone(asked, { transfer: [...handOver] }))
  }
}

test.each([
  ['all of whom answer', []],
  ['one of whom fails', [0]],
  ['all of whom fail', [0, 1, 2]],
])('[SE5] packs are told in the order in which they came, by a crew %s', async (_, failing) => {
  const verifier = createWorkerVerifier({
    spawn: unevenWorkers(failing),
    inPage: genuine,
    hash: sha256,
    inPageUpTo: 8,
    usual: 3,
  })
  const told: string[] = []
  await Promise.all(
    packs.map(async (pack, nth) => {
      const verdicts = await verifier.examine(pack, chorus, ({ readings }) => {
        told.push(`read ${nth}`)
        return readings.flatMap((one) => (one.ok ? [one.sigil] : []))
      })
      told.push(`judged ${nth}: ${verdicts.filter((one) => one === 'genuine').length}`)
    }),
  )
  expect(told.filter((one) => one.startsWith('read'))).toEqual(packs.map((_, nth) => `read ${nth}`))
  expect(told.filter((one) => one.startsWith('judged'))).toEqual(
    packs.map((_, nth) => `judged ${nth}: 12`),
  )
})

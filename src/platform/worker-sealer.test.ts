import fc from 'fast-check'
import { expect, test, vi } from 'vitest'

import { createExamine } from '../protocol/examination'
import { type GlyphId, strandIdFrom, weaverIdFrom } from '../protocol/ids'
import { packAsItIs } from '../protocol/pack'
import type { Signer } from '../protocol/ports'
import { expectSame } from '../protocol/same.fixture'
import { sealChain } from '../protocol/sealing'
import type { Sigil, Transmute } from '../protocol/sigil'
import { createLoom, glyphNamed } from '../protocol/sigil.fixture'
import { createClerk } from './clerk'
import type { SpawnSealWorker, WorkerListener } from './desk'
import { systemEntropy } from './entropy'
import { createKeyMaker } from './keys'
import type { Answered, Asked, Question } from './questions'
import { sha256 } from './sha256'
import { nextTurn as turn } from './system-clock'
import { createPairSigner, createWebCryptoVerifier, generatePair, publicKeyOf } from './webcrypto'
import { createWorkerSealer } from './worker-sealer'

const verifier = createWebCryptoVerifier()
const pair = await generatePair()
const bare = createPairSigner(await publicKeyOf(pair), pair.privateKey)
const loom = createLoom(['bea', 'cy'])
const { chorus } = loom
/** Two heads on a glyph that chains go on with. */
loom.weave({
  a: { by: 'ada', at: 10, title: 'A' },
  b: { by: 'bea', at: 11, title: 'B' },
})

type Meddle = (answered: Answered, listener: WorkerListener) => void

interface Rig {
  readonly signer: Signer
  readonly asked: Question[]
  /** Resolves once the worker is ready to seal. */
  readonly ready: () => Promise<void>
}

/** A signer whose worker gives every answer through `meddle`, all crossing as between threads. */
function rigWith(meddle: Meddle = (answered, { answered: hear }) => hear(answered)): Rig {
  const asked: Question[] = []
  const spawn: SpawnSealWorker = (listener) => {
    const clerk = createClerk({
      verifier: Promise.resolve(verifier),
      hash: sha256,
      post: (answered, handOver) =>
        meddle(structuredClone(answered, { transfer: [...handOver] }), listener),
    })
    return (question, handOver) => {
      const crossed: Asked = structuredClone(question, { transfer: [...handOver] })
      asked.push(crossed.question)
      clerk(crossed)
    }
  }
  const signer = createWorkerSealer(spawn, verifier)(bare, pair.privateKey)
  const ready = async (): Promise<void> => {
    await all(signer, deedsOn(['g', 'g', 'g', 'g']))
    await vi.waitFor(async () => {
      const before = asked.length
      await all(signer, deedsOn(['g', 'g', 'g', 'g']))
      expect(asked.length).toBeGreaterThan(before)
    })
    asked.length = 0
  }
  return { signer, asked, ready }
}

const deedsOn = (glyphs: readonly string[]): readonly Transmute[] =>
  glyphs.map((glyph, nth) => deedOn(glyphNamed(glyph), nth))

const deedOn = (glyph: GlyphId, nth: number): Transmute => ({
  kind: 'transmute',
  glyph,
  shatters: nth % 7 === 6,
  writes: nth % 2 === 0 ? [] : [{ facet: 'title', value: `Nº ${nth}` }],
  splices: nth % 3 === 0 ? [[0, 0, 'ein Wörtchen']] : [],
})

/** The parts in which a chain of these deeds comes. */
async function partsOf(signer: Signer, deeds: readonly Transmute[]) {
  const end = { author: weaverIdFrom(bare.key), strand: strandIdFrom(new Uint8Array(8)), tip: null }
  const drafts = loom.weaver(loom.all()).draftChain(end, deeds)
  const parts: (readonly Sigil[])[] = []
  await sealChain(drafts, {
    chorus,
    signer,
    hash: sha256,
    turn,
    take: (part) => void parts.push(part),
  })
  return parts
}

const all = async (signer: Signer, deeds: readonly Transmute[]): Promise<readonly Sigil[]> =>
  (await partsOf(signer, deeds)).flat()

const kinds = (asked: readonly Question[]): readonly string[] => asked.map(({ kind }) => kind)

test('[SE7] a chain sealed in the worker is the one that the page would have sealed', async () => {
  const { signer, asked, ready } = rigWith()
  await ready()
  const chains = fc.array(fc.constantFrom('g', 'other', 'third'), { minLength: 4, maxLength: 20 })
  await fc.assert(
    fc.asyncProperty(chains, async (glyphs) => {
      const deeds = deedsOn(glyphs)
      const there = await all(signer, deeds)
      expectSame(there, await all(bare, deeds))
      const verdicts = await createExamine(verifier, sha256)(
        packAsItIs(there.map(({ bytes }) => bytes)),
        chorus,
        ({ readings }) => readings.flatMap((read) => (read.ok ? [read.sigil] : [])),
      )
      expect(verdicts).toEqual(there.map(() => 'genuine'))
    }),
  )
  expect(new Set(kinds(asked))).toEqual(new Set(['seal']))
})

const long = deedsOn(Array.from({ length: 540 }, (_, nth) => `g${nth % 50}`))
const longHere = await all(bare, long)

test('[SE7] a long chain comes part by part, from the worker as from the page', async () => {
  const { signer, asked, ready } = rigWith()
  await ready()
  const parts = await partsOf(signer, long)
  expect(parts.map(({ length }) => length)).toEqual([256, 256, 28])
  expectSame(parts, await partsOf(bare, long))
  expect(kinds(asked)).toEqual(['seal', 'seal', 'seal'])
})

test('[SE7] a few are sealed in the page, and start no worker', async () => {
  const { signer, asked } = rigWith()
  expect(await all(signer, long.slice(0, 3))).toEqual(longHere.slice(0, 3))
  expect(asked).toEqual([])
})

test('[SE7] the page seals until the worker has shown that it can', async () => {
  const answers: (() => void)[] = []
  const { signer, asked } = rigWith(
    (answered, { answered: hear }) => void answers.push(() => hear(answered)),
  )
  expectSame(await all(signer, long), longHere)
  expectSame(await all(signer, long), longHere)
  expect(kinds(asked)).toEqual(['lend'])
})

test('[SE7] what is lent is a key that no script can read', async () => {
  const { signer, asked } = rigWith()
  await all(signer, long.slice(0, 4))
  expect(asked).toMatchObject([{ kind: 'lend', privateKey: { extractable: false } }])
})

test('[SE7] a seed is lent to nobody', async () => {
  const lend = vi.fn<(signer: Signer) => Signer>()
  const maker = createKeyMaker(systemEntropy, 'tweetnacl', lend)
  await maker.revive(await maker.mint())
  await maker.fromSeed(systemEntropy.bytes(32))
  expect(lend).not.toHaveBeenCalled()
})

test('[SE7] a worker whose trial seal is not genuine seals nothing', async () => {
  const { signer, asked } = rigWith(({ nth }, { answered: hear }) =>
    hear({ nth, answer: new Uint8Array(64) }),
  )
  for (let round = 0; round < 2; round++) expectSame(await all(signer, long), longHere)
  expect(kinds(asked)).toEqual(['lend'])
})

test('[SE7] where the key cannot be cloned, or no worker starts, the page seals', async () => {
  const cannot = (): never => {
    throw new DOMException('The object could not be cloned.', 'DataCloneError')
  }
  for (const spawn of [cannot, () => cannot]) {
    const signer = createWorkerSealer(spawn, verifier)(bare, pair.privateKey)
    for (let round = 0; round < 2; round++) expectSame(await all(signer, long), longHere)
  }
})

/** Leads the worker astray from a part of the chain on, counted from 0. */
const astrayFrom = (part: number, meddle: Meddle): Meddle => {
  let sealed = 0
  return (answered, listener) => {
    const isChain = answered.answer !== null && 'ends' in answered.answer
    const isLong = isChain && (answered.answer as { ends: Uint32Array }).ends.length > 4
    if (isLong && sealed++ >= part) meddle(answered, listener)
    else listener.answered(answered)
  }
}

test.each([0, 1, 2])(
  '[SE7] what a failed worker leaves of part %i on, the page seals',
  async (nth) => {
    for (const meddle of [
      ((answered, { answered: hear }) => hear({ ...answered, answer: null })) satisfies Meddle,
      ((_, { failed }) => failed()) satisfies Meddle,
    ]) {
      const { signer, ready } = rigWith(astrayFrom(nth, meddle))
      await ready()
      expectSame(await all(signer, long), longHere)
      expectSame(await all(signer, long), longHere)
    }
  },
)

test('[SE7] what others would refuse is sealed by neither, and what comes before it is', async () => {
  const { signer, ready } = rigWith()
  await ready()
  const unfit: Transmute = { ...long[0]!, writes: [{ facet: 'hue', value: 360 }] }
  for (const one of [signer, bare]) {
    const sealed: Sigil[] = []
    const end = {
      author: weaverIdFrom(bare.key),
      strand: strandIdFrom(new Uint8Array(8)),
      tip: null,
    }
    const drafts = loom
      .weaver(loom.all())
      .draftChain(end, [...long.slice(0, 300), unfit, ...long.slice(300)])
    const take = (part: readonly Sigil[]): void => void sealed.push(...part)
    const seal = sealChain(drafts, { chorus, signer: one, hash: sha256, take, turn })
    await expect(seal).rejects.toThrow(RangeError)
    expectSame(sealed, longHere.slice(0, 256))
  }
})

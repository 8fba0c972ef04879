import fc from 'fast-check'
import { expect, test } from 'vitest'

import { bytesOfHex } from '../protocol/bytes'
import type { SealClaim, Verifier } from '../protocol/ports'
import { keyForm, sealForm } from '../protocol/seal'
import { base, encodePoint, equationHolds, expand, times } from './ed25519.oracle'
import { createNaclVerifier, createSeedSigner, judgeSeal } from './nacl'
import { sealVectors, sealVectorTable } from './seal-vectors'
import { craftVectors, smallOrderEncodings } from './seal-vectors.oracle'
import { chooseEngine, givesTabledVerdicts, sealsForReference, tabled } from './self-test'
import { createPairSigner, createWebCryptoVerifier, importSeed, publicKeyOfSeed } from './webcrypto'

const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 })
const seal64 = fc.uint8Array({ minLength: 64, maxLength: 64 })
const failing = () => {
  throw new Error('WebCrypto gave no answer')
}
/** WebCrypto alone, without the reference to step in for it. */
const webCryptoAlone = createWebCryptoVerifier({ subtle: crypto.subtle, fallback: failing })

const judgeOne = async (verifier: Verifier, claim: SealClaim): Promise<boolean | undefined> =>
  (await verifier.verify([claim]))[0]

test('[SE3] the table of crafted seals is what the oracle crafts', () => {
  expect(sealVectorTable.trim().split('\n')).toEqual(craftVectors())
})

test.each(sealVectors())('[SE3] $name: $counts', async ({ claim, counts }) => {
  expect(judgeSeal(claim)).toBe(counts)
  expect(await judgeOne(createNaclVerifier(), claim)).toBe(counts)
  expect(await judgeOne(createWebCryptoVerifier(), claim)).toBe(counts)
  const formed = sealForm(claim.key, claim.seal) === null
  expect(formed && equationHolds(claim.key, claim.message, claim.seal)).toBe(counts)
})

test('[SE3] all fourteen encodings of the points of small order are known', () => {
  const encodings = smallOrderEncodings()
  expect(encodings.length).toBe(14)
  for (const key of encodings) expect(keyForm(key)).toBe('small-order-key')
})

test('[SE3] honest seals are byte-equal and count everywhere; tampered ones nowhere', async () => {
  const claim = fc.tuple(bytes32, fc.uint8Array({ maxLength: 300 }), fc.nat(), fc.nat(7))
  await fc.assert(
    fc.asyncProperty(claim, async ([seed, message, where, bit]) => {
      const signer = createSeedSigner(seed)
      const seal = await signer.sign(message)
      const other = createPairSigner(signer.key, await importSeed(seed))
      expect(await other.sign(message)).toEqual(seal)
      const tampered = seal.map((byte, at) => (at === where % 64 ? byte ^ (1 << bit) : byte))
      const claims = [seal, tampered].map((seal) => ({ key: signer.key, message, seal }))
      expect(await createNaclVerifier().verify(claims)).toEqual([true, false])
      expect(await webCryptoAlone.verify(claims)).toEqual([true, false])
    }),
    { numRuns: 30 },
  )
})

test('[SE3] on arbitrary bytes all verifiers agree with the oracle', async () => {
  await fc.assert(
    fc.asyncProperty(bytes32, seal64, async (key, seal) => {
      const claim = { key, message: key, seal }
      const counts = sealForm(key, seal) === null && equationHolds(key, key, seal)
      expect(judgeSeal(claim)).toBe(counts)
      expect(await judgeOne(createWebCryptoVerifier(), claim)).toBe(counts)
    }),
    { numRuns: 50 },
  )
})

test('the oracle has the base point and the keys of RFC 8032', () => {
  const seed = bytesOfHex('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60')
  const key = createSeedSigner(seed).key
  expect(encodePoint(times(base, expand(seed).scalar))).toEqual(key)
})

test('the platform and the reference make one key of a seed', async () => {
  await fc.assert(
    fc.asyncProperty(bytes32, async (seed) => {
      expect(await publicKeyOfSeed(seed)).toEqual(createSeedSigner(seed).key)
    }),
    { numRuns: 20 },
  )
})

test('[SE5] verdicts come in the order of the claims', async () => {
  const claims = sealVectors().map(({ claim }) => claim)
  const many = Array.from({ length: 4 }, () => claims).flat()
  const verdicts = many.map((_, at) => sealVectors()[at % claims.length]?.counts)
  expect(await webCryptoAlone.verify(many.filter(({ key }) => key.length === 32))).toEqual(
    verdicts.filter((_, at) => many[at]?.key.length === 32),
  )
  expect(await createNaclVerifier().verify([])).toEqual([])
})

// ---------------------------------------------------------------- start-up self-test

/** The real thing, with one answer bent. */
function bentSubtle(
  bend: Partial<Pick<SubtleCrypto, 'verify' | 'importKey' | 'sign'>>,
): SubtleCrypto {
  const { subtle } = crypto
  const verify: SubtleCrypto['verify'] = (...asked) => subtle.verify(...asked)
  return { importKey: subtle.importKey.bind(subtle), verify, ...bend } as SubtleCrypto
}

test('[SE4] this platform gives the tabled verdicts', async () => {
  expect(await givesTabledVerdicts(crypto.subtle)).toBe(true)
  expect(await chooseEngine()).toBe('webcrypto')
})

test('[SE4] a platform that accepts a torsion component is not trusted', async () => {
  const vectors = sealVectors().filter(({ name }) => name.startsWith('R + torsion'))
  expect(vectors.length).toBe(3)
  const lenient = bentSubtle({
    verify: async (...asked) =>
      vectors.some(({ claim }) => claim.seal.every((byte, at) => byte === bytesIn(asked[2])[at])) ||
      crypto.subtle.verify(...asked),
  })
  expect(await givesTabledVerdicts(lenient)).toBe(false)
})

test('[SE4] a platform that refuses one honest seal, or has no Ed25519, is not trusted', async () => {
  expect(await givesTabledVerdicts(bentSubtle({ verify: async () => false }))).toBe(false)
  const without = bentSubtle({ importKey: () => Promise.reject(new Error('NotSupportedError')) })
  expect(await givesTabledVerdicts(without)).toBe(false)
})

test('[SE4] a platform that seals wrongly, or can not import a seed, is not trusted', async () => {
  const wrong = { sign: () => Promise.resolve(new ArrayBuffer(64)) }
  expect(await sealsForReference(crypto.subtle)).toBe(true)
  expect(await sealsForReference(bentSubtle(wrong))).toBe(false)
  const without = bentSubtle({ importKey: () => Promise.reject(new Error('DataError')) })
  expect(await sealsForReference(without)).toBe(false)
})

test('[SE4] the tabled seal is what the reference makes', async () => {
  const reference = createSeedSigner(tabled.seed)
  expect(tabled.key).toEqual(reference.key)
  expect(tabled.seal).toEqual(await reference.sign(tabled.seed))
})

test('[SE4] the reference judges what WebCrypto fails on', async () => {
  const broken = bentSubtle({ verify: () => Promise.reject(new Error('OperationError')) })
  const verifier = createWebCryptoVerifier({ subtle: broken, fallback: judgeSeal })
  const vectors = sealVectors().slice(0, 8)
  expect(await verifier.verify(vectors.map(({ claim }) => claim))).toEqual(
    vectors.map(({ counts }) => counts),
  )
})

function bytesIn(source: BufferSource): Uint8Array {
  return source instanceof Uint8Array ? source : new Uint8Array()
}

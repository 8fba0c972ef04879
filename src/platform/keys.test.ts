import { expect, test } from 'vitest'

import type { Entropy } from '../protocol/ports'
import { createKeyMaker } from './keys'
import { createSeedSigner, judgeSeal } from './nacl'
import type { Engine } from './self-test'

const message = new TextEncoder().encode('kept and revived')
const engines: readonly Engine[] = ['webcrypto', 'tweetnacl']

/** The same bytes at every call. */
const counted: Entropy = { bytes: (length) => Uint8Array.from({ length }, (_, at) => at) }

test.each(engines)(
  '[SE6] a key minted with %s seals the same after it was kept',
  async (engine) => {
    const maker = createKeyMaker(counted, engine)
    const kept = await maker.mint()
    const before = await maker.revive(kept)
    const after = await maker.revive(structuredClone(kept))
    const seal = await after.sign(message)
    expect(after.key).toEqual(before.key)
    expect(seal).toEqual(await before.sign(message))
    expect(judgeSeal({ key: after.key, message, seal })).toBe(true)
  },
)

test('[SE6] WebCrypto keeps a key that no script can read', async () => {
  const kept = await createKeyMaker(counted, 'webcrypto').mint()
  expect(kept).toMatchObject({ kind: 'cryptokey', pair: { privateKey: { extractable: false } } })
})

test('[SE6] without WebCrypto the seed is kept, drawn from the entropy', async () => {
  const kept = await createKeyMaker(counted, 'tweetnacl').mint()
  const seed = counted.bytes(32)
  expect(kept).toEqual({ kind: 'seed', key: createSeedSigner(seed).key, seed })
})

test('[SE6] a key kept under one engine is revived under the other', async () => {
  for (const [minted, revived] of [engines, engines.toReversed()]) {
    const kept = await createKeyMaker(counted, minted).mint()
    const signer = await createKeyMaker(counted, revived).revive(kept)
    const seal = await signer.sign(message)
    expect(judgeSeal({ key: signer.key, message, seal })).toBe(true)
  }
})

test.each(engines)('[SE6] a seed makes one and the same signer with %s', async (engine) => {
  const seed = counted.bytes(32)
  const signer = await createKeyMaker(counted, engine).fromSeed(seed)
  expect(await signer.sign(message)).toEqual(await createSeedSigner(seed).sign(message))
})

test('[SE6] what is no key is refused', async () => {
  const maker = createKeyMaker(counted, 'webcrypto')
  for (const kept of [
    null,
    undefined,
    3,
    {},
    { kind: 'seed' },
    { kind: 'cryptokey', pair: null },
  ]) {
    await expect(maker.revive(kept)).rejects.toThrow(TypeError)
  }
})

import { expect, test, vi } from 'vitest'

import { toHex } from '../protocol/bytes'
import { chooseCrypto } from './choose'
import { systemEntropy } from './entropy'
import { createSecretBox } from './nacl'
import { sealVectors } from './seal-vectors'
import { deriveKey, hmac, sha256 } from './sha256'
import { systemSchedule } from './system-clock'

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

test('SHA-256, HMAC and HKDF give the published answers', () => {
  // FIPS 180-4 example "abc"; RFC 4231 case 2.
  expect(toHex(sha256(utf8('abc')))).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  )
  expect(toHex(hmac(utf8('Jefe'), utf8('what do ya want for nothing?')))).toBe(
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  )
})

test('a derived key is HKDF as WebCrypto knows it, and another for every label', async () => {
  const secret = systemEntropy.bytes(32)
  const key = await crypto.subtle.importKey('raw', Uint8Array.from(secret), 'HKDF', false, [
    'deriveBits',
  ])
  const params = {
    name: 'HKDF',
    hash: 'SHA-256',
    salt: new Uint8Array(0),
    info: Buffer.from('topic 1'),
  }
  const bits = new Uint8Array(await crypto.subtle.deriveBits(params, key, 256))
  expect(deriveKey(secret, 'topic 1')).toEqual(bits)
  expect(deriveKey(secret, 'topic 2')).not.toEqual(bits)
})

test('entropy fills any length, and never the same twice', () => {
  const long = systemEntropy.bytes(200_000)
  expect(long.length).toBe(200_000)
  expect(new Set(long.subarray(-1000)).size).toBeGreaterThan(100)
  expect(systemEntropy.bytes(16)).not.toEqual(systemEntropy.bytes(16))
})

test('a box opens with its key alone, and unchanged', () => {
  const box = createSecretBox(systemEntropy)
  const [key, other] = [systemEntropy.bytes(32), systemEntropy.bytes(32)]
  const sealed = box.seal(key, utf8('offer'))
  expect(box.open(key, sealed)).toEqual(utf8('offer'))
  expect(box.open(other, sealed)).toBeNull()
  expect(
    box.open(
      key,
      sealed.map((byte, at) => (at === 30 ? byte ^ 1 : byte)),
    ),
  ).toBeNull()
  expect(box.open(key, sealed.subarray(0, 39))).toBeNull()
  expect(box.open(key, new Uint8Array(0))).toBeNull()
})

test('a wait longer than a timer can be is still waited out, and cancelled', () => {
  vi.useFakeTimers()
  const rung: string[] = []
  const month = 31 * 24 * 60 * 60 * 1000
  systemSchedule.after(month, () => rung.push('month'))
  const cancel = systemSchedule.after(month, () => rung.push('cancelled'))
  vi.advanceTimersByTime(month - 1)
  expect(rung).toEqual([])
  cancel()
  vi.advanceTimersByTime(1)
  expect(rung).toEqual(['month'])
  vi.useRealTimers()
})

test('[SE4] the choice made in Node signs and verifies', async () => {
  const { engine, verifier, keyMaker } = await chooseCrypto()
  expect(engine).toBe('webcrypto')
  const vectors = sealVectors()
  expect(await verifier.verify(vectors.map(({ claim }) => claim))).toEqual(
    vectors.map(({ counts }) => counts),
  )
  const signer = await keyMaker.revive(await keyMaker.mint())
  const message = utf8('hello')
  const seal = await signer.sign(message)
  expect(await verifier.verify([{ key: signer.key, message, seal }])).toEqual([true])
})

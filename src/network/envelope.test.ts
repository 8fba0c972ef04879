import fc from 'fast-check'
import { expect, test } from 'vitest'

import { createSecretBox } from '../platform/nacl'
import { deriveKey } from '../platform/sha256'
import { fromBase64Url, toBase64Url } from '../protocol/base64url'
import type { EnvelopeText, PeerName, Topic } from '../signaling/letters'
import { createPost, envelopeKeyLabel, type Sealer } from './envelope'
import { seededEntropy } from './mesh.fixture'

const topic = '1'.repeat(64) as Topic
const [ada, bob, cyd] = ['a', 'b', 'c'].map((digit) => digit.repeat(32) as PeerName) as [
  PeerName,
  PeerName,
  PeerName,
]
const payload = Uint8Array.of(1, 2, 3)

/** The real box, under the key of a chorus whose secret is one repeated byte. */
function sealerOf(secret: number): Sealer {
  const key = deriveKey(new Uint8Array(32).fill(secret), envelopeKeyLabel)
  const box = createSecretBox(seededEntropy(secret))
  return { seal: (plain) => box.seal(key, plain), open: (sealed) => box.open(key, sealed) }
}

const postOf = (self: PeerName, { secret = 1, at = topic } = {}) =>
  createPost({ topic: at, self, sealer: sealerOf(secret) })

const sealed = (from: ReturnType<typeof postOf>, to: PeerName) => from.seal(to, payload)!

test('[CU1] an envelope opens for its addressee, and says who wrote it', () => {
  expect(postOf(bob).open(sealed(postOf(ada), bob))).toEqual({
    kind: 'opened',
    from: ada,
    payload,
  })
})

test('[CU1] an envelope of another chorus, and one changed anywhere, stay closed', () => {
  const [post, envelope] = [postOf(bob), sealed(postOf(ada), bob)]
  const refusal = { kind: 'refused', reason: 'foreign' }
  expect(post.open(sealed(postOf(ada, { secret: 2 }), bob))).toEqual(refusal)
  const bytes = fromBase64Url(envelope)!
  for (let at = 0; at < bytes.length; at++) {
    const changed = bytes.with(at, (bytes[at] ?? 0) ^ 1)
    expect(post.open(toBase64Url(changed) as EnvelopeText)).toEqual(refusal)
  }
})

test('[CU1] an envelope for somebody else, of another topic or from oneself is refused', () => {
  const refusal = { kind: 'refused', reason: 'misdirected' }
  expect(postOf(bob).open(sealed(postOf(ada), cyd))).toEqual(refusal)
  const elsewhere = postOf(ada, { at: '2'.repeat(64) as Topic })
  expect(postOf(bob).open(sealed(elsewhere, bob))).toEqual(refusal)
  expect(postOf(bob).open(sealed(postOf(bob), bob))).toEqual(refusal)
})

test('[CU2] an envelope opens once, and none opens after a later one of its sender', () => {
  const [from, other, to] = [postOf(ada), postOf(cyd), postOf(bob)]
  const [first, second, third] = [sealed(from, bob), sealed(from, bob), sealed(from, bob)]
  const kinds = [first, first, third, second, sealed(other, bob), third].map(
    (envelope) => to.open(envelope).kind,
  )
  expect(kinds).toEqual(['opened', 'refused', 'opened', 'refused', 'opened', 'refused'])
})

test('[CU1] no text makes a post throw', () => {
  const post = postOf(bob)
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.base64String()), (text) => {
      expect(post.open(text as EnvelopeText).kind).toBe('refused')
    }),
  )
})

test('[CU1] bytes that are sealed rightly and too short are malformed', () => {
  const sealer = sealerOf(1)
  const envelope = toBase64Url(sealer.seal(Uint8Array.of(1))) as EnvelopeText
  expect(postOf(bob).open(envelope)).toEqual({ kind: 'refused', reason: 'malformed' })
})

test('a payload too long for any envelope is not sealed', () => {
  expect(postOf(ada).seal(bob, new Uint8Array(13_000))).toBeNull()
})

test('base64url comes back as it was, and takes no other alphabet', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      const text = toBase64Url(bytes)
      expect(text).toBe(Buffer.from(bytes).toString('base64url'))
      expect(fromBase64Url(text)).toEqual(bytes)
    }),
  )
  for (const wrong of ['a', 'ab=', 'a+bc', 'a/bc', 'ä', 'ab c'])
    expect(fromBase64Url(wrong)).toBeNull()
})

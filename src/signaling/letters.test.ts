import fc from 'fast-check'
import { expect, test } from 'vitest'

import {
  type ClientLetter,
  decodeClientLetter,
  decodeRelayLetter,
  encodeLetter,
  type EnvelopeText,
  peerNameFrom,
  type PeerName,
  type RelayLetter,
  type Topic,
  topicFrom,
} from './letters'
import { maxEnvelopeChars, maxPeersPerTopic } from './limits'

const topic = 'ab'.repeat(32) as Topic
const peer = 'cd'.repeat(16) as PeerName
const envelope = 'sealed_-09' as EnvelopeText

const clientLetters: readonly ClientLetter[] = [
  { kind: 'enter', topic, peer },
  { kind: 'leave', topic },
  { kind: 'signal', topic, to: peer, envelope },
]
const relayLetters: readonly RelayLetter[] = [
  { kind: 'present', topic, peers: [] },
  { kind: 'present', topic, peers: [peer, peer] },
  { kind: 'arrived', topic, peer },
  { kind: 'departed', topic, peer },
  { kind: 'signal', topic, from: peer, envelope },
  { kind: 'full', topic },
]

test('[SI1] every letter comes back as it was said', () => {
  for (const letter of clientLetters)
    expect(decodeClientLetter(encodeLetter(letter))).toEqual(letter)
  for (const letter of relayLetters) expect(decodeRelayLetter(encodeLetter(letter))).toEqual(letter)
})

test('[SI1] neither side may say the letters of the other', () => {
  const [, , signal] = clientLetters
  expect(decodeRelayLetter(encodeLetter(signal!))).toBeNull()
  for (const letter of relayLetters) expect(decodeClientLetter(encodeLetter(letter))).toBeNull()
})

test.each([
  ['nothing', ''],
  ['no JSON', '{"kind":'],
  ['null', 'null'],
  ['a list', '[{"kind":"leave"}]'],
  ['a bare word', '"enter"'],
  ['no kind', JSON.stringify({ topic })],
  ['an inherited kind', JSON.stringify({ kind: 'constructor' })],
  ['a prototype', `{"kind":"leave","__proto__":{"topic":"${topic}"}}`],
  ['a key too many', JSON.stringify({ kind: 'leave', topic, more: 1 })],
  ['a key too few', JSON.stringify({ kind: 'enter', topic })],
  ['a short topic', JSON.stringify({ kind: 'leave', topic: topic.slice(1) })],
  ['an upper-case topic', JSON.stringify({ kind: 'leave', topic: topic.toUpperCase() })],
  ['a topic with a line end', JSON.stringify({ kind: 'leave', topic: `${topic.slice(1)}\n` })],
  ['a numeric peer', JSON.stringify({ kind: 'enter', topic, peer: 7 })],
  ['an empty envelope', JSON.stringify({ kind: 'signal', topic, to: peer, envelope: '' })],
  ['padding', JSON.stringify({ kind: 'signal', topic, to: peer, envelope: 'QQ==' })],
  [
    'a long envelope',
    JSON.stringify({ kind: 'signal', topic, to: peer, envelope: 'A'.repeat(maxEnvelopeChars + 1) }),
  ],
  ['a very long text', ' '.repeat(1 << 20)],
  ['a deep text', '['.repeat(30_000)],
])('[SI1] refuses %s', (_, text) => {
  expect(decodeClientLetter(text)).toBeNull()
})

const present = (peers: readonly unknown[]) => JSON.stringify({ kind: 'present', topic, peers })

test('[SI1] refuses a list of peers that is too long or holds anything else', () => {
  expect(decodeRelayLetter(present(Array.from({ length: maxPeersPerTopic }, () => peer)))).not.toBe(
    null,
  )
  expect(decodeRelayLetter(present(Array.from({ length: maxPeersPerTopic + 1 }, () => peer)))).toBe(
    null,
  )
  expect(decodeRelayLetter(present([peer, {}]))).toBeNull()
})

test('[SI1] no text makes a decoder throw', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      expect(decodeClientLetter(text)).toBeNull()
      expect(decodeRelayLetter(text)).toBeNull()
    }),
  )
})

test('names are minted from exactly their digits', () => {
  expect(topicFrom(topic)).toBe(topic)
  expect(peerNameFrom(peer)).toBe(peer)
  expect(topicFrom(peer)).toBeNull()
  expect(peerNameFrom(topic)).toBeNull()
})

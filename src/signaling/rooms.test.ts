/**
 * Goal: the relay tells each socket exactly what concerns it, whatever anyone says.
 * Method: named cases, then random conversations checked against what each
 * socket may know.
 */

import fc from 'fast-check'
import { expect, test } from 'vitest'

import type { ClientLetter, EnvelopeText, PeerName, Topic } from './letters'
import { createRooms, type Delivery, type Rooms, type SocketId } from './rooms'

const topicNamed = (digit: string) => digit.repeat(64) as Topic
const peerNamed = (digit: string) => digit.repeat(32) as PeerName
const envelope = 'sealed' as EnvelopeText
const [lab, den] = [topicNamed('1'), topicNamed('2')]
const [ada, bob, cyd] = [peerNamed('a'), peerNamed('b'), peerNamed('c')]

const enter = (topic: Topic, peer: PeerName): ClientLetter => ({ kind: 'enter', topic, peer })
const signal = (topic: Topic, to: PeerName): ClientLetter => ({
  kind: 'signal',
  topic,
  to,
  envelope,
})

/** Ada on socket 1 and Bob on socket 2, both in the lab. */
function pairInLab(): Rooms {
  const rooms = createRooms()
  rooms.receive(1, enter(lab, ada))
  rooms.receive(2, enter(lab, bob))
  return rooms
}

test('[SI4] the newcomer is told who is there, and they are told of it', () => {
  const rooms = createRooms()
  expect(rooms.receive(1, enter(lab, ada))).toEqual([
    { to: 1, letter: { kind: 'present', topic: lab, peers: [] } },
  ])
  expect(rooms.receive(2, enter(lab, bob))).toEqual([
    { to: 2, letter: { kind: 'present', topic: lab, peers: [ada] } },
    { to: 1, letter: { kind: 'arrived', topic: lab, peer: bob } },
  ])
})

test('[SI4] entering again is answered, and announced to nobody', () => {
  expect(pairInLab().receive(2, enter(lab, bob))).toEqual([
    { to: 2, letter: { kind: 'present', topic: lab, peers: [ada] } },
  ])
})

test('[SI5] a name goes to the socket that entered last, and the old one is out', () => {
  const rooms = pairInLab()
  expect(rooms.receive(3, enter(lab, ada))).toEqual([
    { to: 3, letter: { kind: 'present', topic: lab, peers: [bob] } },
  ])
  expect(rooms.receive(1, signal(lab, bob))).toEqual([])
  expect(rooms.drop(1)).toEqual([])
  expect(rooms.receive(2, signal(lab, ada)).map(({ to }) => to)).toEqual([3])
})

test('entering under another name leaves under the first', () => {
  expect(pairInLab().receive(2, enter(lab, cyd))).toEqual([
    { to: 1, letter: { kind: 'departed', topic: lab, peer: bob } },
    { to: 2, letter: { kind: 'present', topic: lab, peers: [ada] } },
    { to: 1, letter: { kind: 'arrived', topic: lab, peer: cyd } },
  ])
})

test('[SI2] a signal reaches its addressee alone, with its sender named by the relay', () => {
  const rooms = pairInLab()
  rooms.receive(3, enter(lab, cyd))
  expect(rooms.receive(1, signal(lab, bob))).toEqual([
    { to: 2, letter: { kind: 'signal', topic: lab, from: ada, envelope } },
  ])
})

test('[SI2] silence for an absent addressee, an empty topic, a stranger and oneself alike', () => {
  const rooms = pairInLab()
  expect(rooms.receive(1, signal(lab, cyd))).toEqual([])
  expect(rooms.receive(1, signal(den, bob))).toEqual([])
  expect(rooms.receive(9, signal(lab, ada))).toEqual([])
  expect(rooms.receive(1, signal(lab, ada))).toEqual([])
})

test('[SI5] a dropped socket leaves all its topics, and nothing of it stays', () => {
  const rooms = pairInLab()
  rooms.receive(1, enter(den, ada))
  expect(rooms.drop(1)).toEqual([{ to: 2, letter: { kind: 'departed', topic: lab, peer: ada } }])
  rooms.receive(2, { kind: 'leave', topic: lab })
  expect(rooms.size()).toBe(0)
})

test('[SI3] a full topic and a socket in too many topics are refused alike', () => {
  const rooms = createRooms({ peersPerTopic: 2, topicsPerSocket: 1 })
  rooms.receive(1, enter(lab, ada))
  rooms.receive(2, enter(lab, bob))
  expect(rooms.receive(3, enter(lab, cyd))).toEqual([
    { to: 3, letter: { kind: 'full', topic: lab } },
  ])
  expect(rooms.receive(1, enter(den, ada))).toEqual([
    { to: 1, letter: { kind: 'full', topic: den } },
  ])
  // Whoever is in may say so again.
  expect(rooms.receive(1, enter(lab, ada)).map(({ letter }) => letter.kind)).toEqual(['present'])
})

test('[SI2] in any conversation, a letter reaches only those who are in its topic', () => {
  const anySocket = fc.nat(4)
  const anyTopic = fc.constantFrom(lab, den)
  const anyPeer = fc.constantFrom(ada, bob, cyd)
  const anyLetter: fc.Arbitrary<ClientLetter | 'drop'> = fc.oneof(
    fc.tuple(anyTopic, anyPeer).map(([topic, peer]) => enter(topic, peer)),
    fc.tuple(anyTopic, anyPeer).map(([topic, to]) => signal(topic, to)),
    anyTopic.map((topic): ClientLetter => ({ kind: 'leave', topic })),
    fc.constant('drop' as const),
  )
  fc.assert(
    fc.property(fc.array(fc.tuple(anySocket, anyLetter), { maxLength: 60 }), (said) => {
      const rooms = createRooms()
      const members = createMembers()
      for (const [socket, letter] of said) {
        const deliveries = letter === 'drop' ? rooms.drop(socket) : rooms.receive(socket, letter)
        members.note(socket, letter)
        for (const delivery of deliveries) members.expectMayHear(delivery)
      }
      for (const socket of [0, 1, 2, 3, 4]) rooms.drop(socket)
      expect(rooms.size()).toBe(0)
    }),
  )
})

/** The slow and obvious model: who entered under which name last. */
function createMembers() {
  const socketOf = new Map<string, SocketId>()
  const forget = (socket: SocketId, topic: Topic | null) => {
    for (const [key, holder] of socketOf) {
      if (holder === socket && (topic === null || key.startsWith(topic))) socketOf.delete(key)
    }
  }
  return {
    note(socket: SocketId, letter: ClientLetter | 'drop') {
      if (letter === 'drop') return forget(socket, null)
      if (letter.kind === 'signal') return
      forget(socket, letter.topic)
      if (letter.kind === 'enter') socketOf.set(letter.topic + letter.peer, socket)
    },
    expectMayHear({ to, letter }: Delivery) {
      const topics = [...socketOf]
        .filter(([, socket]) => socket === to)
        .map(([key]) => key.slice(0, 64))
      expect(topics).toContain(letter.topic)
    },
  }
}

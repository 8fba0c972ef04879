/**
 * Rooms: who is in which topic, as the relay sees it (PROTOCOL.md §SI).
 *
 * Pure: each call returns the letters to deliver, and a socket layer delivers
 * them, so the relay's whole behaviour is tested without opening a port.
 *
 * A peer's name belongs to whichever socket entered last with it. A tab whose
 * socket died unnoticed thus comes back at once, instead of meeting its own ghost.
 */

import type { ClientLetter, EnvelopeText, PeerName, RelayLetter, Topic } from './letters'
import { maxPeersPerTopic, maxTopicsPerSocket } from './limits'

/** The socket layer's own number for one connection. */
export type SocketId = number

export interface Delivery {
  readonly to: SocketId
  readonly letter: RelayLetter
}

export interface Rooms {
  readonly receive: (socket: SocketId, letter: ClientLetter) => readonly Delivery[]
  /** The socket is gone: it leaves every topic. */
  readonly drop: (socket: SocketId) => readonly Delivery[]
  /** How many topics have somebody in them. */
  readonly size: () => number
}

export interface RoomLimits {
  readonly peersPerTopic: number
  readonly topicsPerSocket: number
}

const defaultLimits: RoomLimits = {
  peersPerTopic: maxPeersPerTopic,
  topicsPerSocket: maxTopicsPerSocket,
}

export function createRooms(limits: RoomLimits = defaultLimits): Rooms {
  /** A topic is here exactly while somebody is in it. */
  const socketsByPeer = new Map<Topic, Map<PeerName, SocketId>>()
  /** The same facts, seen from the socket; a socket is here exactly while it is in some topic. */
  const peerByTopic = new Map<SocketId, Map<Topic, PeerName>>()

  const topicsOf = (socket: SocketId): ReadonlyMap<Topic, PeerName> =>
    peerByTopic.get(socket) ?? new Map<Topic, PeerName>()
  const peersIn = (topic: Topic): ReadonlyMap<PeerName, SocketId> =>
    socketsByPeer.get(topic) ?? new Map<PeerName, SocketId>()

  function enter(socket: SocketId, topic: Topic, peer: PeerName): readonly Delivery[] {
    const former = topicsOf(socket).get(topic)
    const holder = peersIn(topic).get(peer)
    if (former === undefined && isFull(socket, topic, holder)) {
      return [{ to: socket, letter: { kind: 'full', topic } }]
    }
    if (holder !== undefined && holder !== socket) forget(holder, topic, peer)
    const left = former === undefined || former === peer ? [] : leave(socket, topic)
    place(socket, topic, peer)
    const others = [...peersIn(topic)].filter(([name]) => name !== peer)
    const present: RelayLetter = { kind: 'present', topic, peers: others.map(([name]) => name) }
    // [SI4] Whoever was there already is not announced again.
    const told = holder === undefined ? others : []
    return [
      ...left,
      { to: socket, letter: present },
      ...told.map(([, to]): Delivery => ({ to, letter: { kind: 'arrived', topic, peer } })),
    ]
  }

  /** [SI3] Taking over a name takes no place in the topic, but one of the socket's. */
  function isFull(socket: SocketId, topic: Topic, holder: SocketId | undefined): boolean {
    const isTopicFull = holder === undefined && peersIn(topic).size >= limits.peersPerTopic
    return isTopicFull || topicsOf(socket).size >= limits.topicsPerSocket
  }

  function leave(socket: SocketId, topic: Topic): readonly Delivery[] {
    const peer = topicsOf(socket).get(topic)
    if (peer === undefined) return []
    forget(socket, topic, peer)
    const letter: RelayLetter = { kind: 'departed', topic, peer }
    return [...peersIn(topic).values()].map((to) => ({ to, letter }))
  }

  /** [SI2] Only from one who is in the topic to one who is; the answer to all else is silence. */
  function signal(
    socket: SocketId,
    topic: Topic,
    { to, envelope }: { readonly to: PeerName; readonly envelope: EnvelopeText },
  ): readonly Delivery[] {
    const from = topicsOf(socket).get(topic)
    const addressee = peersIn(topic).get(to)
    if (from === undefined || addressee === undefined || to === from) return []
    return [{ to: addressee, letter: { kind: 'signal', topic, from, envelope } }]
  }

  function place(socket: SocketId, topic: Topic, peer: PeerName): void {
    const sockets = socketsByPeer.get(topic) ?? new Map<PeerName, SocketId>()
    socketsByPeer.set(topic, sockets.set(peer, socket))
    const topics = peerByTopic.get(socket) ?? new Map<Topic, PeerName>()
    peerByTopic.set(socket, topics.set(topic, peer))
  }

  function forget(socket: SocketId, topic: Topic, peer: PeerName): void {
    const sockets = socketsByPeer.get(topic)
    sockets?.delete(peer)
    if (sockets?.size === 0) socketsByPeer.delete(topic)
    const topics = peerByTopic.get(socket)
    topics?.delete(topic)
    if (topics?.size === 0) peerByTopic.delete(socket)
  }

  function receive(socket: SocketId, letter: ClientLetter): readonly Delivery[] {
    if (letter.kind === 'enter') return enter(socket, letter.topic, letter.peer)
    if (letter.kind === 'leave') return leave(socket, letter.topic)
    return signal(socket, letter.topic, letter)
  }

  return {
    receive,
    drop: (socket) => [...topicsOf(socket).keys()].flatMap((topic) => leave(socket, topic)),
    size: () => socketsByPeer.size,
  }
}

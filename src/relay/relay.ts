/**
 * The relay: sockets around {@link createRooms} (PROTOCOL.md §RL). Standard
 * term: signaling server.
 *
 * It introduces weavers and then is not needed. It holds nothing beyond who is
 * connected now, writes nothing down, and logs neither addresses nor topics.
 *
 * Whatever arrives on a socket is hostile until decoded. The one surprise of
 * `ws`: an `error` without a listener ends the process, so that listener comes
 * before anything else on every socket, upgraded or not.
 */

import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'

import { type RawData, type WebSocket, WebSocketServer } from 'ws'

import { type Bucket, createBucket } from '../signaling/bucket'
import { decodeClientLetter, encodeLetter } from '../signaling/letters'
import { createRooms, type Delivery, type SocketId } from '../signaling/rooms'
import { type AddressLimits, createAddresses } from './addresses'
import * as limits from './limits'

/** Time passing; the shape of protocol/ports.ts, which the relay may not import. */
export interface Waits {
  readonly after: (delayMs: number, callBack: () => void) => () => void
}

/** As much of node:http's server as the relay listens to; Vite's own server fits too. */
export interface UpgradingServer {
  readonly on: (event: 'upgrade', listener: UpgradeListener) => unknown
  readonly off: (event: 'upgrade', listener: UpgradeListener) => unknown
}
type UpgradeListener = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

export interface RelayOptions {
  /** Where sockets are taken, e.g. `/relay`. Upgrades of other paths are left alone. */
  readonly path: string
  readonly schedule: Waits
  /** Milliseconds, for rates alone. */
  readonly now: () => number
  /** Where set, browsers on pages of other origins are turned away. No authentication: other programs can say what they like. */
  readonly origins?: readonly string[]
  /** Turns away upgrades of every other path too: for a server that has no other sockets. */
  readonly isAlone?: boolean
  readonly maxSockets?: number
  /** Whatever of the usual bounds is to be another. */
  readonly addresses?: Partial<AddressLimits>
}

/** Totals since the start, and how many there are now. Nothing that names anybody. */
export interface RelayStats {
  readonly sockets: number
  readonly topics: number
  readonly delivered: number
  readonly dropped: number
  readonly garbled: number
  readonly refused: number
  /** Handlers that threw: each one is a bug of ours, and cost the one socket. */
  readonly faults: number
}

export interface Relay {
  readonly stats: () => RelayStats
  /** Cuts every socket and listens no more. */
  readonly close: () => void
}

interface Visitor {
  readonly id: SocketId
  readonly socket: WebSocket
  readonly letters: Bucket
  readonly bytes: Bucket
  hasEntered: boolean
  isResting: boolean
  missedPings: number
  dropped: number
  garbled: number
}

const usualAddresses: AddressLimits = {
  perAddress: limits.maxSocketsPerAddress,
  fromLoopback: limits.maxSocketsFromLoopback,
  flow: limits.handshakeFlow,
  flowFromLoopback: limits.handshakeFlowFromLoopback,
}

const policyViolation = 1008
const goingAway = 1001

export function attachRelay(server: UpgradingServer, options: RelayOptions): Relay {
  const { schedule, now } = options
  const rooms = createRooms({
    peersPerTopic: limits.maxPeersPerTopic,
    topicsPerSocket: limits.maxTopicsPerSocket,
  })
  const addresses = createAddresses({ ...usualAddresses, ...options.addresses }, now)
  const visitors = new Map<SocketId, Visitor>()
  const count = { delivered: 0, dropped: 0, garbled: 0, refused: 0, faults: 0 }
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: limits.maxLetterBytes,
    maxFragments: limits.maxFragments,
    maxBufferedChunks: limits.maxBufferedChunks,
  })
  let lastId = 0
  let isClosed = false

  /** Runs a handler so that its fault costs this one visitor, and is counted. */
  function guard(visitor: Visitor, handle: () => void): void {
    try {
      handle()
    } catch {
      count.faults++
      visitor.socket.terminate()
    }
  }

  const upgrade: UpgradeListener = (request, socket, head) => {
    if (pathOf(request) !== options.path) {
      if (options.isAlone === true) turnAway(socket, 404)
      return
    }
    socket.on('error', () => socket.destroy())
    const giveBack = admit(request)
    if (typeof giveBack === 'number') {
      count.refused++
      turnAway(socket, giveBack)
      return
    }
    // Whether it becomes a visitor or `ws` refuses its handshake.
    socket.once('close', giveBack)
    sockets.handleUpgrade(request, socket, head, welcome)
  }

  /** [RL4] The place taken, or the HTTP status to turn the request away with. */
  function admit({ headers, socket }: IncomingMessage): (() => void) | number {
    const { origins } = options
    if (origins !== undefined && !origins.includes(headers.origin ?? '')) return 403
    if (visitors.size >= (options.maxSockets ?? limits.maxSockets)) return 503
    return addresses.take(socket.remoteAddress ?? '') ?? 429
  }

  function welcome(socket: WebSocket): void {
    const visitor: Visitor = {
      id: ++lastId,
      socket,
      letters: createBucket(limits.letterFlow, now),
      bytes: createBucket(limits.byteFlow, now),
      hasEntered: false,
      isResting: false,
      missedPings: 0,
      dropped: 0,
      garbled: 0,
    }
    // Oversize, fragments, bad UTF-8: `ws` closes the socket after telling us here.
    socket.on('error', () => socket.terminate())
    visitors.set(visitor.id, visitor)
    // [RL3]
    const cancelHello = schedule.after(limits.helloMs, () => {
      if (!visitor.hasEntered) dismiss(visitor, 'say where you want to go')
    })
    socket.on('message', (data, isBinary) => guard(visitor, () => hear(visitor, data, isBinary)))
    socket.on('pong', () => (visitor.missedPings = 0))
    socket.on('close', () => {
      cancelHello()
      guard(visitor, () => forget(visitor))
    })
  }

  function hear(visitor: Visitor, data: RawData, isBinary: boolean): void {
    // One who was shown out may still have letters on the way, and must not enter again by them.
    if (!visitors.has(visitor.id)) return
    const frame = data as Buffer
    if (!visitor.letters.take(1) || !visitor.bytes.take(frame.length)) {
      count.dropped++
      if (++visitor.dropped > limits.maxDropped) dismiss(visitor, 'too many letters')
      else rest(visitor)
      return
    }
    const letter = isBinary ? null : decodeClientLetter(frame.toString('utf8'))
    if (letter === null) {
      count.garbled++
      if (++visitor.garbled >= limits.maxGarbled) dismiss(visitor, 'not a letter')
      return
    }
    visitor.hasEntered ||= letter.kind === 'enter'
    deliver(rooms.receive(visitor.id, letter))
  }

  /** [RL3] What is not read waits in the flooder's own machine, and takes no time from the others here. */
  function rest(visitor: Visitor): void {
    if (visitor.isResting) return
    visitor.isResting = true
    visitor.socket.pause()
    schedule.after(limits.restMs, () => {
      visitor.isResting = false
      visitor.socket.resume()
    })
  }

  function deliver(deliveries: readonly Delivery[]): void {
    for (const { to, letter } of deliveries) {
      const visitor = visitors.get(to)
      if (visitor === undefined || visitor.socket.readyState !== visitor.socket.OPEN) continue
      // [RL5] What waits for a slow reader would fill our memory, not theirs.
      if (visitor.socket.bufferedAmount > limits.maxWaitingBytes) {
        visitor.socket.terminate()
        continue
      }
      visitor.socket.send(encodeLetter(letter))
      count.delivered++
    }
  }

  function forget(visitor: Visitor): void {
    if (!visitors.delete(visitor.id)) return
    deliver(rooms.drop(visitor.id))
  }

  /** Closes with a reason, and cuts whoever does not answer. The topics are left at once. */
  function dismiss(visitor: Visitor, reason: string): void {
    if (visitor.socket.readyState !== visitor.socket.OPEN) return
    count.refused++
    visitor.socket.close(policyViolation, reason)
    forget(visitor)
    schedule.after(limits.farewellMs, () => visitor.socket.terminate())
  }

  /** [RL6] */
  function pingAll(): () => void {
    return schedule.after(limits.pingMs, () => {
      if (isClosed) return
      for (const visitor of visitors.values()) guard(visitor, () => ping(visitor))
      addresses.tidy()
      cancelPings = pingAll()
    })
  }

  function ping(visitor: Visitor): void {
    if (visitor.missedPings >= limits.maxMissedPings) return visitor.socket.terminate()
    visitor.missedPings++
    if (visitor.socket.readyState === visitor.socket.OPEN) visitor.socket.ping()
  }

  let cancelPings = pingAll()
  server.on('upgrade', upgrade)

  return {
    stats: () => ({ sockets: visitors.size, topics: rooms.size(), ...count }),
    close: () => {
      isClosed = true
      cancelPings()
      server.off('upgrade', upgrade)
      for (const { socket } of visitors.values()) {
        socket.close(goingAway)
        socket.terminate()
      }
      sockets.close()
    },
  }
}

const pathOf = ({ url = '' }: IncomingMessage): string => url.split('?', 1)[0] ?? ''

function turnAway(socket: Duplex, status: number): void {
  socket.on('error', () => socket.destroy())
  socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

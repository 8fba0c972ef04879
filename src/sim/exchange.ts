/**
 * Exchange: the real mesh over a relay that fails, and over a network that is
 * simulated from the first offer on (PROTOCOL.md §SM, §CU).
 *
 * The envelopes are real, sealed under the chorus secret. The relay that carries
 * them drops, repeats and swaps them, and dies.
 */

import { envelopeKeyLabel, topicLabel } from '../network/envelope'
import type { Currents, Link } from '../network/link'
import { createMesh } from '../network/mesh'
import { createFakeRelay, type FakeRelay } from '../network/mesh.fixture'
import type { Dial, Dialled } from '../network/peer-link'
import { createRelayClient, type OpenSocket } from '../network/relay-client'
import { createSecretBox } from '../platform/nacl'
import { deriveKey, hmac } from '../platform/sha256'
import type { Clock, Entropy, Schedule } from '../protocol/ports'
import type { Random } from './random'
import type { Tally } from './tally'
import type { Time } from './time'
import type { Station, Wires } from './wires'

type Envelope = Parameters<Parameters<FakeRelay['meddle']>[0]>[0]

export interface Exchange {
  readonly currentsFor: (tab: TabPorts, chorusSecret: Uint8Array) => Currents
  /** Chance that an envelope is dropped, repeated or swapped for another, each. */
  readonly meddle: (chance: number) => void
  /** Cuts every socket; none opens until then. */
  readonly die: (forMs: number) => void
  readonly vanish: (station: Station) => void
  /** Honest from now on, and every browser is told that its network is back. */
  readonly heal: () => void
}

export interface TabPorts {
  readonly station: Station
  readonly schedule: Schedule
  readonly clock: Clock
}

export interface ExchangeDeps {
  readonly time: Time
  readonly random: Random
  readonly tally: Tally
  readonly entropy: Entropy
  readonly wires: Wires
}

/** One attempt at one connection, at one end. */
interface Endpoint {
  readonly station: Station
  readonly options: Parameters<Dial>[0]
  link: Link | null
  isOver: boolean
}

export function createExchange(deps: ExchangeDeps): Exchange {
  const { time, random, tally, entropy, wires } = deps
  const relay = createFakeRelay({ schedule: time, now: time.now, pass: () => {} })
  const box = createSecretBox(entropy)
  const endpoints: Endpoint[] = []
  const sockets = new Map<Station, Set<() => void>>()
  const wakes = new Map<Station, () => void>()
  const seen: Envelope[] = []

  const socketsFor =
    (station: Station): OpenSocket =>
    (url, events) => {
      const socket = relay.openSocket(url, events)
      const own = sockets.get(station) ?? new Set()
      sockets.set(station, own.add(socket.close))
      return socket
    }

  const dialFor =
    (station: Station): Dial =>
    (options): Dialled => {
      const endpoint: Endpoint = { station, options, link: null, isOver: false }
      const number = endpoints.push(endpoint) - 1
      if (options.isInitiator) soon(() => options.onSignal({ kind: 'offer', sdp: `${number}` }))
      return {
        signal: (signal) => {
          if (signal.kind !== 'candidate' && !endpoint.isOver) answer(endpoint, number, signal.sdp)
        },
        close: (reason) => {
          if (endpoint.link === null) end(endpoint, reason)
          else endpoint.link.close(reason)
        },
      }
    }

  const soon = (callBack: () => void): void => void time.after(random.between(1, 40), callBack)

  /** An offer names its endpoint, an answer both. */
  function answer(endpoint: Endpoint, number: number, sdp: string): void {
    const [caller, callee] = sdp.split('/').map(Number)
    if (callee === undefined) {
      soon(() => endpoint.options.onSignal({ kind: 'answer', sdp: `${caller}/${number}` }))
      return
    }
    const other = endpoints[callee]
    if (other === undefined || other.isOver || caller !== number) return
    soon(() => join(endpoint, other))
  }

  /** Where the way is blocked no connection comes about, and both give up in time. */
  function join(a: Endpoint, b: Endpoint): void {
    const isThere = (one: Endpoint): boolean => !one.isOver && one.station.isAlive()
    if (!isThere(a) || !isThere(b) || a.link !== null || b.link !== null) return
    if (wires.isBlocked(a.station, b.station) || wires.isBlocked(b.station, a.station)) return
    wires.connect(partyOf(a), partyOf(b))
  }

  const partyOf = (endpoint: Endpoint) => ({
    station: endpoint.station,
    welcome: (link: Link) => {
      // Over this network, two tabs of one browser are as far apart as any.
      const far: Link = { ...link, kind: 'webrtc' }
      endpoint.link = far
      endpoint.options.onLink(far)
    },
    over: (reason: string) => end(endpoint, reason),
  })

  function end(endpoint: Endpoint, reason: string): void {
    if (endpoint.isOver) return
    endpoint.isOver = true
    soon(() => {
      if (endpoint.station.isAlive()) endpoint.options.onClosed(reason)
    })
  }

  return {
    currentsFor: ({ station, schedule, clock }, chorusSecret) => {
      const key = deriveKey(chorusSecret, envelopeKeyLabel)
      const client = createRelayClient({
        url: '',
        openSocket: socketsFor(station),
        schedule,
        entropy,
      })
      wakes.set(station, client.wake)
      return createMesh({
        relay: client,
        dial: dialFor(station),
        topic: hmac(chorusSecret, new TextEncoder().encode(topicLabel)),
        sealer: {
          seal: (plain) => box.seal(key, plain),
          open: (sealed) => box.open(key, sealed),
        },
        schedule,
        clock,
        entropy,
      })
    },
    meddle: (chance) =>
      relay.meddle((envelope) => {
        seen.push(envelope)
        if (seen.length > 64) seen.shift()
        if (random.chance(chance)) {
          tally.count('fault: relay dropped')
          return []
        }
        const other = random.pick(seen) ?? envelope
        if (random.chance(chance)) {
          tally.count('fault: relay replayed')
          return [envelope, other]
        }
        if (!random.chance(chance)) return [envelope]
        tally.count('fault: relay swapped')
        return [other]
      }),
    die: (forMs) => {
      tally.count('fault: relay died')
      relay.kill()
      time.after(forMs, relay.revive)
    },
    vanish: (station) => {
      for (const close of sockets.get(station) ?? []) close()
      wakes.delete(station)
    },
    heal: () => {
      relay.revive()
      relay.meddle((envelope) => [envelope])
      for (const wake of wakes.values()) wake()
    },
  }
}

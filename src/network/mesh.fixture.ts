/**
 * A world for the mesh: virtual time, the relay's real rooms behind sockets in
 * memory, and connections that only note who dialled whom. Everything random
 * comes from one seed.
 */

import type { Entropy, Schedule } from '../protocol/ports'
import {
  decodeClientLetter,
  encodeLetter,
  type EnvelopeText,
  type RelayLetter,
} from '../signaling/letters'
import { createRooms } from '../signaling/rooms'
import type { Sealer } from './envelope'
import type { Link } from './link'
import { createLoopback } from './loopback'
import { createMesh, type Mesh } from './mesh'
import type { Dial, Dialled } from './peer-link'
import {
  createRelayClient,
  type OpenSocket,
  type RelayClient,
  type SocketEvents,
} from './relay-client'

export interface VirtualTime {
  readonly schedule: Schedule
  readonly now: () => number
  /** Runs all that falls due within `ms`, in order. */
  readonly pass: (ms: number) => void
}

interface Timer {
  readonly at: number
  readonly callBack: () => void
}

export function createVirtualTime(): VirtualTime {
  let now = 0
  let count = 0
  const timers = new Map<number, Timer>()
  /** The earliest, and of those the first set. */
  const nextDue = (until: number) => {
    let due: readonly [number, Timer] | undefined
    for (const entry of timers) {
      if (entry[1].at <= until && (due === undefined || entry[1].at < due[1].at)) due = entry
    }
    return due
  }
  return {
    now: () => now,
    schedule: {
      after: (delayMs, callBack) => {
        const id = count++
        timers.set(id, { at: now + delayMs, callBack })
        return () => void timers.delete(id)
      },
    },
    pass: (ms) => {
      const end = now + ms
      for (let due = nextDue(end); due !== undefined; due = nextDue(end)) {
        const [id, { at, callBack }] = due
        timers.delete(id)
        now = at
        callBack()
      }
      now = end
    },
  }
}

/** Mulberry32: bytes that look random and follow from the seed alone. */
export function seededEntropy(seed: number): Entropy {
  let state = seed
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return (mixed ^ (mixed >>> 14)) & 0xff
  }
  return { bytes: (length) => Uint8Array.from({ length }, next) }
}

/** No secrecy, but the same verdicts: only one key's boxes open, and only unchanged. */
export function markedSealer(mark: number): Sealer {
  const sum = (bytes: Uint8Array) => bytes.reduce((total, byte) => (total * 31 + byte) & 0xff, mark)
  return {
    seal: (plain) => Uint8Array.of(mark, sum(plain), ...plain),
    open: (box) => (box[0] === mark && box[1] === sum(box.subarray(2)) ? box.slice(2) : null),
  }
}

export interface FakeRelay {
  readonly openSocket: OpenSocket
  /** Every socket closes, and none opens until `revive`. */
  readonly kill: () => void
  readonly revive: () => void
  /** What each envelope becomes on its way: none, one or several. */
  readonly meddle: (how: (envelope: EnvelopeText) => readonly EnvelopeText[]) => void
  /** Says to every socket whatever the test wants said. */
  readonly sayToAll: (letter: RelayLetter | string) => void
  /** Letters that clients sent. */
  readonly heard: () => number
  readonly opened: () => number
}

const faithful = (envelope: EnvelopeText): readonly EnvelopeText[] => [envelope]

/** One millisecond each way. */
export function createFakeRelay({ schedule }: VirtualTime): FakeRelay {
  const rooms = createRooms()
  const sockets = new Map<number, SocketEvents>()
  let lastId = 0
  let isDead = false
  let heard = 0
  let meddling = faithful

  const soon = (callBack: () => void) => schedule.after(1, callBack)
  const tell = (id: number, letter: RelayLetter) => {
    const letters =
      letter.kind === 'signal'
        ? meddling(letter.envelope).map((envelope) => ({ ...letter, envelope }))
        : [letter]
    for (const each of letters) soon(() => sockets.get(id)?.heard(encodeLetter(each)))
  }
  const deliver = (deliveries: ReturnType<typeof rooms.drop>) => {
    for (const { to, letter } of deliveries) tell(to, letter)
  }
  const shut = (id: number) => {
    const events = sockets.get(id)
    if (events === undefined || !sockets.delete(id)) return
    deliver(rooms.drop(id))
    soon(events.closed)
  }

  return {
    openSocket: (_, events) => {
      const id = ++lastId
      soon(() => {
        if (isDead) return events.closed()
        sockets.set(id, events)
        events.opened()
      })
      return {
        send: (text) => {
          heard++
          const letter = decodeClientLetter(text)
          if (letter === null) throw new Error(`the relay would refuse ${text}`)
          soon(() => sockets.has(id) && deliver(rooms.receive(id, letter)))
        },
        close: () => shut(id),
      }
    },
    kill: () => {
      isDead = true
      for (const id of sockets.keys()) shut(id)
    },
    revive: () => {
      isDead = false
    },
    meddle: (how) => {
      meddling = how
    },
    sayToAll: (letter) => {
      const text = typeof letter === 'string' ? letter : encodeLetter(letter)
      for (const events of sockets.values()) soon(() => events.heard(text))
    },
    heard: () => heard,
    opened: () => lastId,
  }
}

interface Endpoint {
  readonly owner: string
  readonly options: Parameters<Dial>[0]
  other: Endpoint | null
  link: Link | null
  isOver: boolean
}

interface FakeDialling {
  readonly dialFor: (owner: string) => Dial
  /** Every connection ever built, by who built it. */
  readonly built: () => readonly string[]
  readonly alive: (owner: string) => number
  /** The most that `owner` had alive at once. */
  readonly most: (owner: string) => number
  /** While set, answers are lost, so that no connection comes about. */
  readonly block: (isBlocked: boolean) => void
  /** From now on every connection fails as soon as it is built. */
  readonly breakAll: () => void
}

/** Connections that take four letters and no network: an offer names its endpoint, an answer both. */
function createFakeDialling({ schedule }: VirtualTime): FakeDialling {
  const endpoints: Endpoint[] = []
  const most = new Map<string, number>()
  let isBlocked = false
  let isBroken = false
  const soon = (callBack: () => void) => schedule.after(1, callBack)
  const alive = (owner: string) =>
    endpoints.filter((endpoint) => endpoint.owner === owner && !endpoint.isOver).length

  function end(endpoint: Endpoint, reason: string) {
    if (endpoint.isOver) return
    endpoint.isOver = true
    soon(() => endpoint.options.onClosed(reason))
    endpoint.link?.close(reason)
    if (endpoint.other !== null) end(endpoint.other, 'closed by the other side')
  }

  function join(caller: Endpoint, callee: Endpoint) {
    if (isBlocked || caller.isOver || callee.isOver) return
    caller.other = callee
    callee.other = caller
    const { a, b } = createLoopback({ schedule, delayMs: () => 1 })
    for (const [endpoint, link] of [
      [caller, a],
      [callee, b],
    ] as const) {
      endpoint.link = link
      soon(() => {
        if (endpoint.isOver) return
        endpoint.options.onLink({ ...link, close: (reason) => end(endpoint, reason) })
      })
    }
  }

  function signal(endpoint: Endpoint, text: string) {
    const number = endpoints.indexOf(endpoint)
    const [caller, callee] = text.split('/').map(Number)
    if (callee === undefined) {
      soon(() => endpoint.options.onSignal({ kind: 'answer', sdp: `${caller}/${number}` }))
      return
    }
    const answering = endpoints[callee]
    if (answering !== undefined) join(endpoint, answering)
  }

  return {
    dialFor:
      (owner) =>
      (options): Dialled => {
        const endpoint: Endpoint = { owner, options, other: null, link: null, isOver: false }
        const number = endpoints.push(endpoint) - 1
        most.set(owner, Math.max(most.get(owner) ?? 0, alive(owner)))
        if (isBroken) soon(() => end(endpoint, 'broken'))
        if (options.isInitiator) soon(() => options.onSignal({ kind: 'offer', sdp: `${number}` }))
        return {
          signal: (said) => {
            if (said.kind !== 'candidate' && !endpoint.isOver) signal(endpoint, said.sdp)
          },
          close: (reason) => end(endpoint, reason),
        }
      },
    built: () => endpoints.map(({ owner }) => owner),
    alive,
    most: (owner) => most.get(owner) ?? 0,
    block: (next) => {
      isBlocked = next
    },
    breakAll: () => {
      isBroken = true
    },
  }
}

export interface Tab {
  readonly name: string
  readonly mesh: Mesh
  readonly relay: RelayClient
  /** Links handed over and still open. */
  readonly links: () => readonly Link[]
  /** Why earlier ones closed. */
  readonly closings: string[]
  readonly messages: string[]
  readonly stop: () => void
}

export interface World extends VirtualTime {
  readonly relay: FakeRelay
  readonly dialling: FakeDialling
  readonly open: (name: string, sealer?: Sealer) => Tab
}

const worldTopic = new Uint8Array(32).fill(9)

export function createWorld(seed: number): World {
  const time = createVirtualTime()
  const relay = createFakeRelay(time)
  const dialling = createFakeDialling(time)
  const entropy = seededEntropy(seed)
  const { schedule } = time

  function open(name: string, sealer = markedSealer(1)): Tab {
    const client = createRelayClient({ url: '', openSocket: relay.openSocket, schedule, entropy })
    const mesh = createMesh({
      topic: worldTopic,
      sealer,
      relay: client,
      dial: dialling.dialFor(name),
      schedule,
      clock: { now: time.now },
      entropy,
    })
    const links = new Set<Link>()
    const [closings, messages]: [string[], string[]] = [[], []]
    const stop = mesh.start((link) => {
      links.add(link)
      link.listen({
        message: (message) => void messages.push(Buffer.from(message).toString()),
        drained: () => undefined,
        closed: (reason) => {
          links.delete(link)
          closings.push(reason)
        },
      })
    })
    return { name, mesh, relay: client, links: () => [...links], closings, messages, stop }
  }

  return { ...time, relay, dialling, open }
}

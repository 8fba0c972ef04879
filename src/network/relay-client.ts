/**
 * The client's end of the relay: one WebSocket that comes back by itself, and
 * the topics entered through it (PROTOCOL.md §CU, §SI).
 *
 * The relay only introduces, so its loss is no error: nothing here throws, and
 * open links don't notice. A socket can be dead for minutes without the browser
 * saying so (sleep, a changed network), hence the roll call: enter again, and
 * expect an answer [CU3].
 */

import type { Entropy, Schedule } from '../protocol/ports'
import {
  type ClientLetter,
  decodeRelayLetter,
  encodeLetter,
  type PeerName,
  type RelayLetter,
  type Topic,
} from '../signaling/letters'
import { retryDelayMs } from './backoff'
import { relayAnswersWithinMs, relayOpensWithinMs, rollCallMs, steadyAfterMs } from './limits'
import type { CurrentsState } from './link'
import type { Meeting, MeetingListener, MeetingPlace } from './meeting'

/** What a socket tells. Nothing after `closed`; `closed` comes for failures too. */
export interface SocketEvents {
  readonly opened: () => void
  /** Whatever came: text, or not. */
  readonly heard: (data: unknown) => void
  readonly closed: () => void
}

interface OpenedSocket {
  readonly send: (text: string) => void
  readonly close: () => void
}

/** Opens a WebSocket. May throw at once, e.g. for an address that the page may not reach. */
export type OpenSocket = (url: string, events: SocketEvents) => OpenedSocket

export interface RelayClientDeps {
  readonly url: string
  readonly openSocket: OpenSocket
  readonly schedule: Schedule
  readonly entropy: Entropy
}

/** Connects with the first topic entered, and closes with the last one left. */
export interface RelayClient extends MeetingPlace {
  readonly state: () => CurrentsState
  readonly watch: (onChange: () => void) => () => void
  /** The network may be back (`online`, the page shown again): looks at once instead of waiting. */
  readonly wake: () => void
}

interface Entry {
  readonly self: PeerName
  readonly listener: MeetingListener
  peers: Set<PeerName>
  /** Whether the relay answered on the socket that is open now. */
  isIn: boolean
}

interface Connection {
  socket: OpenedSocket | null
  isOpen: boolean
}

const nothing = (): void => undefined

export function createRelayClient(deps: RelayClientDeps): RelayClient {
  const { schedule, entropy } = deps
  const entries = new Map<Topic, Entry>()
  const watchers = new Set<() => void>()
  let state: CurrentsState = 'idle'
  /** The one that counts; events of any other are of the past. Null while waiting or idle. */
  let connection: Connection | null = null
  let failures = 0
  let cancelRetry = nothing
  /** What limits the present step: opening, answering, or the pause until the next roll call. */
  let cancelStep = nothing
  let cancelSteady = nothing
  /** Topics that the relay has yet to answer in this roll call. */
  let unanswered = new Set<Topic>()

  function setState(next: CurrentsState): void {
    if (state === next) return
    state = next
    for (const onChange of watchers) onChange()
  }

  function connect(): void {
    cancelRetry()
    if (state === 'idle') setState('connecting')
    const opening: Connection = { socket: null, isOpen: false }
    connection = opening
    cancelStep = schedule.after(relayOpensWithinMs, () => lose(opening))
    try {
      opening.socket = deps.openSocket(deps.url, {
        opened: () => open(opening),
        heard: (data) => hear(opening, data),
        closed: () => lose(opening),
      })
    } catch {
      // An address this page may not reach. It shows as unreachable, like any other loss.
      lose(opening)
    }
  }

  function open(opened: Connection): void {
    if (connection !== opened) return
    opened.isOpen = true
    // Longer than a relay may take to answer, so that one which never does is asked ever more rarely.
    cancelSteady = schedule.after(relayAnswersWithinMs + steadyAfterMs, () => {
      failures = 0
    })
    setState('open')
    callRoll()
  }

  /** [CU3] Enters every topic, for the first time or again, and gives the relay 10 s to answer. */
  function callRoll(): void {
    const asked = connection
    if (asked === null || !asked.isOpen) return
    cancelStep()
    unanswered = new Set(entries.keys())
    cancelStep = schedule.after(relayAnswersWithinMs, () => {
      if (unanswered.size > 0) lose(asked)
      else cancelStep = schedule.after(rollCallMs, callRoll)
    })
    for (const [topic, { self }] of entries) say({ kind: 'enter', topic, peer: self })
  }

  function hear(from: Connection, data: unknown): void {
    if (connection !== from || typeof data !== 'string') return
    const letter = decodeRelayLetter(data)
    const entry = letter === null ? undefined : entries.get(letter.topic)
    // [CU3] Garbage, and letters for topics we have left, are passed over.
    if (letter === null || entry === undefined) return
    take(entry, letter)
  }

  function take(entry: Entry, letter: RelayLetter): void {
    const { listener, self } = entry
    if (letter.kind === 'signal') return listener.heard(letter.envelope)
    if (letter.kind === 'present' || letter.kind === 'full') unanswered.delete(letter.topic)
    if (letter.kind === 'present') {
      entry.isIn = true
      entry.peers = new Set(letter.peers.filter((peer) => peer !== self))
    }
    if (letter.kind === 'arrived' && letter.peer !== self) entry.peers.add(letter.peer)
    if (letter.kind === 'departed') entry.peers.delete(letter.peer)
    listener.changed()
  }

  /** The connection is no more, or is given up. */
  function lose(lost: Connection): void {
    if (connection !== lost) return
    disconnect()
    setState(lost.isOpen ? 'connecting' : 'unreachable')
    cancelRetry = schedule.after(retryDelayMs(failures++, entropy), connect)
    for (const { listener } of entries.values()) listener.changed()
  }

  function disconnect(): void {
    const last = connection
    connection = null
    cancelRetry()
    cancelStep()
    cancelSteady()
    for (const entry of entries.values()) entry.isIn = false
    last?.socket?.close()
  }

  function say(letter: ClientLetter): boolean {
    if (connection?.isOpen !== true) return false
    connection.socket?.send(encodeLetter(letter))
    return true
  }

  function enter(topic: Topic, self: PeerName, listener: MeetingListener): Meeting {
    const entry: Entry = { self, listener, peers: new Set(), isIn: false }
    entries.set(topic, entry)
    if (connection !== null) callRoll()
    else if (state === 'idle') connect()
    return {
      peers: () => entry.peers,
      isOpen: () => entry.isIn,
      post: (to, envelope) => say({ kind: 'signal', topic, to, envelope }),
      leave: () => leave(topic, entry),
    }
  }

  function leave(topic: Topic, entry: Entry): void {
    if (entries.get(topic) !== entry) return
    say({ kind: 'leave', topic })
    entry.isIn = false
    entries.delete(topic)
    unanswered.delete(topic)
    if (entries.size > 0) return
    disconnect()
    failures = 0
    setState('idle')
  }

  return {
    enter,
    state: () => state,
    watch: (onChange) => {
      watchers.add(onChange)
      return () => void watchers.delete(onChange)
    },
    wake: () => {
      if (state === 'idle') return
      if (connection === null) connect()
      else callRoll()
    },
  }
}

/** The browser's own WebSocket as {@link OpenSocket}. */
export const openWebSocket: OpenSocket = (url, events) => {
  const socket = new WebSocket(url)
  socket.addEventListener('open', events.opened)
  socket.addEventListener('message', ({ data }) => events.heard(data))
  socket.addEventListener('close', events.closed)
  return {
    send: (text) => socket.send(text),
    close: () => socket.close(),
  }
}

/** Where the relay of a page is: beside it, under `relay`. `page` is the page's address. */
export function relayUrlFor(page: string): string {
  const url = new URL('relay', page)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  url.hash = ''
  url.search = ''
  return url.href
}

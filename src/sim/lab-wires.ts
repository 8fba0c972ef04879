/**
 * Wires of the lab: one current between every two weavers, with a switch, and
 * every message on it in plain sight (PROTOCOL.md §LB).
 *
 * A current keeps the order of what it carries, as links do, unless the
 * scenario is a storm. Greetings are never lost, nor overtaken: that would be no
 * weather, but a link that never opens.
 */

import type { Currents, Link, LinkListener } from '../network/link'
import { isGreeting } from '../protocol/message-codec'
import type { Flight, LabCurrent, LabTides } from './lab-model'
import type { Random } from './random'
import type { Time } from './time'

export interface LabWires {
  readonly currentsFor: (nth: number) => Currents
  readonly currents: () => readonly LabCurrent[]
  readonly setCurrent: (a: number, b: number, isOpen: boolean) => void
  readonly flights: () => readonly Flight[]
  readonly setTides: (tides: LabTides) => void
  readonly setMeddling: (meddling: LabMeddling) => void
  /** Bytes of a liar's own making, on the current that is there. False where there is none. */
  readonly inject: (from: number, to: number, message: Uint8Array) => boolean
  readonly met: () => {
    readonly lost: number
    readonly doubled: number
    readonly overtaken: number
  }
}

/** What a storm does beside losing things. */
export interface LabMeddling {
  /** Share of messages that come twice. */
  readonly doubles: number
  readonly overtakes: boolean
}

export const noMeddling: LabMeddling = { doubles: 0, overtakes: false }

export interface LabWiresDeps {
  readonly time: Time
  readonly random: Random
  readonly weavers: number
  /** What a message carries. */
  readonly read: (message: Uint8Array) => Flight['sigils']
  readonly sent: (flight: Flight) => void
  readonly lost: (flight: Flight) => void
}

/** One way of one link. */
interface Way {
  readonly from: number
  readonly to: number
  listener: LinkListener | null
  /** When the last message of those that keep their order comes. */
  lastMs: number
}

interface Tie {
  readonly ways: readonly [Way, Way]
  isOpen: boolean
}

interface Passing {
  readonly flight: Flight
  readonly tie: Tie
  readonly cancel: () => void
}

export function createLabWires(deps: LabWiresDeps): LabWires {
  const { time, random } = deps
  const masts = new Map<number, (link: Link) => void>()
  const ties = new Map<string, Tie>()
  const switches = pairs(deps.weavers).map(([a, b]) => ({ a, b, isOpen: true }))
  let underWay: readonly Passing[] = []
  let tides: LabTides = { latencyMs: 5, jitterMs: 0, loss: 0 }
  let meddling = noMeddling
  let key = 0
  const met = { lost: 0, doubled: 0, overtaken: 0 }

  const nameOf = (a: number, b: number): string => `${Math.min(a, b)}-${Math.max(a, b)}`
  const isSwitchOpen = (a: number, b: number): boolean =>
    switches.find((one) => nameOf(one.a, one.b) === nameOf(a, b))?.isOpen ?? false

  /** Not at once: whoever has just closed a link is not done with it yet. */
  function seek(a: number, b: number): void {
    time.after(1, () => {
      const [near, far] = [masts.get(a), masts.get(b)]
      if (near === undefined || far === undefined) return
      if (ties.has(nameOf(a, b)) || !isSwitchOpen(a, b)) return
      const tie: Tie = { ways: [wayOf(a, b), wayOf(b, a)], isOpen: true }
      ties.set(nameOf(a, b), tie)
      const binding = random.bytes(64)
      near(linkOf(tie, tie.ways[0], tie.ways[1], binding))
      far(linkOf(tie, tie.ways[1], tie.ways[0], binding))
    })
  }

  function linkOf(tie: Tie, out: Way, back: Way, binding: Uint8Array): Link {
    return {
      kind: 'webrtc',
      binding,
      send: (message) => {
        if (tie.isOpen) pass(tie, out, message.slice())
        return tie.isOpen
      },
      queuedBytes: () => 0,
      listen: (listener) => {
        back.listener = listener
      },
      close: (reason) => end(tie, reason),
    }
  }

  function end(tie: Tie, reason: string): void {
    if (!tie.isOpen) return
    tie.isOpen = false
    const [{ from, to }] = tie.ways
    ties.delete(nameOf(from, to))
    for (const passing of underWay.filter((one) => one.tie === tie)) {
      passing.cancel()
      drop(passing.flight)
    }
    for (const way of tie.ways) way.listener?.closed(reason)
    if (masts.has(from) && masts.has(to)) seek(from, to)
  }

  function pass(tie: Tie, way: Way, message: Uint8Array): void {
    const greets = isGreeting(message)
    const isLost = random.chance(tides.loss) && !greets
    const isDoubled = random.chance(meddling.doubles) && !greets && !isLost
    fly(tie, way, message, isLost)
    if (!isDoubled) return
    met.doubled += 1
    fly(tie, way, message, false)
  }

  function fly(tie: Tie, way: Way, message: Uint8Array, isLost: boolean): void {
    const nowMs = time.now()
    const drawnMs =
      nowMs + Math.max(1, Math.round(tides.latencyMs + tides.jitterMs * random.share()))
    const keepsOrder = !meddling.overtakes || isGreeting(message)
    const dueMs = keepsOrder ? Math.max(way.lastMs, drawnMs) : drawnMs
    if (dueMs < way.lastMs) met.overtaken += 1
    way.lastMs = Math.max(way.lastMs, dueMs)
    key += 1
    const { from, to } = way
    const sigils = deps.read(message)
    const flight: Flight = { key, from, to, leftMs: nowMs, dueMs, sigils, isLost }
    const cancel = time.after(dueMs - nowMs, () => {
      if (isLost) return drop(flight)
      land(flight)
      way.listener?.message(message)
    })
    underWay = [...underWay, { flight, tie, cancel }]
    deps.sent(flight)
  }

  function land(flight: Flight): void {
    underWay = underWay.filter((one) => one.flight !== flight)
  }

  function drop(flight: Flight): void {
    land(flight)
    met.lost += 1
    deps.lost(flight)
  }

  function currentsFor(nth: number): Currents {
    return {
      start: (onLink) => {
        masts.set(nth, onLink)
        for (const other of masts.keys()) if (other !== nth) seek(other, nth)
        return () => {
          masts.delete(nth)
          for (const tie of ties.values()) {
            if (tie.ways.some(({ from }) => from === nth)) end(tie, 'stopped')
          }
        }
      },
      state: () => (masts.has(nth) ? 'open' : 'idle'),
      watch: () => () => {},
    }
  }

  return {
    currentsFor,
    currents: () => switches,
    setCurrent: (a, b, isOpen) => {
      const found = switches.findIndex((one) => nameOf(one.a, one.b) === nameOf(a, b))
      const before = switches[found]
      if (before === undefined || before.isOpen === isOpen) return
      switches[found] = { ...before, isOpen }
      const tie = ties.get(nameOf(a, b))
      if (isOpen) seek(a, b)
      else if (tie !== undefined) end(tie, 'cut')
    },
    flights: () => underWay.map(({ flight }) => flight),
    setTides: (next) => {
      tides = next
    },
    setMeddling: (next) => {
      meddling = next
    },
    inject: (from, to, message) => {
      const tie = ties.get(nameOf(from, to))
      const way = tie?.ways.find((one) => one.from === from)
      if (tie === undefined || way === undefined) return false
      fly(tie, way, message, false)
      return true
    },
    met: () => met,
  }
}

const wayOf = (from: number, to: number): Way => ({ from, to, listener: null, lastMs: 0 })

function pairs(count: number): readonly (readonly [number, number])[] {
  const all = Array.from({ length: count }, (_, nth) => nth)
  return all.flatMap((a) => all.slice(a + 1).map((b) => [a, b] as const))
}

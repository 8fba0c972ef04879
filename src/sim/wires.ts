/**
 * Wires: links between tabs of the simulated world, and all that a network does
 * to them (PROTOCOL.md §SM).
 *
 * A link keeps its order, but messages on it may be lost, come twice, come again
 * much later, or stand still for minutes: all that anti-entropy promises to
 * outlive [AE14]. Nothing here looks into a message.
 */

import type { Link, LinkListener } from '../network/link'
import type { Random } from './random'
import type { Tally } from './tally'
import type { Time } from './time'

/** Chances, each for one message or, where so named, for one second of one link. */
export interface Weathers {
  readonly loss: number
  readonly double: number
  readonly echo: number
  readonly stall: number
  readonly breakPerSecond: number
  /** Milliseconds, at most, that a message takes on a good day. */
  readonly delayMs: number
}

export const fairWeather: Weathers = {
  loss: 0,
  double: 0,
  echo: 0,
  stall: 0,
  breakPerSecond: 0,
  delayMs: 30,
}

/** One tab, as the network knows it. */
export interface Station {
  readonly name: string
  /** Tabs of one device are one browser's. */
  readonly device: number
  readonly isAlive: () => boolean
}

/** Who is at one end of a link. */
export interface Party {
  readonly station: Station
  readonly welcome: (link: Link) => void
  /** Once, as the link is over for this end. */
  readonly over: (reason: string) => void
}

export interface Wires {
  readonly connect: (a: Party, b: Party) => void
  readonly isBlocked: (from: Station, to: Station) => boolean
  readonly isHealed: () => boolean
  readonly setWeather: (weather: Weathers) => void
  /** True where nothing gets from one device to the other. Asked at every delivery. */
  readonly setWalls: (walls: (from: number, to: number) => boolean) => void
  /** Every link of a tab that is gone is over; the other end learns of it late. */
  readonly vanish: (station: Station) => void
  /** Lets go of all that stands still. */
  readonly heal: () => void
}

export interface WiresDeps {
  readonly time: Time
  readonly random: Random
  readonly tally: Tally
  readonly log: (line: string) => void
  /** Sees each message as it leaves. */
  readonly sent?: (sent: Sent) => void
}

/** One message on its way, for whoever looks on. */
export interface Sent {
  readonly from: Station
  readonly to: Station
  readonly message: Uint8Array
  readonly dueMs: number
  readonly isLost: boolean
}

/** Both ends of one link. */
interface Wire {
  readonly close: (by: Party | null, reason: string) => void
  readonly hurry: () => void
}

interface Passing {
  readonly message: Uint8Array
  atMs: number
  readonly times: number
}

interface End {
  readonly wire: (from: Station, self: Station, far: End) => void
  readonly take: (message: Uint8Array) => void
  readonly bytes: () => number
  readonly listen: (listener: LinkListener) => void
  readonly listener: () => LinkListener | null
  readonly drained: () => void
  readonly hurry: () => void
  readonly stop: () => void
}

const lowWaterBytes = 64 * 1024

export function createWires(deps: WiresDeps): Wires {
  const { time, random, tally, log } = deps
  const wires = new Map<Wire, readonly [Party, Party]>()
  let weather = fairWeather
  let isHealed = false
  let walls: (from: number, to: number) => boolean = () => false

  const isBlocked = (from: Station, to: Station): boolean => walls(from.device, to.device)

  function connect(a: Party, b: Party): void {
    const near = a.station.device === b.station.device
    const ends = [createEnd(near), createEnd(near)] as const
    const [binding, kind] = [
      near ? new Uint8Array(0) : random.bytes(64),
      near ? 'broadcast' : 'webrtc',
    ] as const
    let isOpen = true
    let cancelBreak = (): void => {}
    log(`link ${a.station.name}-${b.station.name}`)

    function close(by: Party | null, reason: string): void {
      if (!isOpen) return
      isOpen = false
      cancelBreak()
      wires.delete(wire)
      log(`unlink ${a.station.name}-${b.station.name} ${reason}`)
      endFor(a, ends[0], by, reason)
      endFor(b, ends[1], by, reason)
    }

    function linkOf(self: Party, own: End, far: End): Link {
      return {
        kind,
        binding,
        send: (message) => {
          if (!isOpen || !self.station.isAlive()) return false
          far.take(message.slice())
          return true
        },
        queuedBytes: () => far.bytes(),
        listen: own.listen,
        close: (reason) => close(self, reason),
      }
    }

    const wire: Wire = {
      close,
      hurry: () => {
        for (const end of ends) end.hurry()
      },
    }
    wires.set(wire, [a, b])
    ends[0].wire(b.station, a.station, ends[1])
    ends[1].wire(a.station, b.station, ends[0])
    a.welcome(linkOf(a, ends[0], ends[1]))
    b.welcome(linkOf(b, ends[1], ends[0]))
    if (weather.breakPerSecond === 0 || near) return
    const seconds = Math.log(1 - random.share()) / Math.log(1 - weather.breakPerSecond)
    cancelBreak = time.after(seconds * 1000, () => {
      tally.count('fault: link broken')
      close(null, 'broken')
    })
  }

  /** Whoever ends it knows at once; the other side may learn of it much later. */
  function endFor(party: Party, end: End, by: Party | null, reason: string): void {
    end.stop()
    const tell = (): void => {
      if (!party.station.isAlive()) return
      end.listener()?.closed(reason)
      party.over(reason)
    }
    if (party === by) tell()
    else time.after(random.between(1, isHealed ? 50 : 9_000), tell)
  }

  /**
   * The receiving half: a queue whose head is delivered when its time has come.
   *
   * @param isFaithful Between tabs of one browser nothing is lost, and what was said before the end is heard.
   */
  function createEnd(isFaithful: boolean): End {
    let listener: LinkListener | null = null
    let queue: Passing[] = []
    let bytes = 0
    let cancel: (() => void) | null = null
    let lastMs = 0
    let ways: { readonly from: Station; readonly self: Station; readonly far: End } | null = null
    let isStopped = false

    function take(message: Uint8Array): void {
      const delay = random.between(1, isFaithful ? 3 : weather.delayMs)
      let atMs = Math.max(lastMs, time.now() + delay)
      if (isFaithful) {
        tellSent(message, atMs, false)
        return enqueue({ message, atMs, times: 1 })
      }
      if (random.chance(weather.stall)) {
        tally.count('fault: minutes of delay')
        atMs += random.between(60_000, 200_000)
      }
      const isLost = random.chance(weather.loss)
      const isDoubled = random.chance(weather.double)
      if (isLost) tally.count('fault: message lost')
      else if (isDoubled) tally.count('fault: message doubled')
      if (random.chance(weather.echo)) {
        time.after(random.between(500, 40_000), () => {
          tally.count('fault: message replayed late')
          hear(message)
        })
      }
      tellSent(message, atMs, isLost)
      enqueue({ message, atMs, times: isLost ? 0 : isDoubled ? 2 : 1 })
    }

    function tellSent(message: Uint8Array, dueMs: number, isLost: boolean): void {
      if (ways !== null) deps.sent?.({ from: ways.from, to: ways.self, message, dueMs, isLost })
    }

    function enqueue(passing: Passing): void {
      lastMs = passing.atMs
      queue.push(passing)
      bytes += passing.message.length
      awaitHead()
    }

    function awaitHead(): void {
      const head = queue[0]
      if (cancel !== null || head === undefined) return
      cancel = time.after(head.atMs - time.now(), () => {
        cancel = null
        deliver()
      })
    }

    function deliver(): void {
      const head = queue.shift()
      if (head === undefined || ways === null) return
      const wasHigh = bytes >= lowWaterBytes
      bytes -= head.message.length
      awaitHead()
      if (wasHigh && bytes < lowWaterBytes) ways.far.drained()
      if (isBlocked(ways.from, ways.self)) return tally.count('fault: message walled off')
      for (let left = head.times; left > 0; left -= 1) hear(head.message)
    }

    function hear(message: Uint8Array): void {
      if (isStopped || ways === null || !ways.self.isAlive()) return
      log(`${ways.from.name}>${ways.self.name} ${message[0]} ${message.length}`)
      listener?.message(message)
    }

    return {
      wire: (from, self, far) => {
        ways = { from, self, far }
      },
      take,
      bytes: () => bytes,
      listen: (next) => {
        listener = next
      },
      listener: () => listener,
      drained: () => listener?.drained(),
      hurry: () => {
        for (const passing of queue) passing.atMs = Math.min(passing.atMs, time.now() + 20)
        lastMs = Math.min(lastMs, time.now() + 20)
        cancel?.()
        cancel = null
        awaitHead()
      },
      stop: () => {
        if (isFaithful) for (const { message } of queue) hear(message)
        isStopped = true
        cancel?.()
        queue = []
        bytes = 0
      },
    }
  }

  return {
    connect,
    isBlocked,
    isHealed: () => isHealed,
    setWeather: (next) => {
      weather = next
    },
    setWalls: (next) => {
      walls = next
    },
    vanish: (station) => {
      for (const [wire, parties] of wires) {
        const gone = parties.find((party) => party.station === station)
        if (gone !== undefined) wire.close(gone, 'gone')
      }
    },
    heal: () => {
      isHealed = true
      weather = fairWeather
      walls = () => false
      for (const wire of wires.keys()) wire.hurry()
    },
  }
}

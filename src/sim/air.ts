/**
 * Air: what lies between the tabs of the simulated world. It makes the links,
 * and does to them whatever a network might (PROTOCOL.md §SM).
 *
 * A link keeps its order, but messages on it may be lost, come twice, come again
 * much later, or stand still for minutes: all that anti-entropy promises to
 * outlive [AE14]. Nothing here looks into a message.
 */

import type { Currents, Link, LinkListener } from '../network/link'
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

/** One tab, as the air knows it. */
export interface Station {
  readonly name: string
  /** Tabs of one device are one browser's. */
  readonly device: number
  readonly isAlive: () => boolean
}

export interface Air {
  readonly currentsFor: (station: Station) => Currents
  readonly setWeather: (weather: Weathers) => void
  /** True where nothing gets from one device to the other. Asked at every delivery. */
  readonly setWalls: (walls: (from: number, to: number) => boolean) => void
  /** Every link of a tab that is gone is over; the other end learns of it late. */
  readonly vanish: (station: Station) => void
  /** Lets go of all that stands still. */
  readonly heal: () => void
  readonly links: () => number
}

export interface AirDeps {
  readonly time: Time
  readonly random: Random
  readonly tally: Tally
  readonly log: (line: string) => void
  /** Whether two devices look for each other at all. */
  readonly areNear: (a: number, b: number) => boolean
}

interface Mast {
  readonly station: Station
  readonly welcome: (link: Link) => void
  readonly wires: Map<Mast, Wire>
}

interface Passing {
  readonly message: Uint8Array
  atMs: number
  readonly times: number
}

/** Both ends of one link. */
interface Wire {
  readonly close: (by: Mast | null, reason: string) => void
  readonly hurry: () => void
}

const lowWaterBytes = 64 * 1024

export function createAir(deps: AirDeps): Air {
  const { time, random, tally, log } = deps
  const masts = new Set<Mast>()
  let weather = fairWeather
  let isHealed = false
  let walls: (from: number, to: number) => boolean = () => false

  const isBlocked = (from: Mast, to: Mast): boolean => walls(from.station.device, to.station.device)
  const areNear = (a: Mast, b: Mast): boolean =>
    a.station.device === b.station.device || deps.areNear(a.station.device, b.station.device)

  function raise(station: Station, welcome: (link: Link) => void): () => void {
    const mast: Mast = { station, welcome, wires: new Map() }
    for (const other of masts) seek(mast, other)
    masts.add(mast)
    return () => lower(mast, 'stopped')
  }

  function lower(mast: Mast, reason: string): void {
    masts.delete(mast)
    for (const wire of mast.wires.values()) wire.close(mast, reason)
  }

  /** Looks for another after a while, and again for as long as both are there. */
  function seek(a: Mast, b: Mast): void {
    if (!areNear(a, b)) return
    time.after(random.between(5, isHealed ? 500 : 4_000), () => {
      if (!masts.has(a) || !masts.has(b) || a.wires.has(b)) return
      if (isBlocked(a, b) || isBlocked(b, a)) return seek(a, b)
      connect(a, b)
    })
  }

  function connect(a: Mast, b: Mast): void {
    const near = a.station.device === b.station.device
    const kind = near ? 'broadcast' : 'webrtc'
    const binding = near ? new Uint8Array(0) : random.bytes(64)
    const ends = [createEnd(near), createEnd(near)] as const
    let isOpen = true
    let cancelBreak = (): void => {}
    log(`link ${a.station.name}-${b.station.name}`)

    function close(by: Mast | null, reason: string): void {
      if (!isOpen) return
      isOpen = false
      cancelBreak()
      a.wires.delete(b)
      b.wires.delete(a)
      log(`unlink ${a.station.name}-${b.station.name} ${reason}`)
      for (const [at, mast] of [a, b].entries()) {
        const end = ends[at === 0 ? 0 : 1]
        end.stop()
        // Whoever ends it knows at once; the other side may learn of it much later.
        if (mast === by) end.listener()?.closed(reason)
        else
          time.after(random.between(1, isHealed ? 50 : 9_000), () => {
            if (mast.station.isAlive()) end.listener()?.closed(reason)
          })
      }
      if (reason !== 'duplicate') seek(a, b)
    }

    function linkOf(self: Mast, own: End, far: End): Link {
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

    ends[0].wire(b, a, ends[1])
    ends[1].wire(a, b, ends[0])
    const wire: Wire = {
      close,
      hurry: () => {
        for (const end of ends) end.hurry()
      },
    }
    a.wires.set(b, wire)
    b.wires.set(a, wire)
    a.welcome(linkOf(a, ends[0], ends[1]))
    b.welcome(linkOf(b, ends[1], ends[0]))
    if (weather.breakPerSecond > 0 && !near) {
      const seconds = Math.log(1 - random.share()) / Math.log(1 - weather.breakPerSecond)
      cancelBreak = time.after(seconds * 1000, () => {
        tally.count('fault: link broken')
        close(null, 'broken')
      })
    }
  }

  interface End {
    readonly wire: (from: Mast, self: Mast, far: End) => void
    readonly take: (message: Uint8Array) => void
    readonly bytes: () => number
    readonly listen: (listener: LinkListener) => void
    readonly listener: () => LinkListener | null
    readonly drained: () => void
    readonly hurry: () => void
    readonly stop: () => void
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
    let ways: { readonly from: Mast; readonly self: Mast; readonly far: End } | null = null
    let isStopped = false

    function take(message: Uint8Array): void {
      const delay = random.between(1, isFaithful ? 3 : weather.delayMs)
      let atMs = Math.max(lastMs, time.now() + delay)
      if (isFaithful) return enqueue({ message, atMs, times: 1 })
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
      enqueue({ message, atMs, times: isLost ? 0 : isDoubled ? 2 : 1 })
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
      if (isStopped || ways === null || !ways.self.station.isAlive()) return
      log(`${ways.from.station.name}>${ways.self.station.name} ${message[0]} ${message.length}`)
      listener?.message(message.slice())
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
    currentsFor: (station) => {
      let isUp = false
      return {
        start: (onLink) => {
          isUp = true
          const stop = raise(station, onLink)
          return () => {
            isUp = false
            stop()
          }
        },
        state: () => (isUp ? 'open' : 'idle'),
        watch: () => () => {},
      }
    },
    setWeather: (next) => {
      weather = next
    },
    setWalls: (next) => {
      walls = next
    },
    vanish: (station) => {
      for (const mast of masts) if (mast.station === station) lower(mast, 'gone')
    },
    heal: () => {
      isHealed = true
      weather = fairWeather
      walls = () => false
      for (const mast of masts) for (const wire of mast.wires.values()) wire.hurry()
    },
    links: () => [...masts].reduce((sum, { wires }) => sum + wires.size, 0) / 2,
  }
}

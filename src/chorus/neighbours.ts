/**
 * Neighbours: the weavers at the other ends of our links, and how far each is
 * in step with us (Emanation, AL-7.3 §29.3.2; PROTOCOL.md §SS).
 *
 * One weaver may be linked twice, over tabs of one browser and over WebRTC; the
 * second link is closed. What is said here of "holds all" rests on digests, so
 * it is never assumed.
 */

import type { Currents, CurrentsState, Link, LinkListener } from '../network/link'
import { withWeather } from '../network/weather'
import { createSync, type Neighbour, type Sync } from '../protocol/antientropy'
import type { SigilId, WeaverId } from '../protocol/ids'
import { encodeMessage } from '../protocol/message-codec'
import type { Clock, Schedule } from '../protocol/ports'
import type { Sigil } from '../protocol/sigil'
import { orderRule } from '../protocol/text/order-rule'
import type { Weaver } from '../protocol/weaver'
import type { Tides } from './chorus'
import type { Greeting } from './greeting'
import {
  clockOffMs,
  digestAfterChangeMs,
  highWaterBytes,
  maxRefusalsPerLink,
  presenceWaterBytes,
  pulseMs,
  silenceMs,
} from './limits'
import { createLull } from './lull'
import type { Presences } from './presence'
import { createSentLedger } from './sent'

export interface NeighboursDeps {
  readonly weaver: Weaver
  readonly self: WeaverId
  readonly greet: Greeting['greet']
  readonly schedule: Schedule
  readonly clock: Clock
  readonly random: () => number
  readonly currents: readonly Currents[]
  /** A pack of sigils; where it can't be read, {@link Neighbours.unreadable} is told. */
  readonly received: (pack: Uint8Array, from: WeaverId) => void
  /** Told of presence, and of whoever comes and goes. Asked for late, since it speaks through us. */
  readonly presences: () => Pick<Presences, 'take' | 'met' | 'parted'>
  /** A neighbour broke the protocol, and its link is closed for that. */
  readonly broke: (fault: string, from: WeaverId) => void
  /** Received and being verified. */
  readonly isUnderWay: (id: SigilId) => boolean
  /** Something that a person can see has changed. */
  readonly changed: () => void
}

export interface Neighbours {
  readonly start: () => void
  readonly stop: () => void
  /** Own sigils are pushed whole to every link; others' are announced to all but who handed them to us. */
  readonly emanate: (sigils: readonly Sigil[], from: WeaverId) => void
  /** Hands a presence to every weaver linked, once each, where its link is not behind [PR5]. */
  readonly say: (presence: Uint8Array) => void
  /** Counts refused sigils against whoever handed them over. */
  readonly refused: (from: string, count: number) => void
  /** Parts from a neighbour whose pack could not be read. */
  readonly unreadable: (detail: string, from: WeaverId) => void
  readonly tides: () => Tides
  readonly setTides: (tides: Partial<Tides>) => void
  readonly state: () => CurrentsState
  readonly isLinked: (weaver: WeaverId) => boolean
  readonly isAnyLinked: () => boolean
  /** Persons linked, ourselves left out. */
  readonly linkedPersons: () => number
  /** True once some neighbour has handed over all it offered. */
  readonly caughtUp: () => boolean
  /** At least one weaver is linked, and each linked one holds exactly what we hold. */
  readonly calcified: () => boolean
  /** Sigils we hold and it lacks, by its last word; null where unknown. */
  readonly lackedBy: (weaver: WeaverId) => number | null
  /** Own sigils of this session that no neighbour is known to hold. */
  readonly unsent: () => number
  readonly clockOffMs: () => number | null
  /** Resolves when every link has taken all that we had for it. */
  readonly drained: () => Promise<void>
}

/** One open, authenticated link. */
interface Tie {
  readonly weaver: WeaverId
  readonly link: Link
  readonly sync: Sync
  heardMs: number
  refusals: number
}

const calm: Tides = { latencyMs: 0, jitterMs: 0, loss: 0, cut: false }

export function createNeighbours(deps: NeighboursDeps): Neighbours {
  const { weaver, self, schedule, clock } = deps
  const ties = new Set<Tie>()
  let tides = calm
  let hasBegun = false
  let stops: (() => void)[] = []
  let cancelPulse: (() => void) | null = null
  let cancelSoon: (() => void) | null = null
  const sent = createSentLedger()
  const lull = createLull(() => [...ties].every(({ sync }) => sync.idle()))

  function start(): void {
    hasBegun = true
    if (tides.cut) return
    stops = deps.currents.map((currents) => {
      const stop = currents.start(welcome)
      const unwatch = currents.watch(deps.changed)
      return () => {
        unwatch()
        stop()
      }
    })
    pulseIn(pulseMs)
  }

  function stop(): void {
    cancelPulse?.()
    cancelSoon?.()
    cancelPulse = null
    cancelSoon = null
    for (const end of stops.splice(0)) end()
    for (const tie of ties) tie.link.close('leaving')
    ties.clear()
    lull.check()
  }

  function welcome(bare: Link): void {
    const link = withWeather(bare, () => tides, schedule, deps.random)
    deps.greet(link, (other) => (isSecondLink(other, link) ? null : tieTo(other, link)))
  }

  /**
   * [SS7] Between tabs of one browser the BroadcastChannel is nearer, and both ends see that alike.
   * Of two links of one kind neither is closed: each end might close the other's choice.
   */
  function isSecondLink(other: WeaverId, link: Link): boolean {
    const near = (one: Link): boolean => one.kind === 'broadcast'
    const known = [...ties].filter(({ weaver: linked }) => linked === other)
    if (!near(link) && known.some((tie) => near(tie.link))) {
      link.close('duplicate')
      return true
    }
    for (const tie of near(link) ? known : []) if (!near(tie.link)) tie.link.close('duplicate')
    return false
  }

  function tieTo(other: WeaverId, link: Link): LinkListener {
    const sync = createSync({ weaver, orderRule, now: clock.now, isUnderWay: deps.isUnderWay })
    const tie: Tie = { weaver: other, link, sync, heardMs: clock.now(), refusals: 0 }
    ties.add(tie)
    sync.open()
    pump(tie)
    deps.presences().met()
    deps.changed()
    return {
      message: (message) => hear(tie, message),
      drained: () => pump(tie),
      closed: () => {
        ties.delete(tie)
        if (tieOf(other) === undefined) deps.presences().parted(other)
        lull.check()
        deps.changed()
      },
    }
  }

  function hear(tie: Tie, message: Uint8Array): void {
    tie.heardMs = clock.now()
    const { received, presence, fault } = tie.sync.receive(message)
    if (presence !== null) return deps.presences().take(presence, tie.weaver)
    if (received !== null) deps.received(received, tie.weaver)
    if (fault !== null) part(fault, tie.weaver)
    pump(tie)
    noteNeighbour(tie.sync.neighbour())
    deps.changed()
  }

  function part(detail: string, from: WeaverId): void {
    deps.broke(detail, from)
    for (const { weaver: linked, link } of ties) if (linked === from) link.close(detail)
  }

  /** Draws from the machine only what the link has room for, so that a slow one is told the latest. */
  function pump({ link, sync }: Tie): void {
    while (link.queuedBytes() < highWaterBytes) {
      const message = sync.next()
      if (message === null || !link.send(message)) break
    }
    lull.check()
  }

  function emanate(sigils: readonly Sigil[], from: WeaverId): void {
    const own = from === self
    sent.note(weaver.digest(), own ? sigils.length : 0)
    for (const tie of ties) {
      // Its last word may have been of what we hold only now.
      noteNeighbour(tie.sync.neighbour())
      if (tie.weaver === from) continue
      tie.sync.emanate(sigils, own)
      pump(tie)
    }
    cancelSoon ??= schedule.after(digestAfterChangeMs, () => {
      cancelSoon = null
      pulse()
    })
  }

  function pulse(): void {
    const missing = weaver.missing()
    const now = clock.now()
    for (const tie of ties) {
      if (now - tie.heardMs > silenceMs) tie.link.close('nothing heard for too long')
      tie.sync.pulse(missing.map(({ id }) => id))
      pump(tie)
    }
  }

  function pulseIn(delayMs: number): void {
    cancelPulse = schedule.after(delayMs, () => {
      pulse()
      pulseIn(pulseMs)
    })
  }

  function noteNeighbour(neighbour: Neighbour | null): void {
    if (neighbour !== null) sent.told(neighbour.digest)
  }

  const holdsAll = ({ sync }: Tie): boolean => sync.neighbour()?.digest === weaver.digest()
  const tieOf = (other: WeaverId): Tie | undefined =>
    [...ties].find(({ weaver: linked }) => linked === other)

  return {
    start,
    stop,
    emanate,
    say: (presence) => sayTo(ties, presence),
    refused: (from, count) => blame(tieOf(from as WeaverId), count),
    unreadable: part,
    tides: () => tides,
    setTides: (change) => {
      const wasCut = tides.cut
      tides = { ...tides, ...change }
      if (tides.cut && !wasCut) stop()
      if (!tides.cut && wasCut && hasBegun) start()
      deps.changed()
    },
    state: () =>
      tides.cut ? 'idle' : worstState(deps.currents.map((currents) => currents.state())),
    isLinked: (other) => tieOf(other) !== undefined,
    isAnyLinked: () => ties.size > 0,
    linkedPersons: () => personsLinked(weaver, ties, self),
    caughtUp: () => [...ties].some(({ sync }) => sync.caughtUp()),
    calcified: () => ties.size > 0 && [...ties].every(holdsAll),
    lackedBy: (other) => {
      const tie = tieOf(other)
      const told = tie?.sync.neighbour()
      if (tie === undefined || told === undefined || told === null) return null
      return holdsAll(tie) ? 0 : Math.max(1, weaver.count() - told.count)
    },
    unsent: sent.unsent,
    clockOffMs: () => medianOff([...ties].map(({ sync }) => sync.neighbour()?.skewMs)),
    drained: lull.wait,
  }
}

function blame(tie: Tie | undefined, count: number): void {
  if (tie === undefined) return
  tie.refusals += count
  if (tie.refusals > maxRefusalsPerLink) tie.link.close('too many sigils refused')
}

/** A weaver that is linked twice is told once. */
function sayTo(ties: Iterable<Tie>, presence: Uint8Array): void {
  const message = encodeMessage({ kind: 'presence', bytes: presence })
  const told = new Set<WeaverId>()
  for (const { weaver, link } of ties) {
    if (told.has(weaver) || link.queuedBytes() > presenceWaterBytes) continue
    if (link.send(message)) told.add(weaver)
  }
}

function personsLinked(weaver: Weaver, ties: Iterable<Tie>, self: WeaverId): number {
  const personOf = (one: WeaverId): WeaverId => weaver.admittedAs(one)?.person ?? one
  const persons = new Set([...ties].map((tie) => personOf(tie.weaver)))
  persons.delete(personOf(self))
  return persons.size
}

/** Our clock minus the median of two or more neighbours', where that is worth telling [ST6]. */
function medianOff(skews: readonly (number | undefined)[]): number | null {
  const known = skews.filter((skew) => skew !== undefined).toSorted((a, b) => a - b)
  if (known.length < 2) return null
  const middle = known.slice((known.length - 1) >> 1, (known.length >> 1) + 1)
  // Of two in the middle the one nearer to our own clock: one wrong neighbour is not our fault.
  const median = middle.reduce((near, skew) => (Math.abs(skew) < Math.abs(near) ? skew : near))
  return Math.abs(median) > clockOffMs ? -median : null
}

/** The tabs of this browser can always be reached, which must not hide that nobody else can. */
function worstState(states: readonly CurrentsState[]): CurrentsState {
  const worst = (['unreachable', 'connecting', 'open'] as const).find((state) =>
    states.includes(state),
  )
  return worst ?? 'idle'
}

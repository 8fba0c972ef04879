/**
 * Anti-entropy: how two weavers come to hold the same sigils (PROTOCOL.md §AE).
 * Standard term: set reconciliation, here a version vector hardened by hash chains.
 *
 * A state machine for one link, without I/O. Equal digest: done, one message.
 * Otherwise each side tells where its strands end; equal tip hash means equal
 * prefix, so the answer is exact without trusting anybody's numbering.
 *
 * There is no queue of messages in here. What is due is kept as sets, and each
 * message is worded as it is drawn by {@link Sync.next}: so it always tells the
 * latest, nothing is said twice, and a slow link holds back nothing but itself.
 */

import { createAnswering } from './answering'
import { createAsking } from './asking'
import type { SigilId } from './ids'
import { maxAcks, maxNews, maxRumours, maxStalePulses, maxStampMs } from './limits'
import {
  type Have,
  type Hello,
  type Message,
  partBytes,
  protocolVersion,
  roomBytes,
  type Sigils,
  type Written,
} from './message'
import { decodeMessage, encodeMessage } from './message-codec'
import { createPackWriter, packedBytes } from './pack'
import type { Sigil } from './sigil'
import { createTelling } from './telling'
import type { Weaver } from './weaver'

/** What one message of the neighbour brought. */
interface Reception {
  /** A pack of sigils, unread and unverified; null in any other message. */
  readonly received: Uint8Array | null
  /** Presence, passed through as it came; null in any other message. */
  readonly presence: Uint8Array | null
  /** Set where the neighbour broke the protocol: close the link, and why, in words. */
  readonly fault: string | null
}

export interface Sync {
  /** First words, once the link is authenticated. */
  readonly open: () => void
  readonly receive: (message: Uint8Array) => Reception
  /**
   * Hands newly integrated sigils on: `own` are pushed whole, the rest announced [AE6].
   * The caller leaves out those that this very neighbour handed to us.
   */
  readonly emanate: (sigils: readonly Sigil[], own: boolean) => void
  /**
   * Every few seconds, and soon after a change: says our digest again, and asks
   * again for what is missing [AE7]. Calling it more often only says the digest more often.
   */
  readonly pulse: (missing: readonly SigilId[]) => void
  /**
   * The next message to send; null where nothing is due. Draw while the link has
   * room, after every other call and whenever it has drained [AE8].
   */
  readonly next: () => Uint8Array | null
  /** True while {@link next} would answer null. */
  readonly idle: () => boolean
  /** True once digests were equal, or all that the neighbour offered has been received. */
  readonly caughtUp: () => boolean
  /** What the neighbour last said of itself; null before its HELLO. */
  readonly neighbour: () => Neighbour | null
}

export interface Neighbour {
  readonly count: number
  readonly digest: string
  /** Its wall clock minus ours as its last HELLO came, ms; latency not taken out. */
  readonly skewMs: number
  /** True once it was seen to hold exactly what we held at that moment. */
  readonly wasLevel: boolean
}

/** What anti-entropy reads of a weaver. It never writes. */
export type Holdings = Pick<Weaver, 'count' | 'digest' | 'get' | 'knows' | 'lanes'>

export interface SyncDeps {
  readonly weaver: Holdings
  /** Version of the text order rule [TX7]: weavers of two rules would tell two histories. */
  readonly orderRule: number
  /** Wall time in ms. May jump: it only decides how soon we ask again. */
  readonly now: () => number
  /** Received, from whomever, and being verified: not worth asking for again. */
  readonly isUnderWay: (id: SigilId) => boolean
}

const silence: Reception = { received: null, presence: null, fault: null }
const faulty = (fault: string): Reception => ({ ...silence, fault })

export function createSync(deps: SyncDeps): Sync {
  const { weaver, orderRule, now } = deps
  const telling = createTelling(weaver)
  const asking = createAsking(deps)
  const answering = createAnswering(weaver)
  let neighbour: Neighbour | null = null
  /** True once the neighbour has told all that it had to tell, or nothing was to be told. */
  let heardOut = false
  /** The HELLO that is due, if any: one that asks for another, or one that does not. */
  let hello: 'asking' | 'plain' | null = null
  /** Turns of the neighbour's to acknowledge, and nonces to send back. */
  const acks = new Set<number>()
  const pongs = new Set<number>()
  let news: Sigil[] = []
  const rumours = new Set<SigilId>()
  /** More was due than may wait for this link: it is told where our strands end, as soon as it takes anything. */
  let isBehind = false
  /** Pulses in a row at which both digests were unequal and unmoved. */
  let stalePulses = 0
  let lastSight = ''
  let levelAt = ''

  const isLevel = (): boolean =>
    neighbour !== null && neighbour.count === weaver.count() && neighbour.digest === weaver.digest()

  function receive(bytes: Uint8Array): Reception {
    const decoded = decodeMessage(bytes)
    if (!decoded.ok) {
      const { form, detail } = decoded.refusal
      return faulty(`It sent a message that cannot be read (${form}: ${detail}).`)
    }
    const { message } = decoded
    if (message.kind === 'other-version') {
      return faulty(
        `It speaks version ${message.version} of the protocol, this weaver ${protocolVersion}.`,
      )
    }
    if (message.kind === 'hello' && message.orderRule !== orderRule) {
      return faulty(
        `It orders text by rule ${message.orderRule}, this weaver by rule ${orderRule}.`,
      )
    }
    take(message)
    if (message.kind === 'sigils') return { ...silence, received: message.pack }
    return message.kind === 'presence' ? { ...silence, presence: message.bytes } : silence
  }

  function take(message: Message): void {
    switch (message.kind) {
      case 'hello':
        return meet(message)
      case 'lanes':
        telling.noteHeld(message.ends.map(({ tip }) => tip))
        if (acks.size < maxAcks && asking.offer(message.ends)) acks.add(message.turn)
        if (message.isLast) heardOut = true
        return
      case 'heard':
        return telling.heard(message.turn)
      case 'want':
        return message.wants.forEach(answering.want)
      case 'need':
        return message.needs.forEach(({ id, run }) => answering.need(id, run, telling.holds))
      case 'have':
        return asking.rumour(message.ids)
      case 'sigils':
        if (message.isAnswer) asking.noteAnswer()
        return
      case 'ping':
        if (pongs.size < maxAcks) pongs.add(message.nonce)
        return
      // A greeting that comes twice, and a pong, say nothing but that someone is there.
      case 'greet':
      case 'proof':
      case 'welcome':
      case 'shut':
      case 'pong':
      case 'presence':
      case 'other-version':
    }
  }

  function meet({ count, digest, clockMs, asks }: Hello): void {
    const wasLevel = neighbour?.wasLevel ?? false
    neighbour = { count, digest, skewMs: clockMs - now(), wasLevel }
    if (isLevel()) {
      neighbour = { ...neighbour, wasLevel: true }
      heardOut = true
      if (levelAt !== digest) telling.noteLevel()
      levelAt = digest
      return
    }
    if (asks) hello ??= 'plain'
    // While answers are flowing our ends move all the time, and only towards the neighbour's own.
    // The answer to our own question finds what we told a moment ago still on its way.
    if (!asking.isFlowing() && (asks || !telling.isOpen())) telling.begin()
  }

  function emanate(sigils: readonly Sigil[], own: boolean): void {
    if (isBehind) return
    if (own) news.push(...sigils)
    else for (const { id } of sigils) rumours.add(id)
    // What came after a hole would wait at the neighbour's for what is in it: so nothing is pushed until it asks.
    isBehind = news.length > maxNews || rumours.size > maxRumours
    if (!isBehind) return
    news = []
    rumours.clear()
  }

  function pulse(missing: readonly SigilId[]): void {
    hello = 'asking'
    asking.pulse()
    asking.seek(missing)
    if (neighbour === null || isLevel()) return
    const sight = `${neighbour.digest} ${weaver.digest()}`
    stalePulses = sight === lastSight ? stalePulses + 1 : 0
    lastSight = sight
    if (stalePulses < maxStalePulses) return
    // Nothing moves and we differ: something we take for told never was.
    stalePulses = 0
    telling.forget()
  }

  function next(): Uint8Array | null {
    if (isBehind) telling.begin()
    isBehind = false
    const message = nextWord() ?? nextNews() ?? asking.next() ?? telling.next() ?? nextRumour()
    if (message !== null) return encodeMessage(message)
    return answering.isEmpty() ? null : encodeMessage(packed(true, answering.peek, answering.take))
  }

  function nextWord(): Written | null {
    const nonce = takeFirst(pongs)
    if (nonce !== undefined) return { kind: 'pong', nonce }
    if (hello !== null) return nextHello(hello === 'asking')
    const turn = takeFirst(acks)
    return turn === undefined ? null : { kind: 'heard', turn }
  }

  function nextHello(asks: boolean): Hello {
    hello = null
    const [count, digest] = [weaver.count(), weaver.digest()]
    return { kind: 'hello', orderRule, asks, count, digest, clockMs: wireMs(now()) }
  }

  function nextNews(): Sigils | null {
    return news.length === 0
      ? null
      : packed(
          false,
          () => news[0],
          () => news.shift(),
        )
  }

  function nextRumour(): Have | null {
    const ids = [...rumours].slice(0, Math.floor(roomBytes / partBytes.id))
    for (const id of ids) rumours.delete(id)
    return ids.length === 0 ? null : { kind: 'have', ids }
  }

  const idle = (): boolean =>
    hello === null &&
    !isBehind &&
    answering.isEmpty() &&
    !asking.isDue() &&
    !telling.isDue() &&
    news.length + rumours.size + acks.size + pongs.size === 0

  return {
    open: () => {
      hello ??= 'plain'
    },
    receive,
    emanate,
    pulse,
    next,
    idle,
    caughtUp: () => (neighbour?.wasLevel ?? false) || (heardOut && asking.outstanding() === 0),
    neighbour: () => neighbour,
  }
}

/** [AE5] Fills one message with what `peek` shows; a sigil larger than the room goes alone. */
function packed(isAnswer: boolean, peek: () => Sigil | undefined, take: () => void): Sigils {
  const pack = createPackWriter()
  for (let sigil = peek(); sigil !== undefined; sigil = peek()) {
    if (pack.count() > 0 && pack.length() + packedBytes(sigil) > roomBytes) break
    pack.add(sigil)
    take()
  }
  return { kind: 'sigils', isAnswer, pack: pack.finish() }
}

function takeFirst<Value>(values: Set<Value>): Value | undefined {
  const [first] = values
  if (first !== undefined) values.delete(first)
  return first
}

/** A clock gone astray must not keep us from saying HELLO: the nearest time that can be written. */
const wireMs = (ms: number): number => Math.min(maxStampMs, Math.max(0, Math.floor(ms)))

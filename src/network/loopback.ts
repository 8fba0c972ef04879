/**
 * Loopback: both ends of one link in memory, whose delivery the test decides
 * (PROTOCOL.md §CU). With a schedule it delivers by itself, in virtual time.
 *
 * Messages are copied as they are sent, so that two weavers never share memory
 * by accident, as they could not over a wire.
 */

import type { Schedule } from '../protocol/ports'
import { lowWaterBytes } from './limits'
import type { Link, LinkListener } from './link'

/** Messages on their way to one end, oldest first; what happens to them is up to the holder. */
export interface Wire {
  readonly waiting: () => readonly Uint8Array[]
  /** Each takes the oldest, and answers whether there was one. */
  readonly deliver: () => boolean
  readonly drop: () => boolean
  /** Delivers the oldest and keeps it, to come again. */
  readonly repeat: () => boolean
}

export interface Loopback {
  readonly a: Link
  readonly b: Link
  readonly toA: Wire
  readonly toB: Wire
  /** Delivers, turn about, until nothing is under way. Throws where that never ends. */
  readonly deliverAll: () => void
}

export interface LoopbackOptions {
  /** Both ends' {@link Link.binding}; empty where absent. */
  readonly binding?: Uint8Array
  /** Delivers by itself, in order, after `delayMs` each (0 where absent). */
  readonly schedule?: Schedule
  readonly delayMs?: () => number
}

/** Deliveries after which {@link Loopback.deliverAll} takes a conversation for endless. */
const endless = 1_000_000

export function createLoopback(options: LoopbackOptions = {}): Loopback {
  const ends: [End, End] = [createEnd(), createEnd()]
  let closed = false

  function close(reason: string): void {
    if (closed) return
    closed = true
    for (const end of ends) end.shut(reason)
  }

  function linkFrom(self: End, other: End): Link {
    return {
      kind: 'loopback',
      binding: options.binding ?? new Uint8Array(0),
      send: (message) => {
        if (closed) return false
        other.queue(message.slice())
        options.schedule?.after(options.delayMs?.() ?? 0, () => other.wire.deliver())
        return true
      },
      queuedBytes: () => other.queuedBytes(),
      listen: self.listen,
      close,
    }
  }

  const [endA, endB] = ends
  endA.onDrained(endB.drained)
  endB.onDrained(endA.drained)
  const deliverAll = (): void => {
    for (let count = 0; count < endless; count++) {
      const toA = endA.wire.deliver()
      if (!endB.wire.deliver() && !toA) return
    }
    throw new Error(`still talking after ${endless} messages`)
  }

  return {
    a: linkFrom(endA, endB),
    b: linkFrom(endB, endA),
    toA: endA.wire,
    toB: endB.wire,
    deliverAll,
  }
}

interface End {
  readonly wire: Wire
  readonly queue: (message: Uint8Array) => void
  readonly queuedBytes: () => number
  readonly listen: (listener: LinkListener) => void
  readonly drained: () => void
  /** Who sends to this end, and hears when the queue has drained. */
  readonly onDrained: (callBack: () => void) => void
  readonly shut: (reason: string) => void
}

/** The receiving half of one end. */
function createEnd(): End {
  let waiting: Uint8Array[] = []
  let bytes = 0
  let listener: LinkListener | null = null
  let tellSender: (() => void) | null = null

  function take(): Uint8Array | undefined {
    const message = waiting.shift()
    if (message === undefined) return undefined
    const wasHigh = bytes >= lowWaterBytes
    bytes -= message.length
    if (wasHigh && bytes < lowWaterBytes) tellSender?.()
    return message
  }

  function hand(message: Uint8Array | undefined): boolean {
    if (message === undefined) return false
    if (listener === null) throw new Error('a message arrived before anyone listened')
    listener.message(message)
    return true
  }

  return {
    wire: {
      waiting: () => waiting,
      deliver: () => hand(take()),
      drop: () => take() !== undefined,
      repeat: () => hand(waiting[0]?.slice()),
    },
    queue: (message) => {
      waiting.push(message)
      bytes += message.length
    },
    queuedBytes: () => bytes,
    listen: (next) => {
      listener = next
    },
    drained: () => listener?.drained(),
    onDrained: (callBack) => {
      tellSender = callBack
    },
    shut: (reason) => {
      waiting = []
      bytes = 0
      listener?.closed(reason)
    },
  }
}

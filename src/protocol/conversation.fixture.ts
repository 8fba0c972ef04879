/**
 * Two ends of one link in a test's hand: what they say is moved message by
 * message, and told in short, so that a conversation can be an expectation.
 */

import { createSync, type Holdings, type Sync } from './antientropy'
import type { SigilId } from './ids'
import { quietMs } from './limits'
import { decodeMessage } from './message-codec'
import { partsIn } from './pack.fixture'

/** The least that a weaver is to its neighbours, and what a test does to it. */
export interface Replica extends Holdings {
  /** Takes sigils as bytes, in any order, and integrates what it can. */
  readonly take: (bytes: readonly Uint8Array[]) => void
  readonly missing: () => readonly SigilId[]
}

/** Two replicas, their machines for the link between them, and the clock they share. */
export interface Pair<Kind extends Replica = Replica> {
  readonly a: Side<Kind>
  readonly b: Side<Kind>
  readonly wait: (ms: number) => void
}

export interface Side<Kind extends Replica = Replica> {
  readonly replica: Kind
  readonly sync: Sync
  /** Hands one message over, with all that follows from its sigils. */
  readonly hear: (message: Uint8Array) => void
  readonly faults: readonly string[]
}

export function pairOf<Kind extends Replica>(one: Kind, other: Kind): Pair<Kind> {
  let ms = 1_000_000
  const side = (replica: Kind): Side<Kind> => {
    const faults: string[] = []
    const sync = createSync({
      weaver: replica,
      orderRule: 1,
      now: () => ms,
      isUnderWay: () => false,
    })
    return {
      replica,
      sync,
      faults,
      hear: (message) => {
        const { received, fault } = sync.receive(message)
        if (fault !== null) faults.push(fault)
        if (received !== null) replica.take(partsIn(received))
      },
    }
  }
  return {
    a: side(one),
    b: side(other),
    wait: (more) => {
      ms += more
    },
  }
}

/** Turn about, all that each has to say, until both are silent. What was said, in short. */
export function converse({ a, b }: Pair): readonly string[] {
  const said: string[] = []
  for (let rounds = 0; rounds < 10_000; rounds++) {
    const fromA = drawAll(a)
    const fromB = drawAll(b)
    if (fromA.length + fromB.length === 0) return said
    for (const message of fromA) {
      said.push(`A ${inShort(message)}`)
      b.hear(message)
    }
    for (const message of fromB) {
      said.push(`B ${inShort(message)}`)
      a.hear(message)
    }
  }
  throw new Error('they never fell silent')
}

export function drawAll({ sync }: Side): readonly Uint8Array[] {
  const drawn: Uint8Array[] = []
  for (let next = sync.next(); next !== null; next = sync.next()) drawn.push(next)
  return drawn
}

export function inShort(bytes: Uint8Array): string {
  const decoded = decodeMessage(bytes)
  if (!decoded.ok) return 'nonsense'
  const { message } = decoded
  switch (message.kind) {
    case 'lanes':
      return `LANES ${message.ends.length}${message.isLast ? '.' : ''}`
    case 'want':
      return `WANT ${message.wants.map(({ locator }) => `1 after ${locator.length}`).join(', ')}`
    case 'sigils':
      return `SIGILS ${partsIn(message.pack).length}`
    case 'need':
      return `NEED ${message.needs.map(({ run }) => `1+${run}`).join(', ')}`
    case 'have':
      return `HAVE ${message.ids.length}`
    default:
      return message.kind.toUpperCase()
  }
}

/** Opens, then pulses with a wait in between, until both hold the same or `most` pulses have passed. */
export function settle(pair: Pair, most = 40): number {
  converse(pair)
  let pulses = 0
  for (; pulses < most && pair.a.replica.digest() !== pair.b.replica.digest(); pulses++) {
    pulseBoth(pair)
    converse(pair)
  }
  return pulses
}

export function pulseBoth({ a, b, wait }: Pair): void {
  wait(quietMs)
  for (const { sync, replica } of [a, b]) sync.pulse(replica.missing())
}

export function open<Kind extends Replica>(one: Kind, other: Kind): Pair<Kind> {
  const pair = pairOf(one, other)
  pair.a.sync.open()
  pair.b.sync.open()
  return pair
}

export const digests = ({ a, b }: Pair): readonly string[] => [
  a.replica.digest(),
  b.replica.digest(),
]
export const isOne = (pair: Pair): boolean => digests(pair)[0] === digests(pair)[1]

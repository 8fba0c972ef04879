/**
 * Goal: whatever a relay does to what passes through it, nobody is ever linked
 * with somebody else. Method: many seeds, each another hostile relay.
 *
 * First the relay that runs the meeting place and knows no secret: it swaps the
 * envelopes of pairs and choruses, repeats, drops, delays and spoils them. Then
 * one that was shown the chorus secret too, and so ends both channels in its own
 * hands: it has the greetings of both sides to play with, and a key of its own.
 */

import { expect, test } from 'vitest'

import { createNaclVerifier, createSeedSigner } from '../platform/nacl'
import { noCredential } from '../protocol/credential'
import { type ChorusId, weaverIdFrom } from '../protocol/ids'
import { decodeMessage, encodeMessage } from '../protocol/message-codec'
import type { EnvelopeText } from '../signaling/letters'
import { greet, type Greeting } from './handshake'
import type { Link } from './link'
import { createLoopback } from './loopback'
import { createWorld, markedSealer, seededEntropy, type Tab } from './mesh.fixture'

type Dice = (below: number) => number

function createDice(seed: number): Dice {
  const { bytes } = seededEntropy(seed)
  return (below) => (bytes(1)[0] ?? 0) % below
}

/** What the relay makes of one envelope, from all that it ever saw. */
function createMeddling(dice: Dice) {
  const seen: EnvelopeText[] = []
  const held: EnvelopeText[] = []
  const did = { swapped: 0, repeated: 0, dropped: 0, delayed: 0, spoilt: 0 }
  const any = () => seen[dice(seen.length)]!
  const meddle = (envelope: EnvelopeText): readonly EnvelopeText[] => {
    seen.push(envelope)
    const pick = dice(12)
    if (pick === 0) return (did.swapped++, [any()])
    if (pick === 1) return (did.repeated++, [envelope, envelope, any()])
    if (pick === 2) return (did.dropped++, [])
    if (pick === 3) return (did.delayed++, held.push(envelope), [])
    if (pick === 4) return (did.delayed++, [envelope, ...held.splice(0).toReversed()])
    if (pick > 5) return [envelope]
    did.spoilt++
    const at = dice(Math.min(250, envelope.length))
    const digit = envelope[at] === 'A' ? 'B' : 'A'
    return [(envelope.slice(0, at) + digit + envelope.slice(at + 1)) as EnvelopeText]
  }
  return { meddle, did }
}

test('[CU1] [CU2] a relay that swaps, repeats, drops, delays and spoils makes no wrong link', () => {
  const total: Record<string, number> = {}
  let links = 0
  for (let seed = 0; seed < 200; seed++) {
    const world = createWorld(seed)
    const { meddle, did } = createMeddling(createDice(seed))
    world.relay.meddle(meddle)
    // Two choruses whose secrets differ, but which this relay has put into one topic.
    const choruses = [1, 2].map((mark) =>
      ['ada', 'bea', 'cyd'].map((name) => world.open(`${name} of ${mark}`, markedSealer(mark))),
    )
    world.pass(120_000)
    for (const tabs of choruses) links += linksWithin(tabs)
    for (const tab of choruses.flat()) {
      for (const link of tab.links()) link.send(Buffer.from(tab.name))
    }
    world.pass(100)
    for (const tabs of choruses) {
      const own = new Set(tabs.map(({ name }) => name))
      for (const { name, messages } of tabs) {
        const strangers = messages.filter((said) => !own.has(said) || said === name)
        expect(strangers, `seed ${seed}`).toEqual([])
      }
    }
    for (const [what, count] of Object.entries(did)) total[what] = (total[what] ?? 0) + count
  }
  // It did all of its deeds, and links came about in spite of them.
  for (const [what, count] of Object.entries(total)) expect(count, what).toBeGreaterThan(300)
  expect(links).toBeGreaterThan(200)
}, 240_000)

const linksWithin = (tabs: readonly Tab[]): number =>
  tabs.reduce((sum, tab) => sum + tab.links().length, 0)

const chorus = '17'.repeat(32) as ChorusId
const signerOf = (seed: number) => createSeedSigner(new Uint8Array(32).fill(seed))
const [ada, bea, middle] = [signerOf(1), signerOf(2), signerOf(3)]
const words = (text: string): Uint8Array => new TextEncoder().encode(text)

interface End {
  readonly greeting: () => Greeting | null
  readonly heard: readonly Uint8Array[]
}

function greeter(link: Link, signer: typeof ada, seed: number): End {
  let greeting: Greeting | null = null
  const heard: Uint8Array[] = []
  greet(
    link,
    {
      chorus,
      signer,
      verifier: createNaclVerifier(),
      entropy: seededEntropy(seed),
      schedule: { after: () => () => {} },
      credential: async () => noCredential,
      judge: async () => ({ kind: 'held' }),
    },
    (result) => {
      greeting = result
      return { message: (bytes) => void heard.push(bytes), drained: () => {}, closed: () => {} }
    },
  )
  return { greeting: () => greeting, heard }
}

/** Lets every promise that can settle do so: signing and checking take microtasks only. */
const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/**
 *   ada ══ left ══ middle ══ right ══ bea      two channels, two bindings
 *
 * Each message that comes in goes on as it is, twice, late, into the channel it
 * came from, changed, or in place of another; now and then the middle says
 * something that looks true.
 */
async function sitBetween(seed: number) {
  const dice = createDice(seed)
  const [left, right] = [
    createLoopback({ binding: words(`left ${seed}`) }),
    createLoopback({ binding: words(`right ${seed}`) }),
  ]
  const ends = [greeter(left.a, ada, seed + 1), greeter(right.a, bea, seed + 2)] as const
  const seen: Uint8Array[] = []
  const queues: [Uint8Array[], Uint8Array[]] = [[], []]
  const channels = [left.b, right.b] as const
  const isPlain = seed % 8 === 0
  for (const side of [0, 1] as const) {
    channels[side].listen({
      message: (message) => {
        seen.push(message)
        queues[1 - side]!.push(message)
        if (isPlain) return
        const deed = dice(9)
        if (deed === 0) queues[1 - side]!.push(message)
        if (deed === 1) queues[side].push(message)
        if (deed === 2) queues[1 - side]!.pop()
        if (deed === 3) queues[1 - side]!.unshift(seen[dice(seen.length)]!)
        if (deed === 4) queues[1 - side]!.splice(-1, 1, spoilt(message, dice))
        if (deed === 5) queues[1 - side]!.push(words('too early'))
      },
      drained: () => {},
      closed: () => {},
    })
  }
  for (let round = 0; round < 8; round++) {
    left.deliverAll()
    right.deliverAll()
    await breathe()
    for (const side of [0, 1] as const) {
      for (const message of queues[side].splice(0)) channels[side].send(message)
    }
  }
  return ends
}

/** The middle's own key, or another nonce, or another seal, in a message that can be read. */
function spoilt(bytes: Uint8Array, dice: Dice): Uint8Array {
  const decoded = decodeMessage(bytes)
  if (!decoded.ok) return bytes
  const { message } = decoded
  if (message.kind === 'greet') {
    return encodeMessage(
      dice(2) === 0
        ? { ...message, key: middle.key }
        : { ...message, nonce: new Uint8Array(32).fill(dice(256)) },
    )
  }
  if (message.kind !== 'proof') return bytes
  const seal = message.seal.slice()
  seal[dice(64)]! ^= 1 + dice(255)
  return encodeMessage({ ...message, seal })
}

test('[CU14] a relay that ends both channels itself is taken for nobody, and nothing it says is heard', async () => {
  const told: Record<string, number> = {}
  for (let seed = 0; seed < 200; seed++) {
    // oxlint-disable-next-line no-await-in-loop -- one middle after another.
    for (const { greeting, heard } of await sitBetween(seed)) {
      const result = greeting()
      const what = result?.kind === 'refused' ? result.reason : (result?.kind ?? 'waits')
      told[what] = (told[what] ?? 0) + 1
      expect(heard, `seed ${seed}`).toEqual([])
    }
  }
  expect(told['greeted']).toBeUndefined()
  expect(told['Its proof was not made by its key.']).toBeGreaterThan(50)
  expect(Object.keys(told).length).toBeGreaterThan(4)
}, 240_000)

test('[CU14] one who ends the channel under its own key is greeted as itself, never as another', async () => {
  const loopback = createLoopback({ binding: words('left') })
  const end = greeter(loopback.a, ada, 1)
  const own = greeter(loopback.b, middle, 2)
  for (let round = 0; round < 4; round++) {
    loopback.deliverAll()
    // oxlint-disable-next-line no-await-in-loop -- each round answers the one before.
    await breathe()
  }
  expect(end.greeting()).toEqual({ kind: 'greeted', weaver: weaverIdFrom(middle.key) })
  expect(own.greeting()).toEqual({ kind: 'greeted', weaver: weaverIdFrom(ada.key) })
})

/**
 * Goal: two honest weavers that talk until silent hold the same sigils, whatever
 * was lost, doubled or came late on the way, and say little where little differs.
 * Method: the conversation itself is the expectation, word by word; then random
 * strands with forks, random loss and repetition, and pulses.
 *
 * The weaver here is a bare set of sigils with strands; `antientropy.weaver.test.ts`
 * has the real one.
 */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { createSync } from './antientropy'
import { createWorld, type MadeReplica, type World } from './antientropy.fixture'
import {
  converse,
  digests,
  drawAll,
  inShort,
  isOne,
  open,
  type Pair,
  pairOf,
  pulseBoth,
  settle,
  type Side,
} from './conversation.fixture'
import { noCredential } from './credential'
import { type SigilId, sigilIdFrom } from './ids'
import { fillBytes, maxNeeds, maxNews, maxOffers, maxStalePulses, quietMs } from './limits'
import { protocolVersion, type Written } from './message'
import { decodeMessage, encodeMessage } from './message-codec'
import { packAsItIs } from './pack'
import { partsIn } from './pack.fixture'

const encode = (message: Written): Uint8Array => encodeMessage(message)

describe('a conversation', () => {
  test('[AE2] of two who hold the same is one HELLO each', () => {
    const world = createWorld()
    const ids = world.strand('ada', 5)
    const pair = open(world.replica(ids), world.replica(ids))
    expect(converse(pair)).toEqual(['A HELLO', 'B HELLO'])
    expect([pair.a.sync.caughtUp(), pair.b.sync.caughtUp()]).toEqual([true, true])
    expect(pair.a.sync.neighbour()).toMatchObject({ count: 5, wasLevel: true, skewMs: 0 })
  })

  // ada  o─o─o─o─o    B lacks the last
  // bea  o─o─o
  test('[AE3] [AE4] about one missing sigil names strands once and brings just that one', () => {
    const world = createWorld()
    const ada = world.strand('ada', 5)
    const bea = world.strand('bea', 3)
    const pair = open(world.replica([...ada, ...bea]), world.replica([...ada.slice(0, 4), ...bea]))
    expect(converse(pair)).toEqual([
      'A HELLO',
      'B HELLO',
      'A LANES 2.',
      'B LANES 2.',
      'A HEARD',
      'B HEARD',
      'B WANT 1 after 3',
      'A SIGILS 1',
    ])
    expect(isOne(pair)).toBe(true)
    pulseBoth(pair)
    expect(converse(pair)).toEqual(['A HELLO', 'B HELLO'])
  })

  test('[AE3] later tells only the ends that changed since', () => {
    const world = createWorld()
    const shared = Array.from({ length: 50 }, (_, at) => world.strand(`weaver ${at}`, 2)).flat()
    const pair = open(world.replica(shared), world.replica(shared))
    converse(pair)
    pair.a.replica.hold(world.strand('ada', 3))
    pulseBoth(pair)
    expect(converse(pair)).toEqual([
      'A HELLO',
      'B HELLO',
      'A HELLO',
      'A LANES 1.',
      'B HELLO',
      'B HEARD',
      'B WANT 1 after 0',
      'A SIGILS 3',
    ])
  })

  // ada  o─o─ … ─o─o─o   A's branch, 3 long
  //             └o─o     B's branch, 2 long; 10,000 sigils before them
  test('[AE4] about a forked strand of ten thousand finds the fork in one round trip', () => {
    // A's branch meets B's third point, one before the fork: so one sigil too many is sent, and no more.
    const world = createWorld()
    const trunk = world.strand('ada', 10_000)
    const left = world.strand('ada', 3, trunk.at(-1))
    const right = world.strand('ada', 2, trunk.at(-1))
    const pair = open(world.replica([...trunk, ...left]), world.replica([...trunk, ...right]))
    expect(converse(pair)).toEqual([
      'A HELLO',
      'B HELLO',
      'A LANES 1.',
      'B LANES 1.',
      'A HEARD',
      'A WANT 1 after 14',
      'B HEARD',
      'B WANT 1 after 14',
      'A SIGILS 4',
      'B SIGILS 2',
    ])
    expect(isOne(pair)).toBe(true)
  })

  test('[AE6] one’s own sigil is pushed whole; another’s is announced, and fetched if unknown', () => {
    const world = createWorld()
    const pair = open(world.replica([]), world.replica([]))
    converse(pair)
    const own = world.strand('ada', 1)
    pair.a.sync.emanate(pair.a.replica.hold(own), true)
    expect(converse(pair)).toEqual(['A SIGILS 1'])
    const others = world.strand('bea', 2)
    pair.a.sync.emanate(pair.a.replica.hold(others), false)
    expect(converse(pair)).toEqual(['A HAVE 2', 'B NEED 1+0, 1+0', 'A SIGILS 2'])
    pair.a.sync.emanate(pair.a.replica.hold(others), false)
    expect(converse(pair)).toEqual(['A HAVE 2'])
  })

  test('[AE7] a pulse heals a lost push', () => {
    const world = createWorld()
    const pair = open(world.replica([]), world.replica([]))
    converse(pair)
    pair.a.sync.emanate(pair.a.replica.hold(world.strand('ada', 1)), true)
    drawAll(pair.a)
    pulseBoth(pair)
    converse(pair)
    expect(isOne(pair)).toBe(true)
  })

  test('[AE7] a pulse of one side alone is enough, since it asks for a HELLO back', () => {
    const world = createWorld()
    const pair = open(world.replica(world.strand('ada', 2)), world.replica(world.strand('bea', 2)))
    drawAll(pair.a)
    drawAll(pair.b)
    pair.a.sync.pulse([])
    converse(pair)
    expect(isOne(pair)).toBe(true)
  })

  test('[AE3] ends that were acknowledged are not told again, though they were never asked for', () => {
    const world = createWorld()
    const pair = open(world.replica(world.strand('ada', 3)), world.replica([]))
    exchangeButWants(pair)
    pulseBoth(pair)
    const said = converse(pair)
    expect(said.filter((words) => words.startsWith('A LANES'))).toEqual([])
    expect(said).toContain('B WANT 1 after 0')
    expect(isOne(pair)).toBe(true)
  })

  test('[AE3] [AE7] ends that were not acknowledged are told again at the next pulse', () => {
    const world = createWorld()
    const pair = open(world.replica(world.strand('ada', 3)), world.replica([]))
    for (const message of drawAll(pair.b)) pair.a.hear(message)
    expect(drawAll(pair.a).map(inShort), 'lost').toContain('LANES 1.')
    expect(settle(pair)).toBe(1)
  })

  // A pushes 1 … 400; all but the first and the last ten are lost.
  test('[AE10] a long hole is filled in few rounds, by asking for more each time', () => {
    const world = createWorld()
    const strand = world.strand('ada', 400)
    const pair = open(world.replica(strand), world.replica(strand.slice(0, 1)))
    converseWithout(pair)
    pair.b.replica.take(world.bytes(strand.slice(-10)))
    const rounds: (readonly string[])[] = []
    for (let most = 20; most > 0 && pair.b.replica.missing().length > 0; most--) {
      pair.b.sync.pulse(pair.b.replica.missing())
      rounds.push(converse(pair).filter((said) => said.startsWith('B NEED')))
      pair.wait(2 * quietMs)
    }
    expect(rounds.slice(0, 3)).toEqual([['B NEED 1+0'], ['B NEED 1+8'], ['B NEED 1+72']])
    expect(rounds.length).toBeLessThanOrEqual(5)
    expect(isOne(pair)).toBe(true)
  })
})

/** Lets what is due be lost, so that a test can begin in the middle of things. */
function converseWithout({ a, b }: Pair): void {
  drawAll(a)
  drawAll(b)
}

describe('what is sent', () => {
  test('[AE5] fills its messages, and causes come before effects across strands', () => {
    const world = createWorld()
    const ids = world.tangle(2_000, 7)
    const pair = open(world.replica(ids), world.replica([]))
    const sizes: number[] = []
    const order: SigilId[] = []
    pairHears(pair, (message) => {
      const decoded = decodeMessage(message)
      if (!decoded.ok || decoded.message.kind !== 'sigils') return
      sizes.push(message.length)
      order.push(
        ...partsIn(decoded.message.pack).map((bytes) => sigilIdFrom(bytes.subarray(0, 32))),
      )
    })
    expect(order).toHaveLength(2_000)
    const place = new Map(order.map((id, at) => [id, at]))
    const astray = order.filter((id, at) =>
      world.get(id).links.some((link) => (place.get(link) ?? Infinity) > at),
    )
    expect(astray).toEqual([])
    expect(Math.max(...sizes)).toBeLessThanOrEqual(fillBytes)
    expect(Math.min(...sizes.slice(0, -1))).toBeGreaterThan(fillBytes * 0.9)
  })

  test('[AE5] a sigil larger than a frame goes alone', () => {
    const world = createWorld()
    const ids = [1, 2, 3].map((at) => world.weave('ada', { size: at === 2 ? 60_000 : 200 }).id)
    const pair = open(world.replica(ids), world.replica([]))
    expect(converse(pair).filter((said) => said.startsWith('A SIGILS'))).toEqual([
      'A SIGILS 1',
      'A SIGILS 1',
      'A SIGILS 1',
    ])
  })

  test('[AE8] is made one message at a time, only as it is drawn', () => {
    const world = createWorld()
    const ids = world.strand('ada', 3_000)
    const pair = open(world.replica(ids), world.replica([]))
    pair.b.hear(encode({ kind: 'ping', nonce: 9 }))
    expect(pair.b.sync.idle()).toBe(false)
    for (const message of drawAll(pair.b)) pair.a.hear(message)
    for (const message of drawAll(pair.a)) pair.b.hear(message)
    for (const message of drawAll(pair.b)) pair.a.hear(message)
    let bulk = 0
    for (let next = pair.a.sync.next(); next !== null; next = pair.a.sync.next()) {
      bulk++
      // Whatever else falls due goes first, however much is still to be given.
      if (bulk === 2) {
        pair.a.hear(encode({ kind: 'ping', nonce: 1 }))
        expect(inShort(pair.a.sync.next() ?? new Uint8Array(0))).toBe('PONG')
      }
    }
    expect(bulk).toBeGreaterThan(20)
    expect(pair.a.sync.idle()).toBe(true)
  })

  test('[AE8] does not grow where the link takes nothing: the neighbour asks for it, and waits for no pulse', () => {
    const world = createWorld()
    const pair = open(world.replica([]), world.replica([]))
    converse(pair)
    for (let burst = 0; burst < 3; burst++) {
      pair.a.sync.emanate(pair.a.replica.hold(world.strand('ada', maxNews)), true)
    }
    expect(pair.a.sync.idle()).toBe(false)
    const told = drawAll(pair.a)
    expect(told.map(inShort)).toEqual(['LANES 1.'])
    for (const message of told) pair.b.hear(message)
    converse(pair)
    expect(isOne(pair)).toBe(true)
    pair.a.sync.emanate(pair.a.replica.hold(world.strand('ada', 1)), true)
    expect(drawAll(pair.a).map(inShort)).toEqual(['SIGILS 1'])
  })
})

/** Both talk until silent, and `hear` hears every message too. */
function pairHears(pair: Pair, hear: (message: Uint8Array) => void): void {
  const spy = (side: Side): Side => ({
    ...side,
    hear: (message) => {
      hear(message)
      side.hear(message)
    },
  })
  converse({ ...pair, a: spy(pair.a), b: spy(pair.b) })
}

/** An id that no sigil has. */
const promise = (nth: number): SigilId => nth.toString(16).padStart(64, '0') as SigilId

describe('what is asked for', () => {
  test('[AE13] is never what is known or under way', () => {
    const world = createWorld()
    const ids = world.strand('ada', 4)
    const replica = world.replica([])
    const sync = createSync({
      weaver: { ...replica, knows: (id) => id === ids[3] },
      orderRule: 1,
      now: () => 0,
      isUnderWay: (id) => id === ids[2],
    })
    sync.receive(encode({ kind: 'have', ids: ids.slice(1) }))
    sync.pulse(ids.slice(2))
    sync.receive(
      encode({
        kind: 'lanes',
        turn: 1,
        isLast: true,
        ends: ids.slice(2).map((tip) => ({ ...world.laneOf(tip), seq: 9, tip })),
      }),
    )
    const said = drawAll({ sync } as Side).map(inShort)
    expect(said.filter((word) => /WANT|NEED/.test(word))).toEqual(['NEED 1+0'])
  })

  test('[AE13] is asked for once, however often it is told or missed, until it is overdue', () => {
    const world = createWorld()
    const ids = world.strand('ada', 2)
    const { b, wait } = pairOf(world.replica([]), world.replica([]))
    const ask = (): readonly string[] => {
      const [tip] = ids.slice(-1) as [SigilId]
      b.hear(
        encode({
          kind: 'lanes',
          turn: 1,
          isLast: true,
          ends: [{ ...world.laneOf(tip), seq: 1, tip }],
        }),
      )
      b.hear(encode({ kind: 'have', ids: ids.slice(0, 1) }))
      b.sync.pulse(ids.slice(0, 1))
      return drawAll(b)
        .map(inShort)
        .filter((word) => /WANT|NEED/.test(word))
    }
    expect(ask()).toEqual(['NEED 1+0', 'WANT 1 after 0'])
    expect(ask()).toEqual([])
    wait(quietMs)
    b.hear(encode({ kind: 'sigils', isAnswer: true, pack: packAsItIs([]) }))
    expect(ask(), 'answers still flow').toEqual([])
    wait(quietMs)
    expect(ask()).toHaveLength(2)
  })

  test('[AE13] has a bound: a flood of promises is not acknowledged, and given up in the end', () => {
    const world = createWorld()
    const { b, wait } = pairOf(world.replica([]), world.replica([]))
    const lane = world.laneOf(world.strand('mallory', 1)[0] as SigilId)
    const part = (turn: number, from: number): Uint8Array =>
      encode({
        kind: 'lanes',
        turn,
        isLast: true,
        ends: Array.from({ length: 800 }, (_, at) => ({
          ...lane,
          seq: 1,
          tip: promise(from + at),
        })),
      })
    for (let nth = 0; nth * 800 < maxOffers + 800; nth++) b.hear(part(nth, nth * 800))
    const heard = drawAll(b)
      .map(inShort)
      .filter((said) => said === 'HEARD').length
    expect(heard).toBe(Math.floor(maxOffers / 800))
    expect(b.sync.caughtUp()).toBe(false)
    for (let pulses = 0; pulses < 12; pulses++) {
      wait(quietMs)
      b.sync.pulse([])
      drawAll(b)
    }
    expect(b.sync.caughtUp()).toBe(true)
  })

  test('[AE13] an unanswered flood of announcements keeps nothing from being asked later', () => {
    const { b, wait } = pairOf(createWorld().replica([]), createWorld().replica([]))
    const announce = (from: number): number => {
      for (let part = 0; part < 10; part++) {
        const ids = Array.from({ length: 500 }, (_, at) => promise(from + part * 500 + at))
        b.hear(encode({ kind: 'have', ids }))
      }
      return drawAll(b)
        .map(inShort)
        .reduce((sum, said) => sum + said.split(',').length, 0)
    }
    expect(announce(0)).toBe(maxNeeds)
    expect(announce(10_000)).toBe(0)
    wait(quietMs)
    b.sync.pulse([])
    drawAll(b)
    expect(announce(20_000)).toBe(maxNeeds)
  })

  test('[AE4] a tip that nobody holds is not answered', () => {
    const world = createWorld()
    const { a } = pairOf(world.replica(world.strand('ada', 2)), world.replica([]))
    const tip = 'ab'.repeat(32) as SigilId
    a.hear(encode({ kind: 'want', wants: [{ tip, locator: [] }] }))
    a.hear(encode({ kind: 'need', needs: [{ id: tip, run: 8 }] }))
    expect(drawAll(a)).toEqual([])
  })
})

const faultOf = (bytes: Uint8Array): string | null => {
  const world = createWorld()
  return pairOf(world.replica([]), world.replica([])).a.sync.receive(bytes).fault
}

describe('a fault', () => {
  test('[AE12] is told in words: unreadable bytes, another version, another order rule', () => {
    expect(faultOf(Uint8Array.of(77))).toBe(
      'It sent a message that cannot be read (unknown-kind: kind 77).',
    )
    expect(faultOf(Uint8Array.of(3, 9))).toBe(
      `It speaks version 9 of the protocol, this weaver ${protocolVersion}.`,
    )
    const hello = { asks: false, count: 0, digest: '00'.repeat(32), clockMs: 0 }
    expect(faultOf(encode({ kind: 'hello', orderRule: 2, ...hello }))).toBe(
      'It orders text by rule 2, this weaver by rule 1.',
    )
  })

  test('[AE12] is not what comes twice or means nothing here', () => {
    for (const message of [
      { kind: 'proof', seal: new Uint8Array(64), ...noCredential },
      { kind: 'welcome' },
      { kind: 'shut' },
      { kind: 'pong', nonce: 1 },
      { kind: 'heard', turn: 44 },
    ] as const) {
      expect(faultOf(encode(message))).toBe(null)
    }
  })

  test('[AE12] presence is passed through as it came', () => {
    const { a } = pairOf(createWorld().replica([]), createWorld().replica([]))
    const bytes = Uint8Array.of(1, 2, 3)
    expect(a.sync.receive(encode({ kind: 'presence', bytes })).presence).toEqual(bytes)
  })
})

describe('knowledge that is wrong', () => {
  test('[AE9] is forgotten after a while without movement, and everything is told anew', () => {
    const world = createWorld()
    const pair = open(world.replica(world.strand('ada', 3)), world.replica([]))
    // B hears of the ends, says so, and then gives up on them: each of its WANTs is lost.
    exchangeButWants(pair)
    for (let pulses = 0; pulses < 12; pulses++) {
      pulseBoth(pair)
      exchangeButWants(pair)
    }
    expect(isOne(pair)).toBe(false)
    expect(settle(pair, maxStalePulses + 2)).toBeLessThanOrEqual(maxStalePulses + 2)
    expect(isOne(pair)).toBe(true)
  })
})

function exchangeButWants({ a, b }: Pair): void {
  for (let rounds = 0; rounds < 10; rounds++) {
    for (const message of drawAll(a)) b.hear(message)
    for (const message of drawAll(b)) if (!inShort(message).startsWith('WANT')) a.hear(message)
  }
}

describe('whatever happens to the messages', () => {
  const anyCase = fc.record({
    /** What each sigil of the world builds on, as numbers for {@link World.random}. */
    shape: fc.array(fc.tuple(fc.nat(3), fc.nat(), fc.nat(), fc.nat(9)), { maxLength: 60 }),
    holdsA: fc.array(fc.nat(), { maxLength: 6 }),
    holdsB: fc.array(fc.nat(), { maxLength: 6 }),
    fates: fc.array(
      fc.constantFrom('arrive', 'arrive', 'lost', 'twice', 'replay', 'pulse', 'push'),
      {
        maxLength: 80,
      },
    ),
  })

  test('[AE14] two who talk on hold the same in the end, and fall silent', () => {
    fc.assert(
      fc.property(anyCase, ({ shape, holdsA, holdsB, fates }) => {
        const world = createWorld()
        const ids = world.random(shape)
        const some = (picks: readonly number[]): readonly SigilId[] =>
          ids.length === 0
            ? []
            : world.pastOf(picks.map((pick) => ids[pick % ids.length] as SigilId))
        const pair = open(world.replica(some(holdsA)), world.replica(some(holdsB)))
        misfortune(pair, world, fates)
        settle(pair)
        expect(digests(pair)[0]).toBe(digests(pair)[1])
        expect([...pair.a.faults, ...pair.b.faults]).toEqual([])
        expect(pair.a.replica.missing()).toEqual([])
      }),
      { numRuns: 300 },
    )
  })
})

/** Moves messages by hand, alternating between the two ends, each with its fate. */
function misfortune(pair: Pair<MadeReplica>, world: World, fates: readonly string[]): void {
  const past: { to: Side; message: Uint8Array }[] = []
  fates.forEach((fate, at) => {
    const [from, to] = at % 2 === 0 ? [pair.a, pair.b] : [pair.b, pair.a]
    if (fate === 'pulse') return pulseBoth(pair)
    if (fate === 'push') {
      return from.sync.emanate(
        from.replica.hold(world.strand(at % 2 === 0 ? 'ada' : 'bea', 1)),
        at % 3 > 0,
      )
    }
    const message = from.sync.next()
    if (message === null) return
    past.push({ to, message })
    if (fate !== 'lost') to.hear(message)
    if (fate === 'twice') to.hear(message)
    const old = past[at % past.length]
    if (fate === 'replay') old?.to.hear(old.message)
  })
}

/**
 * Goal: a link is handed over only to whoever proved its key, on this very channel, to this very chorus.
 * Method: two honest ends over a loopback; then one honest end against messages made by hand.
 */

import { describe, expect, test } from 'vitest'

import { createNaclVerifier, createSeedSigner } from '../platform/nacl'
import { concatBytes, fromHex } from '../protocol/bytes'
import { noCredential } from '../protocol/credential'
import { type ChorusId, type WeaverId, weaverIdFrom } from '../protocol/ids'
import { maxMessageBytes } from '../protocol/limits'
import { type Greet, protocolVersion, type Written } from '../protocol/message'
import { decodeMessage, encodeMessage } from '../protocol/message-codec'
import type { Schedule, Signer } from '../protocol/ports'
import { greet, type GreetDeps, type Greeting, type RefusalCause } from './handshake'
import { greetWithinMs } from './limits'
import type { Link } from './link'
import { createLoopback, type Loopback } from './loopback'

const chorus = '17'.repeat(32) as ChorusId
const seeded = (seed: number): Signer => createSeedSigner(new Uint8Array(32).fill(seed))
const ada = seeded(1)
const bea = seeded(2)
const still: Schedule = { after: () => () => {} }
const failing = (): Promise<never> => Promise.reject(new Error('no key'))
const forever: Promise<never> = new Promise(() => {})

let draws = 0
const depsOf = (signer: Signer, more: Partial<GreetDeps> = {}): GreetDeps => ({
  chorus,
  signer,
  verifier: createNaclVerifier(),
  entropy: { bytes: (length) => new Uint8Array(length).fill(++draws) },
  schedule: still,
  credential: async () => noCredential,
  judge: async () => ({ kind: 'held' }),
  ...more,
})

/** One end as it greets: what came of it, and what its listener heard afterwards. */
interface Greeter {
  readonly greeting: () => Greeting | null
  readonly heard: readonly string[]
  readonly closed: () => string | null
}

function greeter(link: Link, deps: GreetDeps): Greeter {
  let greeting: Greeting | null = null
  let closed: string | null = null
  const heard: string[] = []
  greet(link, deps, (result) => {
    expect(greeting, 'told twice').toBe(null)
    greeting = result
    if (result.kind !== 'greeted') return null
    return {
      message: (message) => heard.push(new TextDecoder().decode(message)),
      drained: () => {},
      closed: (reason) => {
        closed = reason
      },
    }
  })
  return { greeting: () => greeting, heard, closed: () => closed }
}

/** Lets every promise that can settle do so: signing and checking here take microtasks only. */
const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

async function run({ deliverAll }: Loopback): Promise<void> {
  for (let round = 0; round < 4; round++) {
    deliverAll()
    // oxlint-disable-next-line no-await-in-loop -- each round answers the one before.
    await breathe()
  }
}

const causes: Readonly<Record<string, RefusalCause>> = {
  'Its proof was not made by its key.': 'unproved',
  'It has no place.': 'stranger',
}
const refused = (reason: string, cause = causes[reason] ?? 'other'): Greeting => ({
  kind: 'refused',
  cause,
  reason,
})
const greeted = (weaver: WeaverId): Greeting => ({ kind: 'greeted', weaver })
const unsealed: Written = { kind: 'proof', seal: new Uint8Array(64), ...noCredential }
const welcome: Written = { kind: 'welcome' }
const words = (text: string): Uint8Array => new TextEncoder().encode(text)

test('[CU14] two weavers of one chorus each learn who the other is', async () => {
  const loopback = createLoopback({ binding: words('fingerprints') })
  const a = greeter(loopback.a, depsOf(ada))
  const b = greeter(loopback.b, depsOf(bea))
  await run(loopback)
  expect(a.greeting()).toEqual(greeted(weaverIdFrom(bea.key)))
  expect(b.greeting()).toEqual(greeted(weaverIdFrom(ada.key)))
  loopback.a.send(words('hello'))
  loopback.deliverAll()
  expect(b.heard).toEqual(['hello'])
  loopback.a.close('enough')
  expect([a.closed(), b.closed()]).toEqual(['enough', 'enough'])
})

test('[CU14] a middleman who relays between two channels is greeted at neither', async () => {
  const left = createLoopback({ binding: words('left') })
  const right = createLoopback({ binding: words('right') })
  const a = greeter(left.a, depsOf(ada))
  const b = greeter(right.a, depsOf(bea))
  left.b.listen({ message: right.b.send, drained: () => {}, closed: () => {} })
  right.b.listen({ message: left.b.send, drained: () => {}, closed: () => {} })
  for (let round = 0; round < 4; round++) {
    // oxlint-disable-next-line no-await-in-loop -- the middleman passes on what the round before brought.
    await run(left)
    // oxlint-disable-next-line no-await-in-loop
    await run(right)
  }
  // Whoever checks first closes its channel; the other's proof never comes, and it waits in vain.
  expect(a.greeting()).toEqual(refused('Its proof was not made by its key.'))
  expect(b.greeting()).toBe(null)
})

/** Ada greets for real; the test speaks for the other end. */
function stranger(more: Partial<GreetDeps> = {}) {
  const loopback = createLoopback()
  const end = greeter(loopback.a, depsOf(ada, more))
  const received: Written[] = []
  loopback.b.listen({
    message: (bytes) => {
      const decoded = decodeMessage(bytes)
      if (decoded.ok) received.push(decoded.message as Written)
    },
    drained: () => {},
    closed: () => {},
  })
  loopback.deliverAll()
  return {
    end,
    loopback,
    received,
    greeting: received[0] as Greet,
    say: async (...messages: readonly (Uint8Array | Written)[]) => {
      for (const message of messages) {
        loopback.b.send(message instanceof Uint8Array ? message : encodeMessage(message))
      }
      await run(loopback)
    },
  }
}

const greetingOf = (signer: Signer): Greet => ({
  kind: 'greet',
  chorusTag: chorus.slice(0, 8),
  key: signer.key,
  nonce: new Uint8Array(32).fill(99),
})

async function proofOf(signer: Signer, own: Greet, other: Greet, of = chorus): Promise<Written> {
  const parts = [own.key, own.nonce, other.key, other.nonce]
  const name = fromHex(of) ?? new Uint8Array(0)
  const seal = await signer.sign(concatBytes([words('aetherlink/1 greeting'), name, ...parts]))
  return { kind: 'proof', seal, ...noCredential }
}

describe('a stranger', () => {
  test('[CU14] that does as it should is greeted', async () => {
    const { end, greeting, say } = stranger()
    const own = greetingOf(bea)
    await say(own, await proofOf(bea, own, greeting))
    expect(end.greeting(), 'before it has said what it makes of us').toBe(null)
    await say(welcome)
    expect(end.greeting()).toEqual(greeted(weaverIdFrom(bea.key)))
  })

  test.each<[string, readonly (Uint8Array | Written)[], string]>([
    [
      'says anything else first',
      [{ kind: 'ping', nonce: 1 }],
      'It sent a ping where a greet was due.',
    ],
    ['proves before it greets', [unsealed], 'It sent a proof where a greet was due.'],
    ['greets twice', [greetingOf(bea), greetingOf(bea)], 'It sent a greet where a proof was due.'],
    ['talks nonsense', [Uint8Array.of(200)], 'It sent a greeting that cannot be read.'],
    [
      'talks at length',
      [new Uint8Array(1025).fill(10)],
      'It spoke at length before it had greeted.',
    ],
    [
      'speaks another version',
      [Uint8Array.of(1, 7)],
      `It speaks version 7 of the protocol, this weaver ${protocolVersion}.`,
    ],
    [
      'is of another chorus',
      [{ ...greetingOf(bea), chorusTag: '18181818' }],
      'It belongs to another chorus.',
    ],
    ['names our own key', [greetingOf(ada)], 'It named our own key as its own.'],
    ['cannot prove its key', [greetingOf(bea), unsealed], 'Its proof was not made by its key.'],
  ])('[CU14] that %s is refused, in words, and the link closed', async (_, messages, reason) => {
    const { end, loopback, say } = stranger()
    await say(...messages)
    const cause = reason.startsWith('It speaks') ? 'version' : undefined
    expect(end.greeting()).toEqual(refused(reason, cause))
    expect(loopback.a.send(words('late'))).toBe(false)
  })

  test('[CU14] whose proof is for another chorus, nonce or key is refused', async () => {
    const own = greetingOf(bea)
    const wrong: ((greeting: Greet) => Promise<Written>)[] = [
      (greeting) =>
        proofOf(bea, own, greeting, `${chorus.slice(0, 8)}${'00'.repeat(28)}` as ChorusId),
      (greeting) => proofOf(bea, own, { ...greeting, nonce: new Uint8Array(32) }),
      (greeting) => proofOf(bea, own, { ...greeting, key: bea.key }),
      (greeting) => proofOf(seeded(3), own, greeting),
    ]
    const results = await Promise.all(
      wrong.map(async (prove) => {
        const { end, greeting, say } = stranger()
        await say(own, await prove(greeting))
        return end.greeting()
      }),
    )
    expect(results).toEqual(wrong.map(() => refused('Its proof was not made by its key.')))
  })

  test('[CU14] that sends back our own proof is refused', async () => {
    const { end, received, say } = stranger()
    await say(greetingOf(bea))
    await say(received[1] as Written)
    expect(end.greeting()?.kind).toBe('refused')
  })

  test('[CU14] that says nothing is refused after ten seconds', () => {
    const due: [number, () => void][] = []
    const { end } = stranger({
      schedule: {
        after: (delayMs, callBack) => {
          due.push([delayMs, callBack])
          return () => {}
        },
      },
    })
    expect(due.map(([delayMs]) => delayMs)).toEqual([greetWithinMs])
    due[0]?.[1]()
    expect(end.greeting()).toEqual(refused('It did not greet within ten seconds.'))
  })

  test('[CU14] whose link closes is refused for that reason', () => {
    const { end, loopback } = stranger()
    loopback.b.close('the tab was closed')
    expect(end.greeting()).toEqual(refused('the tab was closed'))
  })

  test('[CU14] is refused where our own key or the checking fails', async () => {
    const noKey = stranger({ signer: { key: ada.key, sign: failing } })
    await noKey.say(greetingOf(bea))
    expect(noKey.end.greeting()).toEqual(refused('Our own key would not sign the greeting.'))
    const noCheck = stranger({ verifier: { verify: failing } })
    const own = greetingOf(bea)
    await noCheck.say(own, await proofOf(bea, own, noCheck.greeting))
    expect(noCheck.end.greeting()).toEqual(refused('Its proof could not be checked.'))
  })
})

test('[CU14] nobody is greeted before our own proof is out', async () => {
  const sealing: { now: () => void } = { now: () => {} }
  const slow: Signer = {
    key: ada.key,
    sign: (message) =>
      new Promise((resolve) => {
        sealing.now = () => resolve(ada.sign(message))
      }),
  }
  const { end, received, greeting, say } = stranger({ signer: slow })
  const own = greetingOf(bea)
  await say(own, await proofOf(bea, own, greeting), welcome)
  expect(end.greeting()).toBe(null)
  sealing.now()
  await say()
  expect(end.greeting()).toEqual(greeted(weaverIdFrom(bea.key)))
  expect(received.map(({ kind }) => kind)).toEqual(['greet', 'proof', 'welcome'])
})

describe('a place in the chorus', () => {
  const nowhere: GreetDeps['judge'] = async () => ({ kind: 'none', reason: 'It has no place.' })
  const closedDoor: GreetDeps['judge'] = async () => ({ kind: 'shut' })

  test('[CU15] is told by both ends, and nothing is heard before', async () => {
    let judged = (): void => {}
    const slow: GreetDeps['judge'] = () =>
      new Promise((resolve) => {
        judged = () => resolve({ kind: 'held' })
      })
    const loopback = createLoopback()
    const a = greeter(loopback.a, depsOf(ada, { judge: slow }))
    const b = greeter(loopback.b, depsOf(bea))
    await run(loopback)
    expect([a.greeting(), b.greeting()]).toEqual([null, null])
    judged()
    await run(loopback)
    expect([a.greeting()?.kind, b.greeting()?.kind]).toEqual(['greeted', 'greeted'])
  })

  test.each<[string, readonly Written[]]>([
    ['anything else in its place', [{ kind: 'ping', nonce: 1 }]],
    ['a second one', [welcome, welcome]],
  ])('[CU15] while it is being judged, %s is refused', async (_, messages) => {
    const { end, greeting, say } = stranger({ judge: () => forever })
    const own = greetingOf(bea)
    await say(own, await proofOf(bea, own, greeting), ...messages)
    expect(end.greeting()).toEqual(
      refused(`It sent a ${messages.at(-1)?.kind} where a welcome was due.`),
    )
  })

  test('[CU14] is judged by the key that was proved and what was shown with it', async () => {
    const seen: unknown[] = []
    const judge: GreetDeps['judge'] = async (weaver, shown) => {
      seen.push(weaver, shown)
      return { kind: 'held' }
    }
    const shown = {
      sponsor: { key: new Uint8Array(32).fill(7), coSeal: new Uint8Array(64).fill(8) },
      chain: [words('genesis'), words('invite')],
    }
    const loopback = createLoopback()
    greeter(loopback.a, depsOf(ada, { judge }))
    greeter(loopback.b, depsOf(bea, { credential: async () => shown }))
    await run(loopback)
    expect(seen).toEqual([weaverIdFrom(bea.key), shown])
  })

  test('[CU26] that somebody lacks closes the link for both, and no more is said', async () => {
    const loopback = createLoopback()
    const a = greeter(loopback.a, depsOf(ada, { judge: nowhere }))
    const b = greeter(loopback.b, depsOf(bea))
    await run(loopback)
    expect(a.greeting()).toEqual(refused('It has no place.'))
    expect(b.greeting()).toEqual(refused('It has no place.', 'other'))
  })

  test('[CU27] whose door was closed is told to whoever comes by it, and the link is over', async () => {
    const loopback = createLoopback()
    const a = greeter(loopback.a, depsOf(ada, { judge: closedDoor }))
    const b = greeter(loopback.b, depsOf(bea))
    await run(loopback)
    expect(b.greeting()).toEqual({ kind: 'shut' })
    expect(a.greeting()?.kind).toBe('refused')
    expect(loopback.a.send(words('late'))).toBe(false)
  })

  test('[CU27] that is denied by somebody who has none itself is not believed', async () => {
    const loopback = createLoopback()
    greeter(loopback.a, depsOf(ada, { judge: closedDoor }))
    const b = greeter(loopback.b, depsOf(bea, { judge: nowhere }))
    await run(loopback)
    expect(b.greeting()).toEqual(refused('It has no place.'))
  })

  test('[CU27] nothing is heard from whoever was told, and it has ten seconds to go', async () => {
    let end = (): void => {}
    const schedule: Schedule = {
      after: (_, callBack) => {
        end = callBack
        return () => {}
      },
    }
    const shut = stranger({ judge: closedDoor, schedule })
    const own = greetingOf(bea)
    await shut.say(own, await proofOf(bea, own, shut.greeting))
    await shut.say(welcome, words('let me in'))
    expect(shut.end.greeting()).toBe(null)
    expect(shut.received.at(-1)).toEqual({ kind: 'shut' })
    end()
    expect(shut.end.greeting()).toEqual(refused('The door that it came by was closed.'))
    expect(shut.end.heard).toEqual([])
  })

  test('[CU14] may take a whole message to show, and no more', async () => {
    const { end, greeting, say } = stranger()
    const own = greetingOf(bea)
    await say(own, new Uint8Array(maxMessageBytes + 1).fill(2))
    expect(end.greeting()).toEqual(refused('It spoke at length before it had greeted.'))
    expect(greeting.kind).toBe('greet')
  })
})

import fc from 'fast-check'
import { expect, test } from 'vitest'

import type { EnvelopeText, PeerName, Topic } from '../signaling/letters'
import { longestRetryMs, relayAnswersWithinMs, relayOpensWithinMs, rollCallMs } from './limits'
import { createFakeRelay, createVirtualTime, seededEntropy } from './mesh.fixture'
import {
  createRelayClient,
  openWebSocket,
  type RelayClientDeps,
  relayUrlFor,
  type SocketEvents,
} from './relay-client'

const topic = 'ab'.repeat(32) as Topic
const [ada, bob] = ['a'.repeat(32) as PeerName, 'b'.repeat(32) as PeerName]

function setup(deps: Partial<RelayClientDeps> = {}) {
  const time = createVirtualTime()
  const relay = createFakeRelay(time)
  const client = (seed: number) =>
    createRelayClient({
      url: 'ws://relay',
      openSocket: relay.openSocket,
      schedule: time.schedule,
      entropy: seededEntropy(seed),
      ...deps,
    })
  return { ...time, relay, client }
}

function enter(client: ReturnType<ReturnType<typeof setup>['client']>, self: PeerName) {
  const heard: EnvelopeText[] = []
  const meeting = client.enter(topic, self, {
    changed: () => undefined,
    heard: (envelope) => void heard.push(envelope),
  })
  return { ...meeting, heard, present: () => [...meeting.peers()] }
}

test('[CU3] connects with the first topic entered, and closes with the last one left', () => {
  const { client, pass, relay } = setup()
  const one = client(1)
  pass(60_000)
  expect([one.state(), relay.opened()]).toEqual(['idle', 0])
  const meeting = enter(one, ada)
  expect(one.state()).toBe('connecting')
  pass(10)
  expect([one.state(), meeting.isOpen()]).toEqual(['open', true])
  meeting.leave()
  expect([one.state(), meeting.isOpen()]).toEqual(['idle', false])
})

test('[CU3] two who enter see each other, write, and part', () => {
  const { client, pass } = setup()
  const first = enter(client(1), ada)
  pass(10)
  const second = enter(client(2), bob)
  pass(10)
  expect([first.present(), second.present()]).toEqual([[bob], [ada]])
  expect(second.post(ada, 'sealed' as EnvelopeText)).toBe(true)
  pass(10)
  expect(first.heard).toEqual(['sealed'])
  second.leave()
  pass(10)
  expect(first.present()).toEqual([])
})

test('[CU3] a lost relay is tried again at once, then ever more rarely, and entered anew', () => {
  const { client, pass, relay } = setup()
  const one = client(1)
  const states: string[] = []
  one.watch(() => states.push(one.state()))
  const meeting = enter(one, ada)
  pass(20_000)
  relay.kill()
  pass(400)
  expect(relay.opened()).toBe(2)
  pass(600_000)
  // 1, 2, 4 … 30 s, each shortened by up to half.
  expect(relay.opened()).toBeGreaterThan(20)
  expect(relay.opened()).toBeLessThan(50)
  expect([meeting.isOpen(), meeting.post(bob, 'x' as EnvelopeText)]).toEqual([false, false])
  relay.revive()
  pass(longestRetryMs + 10)
  expect([one.state(), meeting.isOpen()]).toEqual(['open', true])
  expect(states).toEqual(['connecting', 'open', 'connecting', 'unreachable', 'open'])
})

test('[CU3] a relay that accepts and hangs up at once is not hammered', () => {
  const { schedule, pass, now } = createVirtualTime()
  const opened: number[] = []
  const openSocket: RelayClientDeps['openSocket'] = (_, events) => {
    opened.push(now())
    schedule.after(1, events.opened)
    schedule.after(2, events.closed)
    return { send: () => undefined, close: () => undefined }
  }
  enter(setup({ openSocket, schedule }).client(1), ada)
  pass(600_000)
  expect(opened.length).toBeLessThan(50)
})

test('[CU3] a crowd does not come back as one', () => {
  const { client, pass, relay, now } = setup()
  const returns: number[] = []
  for (let seed = 1; seed <= 50; seed++) {
    const one = client(seed)
    enter(one, seed.toString(16).padStart(32, '0') as PeerName)
    one.watch(() => {
      if (one.state() === 'open') returns.push(now())
    })
  }
  pass(10)
  relay.kill()
  pass(300_000)
  returns.length = 0
  relay.revive()
  pass(longestRetryMs + 10)
  expect(returns).toHaveLength(50)
  expect(Math.max(...returns) - Math.min(...returns)).toBeGreaterThan(5_000)
})

test('[CU3] a socket that never opens, and one that stops answering, are given up', () => {
  const { schedule, pass } = createVirtualTime()
  const sockets: SocketEvents[] = []
  const openSocket: RelayClientDeps['openSocket'] = (_, events) => {
    sockets.push(events)
    return { send: () => undefined, close: () => undefined }
  }
  const one = setup({ openSocket, schedule }).client(1)
  enter(one, ada)
  pass(relayOpensWithinMs + 1_000)
  expect(sockets).toHaveLength(2)
  sockets[0]!.opened()
  expect(one.state()).toBe('unreachable')
  sockets[1]!.opened()
  expect(one.state()).toBe('open')
  pass(relayAnswersWithinMs + 2_000)
  expect(sockets).toHaveLength(3)
})

test('[CU3] a relay that stays silent is noticed within a minute, and at once on waking', () => {
  const { client, pass, relay, schedule } = setup()
  const one = client(1)
  const { openSocket } = relay
  let isDeaf = false
  const deafened = createRelayClient({
    url: '',
    openSocket: (url, events) =>
      openSocket(url, { ...events, heard: (data) => !isDeaf && events.heard(data) }),
    schedule,
    entropy: seededEntropy(2),
  })
  enter(one, ada)
  enter(deafened, bob)
  pass(rollCallMs)
  isDeaf = true
  pass(2 * relayAnswersWithinMs + 1_000)
  expect(relay.opened()).toBe(3)
  pass(600_000)
  expect(relay.opened()).toBeLessThan(30)
  isDeaf = false
  pass(rollCallMs)
  const before = relay.opened()
  isDeaf = true
  deafened.wake()
  pass(relayAnswersWithinMs + 1_000)
  expect(relay.opened()).toBe(before + 1)
})

test('[CU3] waking tries at once instead of waiting', () => {
  const { client, pass, relay } = setup()
  const one = client(1)
  enter(one, ada)
  relay.kill()
  pass(300_000)
  relay.revive()
  one.wake()
  pass(5)
  expect(one.state()).toBe('open')
})

test('[CU3] whatever the relay says, nothing throws and nothing is believed that is no letter', () => {
  const { client, pass, relay } = setup()
  const one = client(1)
  const meeting = enter(one, ada)
  pass(10)
  const other = 'cd'.repeat(32) as Topic
  relay.sayToAll({ kind: 'arrived', topic: other, peer: bob })
  relay.sayToAll({ kind: 'arrived', topic, peer: ada })
  relay.sayToAll({ kind: 'full', topic })
  for (const text of fc.sample(fc.oneof(fc.string(), fc.json()), { numRuns: 200, seed: 3 })) {
    relay.sayToAll(text)
  }
  pass(10)
  expect([meeting.present(), meeting.heard, one.state()]).toEqual([[], [], 'open'])
})

const refuseToOpen = () => {
  throw new Error('mixed content')
}

test('[CU3] an address that the browser refuses shows as unreachable', () => {
  const { client, pass } = setup({ openSocket: refuseToOpen })
  const one = client(1)
  enter(one, ada)
  pass(60_000)
  expect(one.state()).toBe('unreachable')
})

test('the relay is beside the page, whatever folder that is in', () => {
  expect(relayUrlFor('http://localhost:7373/')).toBe('ws://localhost:7373/relay')
  expect(relayUrlFor('https://a.example/notes/?x=1#secret')).toBe('wss://a.example/notes/relay')
  expect(openWebSocket).toBeTypeOf('function')
})

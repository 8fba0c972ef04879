/**
 * Goal: tabs of one chorus link up, once each, and stay linked whatever the
 * relay does. Method: whole meshes over the relay's real rooms in virtual time;
 * only the connections themselves are pretended.
 */

import { expect, test } from 'vitest'

import type { EnvelopeText, PeerName, Topic } from '../signaling/letters'
import { createPost } from './envelope'
import {
  constructionFlow,
  hailAfterMs,
  longestRetryMs,
  maxConnections,
  wantedLinks,
} from './limits'
import { duplicate } from './mesh'
import { createWorld, markedSealer, seededEntropy, type Tab, type World } from './mesh.fixture'
import { createRelayClient } from './relay-client'
import { encodeWords, type Words } from './signals'

const names = (count: number) => Array.from({ length: count }, (_, at) => `tab ${at}`)

const topic = '09'.repeat(32) as Topic

/** One who knows the secret and follows no rule: says words to the first it finds. */
function rawPeer(world: World, self: PeerName) {
  const { schedule, relay } = world
  const client = createRelayClient({
    url: '',
    openSocket: relay.openSocket,
    schedule,
    entropy: seededEntropy(99),
  })
  const post = createPost({ topic, self, sealer: markedSealer(1) })
  const meeting = client.enter(topic, self, { changed: () => undefined, heard: () => undefined })
  return {
    present: () => [...meeting.peers()],
    say: (words: Words) => {
      const [to] = meeting.peers()
      meeting.post(to!, post.seal(to!, encodeWords(words))!)
    },
  }
}

const linksOf = (tabs: readonly Tab[]) => tabs.map((tab) => tab.links().length)

test('[CU4] a thousand pairs that come at the same moment build one connection each', () => {
  for (let seed = 0; seed < 1000; seed++) {
    const world = createWorld(seed)
    const pair = ['ada', 'bob'].map((name) => world.open(name))
    world.pass(1_000)
    expect(linksOf(pair), `seed ${seed}`).toEqual([1, 1])
    expect(world.dialling.built().toSorted(), `seed ${seed}`).toEqual(['ada', 'bob'])
  }
}, 60_000)

test('[CU4] tabs that come one after another are linked all with all, once', () => {
  const world = createWorld(1)
  const tabs = names(6).map((name) => {
    const tab = world.open(name)
    world.pass(100)
    return tab
  })
  world.pass(10_000)
  expect(linksOf(tabs)).toEqual(tabs.map(() => 5))
  expect(world.dialling.built()).toHaveLength(2 * 15)
})

test('[CU4] messages over a link arrive as they were sent', () => {
  const world = createWorld(2)
  const [ada, bob] = [world.open('ada'), world.open('bob')]
  world.pass(1_000)
  ada.links()[0]!.send(Buffer.from('first'))
  ada.links()[0]!.send(Buffer.from(''))
  bob.links()[0]!.send(Buffer.from('second'))
  world.pass(10)
  expect([ada.messages, bob.messages]).toEqual([['second'], ['first', '']])
})

test('[CU1] a tab without the chorus secret is linked with nobody, and counts as refused', () => {
  const world = createWorld(3)
  const [ada, bob] = [world.open('ada'), world.open('bob')]
  const eve = world.open('eve', markedSealer(2))
  world.pass(120_000)
  expect(linksOf([ada, bob, eve])).toEqual([1, 1, 0])
  expect(ada.mesh.stats().refused + bob.mesh.stats().refused).toBeGreaterThan(0)
})

test('[CU2] a relay that says every envelope thrice, and old ones again, changes nothing', () => {
  const world = createWorld(4)
  const kept: EnvelopeText[] = []
  world.relay.meddle((envelope) => {
    kept.push(envelope)
    return [envelope, ...kept, envelope]
  })
  const pair = [world.open('ada'), world.open('bob')]
  world.pass(60_000)
  expect(linksOf(pair)).toEqual([1, 1])
  expect(world.dialling.built()).toHaveLength(2)
})

test('[CU7] a relay that loses half of all envelopes only delays', () => {
  for (let seed = 0; seed < 20; seed++) {
    const world = createWorld(seed)
    const dice = seededEntropy(seed)
    world.relay.meddle((envelope) => ((dice.bytes(1)[0] ?? 0) < 128 ? [envelope] : []))
    const pair = [world.open('ada'), world.open('bob')]
    world.pass(600_000)
    expect(linksOf(pair), `seed ${seed}`).toEqual([1, 1])
  }
})

test('[CU6] links stay open while the relay is dead, and are not built again when it is back', () => {
  const world = createWorld(6)
  const tabs = names(3).map((name) => world.open(name))
  world.pass(2_000)
  world.relay.kill()
  world.pass(600_000)
  expect(linksOf(tabs)).toEqual([2, 2, 2])
  expect(tabs.map((tab) => tab.mesh.state())).toEqual(tabs.map(() => 'unreachable'))
  world.relay.revive()
  world.pass(longestRetryMs + 1_000)
  expect(tabs.map((tab) => tab.mesh.state())).toEqual(tabs.map(() => 'open'))
  expect(world.dialling.built()).toHaveLength(6)
})

/*
 *   a ─┄┄─ b     The relay is dead and one link breaks:
 *    \    /      the third tab passes the envelopes.
 *      c
 */
test('[CU6] a link that breaks while the relay is dead is mended through a neighbour', () => {
  const world = createWorld(7)
  const tabs = names(3).map((name) => world.open(name))
  world.pass(2_000)
  world.relay.kill()
  world.pass(10_000)
  tabs[0]!.links()[0]!.close('cut')
  world.pass(5)
  expect(linksOf(tabs).toSorted((a, b) => a - b)).toEqual([1, 1, 2])
  world.pass(10_000)
  expect(linksOf(tabs)).toEqual([2, 2, 2])
})

test('[CU6] a tab that leaves is forgotten by all, and nobody calls it again', () => {
  const world = createWorld(8)
  const tabs = names(4).map((name) => world.open(name))
  world.pass(5_000)
  tabs[3]!.stop()
  world.pass(10)
  expect(linksOf(tabs)).toEqual([2, 2, 2, 0])
  const built = world.dialling.built().length
  world.pass(300_000)
  expect(world.dialling.built()).toHaveLength(built)
  expect(tabs[3]!.mesh.state()).toBe('idle')
})

test('[CU6] a tab that vanishes without a word is a ghost no longer than the relay and its link take', () => {
  const world = createWorld(9)
  const ada = world.open('ada')
  world.pass(100)
  // The relay tells of somebody who never answers, then of its departure.
  const ghost = 'f'.repeat(32) as PeerName
  world.relay.sayToAll({ kind: 'arrived', topic, peer: ghost })
  world.pass(2_000)
  expect([ada.mesh.stats().connections, world.dialling.alive('ada')]).toEqual([1, 1])
  world.relay.sayToAll({ kind: 'departed', topic, peer: ghost })
  world.pass(10)
  expect([ada.mesh.stats().connections, world.dialling.alive('ada')]).toEqual([0, 0])
})

test('[CU6] a relay that says that a linked tab is gone changes nothing', () => {
  const world = createWorld(19)
  const pair = [world.open('ada'), world.open('bob')]
  const outsider = rawPeer(world, 'f'.repeat(32) as PeerName)
  world.pass(100)
  for (const peer of outsider.present()) world.relay.sayToAll({ kind: 'departed', topic, peer })
  world.pass(10_000)
  expect(linksOf(pair)).toEqual([1, 1])
  expect(pair.flatMap((tab) => tab.closings)).toEqual([])
})

test('[CU7] a broken link is built again, and again, while the other is there', () => {
  const world = createWorld(10)
  const [ada, bob] = [world.open('ada'), world.open('bob')]
  world.pass(20_000)
  for (const tab of [ada, bob, ada, bob]) {
    tab.links()[0]!.close('cut')
    world.pass(60_000)
    expect(linksOf([ada, bob])).toEqual([1, 1])
  }
})

test('[CU7] calls that fail are repeated ever more rarely', () => {
  const world = createWorld(11)
  world.dialling.block(true)
  const pair = [world.open('ada'), world.open('bob')]
  world.pass(600_000)
  const { length } = world.dialling.built()
  // 20 s to fail and up to 30 s to wait, at both ends.
  expect(length).toBeGreaterThan(2 * 10)
  expect(length).toBeLessThan(2 * 30)
  world.dialling.block(false)
  world.pass(60_000)
  expect(linksOf(pair)).toEqual([1, 1])
})

test('[CU7] a link closed as a duplicate is built again by neither', () => {
  for (const closer of [0, 1]) {
    const world = createWorld(12 + closer)
    const pair = [world.open('ada'), world.open('bob')]
    world.pass(1_000)
    pair[closer]!.links()[0]!.close(duplicate)
    world.pass(600_000)
    expect(linksOf(pair)).toEqual([0, 0])
    expect(world.dialling.built()).toHaveLength(2)
  }
})

test('[CU7] where the word of a duplicate is lost, it is said again to whoever calls', () => {
  for (const closer of [0, 1]) {
    const world = createWorld(22 + closer)
    const pair = [world.open('ada'), world.open('bob')]
    world.pass(1_000)
    let lost = 0
    world.relay.meddle((envelope) => (lost++ < 1 ? [] : [envelope]))
    pair[closer]!.links()[0]!.close(duplicate)
    world.pass(600_000)
    const built = world.dialling.built().filter((name) => name === pair[closer]!.name)
    expect([linksOf(pair), built.length]).toEqual([[0, 0], 1])
  }
})

test('[CU4] an offer from the one who must not dial is passed over', () => {
  const world = createWorld(24)
  const ada = world.open('ada')
  const hostile = rawPeer(world, 'f'.repeat(32) as PeerName)
  world.pass(100)
  const { length } = world.dialling.built()
  hostile.say({ kind: 'signals', attempt: '01'.repeat(8), signals: [{ kind: 'offer', sdp: '0' }] })
  world.pass(100)
  expect(world.dialling.built()).toHaveLength(length)
  expect(ada.mesh.stats()).toMatchObject({ connections: 1, refused: 0 })
})

test('[CU4] signals of an attempt that is not the present one are passed over', () => {
  const world = createWorld(25)
  const ada = world.open('ada')
  const hostile = rawPeer(world, 'f'.repeat(32) as PeerName)
  world.pass(100)
  expect(world.dialling.alive('ada')).toBe(1)
  // An answer that would link the endpoint with itself, but for another attempt.
  const answer = { kind: 'answer', sdp: '0/0' } as const
  hostile.say({ kind: 'signals', attempt: '01'.repeat(8), signals: [answer] })
  world.pass(100)
  expect(linksOf([ada])).toEqual([0])
})

test('[CU5] a thousand names that nobody bears cost few connections, and all are let go', () => {
  const world = createWorld(14)
  const ada = world.open('ada')
  const bob = world.open('bob')
  world.pass(1_000)
  const fakes = Array.from(
    { length: 1000 },
    (_, at) => at.toString(16).padStart(32, 'e') as PeerName,
  )
  for (const peer of fakes) world.relay.sayToAll({ kind: 'arrived', topic, peer })
  world.pass(120_000)
  expect(world.dialling.most('ada')).toBeLessThanOrEqual(maxConnections)
  expect(ada.mesh.stats().built).toBeLessThan(24 + 120 / 4 + 2)
  for (const peer of fakes) world.relay.sayToAll({ kind: 'departed', topic, peer })
  world.pass(30_000)
  expect(linksOf([ada, bob])).toEqual([1, 1])
  expect([world.dialling.alive('ada'), world.dialling.alive('bob')]).toEqual([1, 1])
})

test('[CU5] connections that fail at once are built at the rate that the budget allows', () => {
  const world = createWorld(20)
  const ada = world.open('ada')
  world.pass(100)
  world.dialling.breakAll()
  for (let at = 0; at < 200; at++) {
    const peer = at.toString(16).padStart(32, 'f') as PeerName
    world.relay.sayToAll({ kind: 'arrived', topic, peer })
  }
  world.pass(40_000)
  expect(ada.mesh.stats().built).toBeGreaterThan(constructionFlow.burst)
  expect(ada.mesh.stats().built).toBeLessThanOrEqual(constructionFlow.burst + 10)
})

test('[CU5] of twenty tabs each has links enough and none too many', () => {
  const world = createWorld(15)
  const tabs = names(20).map((name) => world.open(name))
  world.pass(300_000)
  for (const tab of tabs) {
    expect(tab.links().length).toBeGreaterThanOrEqual(wantedLinks - 2)
    expect(world.dialling.most(tab.name)).toBeLessThanOrEqual(maxConnections)
  }
})

test('[CU4] the one who must not dial says that it is there, and is called', () => {
  const world = createWorld(16)
  let isFirst = true
  // The first offer is lost, and its caller is told nothing.
  world.relay.meddle((envelope) => {
    const isLost = isFirst
    isFirst = false
    return isLost ? [] : [envelope]
  })
  const pair = [world.open('ada'), world.open('bob')]
  world.pass(hailAfterMs + 25_000)
  expect(linksOf(pair)).toEqual([1, 1])
})

test('[CU3] a mesh at rest says little: one letter in 50 s', () => {
  const world = createWorld(17)
  const tabs = names(3).map((name) => world.open(name))
  world.pass(100_000)
  const before = world.relay.heard()
  world.pass(600_000)
  expect(world.relay.heard() - before).toBeLessThanOrEqual(tabs.length * 12)
})

test('a mesh that is started again has a new name and finds the others again', () => {
  const world = createWorld(18)
  const [ada, bob] = [world.open('ada'), world.open('bob')]
  world.pass(1_000)
  ada.stop()
  world.pass(1_000)
  const links: unknown[] = []
  const stop = ada.mesh.start((link) => {
    links.push(link)
    link.listen({ message: () => undefined, drained: () => undefined, closed: () => undefined })
  })
  world.pass(5_000)
  expect(links).toHaveLength(1)
  expect(linksOf([bob])).toEqual([1])
  stop()
  world.pass(10)
  expect(linksOf([bob])).toEqual([0])
})

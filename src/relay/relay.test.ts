/**
 * Goal: whatever is sent to it, the relay stays up and serves an honest pair.
 * Method: real sockets on a port of the system's choice, and time moved by hand.
 * What proves survival is always the same: two honest tabs exchange a signal.
 */

import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'

import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'

import type { EnvelopeText, PeerName, RelayLetter, Topic } from '../signaling/letters'
import { createAddresses, neighbourhoodOf } from './addresses'
import * as limits from './limits'
import { attachRelay, type Relay, type RelayOptions, type Waits } from './relay'

const commonTopic = 'ab'.repeat(32) as Topic
const topic = commonTopic
const ada = 'a'.repeat(32) as PeerName
const bob = 'b'.repeat(32) as PeerName
const envelope = 'sealed' as EnvelopeText

const undo: (() => void)[] = []
afterEach(() => {
  for (const each of undo.splice(0).toReversed()) each()
})

/** Timers that run when the test says so. */
function createHandTime() {
  const waiting = new Set<{ at: number; callBack: () => void }>()
  const time = { now: 0 }
  const schedule: Waits = {
    after: (delayMs, callBack) => {
      const timer = { at: time.now + delayMs, callBack }
      waiting.add(timer)
      return () => void waiting.delete(timer)
    },
  }
  const pass = (ms: number) => {
    time.now += ms
    for (const timer of waiting) {
      if (timer.at > time.now || !waiting.delete(timer)) continue
      timer.callBack()
    }
  }
  /** The clock moves, and no timer runs. */
  const skip = (ms: number) => {
    time.now += ms
  }
  return { schedule, now: () => time.now, pass, skip }
}

interface House {
  readonly server: Server
  readonly relay: Relay
  readonly url: string
  readonly port: number
  readonly pass: (ms: number) => void
  readonly skip: (ms: number) => void
}

async function openHouse(options: Partial<RelayOptions> = {}): Promise<House> {
  const server = createServer((_, response) => response.end())
  const { pass, skip, ...time } = createHandTime()
  const relay = attachRelay(server, { path: '/relay', isAlone: true, ...time, ...options })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  undo.push(() => {
    relay.close()
    server.close()
    server.closeAllConnections()
  })
  return { server, relay, port, url: `ws://127.0.0.1:${port}/relay`, pass, skip }
}

interface Tab {
  readonly socket: WebSocket
  readonly say: (letter: unknown) => void
  /** The next letter that was not read yet. */
  readonly next: () => Promise<RelayLetter>
  readonly closed: Promise<number>
}

async function openTab(url: string, headers: Record<string, string> = {}): Promise<Tab> {
  const socket = new WebSocket(url, { headers })
  undo.push(() => socket.terminate())
  const heard: RelayLetter[] = []
  const readers: ((letter: RelayLetter) => void)[] = []
  socket.on('message', (data) => {
    const letter = JSON.parse((data as Buffer).toString()) as RelayLetter
    const reader = readers.shift()
    if (reader === undefined) heard.push(letter)
    else reader(letter)
  })
  const closed = new Promise<number>((resolve) => socket.once('close', resolve))
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  socket.on('error', () => undefined)
  return {
    socket,
    say: (letter) => socket.send(JSON.stringify(letter)),
    next: () => {
      const letter = heard.shift()
      if (letter !== undefined) return Promise.resolve(letter)
      return new Promise((resolve) => readers.push(resolve))
    },
    closed,
  }
}

/** Two tabs meet, one signals, the other hears it: the relay works. */
async function expectHonestPair(url: string, topic = commonTopic): Promise<void> {
  const [first, second] = [await openTab(url), await openTab(url)]
  first.say({ kind: 'enter', topic, peer: ada })
  expect(await first.next()).toEqual({ kind: 'present', topic, peers: [] })
  second.say({ kind: 'enter', topic, peer: bob })
  expect(await second.next()).toEqual({ kind: 'present', topic, peers: [ada] })
  expect(await first.next()).toEqual({ kind: 'arrived', topic, peer: bob })
  second.say({ kind: 'signal', topic, to: ada, envelope })
  expect(await first.next()).toEqual({ kind: 'signal', topic, from: bob, envelope })
  second.socket.close()
  expect(await first.next()).toEqual({ kind: 'departed', topic, peer: bob })
  first.say({ kind: 'leave', topic })
  first.socket.close()
  await first.closed
}

test('[RL1] two tabs meet, signal and part', async () => {
  const { url, relay } = await openHouse()
  await expectHonestPair(url)
  expect(relay.stats()).toMatchObject({ topics: 0, garbled: 0, refused: 0, faults: 0 })
})

test('[RL2] frames that are no letters cost their sender the socket, and nobody else', async () => {
  const { url, relay } = await openHouse()
  const frames = fc.sample(fc.oneof(fc.uint8Array({ maxLength: 2000 }), fc.string(), fc.json()), {
    numRuns: 300,
    seed: 7,
  })
  while (frames.length > 0) {
    const tab = await openTab(url)
    for (const frame of frames.splice(0, limits.maxGarbled)) tab.socket.send(frame)
    expect(await tab.closed).toBe(1008)
  }
  await expectHonestPair(url)
  expect(relay.stats()).toMatchObject({ garbled: 300, faults: 0 })
})

test('[RL2] a frame above 32 KiB, and one in many fragments, close the socket', async () => {
  const { url, relay } = await openHouse()
  const huge = await openTab(url)
  huge.socket.send('x'.repeat(33 * 1024))
  const torn = await openTab(url)
  for (let part = 0; part < 20; part++) torn.socket.send('x', { fin: false })
  await Promise.all([huge.closed, torn.closed])
  await expectHonestPair(url)
  expect(relay.stats().faults).toBe(0)
})

test('[RL2] bytes that are no WebSocket at all, and half a handshake, hurt nobody', async () => {
  const { url, port, relay } = await openHouse()
  const garbage = await openRaw(port, Buffer.from([0x16, 3, 1, 0, 0xff, 0, 10, 13, 10, 13, 10]))
  const half = await openRaw(port, 'GET /relay HTTP/1.1\r\nUpgrade: websocket\r\n')
  const keyless = await openRaw(
    port,
    'GET /relay HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\r\n',
  )
  const unmasked = await openRaw(port, handshake)
  unmasked.write(Buffer.from([0x81, 0x02, 0x7b, 0x7d]))
  await Promise.all([gone(garbage), gone(keyless), gone(unmasked)])
  await expectHonestPair(url)
  half.destroy()
  expect(relay.stats().faults).toBe(0)
})

test('[RL2] a socket that is reset in mid-letter leaves its topic', async () => {
  const { url, port, relay } = await openHouse()
  const tab = await openTab(url)
  tab.say({ kind: 'enter', topic, peer: ada })
  await tab.next()
  const raw = await openRaw(port, handshake)
  raw.write(Buffer.from([0x81, 0xfe, 0x7f]))
  raw.resetAndDestroy()
  tab.socket.terminate()
  await expect.poll(() => relay.stats()).toMatchObject({ sockets: 0, topics: 0 })
})

test('[RL2] one who was shown out cannot come in again by letters already on the way', async () => {
  const { port, relay } = await openHouse()
  const raw = await openRaw(port, handshake)
  const garbage = Array.from({ length: limits.maxGarbled }, () => maskedFrame('x'.repeat(200)))
  const enter = maskedFrame(JSON.stringify({ kind: 'enter', topic, peer: ada }))
  raw.write(Buffer.concat([...garbage, enter]))
  await expect.poll(() => relay.stats()).toMatchObject({ garbled: 5, sockets: 0 })
  raw.destroy()
  await gone(raw)
  expect(relay.stats()).toMatchObject({ sockets: 0, topics: 0 })
})

test('[RL3] a socket that says nothing is closed after 5 seconds', async () => {
  const { url, pass, relay } = await openHouse()
  const [silent, honest] = [await openTab(url), await openTab(url)]
  honest.say({ kind: 'enter', topic, peer: ada })
  await honest.next()
  pass(limits.helloMs)
  expect(await silent.closed).toBe(1008)
  expect(relay.stats().sockets).toBe(1)
})

test('[RL3] letters above the rate are dropped, and then the socket is closed', async () => {
  const { url, relay, pass } = await openHouse()
  const [flood, other] = [await openTab(url), await openTab(url)]
  other.say({ kind: 'enter', topic, peer: bob })
  await other.next()
  flood.say({ kind: 'enter', topic, peer: ada })
  await flood.next()
  const allowed = limits.letterFlow.burst - 1
  for (let nth = 0; nth < 1_000; nth++) flood.say({ kind: 'signal', topic, to: bob, envelope })
  // While it rests nothing is read of what it sent, so its close is a few rests away.
  await expect.poll(() => relay.stats().dropped).toBeGreaterThan(0)
  const rests = await restUntil(pass, () => relay.stats().refused > 0)
  // It has read why, before it is cut.
  await expect.poll(() => flood.socket.readyState).not.toBe(WebSocket.OPEN)
  pass(limits.farewellMs)
  expect(await flood.closed).toBe(1008)
  expect(await other.next()).toMatchObject({ kind: 'arrived' })
  let heard = 0
  for (let letter = await other.next(); letter.kind === 'signal'; letter = await other.next())
    heard++
  expect(heard).toBeGreaterThanOrEqual(allowed)
  expect(heard).toBeLessThanOrEqual(allowed + rests * limits.letterFlow.perSecond)
  expect(relay.stats()).toMatchObject({ dropped: limits.maxDropped + 1, sockets: 1 })
})

test('[RL3] nothing is read for a second from whoever sent too much', async () => {
  const { url, relay, pass } = await openHouse()
  const flood = await openTab(url)
  flood.say({ kind: 'enter', topic, peer: ada })
  await flood.next()
  // Far more than any buffer on the way takes at once.
  const large = JSON.stringify({ kind: 'signal', topic, to: bob, envelope: 'A'.repeat(16 * 1024) })
  for (let nth = 0; nth < 2_000; nth++) flood.socket.send(large)
  await expect.poll(() => relay.stats().dropped).toBeGreaterThan(0)
  await expectHonestPair(url, '7e'.repeat(32) as Topic)
  const seen = relay.stats().dropped
  await expectHonestPair(url, '7f'.repeat(32) as Topic)
  expect(relay.stats().dropped).toBe(seen)
  expect(seen).toBeLessThan(limits.maxDropped)
  await restUntil(pass, () => relay.stats().dropped > seen)
})

/** Lets one second after another pass, with a moment for what is read in it; answers how many. */
async function restUntil(pass: (ms: number) => void, isOver: () => boolean): Promise<number> {
  let rests = 0
  for (; !isOver(); rests++) {
    pass(limits.restMs)
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  return rests
}

test('[RL4] an address that asks too often is turned away until its flow has filled up', async () => {
  const flowFromLoopback = { perSecond: 1, burst: 2 }
  const { url, skip } = await openHouse({ addresses: { flowFromLoopback } })
  for (let nth = 0; nth < 2; nth++) (await openTab(url)).socket.terminate()
  await expect(openTab(url)).rejects.toThrow('429')
  skip(1_000)
  await openTab(url)
  await expect(openTab(url)).rejects.toThrow('429')
})

test('[RL4] an address is forgotten once it has no socket left and its flow is whole', () => {
  const time = { now: 0 }
  const addresses = createAddresses(
    {
      perAddress: 2,
      fromLoopback: 2,
      flow: { perSecond: 1, burst: 3 },
      flowFromLoopback: null,
    },
    () => time.now,
  )
  const give = addresses.take('10.0.0.1')
  addresses.tidy()
  expect(addresses.size()).toBe(1)
  give?.()
  give?.()
  expect(addresses.size()).toBe(1)
  time.now = 1_000
  addresses.tidy()
  expect(addresses.size()).toBe(0)
  addresses.take('127.0.0.1')?.()
  expect(addresses.size()).toBe(0)
})

test('[RL4] an address gets its share of sockets, and a place given back can be taken', async () => {
  const { url } = await openHouse({ addresses: { perAddress: 1, fromLoopback: 2 } })
  const [first] = [await openTab(url), await openTab(url)]
  await expect(openTab(url)).rejects.toThrow('429')
  first.socket.terminate()
  await first.closed
  await expect.poll(() => openTab(url).then(() => 'open', String)).toBe('open')
})

test('[RL4] above the total, everybody is turned away', async () => {
  const { url } = await openHouse({ maxSockets: 1 })
  await openTab(url)
  await expect(openTab(url)).rejects.toThrow('503')
})

test('[RL4] an IPv6 subscriber counts as one, however many addresses it has', () => {
  expect(neighbourhoodOf('2001:db8:1:2:3:4:5:6')).toBe(neighbourhoodOf('2001:db8:1:2::9'))
  expect(neighbourhoodOf('2001:db8:1:2::1')).not.toBe(neighbourhoodOf('2001:db8:1:3::1'))
  expect(neighbourhoodOf('fe80::1%eth0')).toBe('fe80:0:0:0')
  expect(neighbourhoodOf('::ffff:10.0.0.1')).toBe('10.0.0.1')
  expect(neighbourhoodOf('127.0.0.1')).toBe(neighbourhoodOf('::1'))
})

test('[RL4] where origins are listed, pages of others are turned away', async () => {
  const { url } = await openHouse({ origins: ['https://here.example'] })
  await openTab(url, { origin: 'https://here.example' })
  await expect(openTab(url, { origin: 'https://there.example' })).rejects.toThrow('403')
  await expect(openTab(url)).rejects.toThrow('403')
})

test('an upgrade of any other path is turned away, or left to the other listeners', async () => {
  const alone = await openHouse()
  await expect(openTab(alone.url.replace('relay', 'other'))).rejects.toThrow('404')
  const shared = await openHouse({ isAlone: false })
  shared.server.on('upgrade', (request, socket) => {
    if (request.url === '/other') socket.end('HTTP/1.1 418 Mine\r\n\r\n')
  })
  await expect(openTab(shared.url.replace('relay', 'other'))).rejects.toThrow('418')
  await expectHonestPair(shared.url)
})

test('[RL5] a socket that does not read is cut', async () => {
  const { url, port, relay, skip } = await openHouse()
  const raw = await openRaw(port, handshake)
  raw.pause()
  raw.write(maskedFrame(JSON.stringify({ kind: 'enter', topic, peer: ada })))
  await expect.poll(() => relay.stats().topics).toBe(1)
  const writer = await openTab(url)
  writer.say({ kind: 'enter', topic, peer: bob })
  await writer.next()
  const full = 'A'.repeat(16 * 1024)
  // Loopback's own buffers hold several MiB before anything waits in ours.
  for (let nth = 0; nth < 4000 && relay.stats().sockets === 2; nth++) {
    skip(500)
    writer.say({ kind: 'signal', topic, to: ada, envelope: full })
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(await writer.next()).toMatchObject({ kind: 'departed', peer: ada })
})

test('[RL6] a socket that misses two pings is cut, one that answers stays', async () => {
  const { url, port, relay, pass } = await openHouse()
  const honest = await openTab(url)
  honest.say({ kind: 'enter', topic, peer: bob })
  await honest.next()
  const dead = await openRaw(port, handshake)
  dead.write(maskedFrame(JSON.stringify({ kind: 'enter', topic, peer: ada })))
  expect(await honest.next()).toMatchObject({ kind: 'arrived', peer: ada })
  for (let round = 0; round <= limits.maxMissedPings; round++) {
    const pinged = new Promise((resolve) => honest.socket.once('ping', resolve))
    pass(limits.pingMs)
    await pinged
    // A round trip behind the ping: the relay has heard the answer.
    honest.say({ kind: 'enter', topic, peer: bob })
    await honest.next()
  }
  expect(relay.stats().sockets).toBe(1)
})

test('[RL1] a relay that is closed cuts its sockets, and its server serves on', async () => {
  const { url, relay, port } = await openHouse()
  const tab = await openTab(url)
  relay.close()
  await tab.closed
  expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200)
})

const handshake =
  'GET /relay HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
  'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n'

function openRaw(port: number, opening: string | Buffer): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(opening, () => resolve(socket)))
    socket.on('error', () => undefined)
    undo.push(() => socket.destroy())
  })
}

function gone(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.resume()
    socket.once('close', () => resolve())
  })
}

/** A client's text frame of up to 64 KiB, masked with zeros (RFC 6455 §5.2). */
function maskedFrame(text: string): Buffer {
  const header = Buffer.from([0x81, 0xfe, text.length >> 8, text.length & 0xff, 0, 0, 0, 0])
  return Buffer.concat([header, Buffer.from(text)])
}

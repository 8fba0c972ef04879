/**
 * Attacks on a relay, each bounded and over loopback alone. Whatever is random
 * comes from one seed, and what an attack measures it returns; `siege.ts` prints it.
 */

import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

import { WebSocket } from 'ws'

import { maxGarbled } from '../src/relay/limits'
import type { RelayLetter } from '../src/signaling/letters'
import type { Health } from './siege-relay'

export interface Besieged {
  readonly port: number
  readonly health: () => Promise<Health>
  /** Null while it runs; else how it ended. */
  readonly exit: () => string | null
  readonly stop: () => Promise<void>
}

/** Starts a relay in a process of its own. */
export async function besiege(): Promise<Besieged> {
  const child = fork(new URL('siege-relay.ts', import.meta.url), {
    execArgv: ['--import', 'tsx', '--expose-gc'],
  })
  const { port } = await answer<{ readonly port: number }>(child)
  return {
    port,
    health: () => {
      const told = answer<Health>(child)
      child.send('health')
      return told
    },
    exit: () =>
      child.exitCode === null && child.signalCode === null
        ? null
        : `${child.exitCode ?? child.signalCode}`,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.disconnect()
      await ended
    },
  }
}

async function answer<T>(child: ChildProcess): Promise<T> {
  const [told] = (await once(child, 'message')) as [T]
  return told
}

/** Mulberry32: numbers from 0 to below `most`. */
type Dice = (most: number) => number

function createDice(seed: number): Dice {
  let state = seed
  return (most) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % most
  }
}

const hex = (dice: Dice, bytes: number): string =>
  Array.from({ length: bytes }, () => dice(256).toString(16).padStart(2, '0')).join('')

const handshake =
  'GET /relay HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
  'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n'

interface FrameForm {
  readonly opcode?: number
  readonly isFinal?: boolean
  readonly reserved?: number
  readonly isMasked?: boolean
  /** What the header claims, where that is a lie. */
  readonly claims?: number
}

/** One frame as RFC 6455 §5.2 lays it out, or nearly; masked with zeros. */
function frame(payload: string | Buffer, form: FrameForm = {}): Buffer {
  const { opcode = 1, isFinal = true, reserved = 0, isMasked = true } = form
  const bytes = Buffer.from(payload)
  const length = form.claims ?? bytes.length
  const first = (isFinal ? 0x80 : 0) | (reserved << 4) | opcode
  const mask = isMasked ? 0x80 : 0
  let head: Buffer
  if (length < 126) head = Buffer.from([first, mask | length])
  else if (length < 65_536) head = Buffer.from([first, mask | 126, length >> 8, length & 255])
  else {
    head = Buffer.alloc(10)
    head.set([first, mask | 127])
    head.writeBigUInt64BE(BigInt(length), 2)
  }
  return Buffer.concat([head, Buffer.alloc(isMasked ? 4 : 0), bytes])
}

const randomBytes = (dice: Dice, most: number): Buffer =>
  Buffer.from(Array.from({ length: dice(most) }, () => dice(256)))

const said = (letter: object): Buffer => frame(JSON.stringify(letter))

/** What a socket sends that means no good; each makes some frames. */
const volleys: Readonly<Record<string, (dice: Dice) => readonly Buffer[]>> = {
  'random bytes': (dice) => [randomBytes(dice, 4_000)],
  'random text': (dice) => [frame(randomBytes(dice, 2_000))],
  'random binary': (dice) => [frame(randomBytes(dice, 2_000), { opcode: 2 })],
  'giant frames': (dice) => [frame(Buffer.alloc(33 * 1024 + dice(400_000), 'x'))],
  'giant claims': (dice) => [frame('x', { claims: 2 ** (33 + dice(20)) })],
  fragments: (dice) => [
    frame('{', { isFinal: false }),
    ...Array.from({ length: 4 + dice(400) }, () => frame('x', { opcode: 0, isFinal: false })),
  ],
  'fragments of nothing': (dice) => [
    frame('', { isFinal: false }),
    ...Array.from({ length: dice(400) }, () => frame('', { opcode: 0, isFinal: false })),
  ],
  'reserved bits and codes': (dice) => [
    frame('x', { reserved: 1 + dice(7) }),
    frame('x', { opcode: 3 + dice(5) }),
  ],
  'unmasked frames': () => [frame('{}', { isMasked: false })],
  'bad UTF-8': () => [frame(Buffer.from([0x7b, 0xc3, 0x28, 0xff, 0x7d]))],
  pings: (dice) => Array.from({ length: dice(200) }, () => frame('x'.repeat(125), { opcode: 9 })),
  'long pings': () => [frame('x'.repeat(126), { opcode: 9 })],
  'strange goodbyes': (dice) => [
    frame(Buffer.from([dice(256), dice(256), 0xff]), { opcode: 8 }),
    frame('x'),
  ],
  'no JSON': (dice) => Array.from({ length: 1 + dice(8) }, () => frame(`{"kind":${dice(99)}`)),
  'nested JSON': (dice) => [frame('['.repeat(1 + dice(30_000)))],
  'hostile keys': (dice) => [
    frame('{"__proto__":{"kind":"enter"},"constructor":{"prototype":{"x":1}}}'),
    frame(`{"kind":"__proto__","topic":"${hex(dice, 32)}"}`),
    frame(`{"kind":"enter","topic":"${hex(dice, 32)}","peer":"${hex(dice, 16)}","__proto__":1}`),
    frame('{"kind":"toString"}'),
  ],
  'half-valid letters': (dice) => [
    said({ kind: 'enter', topic: hex(dice, 31), peer: hex(dice, 16) }),
    said({ kind: 'enter', topic: hex(dice, 32).toUpperCase(), peer: hex(dice, 16) }),
    said({ kind: 'signal', topic: hex(dice, 32), to: hex(dice, 16), envelope: '<script>' }),
    said({ kind: 'present', topic: hex(dice, 32), peers: [] }),
  ],
  'letters of strangers': (dice) => [
    said({ kind: 'signal', topic: hex(dice, 32), to: hex(dice, 16), envelope: 'AAAA' }),
    said({ kind: 'leave', topic: hex(dice, 32) }),
  ],
  'too many topics': (dice) =>
    Array.from({ length: 12 }, () =>
      said({ kind: 'enter', topic: hex(dice, 32), peer: hex(dice, 16) }),
    ),
  'a flood of letters': (dice) => {
    const topic = hex(dice, 32)
    return [
      said({ kind: 'enter', topic, peer: hex(dice, 16) }),
      ...Array.from({ length: 300 }, () =>
        said({ kind: 'signal', topic, to: hex(dice, 16), envelope: 'A'.repeat(dice(2_000)) }),
      ),
    ]
  },
}

/** What is sent in place of a handshake, a piece at a time. */
const openings: readonly ((dice: Dice) => readonly (string | Buffer)[])[] = [
  () => [],
  () => handshake.slice(0, 90).split(''),
  (dice) => [randomBytes(dice, 2_000)],
  () => ['GET /relay HTTP/1.1\r\nUpgrade: websocket\r\n', 'X: '],
  () => [`GET /relay HTTP/1.1\r\nX: ${'y'.repeat(9_000)}\r\n\r\n`],
  () => [handshake.replace('/relay', '/other')],
  () => [handshake.replace('13', '7')],
  () => [handshake.replace(/Sec-WebSocket-Key.*\r\n/, '')],
  () => ['POST /relay HTTP/1.1\r\nHost: x\r\nContent-Length: 999999\r\n\r\n', 'x'],
  () => ['GET / HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(50)],
]

export interface Bombardment {
  readonly frames: Readonly<Record<string, number>>
  readonly handshakes: number
  /** Signals that an honest pair exchanged meanwhile, and how many of them were lost. */
  readonly honest: number
  readonly lost: number
}

/** Sends whatever is no good until `untilMs` (performance.now), while an honest pair goes on talking. */
export async function bombard(
  besieged: Besieged,
  { untilMs, attackers, seed }: { untilMs: number; attackers: number; seed: number },
): Promise<Bombardment> {
  const frames: Record<string, number> = {}
  const isOver = (): boolean => performance.now() >= untilMs || besieged.exit() !== null
  let handshakes = 0
  const attack = async (dice: Dice): Promise<void> => {
    while (!isOver()) {
      const socket = await openRaw(besieged.port, `127.0.1.${1 + dice(200)}`)
      if (dice(8) === 0) {
        handshakes++
        await dribble(socket, openings[dice(openings.length)]!(dice))
      } else {
        socket.write(handshake)
        for (let left = 1 + dice(maxGarbled); left > 0; left--) {
          const names = Object.keys(volleys)
          const name = names[dice(names.length)]!
          const volley = volleys[name]!(dice)
          frames[name] = (frames[name] ?? 0) + volley.length
          socket.write(Buffer.concat(volley))
        }
        await written(socket)
      }
      if (dice(3) === 0) socket.resetAndDestroy()
      else socket.end()
      // What it left open is closed by the relay; a hanging end is one of the attacks.
      if (dice(4) !== 0) socket.destroy()
    }
  }
  const talk = talkUntil(besieged.port, isOver)
  await Promise.all(Array.from({ length: attackers }, (_, at) => attack(createDice(seed + at))))
  return { frames, handshakes, ...(await talk) }
}

async function dribble(socket: Socket, pieces: readonly (string | Buffer)[]): Promise<void> {
  for (const piece of pieces) {
    socket.write(piece)
    await written(socket)
  }
}

/** A round of the event loop after what was written left this process, or could not. */
async function written(socket: Socket): Promise<void> {
  // Called back with an error where the socket is closed by now, which is as good.
  await new Promise<void>((resolve) => {
    socket.write('', () => resolve())
  })
  await new Promise((resolve) => setImmediate(resolve))
}

function openRaw(port: number, localAddress: string): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', localAddress }, () => resolve(socket))
    socket.on('error', () => resolve(socket))
    socket.resume()
  })
}

interface Tab {
  readonly socket: WebSocket
  readonly say: (letter: object) => void
  /** The next letter that was not read yet; null once the socket is closed. */
  readonly next: () => Promise<RelayLetter | null>
}

async function openTab(port: number, localAddress = '127.0.0.1'): Promise<Tab> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/relay`, { localAddress })
  const heard: RelayLetter[] = []
  const readers: ((letter: RelayLetter | null) => void)[] = []
  let isClosed = false
  socket.on('message', (data) => {
    const letter = JSON.parse((data as Buffer).toString()) as RelayLetter
    const reader = readers.shift()
    if (reader === undefined) heard.push(letter)
    else reader(letter)
  })
  socket.on('close', () => {
    isClosed = true
    for (const reader of readers.splice(0)) reader(null)
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve)
    socket.on('error', reject)
  })
  return {
    socket,
    say: (letter) => socket.send(JSON.stringify(letter)),
    next: () => {
      const letter = heard.shift()
      if (letter !== undefined || isClosed) return Promise.resolve(letter ?? null)
      return new Promise((resolve) => readers.push(resolve))
    },
  }
}

/** Two tabs that met. */
interface Pair {
  /** One signal across the relay; how long it took, ms, or null where it was lost. */
  readonly exchange: () => Promise<number | null>
  readonly close: () => void
}

const pairTopic = 'c0'.repeat(32)

export async function meet(port: number, topic = pairTopic): Promise<Pair> {
  const [ada, bea] = [await openTab(port), await openTab(port)]
  const names = ['a'.repeat(32), 'b'.repeat(32)] as const
  ada.say({ kind: 'enter', topic, peer: names[0] })
  await ada.next()
  bea.say({ kind: 'enter', topic, peer: names[1] })
  await bea.next()
  await ada.next()
  return {
    exchange: async () => {
      const startMs = performance.now()
      ada.say({ kind: 'signal', topic, to: names[1], envelope: 'sealed' })
      const letter = await bea.next()
      return letter?.kind === 'signal' ? performance.now() - startMs : null
    },
    close: () => {
      ada.socket.terminate()
      bea.socket.terminate()
    },
  }
}

/** An honest tab's pace: below the rate that is allowed. */
const paceMs = 60
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, paceMs))

async function talkUntil(
  port: number,
  isOver: () => boolean,
): Promise<{ readonly honest: number; readonly lost: number }> {
  const pair = await meet(port)
  let [honest, lost] = [0, 0]
  while (!isOver() && lost === 0) {
    honest++
    if ((await pair.exchange()) === null) lost++
    await pause()
  }
  pair.close()
  return { honest, lost }
}

/** How long `count` signals of an honest pair took, ms, ascending. */
export async function latencies(port: number, count: number): Promise<readonly number[]> {
  const pair = await meet(port)
  const took: number[] = []
  for (let nth = 0; nth < count; nth++) {
    const ms = await pair.exchange()
    if (ms === null) throw new Error('an honest signal was lost')
    took.push(ms)
    await pause()
  }
  pair.close()
  return took.toSorted((a, b) => a - b)
}

/** Floods from one socket after another, as fast as they are taken, until stopped. */
export async function flood(port: number, stop: AbortSignal): Promise<void> {
  const dice = createDice(7)
  const [topic, peer] = [hex(dice, 32), hex(dice, 16)]
  const enter = said({ kind: 'enter', topic, peer })
  const signal = said({ kind: 'signal', topic, to: hex(dice, 16), envelope: 'A'.repeat(8_000) })
  const salvo = Buffer.concat(Array.from({ length: 20 }, () => signal))
  while (!stop.aborted) {
    const socket = await openRaw(port, '127.0.0.9')
    socket.write(handshake)
    socket.write(enter)
    while (!stop.aborted && !socket.destroyed && !socket.readableEnded) {
      socket.write(salvo)
      await written(socket)
    }
    socket.destroy()
  }
}

/** Opens `count` sockets, each in a topic with four others, from as many loopback addresses as it takes. */
export async function idle(port: number, count: number): Promise<readonly WebSocket[]> {
  const opened: WebSocket[] = []
  const dice = createDice(5)
  let topic = ''
  for (let at = 0; at < count; at++) {
    if (at % 5 === 0) topic = hex(dice, 32)
    const tab = await openTab(port, `127.0.2.${1 + (at % 8)}`)
    tab.say({ kind: 'enter', topic, peer: hex(dice, 16) })
    await tab.next()
    opened.push(tab.socket)
  }
  return opened
}

/** Sockets that each send fragments of one byte without end, until cut; answers how many bytes they got rid of. */
export async function tear(port: number, sockets: number): Promise<number> {
  const fragments = Buffer.concat([
    frame('{', { isFinal: false }),
    ...Array.from({ length: 20_000 }, () => frame('x', { opcode: 0, isFinal: false })),
  ])
  let bytes = 0
  await Promise.all(
    Array.from({ length: sockets }, async (_, at) => {
      const socket = await openRaw(port, `127.0.3.${1 + (at % 8)}`)
      const gone = new Promise((resolve) => socket.once('close', resolve))
      socket.write(handshake)
      socket.write(fragments)
      await gone
      bytes += socket.bytesWritten
    }),
  )
  return bytes
}

export interface Guesses {
  /** Everything that came back for a guess at each kind of topic; alike where one string tells all. */
  readonly replies: Readonly<Record<string, readonly string[]>>
  /** Median time to the answer to a harmless question asked behind each guess, ms. */
  readonly medianMs: Readonly<Record<string, number>>
}

/**
 * A stranger says things about topics that it is not in: nobody's ever, one just
 * left, and one with somebody in it whose name it even knows.
 */
export async function guess(port: number, rounds: number): Promise<Guesses> {
  const dice = createDice(3)
  const [used, member] = [hex(dice, 32), hex(dice, 16)]
  const inside = await openTab(port)
  inside.say({ kind: 'enter', topic: used, peer: member })
  await inside.next()
  const emptied = hex(dice, 32)
  inside.say({ kind: 'enter', topic: emptied, peer: member })
  await inside.next()
  inside.say({ kind: 'leave', topic: emptied })
  const topics = { unknown: hex(dice, 32), emptied, used }
  const replies: Record<string, string[]> = {}
  const took: Record<string, number[]> = {}
  const own = { kind: 'enter', topic: hex(dice, 32), peer: hex(dice, 16) }
  for (let round = 0; round < rounds; round++) {
    for (const [kind, topic] of Object.entries(topics)) {
      // A socket a guess, so that no rate tells anything.
      const stranger = await openTab(port, `127.0.4.${1 + (round % 200)}`)
      stranger.say(own)
      await stranger.next()
      const startMs = performance.now()
      stranger.say({ kind: 'signal', topic, to: member, envelope: 'AAAA' })
      stranger.say({ kind: 'leave', topic })
      stranger.say(own)
      const heard = JSON.stringify(await stranger.next())
      ;(took[kind] ??= []).push(performance.now() - startMs)
      ;(replies[kind] ??= []).push(heard)
      stranger.socket.terminate()
    }
  }
  inside.socket.terminate()
  return {
    replies: Object.fromEntries(
      Object.entries(replies).map(([kind, all]) => [kind, [...new Set(all)]]),
    ),
    medianMs: Object.fromEntries(
      Object.entries(took).map(([kind, all]) => [kind, percentile(all, 50)]),
    ),
  }
}

export function percentile(values: readonly number[], share: number): number {
  const ascending = values.toSorted((a, b) => a - b)
  return (
    ascending[Math.min(ascending.length - 1, Math.floor((ascending.length * share) / 100))] ?? 0
  )
}

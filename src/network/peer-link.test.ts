/**
 * Goal: simple-peer behind the Link interface does all that a link must, and
 * notices when it is dead. Method: the link contract over a stand-in for
 * simple-peer whose channel drains slowly; then ICE's states by hand.
 * Real WebRTC is for e2e.
 */

import type { Options, Peer, SignalData } from 'simple-peer/simplepeer.min.js'
import { expect, test } from 'vitest'

import { bindingOf, fingerprintIn } from './fingerprint'
import {
  giveUpAfterMs,
  highWaterBytes,
  lowWaterBytes,
  maxFrameBytes,
  maxQueuedBytes,
  restartIceAfterMs,
} from './limits'
import type { Link } from './link'
import { linkContract } from './link.contract'
import { createVirtualTime } from './mesh.fixture'
import { createPacer } from './pacer'
import { createPeerDialer, type Dialled } from './peer-link'
import type { Signal } from './signals'

const fingerprintLine = (digit: string) =>
  `a=fingerprint:sha-256 ${Array.from({ length: 32 }, () => digit.repeat(2)).join(':')}\r\n`
const sdpWith = (digit: string) => `v=0\r\n${fingerprintLine(digit)}`

type Listener = (value: never) => void

/** As much of simple-peer as the link knows, without a network. */
interface StandIn extends Peer {
  readonly options: Options
  readonly emit: (event: string, value?: unknown) => void
  readonly restarts: () => number
  readonly heard: SignalData[]
  /** What the other one is sent to. */
  other: StandIn | null
  readonly receive: (frame: Uint8Array) => void
}

const later = (callBack: () => void) => setTimeout(callBack, 0)

function createStandIn(options: Options, digits: readonly [string, string]): StandIn {
  const listeners = new Map<string, Listener[]>()
  const channelListeners: (() => void)[] = []
  const heard: SignalData[] = []
  const early: Uint8Array[] = []
  let isDestroyed = false
  let restarts = 0
  const channel = {
    bufferedAmount: 0,
    bufferedAmountLowThreshold: 0,
    addEventListener: (_: string, listener: () => void) => void channelListeners.push(listener),
  }
  const [local, remote] = digits
  const emit = (event: string, value?: unknown) => {
    for (const listener of listeners.get(event) ?? []) listener(value as never)
  }
  function drain(frame: Uint8Array) {
    const wasHigh = channel.bufferedAmount > channel.bufferedAmountLowThreshold
    channel.bufferedAmount -= frame.length
    if (!isDestroyed) standIn.other?.receive(frame)
    if (!wasHigh || channel.bufferedAmount > channel.bufferedAmountLowThreshold) return
    for (const listener of channelListeners) listener()
  }
  const standIn = {
    options,
    other: null as StandIn | null,
    heard,
    restarts: () => restarts,
    emit,
    _channel: channel as unknown as Peer['_channel'],
    _pc: {
      localDescription: { type: 'offer', sdp: sdpWith(local) },
      remoteDescription: { type: 'answer', sdp: sdpWith(remote) },
      restartIce: () => undefined,
    } as unknown as Peer['_pc'],
    on: (event: string, listener: Listener) => {
      listeners.set(event, [...(listeners.get(event) ?? []), listener])
      // simple-peer's stream flows once somebody listens for data.
      if (event === 'data') later(() => early.splice(0).forEach((frame) => emit('data', frame)))
    },
    signal: (data: SignalData) => {
      if (data.type === 'candidate' && data.candidate.candidate === 'nonsense') {
        throw new TypeError('no candidate')
      }
      heard.push(data)
    },
    send: (frame: Uint8Array) => {
      if (isDestroyed) throw new Error('cannot send after peer is destroyed')
      channel.bufferedAmount += frame.length
      const sent = Buffer.from(frame)
      later(() => drain(sent))
    },
    receive: (frame: Uint8Array) => {
      if (isDestroyed) return
      if (listeners.has('data') && early.length === 0) emit('data', frame)
      else early.push(frame)
    },
    negotiate: () => {
      restarts++
    },
    destroy: () => {
      if (isDestroyed) return
      isDestroyed = true
      queueMicrotask(() => {
        emit('close')
        standIn.other?.destroy()
      })
    },
  }
  return standIn
}

interface End {
  readonly standIn: StandIn
  readonly dialled: Dialled
  readonly signals: Signal[]
  readonly links: Link[]
  readonly closings: string[]
}

function dialEnd(isInitiator: boolean, time = createVirtualTime(), page?: EventTarget): End {
  const made: StandIn[] = []
  const digits = isInitiator ? (['a', 'b'] as const) : (['b', 'a'] as const)
  // A class for `new`, as simple-peer's own is; it returns the stand-in instead of itself.
  const StandInPeer = function (options: Options) {
    const standIn = createStandIn(options, digits)
    made.push(standIn)
    return standIn
  } as unknown as new (options: Options) => Peer
  const [signals, links, closings]: [Signal[], Link[], string[]] = [[], [], []]
  const dial = createPeerDialer({
    schedule: time.schedule,
    iceServers: () => [],
    Peer: StandInPeer,
    ...(page === undefined ? {} : { page }),
  })
  const dialled = dial({
    isInitiator,
    onSignal: (signal) => void signals.push(signal),
    onLink: (link) => void links.push(link),
    onClosed: (reason) => void closings.push(reason),
  })
  return { standIn: made[0]!, dialled, signals, links, closings }
}

/** Both ends of one connection, open. */
function connectedPair(time = createVirtualTime()): readonly [End, End] {
  const [a, b] = [dialEnd(true, time), dialEnd(false, time)]
  a.standIn.other = b.standIn
  b.standIn.other = a.standIn
  for (const { standIn } of [a, b]) standIn.emit('connect')
  return [a, b]
}

linkContract('WebRTC', async () => {
  const [a, b] = connectedPair()
  return {
    a: a.links[0]!,
    b: b.links[0]!,
    dispose: () => {
      a.dialled.close('disposed')
      b.dialled.close('disposed')
    },
  }
})

const nextTurn = () => new Promise<void>((resolve) => queueMicrotask(resolve))

test('[CU8] the binding is both fingerprints, ascending, whoever asks', () => {
  const [a, b] = connectedPair()
  expect(a.links[0]!.binding).toEqual(b.links[0]!.binding)
  expect(Buffer.from(a.links[0]!.binding).toString('hex')).toBe('a'.repeat(64) + 'b'.repeat(64))
})

test('[CU8] a description with no, another or a second fingerprint ends the connection', async () => {
  const bad = [
    'v=0\r\n',
    sdpWith('c') + fingerprintLine('d'),
    'v=0\r\na=fingerprint:sha-1 aa:aa\r\n',
  ]
  for (const sdp of bad) {
    const { dialled, closings } = dialEnd(false)
    dialled.signal({ kind: 'offer', sdp })
    await nextTurn()
    expect(closings).toEqual(['fingerprint changed'])
  }
  const { dialled, closings, standIn } = dialEnd(false)
  dialled.signal({ kind: 'offer', sdp: sdpWith('a') })
  dialled.signal({ kind: 'offer', sdp: sdpWith('a') })
  expect(standIn.heard).toHaveLength(2)
  dialled.signal({ kind: 'offer', sdp: sdpWith('c') })
  await nextTurn()
  expect(closings).toEqual(['fingerprint changed'])
})

test('[CU8] one fingerprint said twice is still one', () => {
  expect(
    fingerprintIn(
      sdpWith('a') +
        fingerprintLine('a').toUpperCase().replace('A=FINGERPRINT:SHA', 'a=fingerprint:SHA'),
    ),
  ).toHaveLength(32)
  const [low, high] = [Uint8Array.of(1), Uint8Array.of(2)]
  expect(bindingOf(high, low)).toEqual(bindingOf(low, high))
})

test('[CU4] an end that hears what its role never hears is closed', async () => {
  for (const [isInitiator, kind] of [
    [true, 'offer'],
    [false, 'answer'],
  ] as const) {
    const { dialled, closings } = dialEnd(isInitiator)
    dialled.signal({ kind, sdp: sdpWith('a') })
    await nextTurn()
    expect(closings).toEqual(['out of turn'])
  }
})

test('signals go to simple-peer and come from it in its own form', () => {
  const { standIn, dialled, signals } = dialEnd(true)
  standIn.emit('signal', { type: 'offer', sdp: 'x' })
  standIn.emit('signal', { type: 'transceiverRequest', transceiverRequest: {} })
  const candidate = { candidate: 'c', sdpMid: '0', sdpMLineIndex: null }
  standIn.emit('signal', { type: 'candidate', candidate })
  expect(signals).toEqual([
    { kind: 'offer', sdp: 'x' },
    { kind: 'candidate', candidate: 'c', mid: '0', line: null },
  ])
  dialled.signal(signals[1]!)
  expect(standIn.heard).toEqual([{ type: 'candidate', candidate }])
  expect(standIn.options).toMatchObject({ initiator: true, trickle: true, objectMode: true })
})

test('a candidate that the browser cannot read ends the connection and throws nothing', async () => {
  const { dialled, closings } = dialEnd(true)
  dialled.signal({ kind: 'candidate', candidate: 'nonsense', mid: null, line: null })
  await nextTurn()
  expect(closings).toEqual(['the browser refused'])
})

test('[CU9] after 3 s without a path the initiator tries new candidates, after 10 s both give up', async () => {
  const time = createVirtualTime()
  const [a, b] = connectedPair(time)
  for (const { standIn } of [a, b]) standIn.emit('iceStateChange', 'disconnected')
  time.pass(restartIceAfterMs - 1)
  expect(a.standIn.restarts()).toBe(0)
  time.pass(1)
  expect([a.standIn.restarts(), b.standIn.restarts()]).toEqual([1, 0])
  a.standIn.emit('iceStateChange', 'checking')
  time.pass(giveUpAfterMs)
  await nextTurn()
  expect([a.closings, b.closings]).toEqual([['connection lost'], ['connection lost']])
})

test('[CU9] a path that comes back in time keeps the link', async () => {
  const time = createVirtualTime()
  const [a] = connectedPair(time)
  a.standIn.emit('iceStateChange', 'disconnected')
  time.pass(restartIceAfterMs + 1)
  a.standIn.emit('iceStateChange', 'connected')
  time.pass(60_000)
  await nextTurn()
  expect(a.closings).toEqual([])
})

test('[CU9] a page that closes takes its links with it, and leaves no listener', async () => {
  const listeners = new Set<unknown>()
  const target = new EventTarget()
  const page = {
    addEventListener: (type: string, listener: () => void) => {
      listeners.add(listener)
      target.addEventListener(type, listener)
    },
    removeEventListener: (_: string, listener: () => void) => void listeners.delete(listener),
  }
  const { closings } = dialEnd(true, createVirtualTime(), page as unknown as EventTarget)
  target.dispatchEvent(new Event('pagehide'))
  await nextTurn()
  expect([closings, listeners.size]).toEqual([['page closed'], 0])
})

test('a browser without WebRTC closes every connection, later', () => {
  const time = createVirtualTime()
  const closings: string[] = []
  const None = function () {
    throw new Error('No WebRTC support')
  } as unknown as new (options: Options) => Peer
  const dial = createPeerDialer({ schedule: time.schedule, iceServers: () => [], Peer: None })
  dial({
    isInitiator: true,
    onSignal: () => undefined,
    onLink: () => undefined,
    onClosed: (reason) => void closings.push(reason),
  })
  expect(closings).toEqual([])
  time.pass(1)
  expect(closings).toEqual(['no WebRTC here'])
})

test('a frame of text, and one out of order, end the link', async () => {
  for (const chunk of ['text', Uint8Array.of(0, 1)]) {
    const [a] = connectedPair()
    a.links[0]!.listen({
      message: () => undefined,
      drained: () => undefined,
      closed: () => undefined,
    })
    a.standIn.emit('data', chunk)
    await nextTurn()
    expect(a.closings).toHaveLength(1)
  }
})

test('the pipe below never holds much more than the high-water mark', () => {
  let [inPipe, most, drained] = [0, 0, 0]
  const pacer = createPacer(
    {
      bufferedBytes: () => inPipe,
      send: (frame) => {
        inPipe += frame.length
        most = Math.max(most, inPipe)
      },
    },
    () => void drained++,
  )
  const frames = Array.from({ length: 512 }, () => new Uint8Array(maxFrameBytes))
  pacer.offer(frames)
  expect(pacer.queuedBytes()).toBe(512 * maxFrameBytes)
  while (inPipe > 0) {
    inPipe -= Math.min(inPipe, 3 * maxFrameBytes)
    if (inPipe <= lowWaterBytes / 2) pacer.refill()
  }
  expect(most).toBeLessThan(highWaterBytes + maxFrameBytes)
  expect([pacer.queuedBytes(), drained]).toEqual([0, 1])
})

test('whoever makes us hold more than 64 MiB is cut off', async () => {
  const [a] = connectedPair()
  const link = a.links[0]!
  const message = new Uint8Array(4 * 1024 * 1024)
  const wasSent = Array.from({ length: maxQueuedBytes / message.length + 1 }, () =>
    link.send(message),
  )
  expect(wasSent.indexOf(false)).toBe(wasSent.length - 2)
  await nextTurn()
  expect(a.closings).toEqual(['it does not read'])
})

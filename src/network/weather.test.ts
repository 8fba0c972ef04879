/**
 * Goal: weather delays and loses, and a link in it is a link still.
 * Method: the Link contract in a calm and in a wind; then a clock in the test's hand.
 */

import fc from 'fast-check'
import { expect, test } from 'vitest'

import { noCredential } from '../protocol/credential'
import { encodeMessage } from '../protocol/message-codec'
import { linkContract, openInbox } from './link.contract'
import { createLoopback } from './loopback'
import { withWeather, type WeatherTides } from './weather'

const realSchedule = {
  after: (delayMs: number, callBack: () => void) => {
    const timer = setTimeout(callBack, delayMs)
    return () => clearTimeout(timer)
  },
}
const calm: WeatherTides = { latencyMs: 0, jitterMs: 0, loss: 0 }

for (const [name, tides] of [
  ['loopback in a calm', calm],
  ['loopback in a wind', { latencyMs: 1, jitterMs: 3, loss: 0 }],
] as const) {
  linkContract(name, async () => {
    const { a, b } = createLoopback({ schedule: realSchedule })
    let state = 1
    const random = (): number => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647
    const weathered = withWeather(a, () => tides, realSchedule, random)
    return { a: weathered, b, dispose: () => weathered.close('done') }
  })
}

/** Virtual time: `wait` fires what falls due, in order. */
function createClock() {
  const timers: { dueMs: number; callBack: () => void }[] = []
  let nowMs = 0
  return {
    after: (delayMs: number, callBack: () => void) => {
      const timer = { dueMs: nowMs + delayMs, callBack }
      timers.push(timer)
      return () => {
        const at = timers.indexOf(timer)
        if (at >= 0) timers.splice(at, 1)
      }
    },
    wait: (ms: number) => {
      const endMs = nowMs + ms
      for (;;) {
        const next = timers
          .filter(({ dueMs }) => dueMs <= endMs)
          .toSorted((x, y) => x.dueMs - y.dueMs)[0]
        if (next === undefined) break
        timers.splice(timers.indexOf(next), 1)
        nowMs = next.dueMs
        next.callBack()
      }
      nowMs = endMs
    },
    left: () => timers.length,
  }
}

function inWeather(tides: WeatherTides, draws: readonly number[] = [0]) {
  const loopback = createLoopback()
  const clock = createClock()
  let at = 0
  const link = withWeather(
    loopback.a,
    () => tides,
    clock,
    () => draws[at++ % draws.length] ?? 0,
  )
  return { link, clock, loopback, here: openInbox(link), there: openInbox(loopback.b) }
}

const numbered = (count: number): readonly Uint8Array[] =>
  Array.from({ length: count }, (_, at) => Uint8Array.of(100 + at))

test('[CU17] messages take the latency, each way', () => {
  const { link, clock, loopback, here, there } = inWeather({ latencyMs: 100, jitterMs: 0, loss: 0 })
  link.send(Uint8Array.of(1))
  loopback.b.send(Uint8Array.of(2))
  expect(link.queuedBytes()).toBe(1)
  loopback.deliverAll()
  clock.wait(99)
  loopback.deliverAll()
  expect([here.messages.length, there.messages.length]).toEqual([0, 0])
  clock.wait(1)
  loopback.deliverAll()
  expect([here.messages.length, there.messages.length]).toEqual([1, 1])
  expect(link.queuedBytes()).toBe(0)
})

test('[CU17] jitter never reorders', () => {
  const anyDraws = fc.array(fc.double({ min: 0, max: 0.99, noNaN: true }), {
    minLength: 1,
    maxLength: 20,
  })
  fc.assert(
    fc.property(anyDraws, fc.array(fc.nat(50), { maxLength: 20 }), (draws, pauses) => {
      const { link, clock, loopback, there } = inWeather(
        { latencyMs: 5, jitterMs: 300, loss: 0 },
        draws,
      )
      const messages = numbered(pauses.length)
      messages.forEach((message, at) => {
        link.send(message)
        clock.wait(pauses[at] ?? 0)
      })
      clock.wait(400)
      loopback.deliverAll()
      expect(there.messages).toEqual(messages)
    }),
  )
})

test('[CU18] whole messages are lost at the rate of the tides, both ways, and never a greeting', () => {
  const { link, loopback, here, there } = inWeather({ ...calm, loss: 0.5 }, [0.4, 0.6])
  const proof = encodeMessage({ kind: 'proof', seal: new Uint8Array(64), ...noCredential })
  for (const message of numbered(4)) link.send(message)
  for (let sent = 0; sent < 4; sent++) link.send(proof)
  expect(link.queuedBytes()).toBe(2 + 4 * proof.length)
  loopback.deliverAll()
  expect(there.messages.map((message) => message[0])).toEqual([101, 103, 2, 2, 2, 2])
  for (const message of numbered(4)) loopback.b.send(message)
  loopback.deliverAll()
  expect(here.messages).toHaveLength(2)
})

test('[CU17] the tides of the moment count, and nothing is left running after a close', () => {
  let tides = calm
  const loopback = createLoopback()
  const clock = createClock()
  const link = withWeather(
    loopback.a,
    () => tides,
    clock,
    () => 0,
  )
  const here = openInbox(link)
  const there = openInbox(loopback.b)
  link.send(Uint8Array.of(1))
  tides = { ...calm, latencyMs: 50 }
  link.send(Uint8Array.of(2))
  tides = calm
  // The calm has come back, but the one before is still on its way.
  link.send(Uint8Array.of(3))
  loopback.deliverAll()
  expect(there.messages).toHaveLength(1)
  link.close('enough')
  clock.wait(100)
  expect([there.messages.length, here.closings(), clock.left()]).toEqual([1, 1, 0])
})

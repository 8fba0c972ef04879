import { describe, expect, test } from 'vitest'

import type { Link } from '../network/link'
import { noCredential } from '../protocol/credential'
import { encodeMessage } from '../protocol/message-codec'
import type { Flight, LabTides } from './lab-model'
import { createLabWires, type LabMeddling, noMeddling } from './lab-wires'
import { createRandom } from './random'
import { createTime } from './time'

const talk = (nonce: number): Uint8Array => encodeMessage({ kind: 'pong', nonce })
const greeting = encodeMessage({ kind: 'proof', seal: new Uint8Array(64), ...noCredential })

/** Two weavers on one current; what the second hears. */
function lay(tides: LabTides, meddling: LabMeddling = noMeddling) {
  const time = createTime(0)
  const lost: Flight[] = []
  const wires = createLabWires({
    time,
    random: createRandom(7),
    weavers: 2,
    read: () => [],
    sent: () => {},
    lost: (flight) => lost.push(flight),
  })
  const heard: Uint8Array[] = []
  const closed: string[] = []
  const links: Link[] = []
  for (const nth of [0, 1]) {
    wires.currentsFor(nth).start((link) => {
      links[nth] = link
      link.listen({
        message: (message) => void (nth === 1 && heard.push(message)),
        drained: () => {},
        closed: (reason) => closed.push(reason),
      })
    })
  }
  time.step()
  wires.setTides(tides)
  wires.setMeddling(meddling)
  const run = (): void => {
    while (time.dueMs() !== null) time.step()
  }
  return {
    time,
    wires,
    heard,
    closed,
    lost,
    run,
    send: (bytes: Uint8Array) => links[0]?.send(bytes),
  }
}

const nonces = Array.from({ length: 60 }, (_, nonce) => nonce)
const read = (messages: readonly Uint8Array[]): readonly number[] =>
  messages.map((one) => one.at(-1) ?? 0)

describe('[LB10] a current of the lab', () => {
  test('[LB10] keeps the order of what it carries, however it jitters', () => {
    const { send, run, heard } = lay({ latencyMs: 100, jitterMs: 5_000, loss: 0 })
    for (const nonce of nonces) send(talk(nonce))
    run()
    expect(heard).toEqual(nonces.map(talk))
  })

  test('[LB10] loses its share of messages, and never a greeting', () => {
    const { send, run, heard, lost } = lay({ latencyMs: 5, jitterMs: 0, loss: 0.5 })
    for (const nonce of nonces) {
      send(greeting)
      send(talk(nonce))
    }
    run()
    expect(heard.filter((one) => one.length === greeting.length)).toHaveLength(60)
    expect(lost.length).toBeGreaterThan(15)
    expect(heard.length + lost.length).toBe(120)
  })

  test('[LB10] doubles and overtakes in a storm alone', () => {
    const storm = lay({ latencyMs: 5, jitterMs: 500, loss: 0 }, { doubles: 0.3, overtakes: true })
    for (const nonce of nonces) storm.send(talk(nonce))
    storm.run()
    const { doubled, overtaken } = storm.wires.met()
    expect(storm.heard).toHaveLength(60 + doubled)
    expect(doubled).toBeGreaterThan(0)
    expect(overtaken).toBeGreaterThan(0)
    expect(read(storm.heard)).not.toEqual(read(storm.heard).toSorted((a, b) => a - b))
  })

  test('[LB10] is seen from leaving to arriving', () => {
    const { send, time, wires } = lay({ latencyMs: 300, jitterMs: 0, loss: 0 })
    const leftMs = time.now()
    send(talk(1))
    expect(wires.flights()).toMatchObject([{ from: 0, to: 1, leftMs, dueMs: leftMs + 300 }])
    time.step()
    expect(wires.flights()).toEqual([])
  })

  test('[LB10] loses what is on it as it is cut, and is there again once it is mended', () => {
    const { send, run, wires, closed, lost, heard } = lay({ latencyMs: 300, jitterMs: 0, loss: 0 })
    send(talk(1))
    wires.setCurrent(1, 0, false)
    expect(closed).toEqual(['cut', 'cut'])
    expect(lost).toHaveLength(1)
    expect(send(talk(2))).toBe(false)
    wires.setCurrent(0, 1, true)
    run()
    send(talk(3))
    run()
    expect(heard).toEqual([talk(3)])
  })
})

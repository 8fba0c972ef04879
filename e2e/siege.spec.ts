/** The relay under attack, in short; `npm run siege` does the same for long, and measures. */

import { besiege, bombard, flood, guess, idle, latencies, meet, tear } from './besieging'
import { expect, test } from './world'

test('[RL2] [RL3] [RL4] whatever is thrown at the relay, it stays up and serves an honest pair', async () => {
  const relay = await besiege()
  const sockets = await idle(relay.port, 100)
  expect(await relay.health()).toMatchObject({ sockets: 100, topics: 20 })
  for (const socket of sockets) socket.terminate()
  await tear(relay.port, 20)
  const untilMs = performance.now() + 3_000
  const storm = await bombard(relay, { untilMs, attackers: 4, seed: 3 })
  expect(Object.keys(storm.frames).length).toBeGreaterThan(15)
  expect(storm.lost).toBe(0)
  expect(relay.exit()).toBeNull()
  const stop = new AbortController()
  const flooding = flood(relay.port, stop.signal)
  expect(await latencies(relay.port, 20)).toHaveLength(20)
  stop.abort()
  await flooding
  const pair = await meet(relay.port, '7e'.repeat(32))
  expect(await pair.exchange()).not.toBeNull()
  pair.close()
  const { garbled, dropped, faults } = await relay.health()
  expect([garbled > 0, dropped > 0, faults]).toEqual([true, true, 0])
  await relay.stop()
})

test('[SI2] a guesser is told the same of topics unknown, emptied and in use', async () => {
  const relay = await besiege()
  const { replies } = await guess(relay.port, 5)
  expect(Object.keys(replies)).toEqual(['unknown', 'emptied', 'used'])
  expect(new Set(Object.values(replies).flat()).size).toBe(1)
  await relay.stop()
})

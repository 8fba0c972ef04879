/**
 * `npm run siege [-- --minutes 10 --sockets 5000 --seed 1]`: attacks a relay in a
 * process of its own, over loopback, and prints how it bore up. Ends with 1 where
 * the relay ended, lost an honest signal, or told a guesser anything.
 */

import { type ChildProcess, fork } from 'node:child_process'
import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'

import {
  besiege,
  type Besieged,
  bombard,
  flood,
  guess,
  idle,
  latencies,
  meet,
  percentile,
  tear,
} from './besieging'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    sockets: { type: 'string', default: '5000' },
    seed: { type: 'string', default: '1' },
    /** Given by this program to itself: the port to flood. */
    flood: { type: 'string' },
  },
})

const faults: string[] = []
const failIf = (isWrong: boolean, what: string): void => {
  if (isWrong) faults.push(what)
}

if (values.flood !== undefined) {
  const stop = new AbortController()
  process.on('disconnect', () => stop.abort())
  await flood(Number(values.flood), stop.signal)
  process.exit(0)
}

const besieged = await besiege()
console.log(`load ${loadavg()[0]?.toFixed(1)}, relay at 127.0.0.1:${besieged.port}`)
await sitStill(besieged, Number(values.sockets))
await tearApart(besieged)
await listen(besieged)
await eavesdrop(besieged)
await storm(besieged, Number(values.minutes))
await besieged.stop()
for (const fault of faults) console.log(`WRONG: ${fault}`)
process.exit(faults.length === 0 ? 0 : 1)

async function sitStill(relay: Besieged, count: number): Promise<void> {
  const before = await relay.health()
  const sockets = await idle(relay.port, count)
  const during = await relay.health()
  for (const socket of sockets) socket.terminate()
  const after = await settled(relay)
  const each = ((during.rss - before.rss) * 1024) / count
  console.log(
    `idle: ${during.sockets} sockets in ${during.topics} topics from 8 addresses · RSS ${mib(before.rss)} before, ` +
      `${mib(during.rss)} with them (${each.toFixed(1)} KiB each), ${mib(after.rss)} after`,
  )
  failIf(during.sockets !== count, `${during.sockets} of ${count} idle sockets are open`)
  failIf(during.rss > 512, 'idle sockets take more than 512 MiB')
}

async function tearApart(relay: Besieged): Promise<void> {
  const before = await relay.health()
  const bytes = await tear(relay.port, 500)
  const after = await settled(relay)
  console.log(
    `tiny fragments: 500 sockets, ${mib(bytes / 1024 / 1024)} sent · RSS ${mib(before.rss)} → ${mib(after.rss)}`,
  )
  failIf(after.rss - before.rss > 32, 'tiny fragments cost more than 32 MiB')
}

async function listen(relay: Besieged): Promise<void> {
  const quiet = await latencies(relay.port, 300)
  const flooder = fork(new URL(import.meta.url), ['--flood', String(relay.port)])
  const before = await relay.health()
  const loud = await latencies(relay.port, 300)
  const after = await relay.health()
  await end(flooder)
  const at = (all: readonly number[], share: number): string =>
    `${percentile(all, share).toFixed(2)} ms`
  const ratio = percentile(loud, 99) / percentile(quiet, 99)
  console.log(
    `forwarding: p50 ${at(quiet, 50)}, p99 ${at(quiet, 99)} quiet · p50 ${at(loud, 50)}, p99 ${at(loud, 99)} while another floods ` +
      `(${after.dropped - before.dropped} letters dropped, ${after.refused - before.refused} sockets shown out) · p99 × ${ratio.toFixed(1)}`,
  )
  failIf(after.dropped === before.dropped, 'the flood did not reach the relay')
}

async function eavesdrop(relay: Besieged): Promise<void> {
  const { replies, medianMs } = await guess(relay.port, 200)
  const all = new Set(Object.values(replies).flat())
  const times = Object.entries(medianMs).map(([kind, ms]) => `${kind} ${ms.toFixed(2)} ms`)
  console.log(
    `guessing topics: 200 rounds, ${all.size} kind of answer · median time to it: ${times.join(', ')}`,
  )
  failIf(all.size !== 1, `a guesser is told ${[...all].join(' or ')}`)
}

async function storm(relay: Besieged, minutes: number): Promise<void> {
  const untilMs = performance.now() + minutes * 60_000
  const result = await bombard(relay, { untilMs, attackers: 24, seed: Number(values.seed) })
  const { honest, lost, handshakes } = result
  const total = Object.values(result.frames).reduce((sum, count) => sum + count, 0)
  console.log(
    `storm: ${minutes} min, ${total} frames and ${handshakes} crooked handshakes · ${honest} honest signals meanwhile, ${lost} lost`,
  )
  for (const [name, count] of Object.entries(result.frames).toSorted(([a], [b]) =>
    a.localeCompare(b),
  )) {
    console.log(`  ${String(count).padStart(8)} ${name}`)
  }
  const exit = relay.exit()
  console.log(exit === null ? '0 exits' : `the relay ended: ${exit}`)
  if (exit !== null) return failIf(true, 'the relay ended')
  const health = await settled(relay)
  const pair = await meet(relay.port)
  const isServed = (await pair.exchange()) !== null
  pair.close()
  console.log(
    `afterwards: RSS ${mib(health.rss)}, ${health.garbled} garbled, ${health.dropped} dropped, ${health.refused} refused, ` +
      `${health.faults} faults of its own · a new pair is ${isServed ? 'served' : 'not served'}`,
  )
  failIf(lost > 0, 'an honest signal was lost')
  failIf(!isServed, 'a new pair was not served')
  failIf(health.faults > 0, 'a handler of the relay threw')
}

/** Waits until what was cut is gone: ten seconds at most, by the relay's own deadlines. */
async function settled(relay: Besieged) {
  let health = await relay.health()
  for (let tries = 0; tries < 100 && health.sockets > 0; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 100))
    health = await relay.health()
  }
  return health
}

async function end(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.disconnect()
  await ended
}

function mib(value: number): string {
  return `${value.toFixed(0)} MiB`
}

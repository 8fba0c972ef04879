/**
 * `npm run exhaustive [-- --sigils 5 --deeds two-kinds --parts 2]`: every small history in
 * every order of delivery, and how many those were.
 */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'

import { type Counts, type Deeds, checkAll, drawHistory } from './exhaustive'

const { values } = parseArgs({
  options: {
    sigils: { type: 'string', default: '5' },
    deeds: { type: 'string' },
    parts: { type: 'string', default: '2' },
    /** Set where this process is one of the parts. */
    part: { type: 'string' },
  },
})
const most = Number(values.sigils)
const parts = Number(values.parts)

if (values.part === undefined) await runAll()
else runPart(Number(values.part))

/** One JSON line for each size. */
function runPart(part: number): void {
  for (let size = 1; size <= most; size++) {
    const counts = checkAll(size, deedsFor(size), { part, of: parts })
    console.log(JSON.stringify({ size, counts }))
  }
}

function deedsFor(size: number): Deeds {
  if (values.deeds === 'three-kinds' || values.deeds === 'two-kinds') return values.deeds
  return size < 5 ? 'three-kinds' : 'two-kinds'
}

async function runAll(): Promise<void> {
  const { bundle } = await import('./bundle')
  const program = await bundle('src/sim/exhaustive-cli.ts', 'exhaustive')
  const sums = new Map<number, Counts>()
  await Promise.all(Array.from({ length: parts }, (_, part) => follow(program, part, sums)))
  let histories = 0
  let orders = 0
  for (const [size, counts] of [...sums].toSorted(([a], [b]) => a - b)) {
    tell(size, counts)
    histories += counts.histories
    orders += counts.orders
  }
  const failed = [...sums.values()].some(({ finding }) => finding !== null)
  const verdict = failed ? 'NOT one state each' : 'one state each, the oracle’s'
  console.log(`all: ${histories} histories, ${orders} deliveries, ${verdict}`)
  console.log(`${process.uptime().toFixed(0)} s in ${parts} processes`)
  if (failed) process.exitCode = 1
}

async function follow(program: string, part: number, sums: Map<number, Counts>): Promise<void> {
  const child = spawn(process.execPath, [program, ...process.argv.slice(2), '--part', `${part}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  for await (const line of createInterface({ input: child.stdout })) {
    const { size, counts } = JSON.parse(line) as { size: number; counts: Counts }
    const sum = sums.get(size)
    sums.set(size, {
      histories: (sum?.histories ?? 0) + counts.histories,
      orders: (sum?.orders ?? 0) + counts.orders,
      finding: sum?.finding ?? counts.finding,
    })
  }
  const [code] = await ended
  if (code !== 0) throw new Error(`part ${part} ended with ${code}`)
}

function tell(size: number, { histories, orders, finding }: Counts): void {
  console.log(
    `${size} sigils (${deedsFor(size)}): ${histories} histories in ${orders / histories} orders each, ${orders} deliveries`,
  )
  if (finding === null) return
  console.log(`FOUND, order ${finding.order?.join(' ') ?? 'any'}:`)
  console.log(drawHistory(finding.history))
  console.log(finding.detail)
}

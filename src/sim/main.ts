/**
 * `npm run sim -- --seed N`: what happened in one world, and its loom as text.
 * `npm run sim -- --seeds A..B [--quiet]`: a sweep, and what it met (PROTOCOL.md §SM).
 */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'

import { sha256 } from '../platform/sha256'
import { drawWorld } from './drawing'
import { createIdbDisk } from './idb-disk'
import { addReport, emptySummary, isThin, type SweptReport, tellSummary } from './sweep'
import { runWorld, type WorldDeps } from './world'

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    seeds: { type: 'string' },
    quiet: { type: 'boolean', default: false },
    log: { type: 'boolean', default: false },
    parts: { type: 'string', default: `${availableParallelism()}` },
    /** Set where this process is one of the parts. */
    part: { type: 'string' },
  },
})

const deps: WorldDeps = {
  hash: sha256,
  createIdbDisk,
  turn: () => new Promise((resolve) => void setImmediate(resolve)),
}
const parts = Number(values.parts)

if (values.seed !== undefined) await replay(Number(values.seed))
else if (values.part === undefined) await sweep()
else await runPart(Number(values.part))

async function replay(seed: number): Promise<void> {
  const log = values.log ? (line: string) => console.log(line) : undefined
  const report = await runWorld(seed, { ...deps, ...(log && { log }) })
  console.log(drawWorld(report))
  if (report.faults.length > 0) process.exitCode = 1
}

function seedsAsked(): { readonly from: number; readonly to: number } {
  const [from = 1, to = from] = (values.seeds ?? '1..100').split('..').map(Number)
  return { from, to }
}

/** One line of JSON for each seed. */
async function runPart(part: number): Promise<void> {
  const { from, to } = seedsAsked()
  for (let seed = from + part; seed <= to; seed += parts) {
    const report = await runWorld(seed, deps).catch((error: unknown) => failed(seed, error))
    const { seed: name, faults, counts, sigils, quietAfterMs } = report
    console.log(JSON.stringify({ seed: name, faults, counts, sigils, quietAfterMs }))
  }
}

/** A throw is our bug, and a finding like any other. */
function failed(seed: number, error: unknown): SweptReport {
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return { seed, faults: [`threw ${detail}`], counts: {}, sigils: 0 }
}

async function sweep(): Promise<void> {
  const { bundle } = await import('./bundle')
  const program = await bundle('src/sim/main.ts', 'sim')
  let summary = emptySummary
  await Promise.all(
    Array.from({ length: parts }, (_, part) =>
      follow(program, part, (report) => {
        summary = addReport(summary, report)
        if (report.faults.length > 0 && !values.quiet) {
          const faults = report.faults.slice(0, 3).join('\n  ')
          console.log(`seed ${report.seed} (#/lab/world?seed=${report.seed}): ${faults}`)
        }
      }),
    ),
  )
  console.log(tellSummary(summary))
  console.log(`${process.uptime().toFixed(0)} s in ${parts} processes`)
  if (summary.failing.length > 0 || isThin(summary)) process.exitCode = 1
}

async function follow(
  program: string,
  part: number,
  take: (report: SweptReport) => void,
): Promise<void> {
  // A world makes much short-lived garbage: a larger nursery saves a tenth of the time.
  const flags = ['--max-semi-space-size=64', '--enable-source-maps']
  const args = [...flags, program, ...process.argv.slice(2), '--part', `${part}`]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  for await (const line of createInterface({ input: child.stdout })) {
    take(JSON.parse(line) as SweptReport)
  }
  const [code] = await ended
  if (code !== 0) throw new Error(`part ${part} ended with ${code}`)
}

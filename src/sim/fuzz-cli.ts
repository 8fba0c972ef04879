/**
 * `npm run fuzz [-- --inputs 1000000 --seed 1 --parts 2]`: storms of inputs through all
 * decoders, and how each ended. Part n has the seed n above the one given.
 */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { parseArgs } from 'node:util'

import { storm, type Storm, sumStorms, tellStorm } from './fuzz'

const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
    parts: { type: 'string', default: '2' },
    /** Set where this process is one of the parts. */
    part: { type: 'string' },
  },
})
const inputs = Number(values.inputs)
const parts = Number(values.parts)
const seed = Number(values.seed)

if (values.part === undefined) await runAll()
else {
  const share = Math.floor(inputs / parts) + (Number(values.part) < inputs % parts ? 1 : 0)
  const done = storm(share, seed + Number(values.part), () => process.hrtime.bigint())
  console.log(JSON.stringify(done))
}

async function runAll(): Promise<void> {
  const { bundle } = await import('./bundle')
  const program = await bundle('src/sim/fuzz-cli.ts', 'fuzz')
  const storms = await Promise.all(
    Array.from({ length: parts }, async (_, part): Promise<Storm> => {
      const args = [program, ...process.argv.slice(2), '--part', `${part}`]
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
      const [told, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')])
      if (code !== 0) throw new Error(`part ${part} ended with ${code}`)
      return JSON.parse(told) as Storm
    }),
  )
  const sum = sumStorms(storms)
  console.log(tellStorm(sum))
  console.log(`seeds ${seed} to ${seed + parts - 1}, ${process.uptime().toFixed(0)} s`)
  if (sum.findings.length > 0) process.exitCode = 1
}

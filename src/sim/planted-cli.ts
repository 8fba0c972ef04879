/**
 * `npm run planted [-- --id X --seeds 1..2000 --catchers world,exhaustive,fuzz,rules]`: plants
 * each bug, hunts it, and prints a table of what caught it.
 *
 * Catchers are asked in turn until one sees the bug: some hundred simulated worlds; all small
 * histories; the storm on the decoders; the tests that wear the rule's id; and last the rest
 * of the worlds, which take longest.
 */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { parseArgs } from 'node:util'

import { startVitest } from 'vitest/node'

import { bundle, type Meddle, meddling } from './bundle'
import { plant, planted, type Planted } from './planted'
import type { Catch } from './planted-run'

const { values } = parseArgs({
  options: {
    id: { type: 'string' },
    seeds: { type: 'string', default: '1..2000' },
    catchers: { type: 'string', default: 'world,exhaustive,fuzz,rules' },
    /** Seconds for one process, after which its bug counts as caught by the clock: it hangs. */
    patience: { type: 'string', default: '240' },
  },
})
const [from = 1, to = from] = values.seeds.split('..').map(Number)
/** Worlds in one process: so what hangs is told from what takes its time. */
const seedsAtOnce = 25
/** Of the worlds, those that are asked before anything else. */
const firstSeeds = 300
const catchers = values.catchers.split(',')

const bugs = planted.filter(
  ({ id }) => values.id === undefined || values.id.split(',').includes(id),
)
console.log(`| planted bug | breaks | caught by | seed | how |\n| --- | --- | --- | --- | --- |`)
const healthy = new Map<number, boolean>()
let missed = 0
for (const bug of bugs) {
  const found = await hunt(bug)
  if (found === null) missed += 1
  const { by, seed, detail } = found ?? { by: '**nothing**', seed: '', detail: '' }
  const how = detail.replaceAll(/\s+/g, ' ').replaceAll('|', '/').slice(0, 90)
  console.log(`| ${bug.id} | ${bug.breaks} | ${by} | ${seed} | ${how} |`)
}
console.log(`${bugs.length - missed} of ${bugs.length} caught, ${process.uptime().toFixed(0)} s`)
process.exit(missed > 0 ? 1 : 0)

async function hunt(bug: Planted): Promise<Catch | null> {
  const program = await bundle('src/sim/planted-run.ts', `planted-${bug.id}`, meddle(bug))
  const inWorlds = catchers.includes('world')
  const others = catchers.filter((name) => name !== 'rules' && name !== 'world')
  const last = Math.min(to, from + firstSeeds - 1)
  return (
    (inWorlds ? await huntInWorlds(program, from, last) : null) ??
    (others.length > 0 ? await run(program, [0, 0], others) : null) ??
    (catchers.includes('rules') ? await huntByRules(bug) : null) ??
    (inWorlds ? huntInWorlds(program, last + 1, to) : null)
  )
}

function meddle(bug: Planted): Meddle {
  return (source, path) => (path === bug.file ? plant(bug, source) : source)
}

/** A seed that fails without the bug as well has caught something else, and is passed over. */
async function huntInWorlds(program: string, first: number, end: number): Promise<Catch | null> {
  for (let seed = first; seed <= end; seed++) {
    const last = Math.min(end, seed + seedsAtOnce - 1)
    const found = await run(program, [seed, last], ['world'])
    seed = found?.seed ?? last
    if (found === null) continue
    if (await isHealthy(seed)) return found
  }
  return null
}

/** True where the world of that seed has no fault without any bug. */
async function isHealthy(seed: number): Promise<boolean> {
  const known = healthy.get(seed)
  if (known !== undefined) return known
  const program = await bundle('src/sim/planted-run.ts', 'planted-none')
  const found = await run(program, [seed, seed], ['world'])
  healthy.set(seed, found === null)
  return found === null
}

async function run(
  program: string,
  [first, last]: readonly [number, number],
  names: readonly string[],
): Promise<Catch | null> {
  const args = [program, '--from', `${first}`, '--to', `${last}`, '--catchers', names.join(',')]
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: Number(values.patience) * 1000,
    killSignal: 'SIGKILL',
  })
  const [told, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')])
  if (code !== 0) return { by: 'clock', seed: first, detail: `no end of seeds ${first} to ${last}` }
  return JSON.parse(told) as Catch | null
}

/** The tests whose names wear an id of the rules broken, in the folder of the file broken. */
async function huntByRules(bug: Planted): Promise<Catch | null> {
  const [rules = ''] = bug.breaks.split(':')
  const pattern = rules
    .split(', ')
    .map((rule) => `\\[${rule}\\]`)
    .join('|')
  const vitest = await startVitest(
    'test',
    ['src/protocol', 'src/platform', 'src/chorus', 'src/storage'],
    {
      watch: false,
      config: false,
      reporters: [{}],
      testNamePattern: pattern,
      passWithNoTests: true,
    },
    { plugins: [meddling(meddle(bug))] },
  )
  const failed = vitest.state
    .getTestModules()
    .flatMap((module) => [...module.children.allTests('failed')])
  await vitest.close()
  const [first] = failed
  return first === undefined ? null : { by: 'rule test', seed: 0, detail: first.name }
}

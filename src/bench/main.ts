/**
 * `npm run bench`: us and the peers on the same work, in turn, in one run.
 *
 *   --only S1,S3      some of the works     --case TEXT     cases whose name holds it
 *   --rounds N        after one to warm up  --who ours,yjs  some of the contenders
 *   --traces DIR      a folder of traces    --scale N       what sizes are multiplied by
 *   --json FILE       everything measured   --baseline      keeps this run as the baseline
 *   --profiles DIR    a CPU profile each
 *
 * Exit code 1 where a result was wrong. A figure that is not reached is told, and no error.
 */

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { isMainThread } from 'node:worker_threads'

import { browserWorks } from './browser/works'
import { contend, type Outcome } from './contest'
import { enter, enterHere, serve, type Entry, type Starting } from './contestant'
import { bestWays, judge } from './figures'
import { knownTraces, sceneOf, type Setting } from './scene'
import { keyOf, rowOf, tellResult, tellTable, type Baseline, type Result } from './telling'
import { serveVerifier } from './verify-thread'
import { ours, type Case, type Contender, type Scene, type Work } from './work'
import { works } from './works'

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    case: { type: 'string', default: '' },
    who: { type: 'string' },
    rounds: { type: 'string' },
    traces: { type: 'string', default: '../shared/traces' },
    scale: { type: 'string', default: '1' },
    json: { type: 'string' },
    baseline: { type: 'boolean', default: false },
    profiles: { type: 'string' },
    /** Set where this process is one of the contestants, with what it is to do. */
    contestant: { type: 'string' },
    /** What the first process found in the folder, and where it lets others leave things. */
    setting: { type: 'string' },
  },
})

const folder = resolve(values.traces)
const scale = Number(values.scale)
const usualRounds = 5
const baselineFile = resolve('src/bench/baseline.json')

if (!isMainThread) await serveVerifier()
else if (values.contestant === undefined) await run()
else await takePart(JSON.parse(values.contestant) as Entry)

async function takePart({ work, caseName, who }: Entry): Promise<void> {
  const scene = sceneOf(JSON.parse(values.setting ?? '') as Setting)
  const found = works
    .find(({ id }) => id === work)
    ?.cases(scene)
    .find(({ name }) => name === caseName)
    ?.contenders.find((contender) => contender.who === who)
  if (found === undefined) throw new Error(`nobody is called ${who} in ${work}, ${caseName}`)
  await serve(found.prepare)
}

async function run(): Promise<void> {
  const { bundle } = await import('../sim/bundle')
  const scratch = mkdtempSync(join(tmpdir(), 'aetherlink-bench-'))
  process.once('exit', () => rmSync(scratch, { recursive: true, force: true }))
  const setting: Setting = { folder, known: knownTraces(folder), scale, scratch }
  const starting: Starting = {
    program: await bundle('src/bench/main.ts', 'bench'),
    args: ['--setting', JSON.stringify(setting)],
    profiles: profileFolder(),
  }
  const baseline = readBaseline()
  const browsers = browserWorks()
  const all = [...works, ...browsers.works]
  const asked = all.filter(({ id }) => values.only?.split(',').includes(id) ?? true)
  const results: Result[] = []
  const failures: string[] = []
  for (const work of asked) {
    console.log(`${work.id}  ${work.what}`)
    for (const one of casesOf(work, sceneOf(setting))) {
      const done = await runCase(work, one, starting)
      for (const result of done.results) console.log(tellResult(result, baseline))
      for (const slow of done.leftOut) console.log(`  ${one.name} · LEFT OUT ${slow}`)
      for (const failure of done.failures) console.log(`  ${one.name} · FAILED ${failure}`)
      results.push(...done.results)
      failures.push(...done.failures.map((failure) => `${work.id} ${one.name} ${failure}`))
    }
  }
  await browsers.close()
  console.log(tellTable(asked, results))
  if (values.json !== undefined) writeFileSync(values.json, toJson(results, failures))
  if (values.baseline && failures.length === 0) keepBaseline({ ...baseline, ...figuresOf(results) })
  if (failures.length > 0) process.exitCode = 1
}

function profileFolder(): string | null {
  if (values.profiles === undefined) return null
  mkdirSync(values.profiles, { recursive: true })
  return resolve(values.profiles)
}

function casesOf(work: Work, scene: Scene): readonly Case[] {
  const takesPart = ({ who }: Contender): boolean => values.who?.split(',').includes(who) ?? true
  return work
    .cases(scene)
    .filter(({ name }) => name.includes(values.case))
    .map((one) => ({ ...one, contenders: one.contenders.filter(takesPart) }))
}

async function runCase(
  work: Work,
  { name, contenders }: Case,
  starting: Starting,
): Promise<{ readonly results: readonly Result[] } & Omit<Outcome, 'standings'>> {
  const { standings, ...troubles } = await contend(contenders, {
    rounds: Number(values.rounds ?? work.rounds ?? usualRounds),
    ...(work.takesATurn !== undefined && { takesATurn: work.takesATurn }),
    now: () => performance.now(),
    enter: (contender) =>
      contender.isHere === true
        ? enterHere(contender)
        : enter({ work: work.id, caseName: name, who: contender.who }, starting),
  })
  const results = Array.from(standings, ([rowName, row]): Result => {
    const { unit, reach } = rowOf(work, rowName)
    const verdicts = reach.flatMap((one) => judge(bestWays(row), work.subject ?? ours, one) ?? [])
    return { work: work.id, caseName: name, row: rowName, unit, standings: row, verdicts }
  })
  return { results, ...troubles }
}

function readBaseline(): Baseline {
  return JSON.parse(readFileSync(baselineFile, 'utf8')) as Baseline
}

function keepBaseline(baseline: Baseline): void {
  const sorted = Object.entries(baseline).toSorted(([a], [b]) => (a < b ? -1 : 1))
  writeFileSync(baselineFile, `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`)
}

function figuresOf(results: readonly Result[]): Baseline {
  return Object.fromEntries(
    results.flatMap((result) =>
      result.verdicts.map((verdict) => {
        const { median, low, high } = verdict
        return [keyOf(result, verdict), { median, low, high }]
      }),
    ),
  )
}

function toJson(results: readonly Result[], failures: readonly string[]): string {
  const machine = { node: process.version, cpus: cpus().map(({ model }) => model), load: loadavg() }
  return `${JSON.stringify({ machine, rounds: values.rounds ?? 'usual', scale, results, failures }, null, 2)}\n`
}

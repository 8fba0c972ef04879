/**
 * The program that hunts one planted bug, bundled with the bug in it: tries the catchers in
 * turn, and prints as JSON which of them saw it, and where.
 *
 * `--from 1 --to 2000`: seeds of the world. `--catchers exhaustive,world,fuzz`.
 */

import { parseArgs } from 'node:util'

import { sha256 } from '../platform/sha256'
import { checkAll } from './exhaustive'
import { storm } from './fuzz'
import { createIdbDisk } from './idb-disk'
import { runWorld } from './world'

/** `seed`: of the world or the storm; sigils of the history, of the exhaustive one. */
export interface Catch {
  readonly by: string
  readonly seed: number
  readonly detail: string
}

const { values } = parseArgs({
  options: {
    from: { type: 'string', default: '1' },
    to: { type: 'string', default: '2000' },
    catchers: { type: 'string', default: 'world,exhaustive,fuzz' },
  },
})

const catchers: Readonly<Record<string, () => Promise<Catch | null>>> = { exhaustive, fuzz, world }

/** The seed at hand, for what breaks outside of any promise that is awaited. */
let current = 0
process.on('unhandledRejection', (error) => {
  console.log(JSON.stringify({ by: 'world', seed: current, detail: `threw ${String(error)}` }))
  process.exit()
})

let caught: Catch | null = null
for (const name of values.catchers.split(',')) caught ??= (await catchers[name]?.()) ?? null
console.log(JSON.stringify(caught))
// A world with a bug in it may leave something running.
process.exit()

async function exhaustive(): Promise<Catch | null> {
  for (const size of [1, 2, 3, 4]) {
    try {
      const { finding } = checkAll(size, size < 4 ? 'three-kinds' : 'two-kinds')
      if (finding === null) continue
      const detail = finding.order === null ? 'not the oracle’s state' : 'two orders, two states'
      return { by: 'exhaustive', seed: size, detail }
    } catch (error) {
      return { by: 'exhaustive', seed: size, detail: String(error) }
    }
  }
  return null
}

async function fuzz(): Promise<Catch | null> {
  const [finding] = storm(300_000, 1, () => process.hrtime.bigint()).findings
  return finding === undefined ? null : { by: 'fuzz', seed: 1, detail: finding }
}

async function world(): Promise<Catch | null> {
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
  for (let seed = Number(values.from); seed <= Number(values.to); seed++) {
    current = seed
    try {
      const { faults } = await runWorld(seed, { hash: sha256, turn, createIdbDisk })
      if (faults[0] !== undefined) return { by: 'world', seed, detail: faults[0] }
    } catch (error) {
      return { by: 'world', seed, detail: String(error) }
    }
  }
  return null
}

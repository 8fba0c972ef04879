/**
 * A contestant: one contender on one case, in a process of its own, which does
 * its work whenever it is its turn.
 *
 * A process each, so that nobody's garbage, caches or compiled code weigh on the
 * next; and one for all rounds, so that everybody is equally warm.
 */

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'

import type { Contender, Take, Values } from './work'

export interface Contestant {
  /** The ways it knows, in words. */
  readonly hows: readonly string[]
  /**
   * Does the work once, in one of its ways. Rejects where what came out is wrong, and with
   * {@link tookTooLong} where nothing came: it can't be asked for anything then.
   */
  readonly take: (way: number) => Promise<Values>
  readonly leave: () => Promise<void>
}

/** Milliseconds for one sample in a process of its own: all that is to be reached takes a tenth of it. */
const patienceMs = 180_000

export const tookTooLong = new Error(`not done within ${patienceMs / 60_000} minutes`)

/** What a process is started with, as JSON: enough to find the contender in it. */
export interface Entry {
  readonly work: string
  readonly caseName: string
  readonly who: string
}

type Said =
  | { readonly kind: 'ready'; readonly hows: readonly string[] }
  | { readonly kind: 'values'; readonly values: Values }
  | { readonly kind: 'failed'; readonly reason: string }

export interface Starting {
  /** The bundled program that {@link serve}s. */
  readonly program: string
  readonly args: readonly string[]
  /** Folder for a CPU profile of the whole process; none where null. */
  readonly profiles: string | null
}

/** Starts the process and waits until it has prepared. */
export async function enter(
  entry: Entry,
  { program, args, profiles }: Starting,
): Promise<Contestant> {
  const name = `${entry.work}-${entry.caseName}-${entry.who}`.replaceAll(/[^\w.-]+/g, '-')
  const profiling =
    profiles === null
      ? []
      : ['--cpu-prof', `--cpu-prof-dir=${profiles}`, `--cpu-prof-name=${name}.cpuprofile`]
  const child = fork(program, [...args, '--contestant', JSON.stringify(entry)], {
    execArgv: ['--expose-gc', '--enable-source-maps', ...profiling],
    // Peers, too, have checks that only a development build pays for.
    env: { ...process.env, NODE_ENV: 'production' },
  })
  const ended = once(child, 'exit')
  const hear = async (): Promise<Said> => {
    const heard = once(child, 'message').then(([said]) => said as Said)
    const left = ended.then(([code]): Said => ({ kind: 'failed', reason: `ended with ${code}` }))
    return Promise.race([heard, left])
  }
  const said = await hear()
  if (said.kind !== 'ready') throw new Error(said.kind === 'failed' ? said.reason : said.kind)
  return {
    hows: said.hows,
    take: async (way) => {
      const answer = hear()
      child.send({ way })
      const stopWaiting = new AbortController()
      const patience = sleep(patienceMs, null, { signal: stopWaiting.signal })
      const values = await Promise.race([answer, patience]).finally(() => stopWaiting.abort())
      if (values === null) {
        child.kill('SIGKILL')
        throw tookTooLong
      }
      if (values.kind === 'values') return values.values
      throw new Error(values.kind === 'failed' ? values.reason : values.kind)
    },
    leave: async () => {
      if (child.connected) child.disconnect()
      await ended
    },
  }
}

/** Lets a contender take part from this process. */
export async function enterHere({ prepare, leave }: Contender): Promise<Contestant> {
  const gone = async (): Promise<void> => leave?.()
  try {
    const takes = await prepare()
    return { hows: takes.map(({ how }) => how), take: (way) => sampleOf(takes[way]), leave: gone }
  } catch (error) {
    await gone()
    throw error
  }
}

/** The other end: prepares, and then does as it is told until nobody listens any more. */
export async function serve(prepare: () => Promise<readonly Take[]>): Promise<void> {
  const say = (said: Said): void => void process.send?.(said)
  const fail = (error: unknown): void =>
    say({ kind: 'failed', reason: error instanceof Error ? (error.stack ?? '') : String(error) })
  // Alive as long as somebody listens, even while only a thread that keeps nobody alive has work to do.
  process.channel?.ref()
  const takes = await prepare()
  process.on('message', ({ way }: { readonly way: number }) => {
    sampleOf(takes[way]).then((values) => say({ kind: 'values', values }), fail)
  })
  process.once('disconnect', () => process.exit())
  say({ kind: 'ready', hows: takes.map(({ how }) => how) })
}

async function sampleOf(take: Take | undefined): Promise<Values> {
  if (take === undefined) throw new RangeError('there is no such way')
  // What earlier samples left behind is not this one's to clear away.
  globalThis.gc?.()
  return take.sample()
}

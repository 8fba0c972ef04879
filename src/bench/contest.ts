/**
 * A contest: everybody does the work in turn, round after round (A B C A B C …),
 * after a round that counts for nothing.
 */

import { type Contestant, tookTooLong } from './contestant'
import { spreadOf, type Standing } from './figures'
import { type Contender, ours, type Values } from './work'

export interface ContestDeps {
  readonly rounds: number
  /** As often as a work wants it ({@link Work.takesATurn}). */
  readonly takesATurn?: number
  /** Starts a contender, or throws where it can't even prepare. */
  readonly enter: (contender: Contender) => Promise<Contestant>
  readonly now: () => number
}

export interface Outcome {
  /** By row: every way of everybody. */
  readonly standings: ReadonlyMap<string, readonly Standing[]>
  /** Whoever gave a wrong result, or none at all. */
  readonly failures: readonly string[]
  /** Whoever was too slow to be waited for: no figure, and no failure. */
  readonly leftOut: readonly string[]
}

/** A contender's one way, and what it gave so far. */
interface Way {
  readonly contender: Contender
  readonly how: string
  readonly take: () => Promise<Values>
  readonly taken: Values[]
  /** Takes too long to be asked again. */
  isDone: boolean
}

/**
 * Milliseconds beyond which a sample isn't repeated: its warming round is its sample. Whoever is
 * that slow loses by a factor that no warming makes up for.
 */
const tooLongMs = 20_000

/** Milliseconds after which nothing is taken again in the same turn: noise no longer decides. */
const longTurnMs = 1_000

export async function contend(
  contenders: readonly Contender[],
  deps: ContestDeps,
): Promise<Outcome> {
  const failures: string[] = []
  const leftOut: string[] = []
  const leaving: (() => Promise<void>)[] = []
  const fail = (who: string, error: unknown): void => {
    // Of ours, no figure is a failure.
    const told = error === tookTooLong && who !== ours ? leftOut : failures
    told.push(`${who}: ${error instanceof Error ? error.message : String(error)}`)
  }
  const ways: Way[] = []
  for (const contender of contenders) {
    try {
      ways.push(...(await waysOf(contender, deps, leaving)))
    } catch (error) {
      fail(contender.who, error)
    }
  }
  for (let round = 0; round <= deps.rounds; round += 1) {
    for (const way of ways) {
      if (way.isDone) continue
      try {
        await takeTurn(way, round, deps)
      } catch (error) {
        const lost =
          error === tookTooLong
            ? ways.filter(({ contender }) => contender === way.contender)
            : [way]
        for (const one of lost) {
          one.isDone = true
          one.taken.length = 0
        }
        fail(way.contender.who, error)
      }
    }
  }
  for (const leave of leaving) await leave()
  return { standings: standingsOf(ways), failures, leftOut }
}

async function waysOf(
  contender: Contender,
  { enter }: ContestDeps,
  leaving: (() => Promise<void>)[],
): Promise<readonly Way[]> {
  const first = await enter(contender)
  const way = (how: string, take: () => Promise<Values>): Way => ({
    contender,
    how,
    take,
    taken: [],
    isDone: false,
  })
  if (contender.isFresh !== true) {
    leaving.push(first.leave)
    return first.hows.map((how, at) => way(how, () => first.take(at)))
  }
  await first.leave()
  return first.hows.map((how, at) =>
    way(how, async () => {
      const fresh = await enter(contender)
      return fresh.take(at).finally(fresh.leave)
    }),
  )
}

/** Takes a way in its turn, mostly once. Whoever has taken that long already is not asked for more. */
async function takeTurn(way: Way, round: number, deps: ContestDeps): Promise<void> {
  const { now, takesATurn = 1 } = deps
  const start = now()
  const takes: Values[] = []
  do takes.push(await way.take())
  while (takes.length < takesATurn && now() - start < longTurnMs)
  const values = middleOf(takes)
  const isSlow = now() - start > tooLongMs
  // A fresh process, or a fresh tab, is as cold in every round.
  const isCold = way.contender.isFresh === true || way.contender.isHere === true
  if (round > 0 || isSlow || isCold) way.taken.push(values)
  if (isSlow && round === 0 && way.contender.isHere !== true) way.isDone = true
}

/** The median of each row. */
function middleOf(takes: readonly Values[]): Values {
  const rows = Object.keys(takes[0] ?? {})
  return Object.fromEntries(
    rows.map((row) => [row, spreadOf(takes.flatMap((values) => values[row] ?? [])).median]),
  )
}

function standingsOf(ways: readonly Way[]): ReadonlyMap<string, readonly Standing[]> {
  const rows = new Set(ways.flatMap(({ taken }) => taken.flatMap((values) => Object.keys(values))))
  return new Map(
    Array.from(rows, (row) => {
      const standings = ways.map(({ contender, how, taken }) => ({
        who: contender.who,
        how,
        isAside: contender.isAside === true,
        samples: taken.flatMap((values) => values[row] ?? []),
      }))
      return [row, standings.filter(({ samples }) => samples.length > 0)]
    }),
  )
}

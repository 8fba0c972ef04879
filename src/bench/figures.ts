/**
 * From samples to figures: medians, spread, ratios, and what moved since the baseline.
 *
 * Contenders take turns, so that whatever else the machine does falls on all of
 * them; a ratio's spread is that of its rounds, each against the same round of
 * the other's.
 */

import { bestPeer, type Reach } from './work'

/** One contender's samples of one row, by one of its ways. */
export interface Standing {
  readonly who: string
  readonly how: string
  readonly isAside: boolean
  /** In the order of the rounds. */
  readonly samples: readonly number[]
}

export interface Spread {
  readonly median: number
  readonly low: number
  readonly high: number
}

export interface Verdict extends Spread {
  readonly atMost: number
  /** Whom it is a ratio to; null for a bare figure. */
  readonly against: string | null
  /** As the reach names it: `best peer` may be another one tomorrow. */
  readonly times: string | null
  readonly isReached: boolean
}

export function spreadOf(samples: readonly number[]): Spread {
  const sorted = samples.toSorted((a, b) => a - b)
  const [low, high] = [sorted[0], sorted.at(-1)]
  if (low === undefined || high === undefined) throw new RangeError('no samples')
  return { median: medianOf(sorted), low, high }
}

function medianOf(sorted: readonly number[]): number {
  const middle = sorted.slice((sorted.length - 1) >> 1, (sorted.length >> 1) + 1)
  return middle.reduce((sum, value) => sum + value, 0) / middle.length
}

/** Each contender by the best of its ways, the one with the least median. */
export function bestWays(ways: readonly Standing[]): readonly Standing[] {
  const names = [...new Set(ways.map(({ who }) => who))]
  return names.flatMap((name) => least(ways.filter(({ who }) => who === name)) ?? [])
}

/** The best of those who are neither the subject nor aside. */
function bestOf(standings: readonly Standing[], subject: string): Standing | undefined {
  return least(standings.filter(({ who, isAside }) => who !== subject && !isAside))
}

function least(standings: readonly Standing[]): Standing | undefined {
  const median = ({ samples }: Standing): number => spreadOf(samples).median
  return standings.toSorted((a, b) => median(a) - median(b))[0]
}

/** The ratio of the medians, and how far apart the rounds' ratios lie. A single sample stands for every round. */
export function ratioOf(over: readonly number[], under: readonly number[]): Spread {
  const rounds = Math.max(over.length, under.length)
  const at = (samples: readonly number[], round: number): number =>
    samples[Math.min(round, samples.length - 1)] ?? Number.NaN
  const ratios = Array.from({ length: rounds }, (_, round) => at(over, round) / at(under, round))
  const { low, high } = spreadOf(ratios)
  return { median: spreadOf(over).median / spreadOf(under).median, low, high }
}

/** Null where whoever is to be compared did not take part. */
export function judge(
  standings: readonly Standing[],
  subject: string,
  { atMost, times }: Reach,
): Verdict | null {
  const one = standings.find(({ who }) => who === subject)
  if (one === undefined) return null
  if (times === null) {
    const spread = spreadOf(one.samples)
    return { ...spread, atMost, against: null, times, isReached: spread.median <= atMost }
  }
  const other =
    times === bestPeer ? bestOf(standings, subject) : standings.find(({ who }) => who === times)
  if (other === undefined) return null
  const ratio = ratioOf(one.samples, other.samples)
  return { ...ratio, atMost, against: other.who, times, isReached: ratio.median <= atMost }
}

/** Below this a figure is said to stand where it was, whatever its spread: two runs never agree to the percent. */
const worthTelling = 0.1

/** How far a figure went from its baseline, 0.5 for half as much again; null where their spreads meet. */
export function movedBy(now: Spread, before: Spread): number | null {
  const isApart = now.low > before.high || now.high < before.low
  const by = now.median / before.median - 1
  return isApart && Math.abs(by) > worthTelling ? by : null
}

/** Sweep: what many worlds came to together, and whether they met enough (PROTOCOL.md §SM). */

import type { Report } from './world'

export interface Summary {
  readonly worlds: number
  readonly sigils: number
  readonly failing: readonly number[]
  readonly counts: Readonly<Record<string, number>>
  readonly slowestQuietMs: number
}

export type SweptReport = Pick<Report, 'seed' | 'faults' | 'counts' | 'sigils'> & {
  readonly quietAfterMs?: number | null
}

export const emptySummary: Summary = {
  worlds: 0,
  sigils: 0,
  failing: [],
  counts: {},
  slowestQuietMs: 0,
}

export function addReport(summary: Summary, report: SweptReport): Summary {
  const counts = { ...summary.counts }
  for (const [what, times] of Object.entries(report.counts)) {
    counts[what] = (counts[what] ?? 0) + times
  }
  return {
    worlds: summary.worlds + 1,
    sigils: summary.sigils + report.sigils,
    failing: report.faults.length > 0 ? [...summary.failing, report.seed] : summary.failing,
    counts,
    slowestQuietMs: Math.max(summary.slowestQuietMs, report.quietAfterMs ?? 0),
  }
}

/** Seeds of the sweep that is run before a release; what it must meet is scaled for smaller ones. */
const fullSweep = 10_000
/** Fewer worlds than this say nothing of how often something is met. */
const leastWorlds = 200
const leastOfFaults = 1_000
const leastOfRefusals = 100
const leastOfDoorLies = 500
/** Asks for a liar that was removed, or that is a witness. */
const leastOfOccasions = 250
/** Asks for three persons who weave, for one who looks on, or for a liar whose own invite was closed. */
const leastOfRare = 100
/** Dear in virtual time. */
const leastOfGales = 300
const leastOfAmalgams = 500
/** Megabytes each. */
const leastOfFloods = 30
/** Asks for a tab that joins just as what a liar spoiled comes. */
const leastOfLiesShown = 30

/** What must be met in a full sweep, each so often. */
const expected: Readonly<Record<string, number>> = {
  ...Object.fromEntries(
    [
      'partition',
      'one-way partition',
      'message lost',
      'message doubled',
      'message replayed late',
      'minutes of delay',
      'link broken',
      'crash',
      'torn commit, done',
      'torn commit, undone',
      'clock step',
      'clock drift',
      'duplicated identity',
      'second tab',
      'quota exceeded',
      'dead connection',
      'news of a commit lost',
      'database deleted',
      'late joiner',
      'greeting in another version',
      'currents cut',
      'tides',
      'door opened to weave',
      'door opened to witness',
      'removal',
      'mutual removal',
      'revocation',
      'taken over',
      'return',
      'turned away',
      'relay died',
      'relay dropped',
      'relay replayed',
      'relay swapped',
    ].map((fault) => [`fault: ${fault}`, leastOfFaults]),
  ),
  ...Object.fromEntries(
    [
      'forged',
      'foreign-chorus',
      'stamp-not-above-links',
      'broken-strand',
      'not-admitted',
      'no-right',
      'builds-on-dissolved',
      'broken-message',
      'greeting',
      'truncated',
      'version',
      'non-canonical',
      'too-many-links',
      'links-not-ascending',
      'lone-surrogate',
      'bad-utf8',
      'bad-facet',
      'bad-value',
      'out-of-range',
      'small-order-key',
      'seal-not-reduced',
      'trailing-bytes',
    ].map((reason) => [`refused: ${reason}`, leastOfRefusals]),
  ),
  ...Object.fromEntries(
    [
      'removes somebody',
      'removes the founder',
      'removes itself',
      'revokes an invite',
      'a tip that nobody holds',
      'puppets by its own invite',
      'puppets that remove each other',
      'kin of its own',
      'a stranger removes',
      'a removal, its tip refused',
      'a removal from another chorus',
    ].map((lie) => [`lie: ${lie}`, leastOfDoorLies]),
  ),
  'fault: gale': leastOfGales,
  'fault: removal in a circle': leastOfRare,
  'fault: promotion': leastOfRare,
  'lie: puppets by a closed invite': leastOfRare,
  'lie: removes whoever removed it': leastOfOccasions,
  'lie: flood past the budget': leastOfFloods,
  'lie: goes on, removed, as if unaware': leastOfOccasions,
  'lie: goes on, removed, and knows it': leastOfOccasions,
  'lie: a witness removes': leastOfOccasions,
  'lie: a witness revokes': leastOfOccasions,
  'what stood was set aside': leastOfFaults,
  'covenant: set aside': leastOfFaults,
  'covenant: removal set aside': leastOfFaults,
  'amalgam of 3+': leastOfAmalgams,
  'opened by a true face': leastOfFaults,
  'opened by a stale face': leastOfFaults,
  'shown before verified': leastOfFaults,
  'a lie shown, and taken back': leastOfLiesShown,
}

/** What was met too seldom for that many worlds. A sweep of a few proves nothing either way. */
export function thinSpots({ worlds, counts }: Summary): readonly string[] {
  if (worlds < leastWorlds) return []
  const share = worlds / fullSweep
  return Object.entries(expected).flatMap(([what, least]) => {
    const wanted = share < 1 ? leastByChance(least * share) : least
    const met = counts[what] ?? 0
    return met < wanted ? [`${what}: ${met}, wanted ${wanted}`] : []
  })
}

/**
 * A stretch of a sweep may fall short by three standard deviations of a rare event's count. Nothing
 * at all proves something only of what is met seven times on average: less often chance alone gives
 * one stretch in a thousand without it, and there are many events.
 */
function leastByChance(mean: number): number {
  const low = Math.floor(mean - 3 * Math.sqrt(mean))
  return Math.max(low, mean < 7 ? 0 : 1)
}

export const isThin = (summary: Summary): boolean => thinSpots(summary).length > 0

export function tellSummary(summary: Summary): string {
  const { worlds, sigils, failing, counts, slowestQuietMs } = summary
  const lines = Object.entries(counts)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([what, times]) => `  ${String(times).padStart(9)}  ${what}`)
  const thin = thinSpots(summary)
  return [
    ...lines,
    `${worlds} worlds, ${sigils} sigils; slowest to be quiet ${(slowestQuietMs / 1000).toFixed(1)} virtual s`,
    ...(thin.length > 0 ? ['TOO THIN:', ...thin.map((spot) => `  ${spot}`)] : []),
    failing.length === 0
      ? 'every promise kept in every world'
      : `FAILING SEEDS: ${failing.toSorted((a, b) => a - b).join(' ')}`,
  ].join('\n')
}

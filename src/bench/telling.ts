/** The results of a run as a person reads them: figures, ratios, reaches, and what moved. */

import { movedBy, spreadOf, type Spread, type Standing, type Verdict } from './figures'
import type { Row, Work } from './work'

/** One row of one case: who came to what, and what that means. */
export interface Result {
  readonly work: string
  readonly caseName: string
  readonly row: string
  readonly unit: string
  readonly standings: readonly Standing[]
  readonly verdicts: readonly Verdict[]
}

/** What is committed of a run: its verdicts' figures, by {@link keyOf}. */
export type Baseline = Readonly<Record<string, Spread>>

/** Names a verdict from run to run. */
export const keyOf = ({ work, caseName, row }: Result, { times }: Pick<Verdict, 'times'>): string =>
  [work, caseName, row, times ?? 'bare'].join(' / ')

export function tellResult(result: Result, baseline: Baseline): string {
  const { caseName, row, unit, standings, verdicts } = result
  return [
    `  ${caseName} · ${row}, ${unit}`,
    ...standings.map(tellStanding),
    ...verdicts.map(
      (verdict) => `    → ${tellVerdict(verdict)}${tellMove(result, verdict, baseline)}`,
    ),
  ].join('\n')
}

function tellStanding({ who, how, samples }: Standing): string {
  const { median, low, high } = spreadOf(samples)
  const spread = samples.length === 1 ? 'once' : `${number(low)}–${number(high)}`
  return `    ${who.padEnd(24)} ${number(median).padStart(10)}   ${spread.padEnd(22)} ${how}`
}

function tellVerdict({ median, low, high, atMost, against, isReached }: Verdict): string {
  const figure = `${number(median)} (${number(low)}–${number(high)})`
  const asked = against === null ? `≤ ${number(atMost)}` : `≤ ${number(atMost)} × ${against}`
  const short = `not reached: ${number(median / atMost)} × too much`
  return `${figure}${against === null ? '' : ` × ${against}`}, asked ${asked}: ${isReached ? 'reached' : short}`
}

function tellMove(result: Result, verdict: Verdict, baseline: Baseline): string {
  const before = baseline[keyOf(result, verdict)]
  if (before === undefined) return '; no baseline'
  const by = movedBy(verdict, before)
  if (by === null) return ''
  const percent = `${by > 0 ? '+' : '−'}${Math.abs(100 * by).toFixed(0)} %`
  return `; MOVED ${percent} from ${number(before.median)}`
}

/** A line a verdict, in Markdown: what goes into a note. */
export function tellTable(works: readonly Work[], results: readonly Result[]): string {
  const lines = results.flatMap((result) =>
    result.verdicts.map(
      (verdict) =>
        `| ${result.work} | ${result.caseName} | ${result.row} | ${tellVerdict(verdict).replace(', asked ', ' | ').replace(': ', ' | ')} |`,
    ),
  )
  const told = works.map(({ id }) => id).join(' ')
  return [
    `Works: ${told}`,
    '| # | case | row | figure | asked | |',
    '| --- | --- | --- | --- | --- | --- |',
    ...lines,
  ].join('\n')
}

export const rowOf = (work: Work, name: string): Row =>
  work.rows.find((row) => row.name === name) ?? { name, unit: 'ms', reach: [] }

/** Three digits that count, and no more. */
function number(value: number): string {
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en')
  return `${Number(value.toPrecision(3))}`
}

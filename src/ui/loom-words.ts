/** What the Loom says of a row: one wording for the eye, the ear and the table. */

import type { Knot } from '../loom/threads'
import type { LaneRow, LoomView, Stray } from '../loom/view'
import type { LoomRow } from '../state/chorus-store'
import { type NameOf, refusalSentence } from './refusal-words'
import { duration } from './time-words'
import { count, ruleMeanings, ruleNames } from './words'

export const knotNames: Readonly<Record<Knot, string>> = {
  ...ruleNames,
  'set-aside': 'Set aside',
  dissolved: 'Dissolved',
  waiting: 'Waiting',
}

export const knotMeanings: Readonly<Record<Knot, string>> = {
  ...ruleMeanings,
  'set-aside': 'It is kept and linked, and has no effect: its text reached past the end.',
  dissolved: 'It was refused, and changes nothing.',
  waiting: 'It arrived before what it builds on.',
}

/** “Causal Primacy”, “Superseded”, “Dissolved”. */
export const outcome = ({ knot, superseded }: LaneRow): string =>
  superseded && knot === 'authority' ? 'Superseded' : knotNames[knot]

/** What it did: “renamed “Tea” to “Coffee””, and of a run how much of it there is. */
export function deedWords(laid: LaneRow, row: LoomRow | null, nameOf: NameOf): string {
  if (laid.stray !== null) return strayWords(laid.stray, nameOf)
  return row?.summary ?? ''
}

function strayWords({ knot, missing, refusal }: Stray, nameOf: NameOf): string {
  if (knot === 'waiting') {
    return missing.length === 0
      ? 'sealed a sigil that waits for its time'
      : `sealed a sigil that waits for ${count(missing.length, 'other')} not here yet`
  }
  const why = refusal === undefined ? '' : refusalSentence(refusal, nameOf)
  return `handed over a sigil that was dissolved. ${why}`.trim()
}

/** “143 sigils in 2 min”; empty where the row is no folded run. */
export function runWords({ run, woven }: LaneRow): string {
  if (run?.isFolded !== true || woven === null) return ''
  const span = woven.stamp.ms - run.sinceMs
  return `${count(run.size, 'sigil')} in ${duration(Math.max(1000, span))}`
}

/** “Parents: Bea in row 9, Ada in row 12, and one not shown.” */
export function parentWords(laid: LaneRow, view: LoomView, nameOf: NameOf): string {
  const here = laid.leaving.flatMap(({ row }) => {
    const weaver = row === null ? undefined : view.rows(row, row + 1)[0]?.woven?.weaver
    return row === null || weaver === undefined ? [] : [`${nameOf(weaver)} in row ${row + 1}`]
  })
  const absent = laid.leaving.length - here.length
  const all = absent > 0 ? [...here, `${absent} not shown`] : here
  if (all.length === 0) return 'No parents'
  return `${laid.leaving.length === 1 ? 'Parent' : 'Parents'}: ${all.join(', ')}`
}

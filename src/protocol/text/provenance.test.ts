/** Who inserted and who deleted what: the engine against the oracle, unit by unit. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { type BodyText, createBodyText } from './body'
import { createOracle, type OracleUnit } from './body.oracle'
import { arrivalOf, histories, orderOf } from './graphs.fixture'
import { readTraces, traceFolder } from './traces.fixture'

const choices = fc.array(fc.nat({ max: 1_000_000 }), { minLength: 40, maxLength: 40 })

/** Spans, one unit at a time, with runs by name. */
function unitsOf(body: BodyText, inserted: (run: number) => string, names: readonly number[]) {
  return body.spans().flatMap(({ run, from, length, deletedBy }): OracleUnit[] =>
    Array.from({ length }, (_, nth) => ({
      run: names[run] ?? -1,
      nth: from + nth,
      unit: inserted(run).charAt(from + nth),
      deletedBy: deletedBy.map((by) => names[by] ?? -1).toSorted((a, b) => a - b),
    })),
  )
}

test('[TX11] in every arrival order each unit has the inserter, deleters and place the oracle gives it', () => {
  fc.assert(
    fc.property(histories(40), choices, fc.boolean(), (runs, pick, isMerged) => {
      const order = orderOf(runs)
      const oracle = createOracle(order)
      for (const run of runs) oracle.add(run)
      const names = arrivalOf(runs, pick)
      const indexOf = new Map(names.map((name, index) => [name, index]))
      const body = createBodyText((a, b) => order(names[a] ?? 0, names[b] ?? 0))
      for (const name of names) {
        const { parents, splices } = runs[name]!
        const indices = parents.map((parent) => indexOf.get(parent) ?? 0)
        body.add({ parents: indices.toSorted((a, b) => a - b), splices })
        if (isMerged) body.advance()
      }
      const inserted = (run: number): string =>
        runs[names[run] ?? 0]!.splices.map(([, , put]) => put).join('')
      expect(unitsOf(body, inserted, names)).toEqual(oracle.units())
    }),
    { numRuns: 1000 },
  )
})

/*
 *   0: 'tea'          the first author
 *   ├── 1: −'e'       both delete the e at once
 *   └── 2: −'e' +'x'
 */
test('[TX11] a unit deleted twice names both, and what stands names nobody', () => {
  const body = createBodyText((a, b) => a - b)
  body.add({ parents: [], splices: [[0, 0, 'tea']] })
  body.add({ parents: [0], splices: [[1, 1, '']] })
  body.add({ parents: [0], splices: [[1, 1, 'x']] })
  expect(body.spans()).toEqual([
    { run: 0, from: 0, length: 1, deletedBy: [] },
    { run: 2, from: 0, length: 1, deletedBy: [] },
    { run: 0, from: 1, length: 1, deletedBy: [1, 2] },
    { run: 0, from: 2, length: 1, deletedBy: [] },
  ])
})

const folder = traceFolder()
if (folder === null)
  test.skip('skipped: no folder of traces on this machine (see SHARED)', () => {})

describe.runIf(folder !== null)('traces', () => {
  test.each(folder === null ? [] : readTraces(folder))(
    '[TX11] of $name, what stands is the text, unit by unit',
    ({ runs, endContent }) => {
      const body = createBodyText((a, b) => a - b)
      for (const run of runs) body.add(run)
      let text = ''
      for (const { run, from, length, deletedBy } of body.spans()) {
        if (deletedBy.length > 0) continue
        const put = runs[run]!.splices.map(([, , inserted]) => inserted).join('')
        text += put.slice(from, from + length)
      }
      expect(text === endContent).toBe(true)
    },
  )
})

import fc from 'fast-check'
import { expect, test } from 'vitest'

import { createBodyText } from './body'
import { createOracle } from './body.oracle'
import { ancestors, histories, orderOf } from './graphs.fixture'
import type { RunOrder } from './history'

//      ┌── “te|a” ── caret of Bea, at 2
// “tea”┤                                   “green te|a!”
//      └── “green ” before, “!” after
test('[TX10] a caret in an older version stands where its author’s next character would', () => {
  const body = createBodyText((a, b) => a - b)
  body.add({ parents: [], splices: [[0, 0, 'tea']] })
  body.add({
    parents: [0],
    splices: [
      [0, 0, 'green '],
      [9, 0, '!'],
    ],
  })
  body.advance()
  expect(body.locate([0], 2)).toBe(8)
  expect(body.locate([0], 3)).toBe(9)
  expect(body.locate([0], 4)).toBeNull()
  expect(body.locate([], 0)).toBe(0)
})

test('[TX10] where its place was deleted, a caret stands where that was', () => {
  const body = createBodyText((a, b) => a - b)
  body.add({ parents: [], splices: [[0, 0, 'one two three']] })
  body.add({ parents: [0], splices: [[3, 4, '']] })
  body.advance()
  expect(body.text()).toBe('one three')
  expect(body.locate([0], 5)).toBe(3)
})

test('[TX10] of any history and version, a position is located as the oracle places a character', () => {
  const marker = '\u241f'
  fc.assert(
    fc.property(histories(24), fc.array(fc.nat(), { minLength: 9, maxLength: 9 }), (runs, pick) => {
      const order = orderOf(runs)
      const body = createBodyText(order)
      for (const run of runs) body.add(run)
      body.advance()
      const [place = 0, ...chosen] = pick
      for (const [nth, first] of chosen.entries()) {
        const named = [first % runs.length, (first >> 8) % runs.length].slice(nth % 2)
        const isBelow = (run: number): boolean =>
          named.some((other) => other !== run && ancestors(runs, other).includes(run))
        const version = [...new Set(named)].filter((run) => !isBelow(run)).toSorted((a, b) => a - b)
        const position = place % (body.textAt(version).length + 1)
        const newcomer = runs.length
        const withMarker: RunOrder = (a, b) =>
          a === newcomer ? -1 : b === newcomer ? 1 : order(a, b)
        const oracle = createOracle(withMarker)
        for (const run of runs) oracle.add(run)
        oracle.add({ parents: version, splices: [[position, 0, marker]] })
        expect(body.locate(version, position)).toBe(oracle.text().indexOf(marker))
      }
      // And nothing was changed by asking.
      const asked = createOracle(order)
      for (const run of runs) asked.add(run)
      expect(body.text()).toBe(asked.text())
      expect(runs.map((_, run) => body.rivals(run))).toEqual(
        runs.map((_, run) => asked.rivals(run)),
      )
    }),
    { numRuns: 600 },
  )
}, 60_000)

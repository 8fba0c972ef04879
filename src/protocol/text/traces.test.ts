/** The text engine against real text: traces of typing, and FugueMax's own conformance histories. */

import { describe, expect, test } from 'vitest'

import { createBodyText } from './body'
import { createOracle } from './body.oracle'
import { fewerShortcuts } from './shortcuts.fixture'
import { applySplices } from './splices.fixture'
import { inUnits, readConformance, readTraces, traceFolder } from './traces.fixture'

const folder = traceFolder()
/** Without a kept tracker each run walks what came before it, so a whole trace would take its square. */
const slowRuns = 600
const skipped = 'skipped: no folder of traces on this machine (see SHARED)'

if (folder === null) test.skip(skipped, () => undefined)

describe.runIf(folder !== null)('traces', () => {
  const traces = folder === null ? [] : readTraces(folder)

  test.each(traces)('[TX2] $name, merged in one batch, reads as its authors left it', (trace) => {
    const body = createBodyText((a, b) => a - b)
    for (const run of trace.runs) body.add(run)
    const [whole, ...rest] = body.advance()
    expect(body.text() === trace.endContent).toBe(true)
    expect(whole?.[2] === trace.endContent && rest.length === 0).toBe(true)
  })

  test.each(traces)('[TX8] $name, a transaction at a time, reads the same', (trace) => {
    const body = createBodyText((a, b) => a - b)
    for (const run of trace.runs) {
      body.add(run)
      body.advance()
    }
    expect(body.text() === trace.endContent).toBe(true)
  })

  test.each(traces)('[TX8] $name, opened half way, goes on to the same text', (trace) => {
    const half = trace.runs.length >> 1
    const first = createBodyText((a, b) => a - b)
    const second = createBodyText((a, b) => a - b)
    const heads = new Set<number>()
    for (const [index, run] of trace.runs.slice(0, half).entries()) {
      first.add(run)
      second.add(run)
      for (const parent of run.parents) heads.delete(parent)
      heads.add(index)
    }
    first.advance()
    second.load(first.text(), [...heads])
    for (const run of trace.runs.slice(half)) second.add(run)
    const changes = second.advance()
    expect(second.text() === trace.endContent).toBe(true)
    expect(changes.length).toBeGreaterThan(0)
  })

  test.each(fewerShortcuts)(
    '[TX8] %s switched off, all read the same in one batch',
    (_off, off) => {
      for (const trace of traces) {
        const body = createBodyText((a, b) => a - b, off)
        for (const run of trace.runs) body.add(run)
        body.advance()
        expect([trace.name, body.text() === trace.endContent]).toEqual([trace.name, true])
      }
    },
  )

  test.each(fewerShortcuts)(
    '[TX8] %s switched off, all begin the same, a transaction at a time',
    (_off, off) => {
      for (const trace of traces) {
        const body = createBodyText((a, b) => a - b)
        const slow = createBodyText((a, b) => a - b, off)
        for (const run of trace.runs.slice(0, slowRuns)) {
          body.add(run)
          slow.add(run)
          body.advance()
          slow.advance()
        }
        expect([trace.name, slow.text() === body.text()]).toEqual([trace.name, true])
      }
    },
  )

  const cases = folder === null ? [] : readConformance(folder)

  test('[TX7] order rule 1 is FugueMax: every conformance history gives its text', () => {
    expect(cases.length).toBeGreaterThan(0)
    for (const [line, { runs, order, endContent }] of cases.entries()) {
      const batch = createBodyText(order)
      const single = createBodyText(order)
      const oracle = createOracle(order)
      let followed = ''
      for (const run of runs) {
        batch.add(run)
        single.add(run)
        oracle.add(run)
        followed = applySplices(followed, single.advance())
      }
      batch.advance()
      expect([line, batch.text()]).toEqual([line, endContent])
      expect([line, single.text(), followed]).toEqual([line, endContent, endContent])
      expect([line, oracle.text()]).toEqual([line, endContent])
    }
  })

  test.each(fewerShortcuts)(
    '[TX7] %s switched off, every conformance history gives its text',
    (_off, off) => {
      for (const [line, { runs, order, endContent }] of cases.entries()) {
        const batch = createBodyText(order, off)
        const single = createBodyText(order, off)
        for (const run of runs) {
          batch.add(run)
          single.add(run)
          single.advance()
        }
        batch.advance()
        expect([line, batch.text(), single.text()]).toEqual([line, endContent, endContent])
      }
    },
  )

  // Fugue, which breaks the tie of Figure 7 the other way, gives iGsfOycr_mLA.
  test('[TX7] the history that Fugue and FugueMax read differently is among them', () => {
    expect(cases.map(({ endContent }) => endContent)).toContain('ifOGsycr_mLA')
  })
})

/*
 *    0: '🜁b'     positions count code points, so 🜁 is one
 *    ├──── 1: '🜂' after b
 *    2: c after 🜁
 *    └──┬─┘
 *       3: d at the end of 🜁cb🜂
 */
test('[TX1] a trace that counts code points is read in UTF-16 units', () => {
  const runs = inUnits([
    { agent: 0, parents: [], splices: [[0, 0, '🜁b']] },
    { agent: 1, parents: [0], splices: [[2, 0, '🜂']] },
    { agent: 0, parents: [0], splices: [[1, 0, 'c']] },
    {
      agent: 0,
      parents: [1, 2],
      splices: [
        [4, 0, 'd'],
        [0, 1, 'x'],
      ],
    },
  ])
  expect(runs.map(({ splices }) => splices)).toEqual([
    [[0, 0, '🜁b']],
    [[3, 0, '🜂']],
    [[2, 0, 'c']],
    [
      [6, 0, 'd'],
      [0, 2, 'x'],
    ],
  ])
})

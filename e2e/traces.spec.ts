/**
 * Text that two people really typed at once, typed again by two browsers: each
 * author's transactions in that author's tab, each on exactly what its author
 * had seen. What a tab sends waits in its sluice until the other's next
 * transaction needs it.
 */

import type { Page } from '@playwright/test'

import { isByTwo, type Step, stepsOf } from '../src/chorus/two-authors.fixture'
import { createBodyText } from '../src/protocol/text/body'
import { readTraces, traceFolder, type TraceRun } from '../src/protocol/text/traces.fixture'
import { holdable } from './meddling'
import { digest, expect, found, inStep, join, linkedWith, test } from './world'

/** Of each trace, so that it stays a matter of a minute. */
const transactions = 2_000

const folder = traceFolder()
const traces = folder === null ? [] : readTraces(folder).filter(isByTwo)

test.skip(traces.length === 0, 'no trace by two authors on this machine (see SHARED)')

for (const trace of traces) {
  test(`the first ${transactions} transactions of ${trace.name}, typed again by two browsers`, async ({
    stranger,
  }) => {
    test.setTimeout(240_000)
    const runs = trace.runs.slice(0, transactions)
    const [ada, bea] = [
      await stranger((context) => context.addInitScript(holdable)),
      await stranger((context) => context.addInitScript(holdable)),
    ] as const
    await join(bea, await found(ada, 'Friends'))
    await linkedWith(ada, 1)
    await linkedWith(bea, 1)
    const glyph = await ada.evaluate(() => aetherlink.create({ title: 'Forever' }))
    await inStep([ada, bea])
    await shut([ada, bea], true)

    const { sigils, text } = await typeAgain([ada, bea], glyph, runs)

    await shut([ada, bea], false)
    await inStep([ada, bea])
    for (const page of [ada, bea]) {
      expect(await page.evaluate((id) => aetherlink.glyph(id)?.body, glyph)).toBe(text)
      expect(await page.evaluate(() => [aetherlink.waiting(), aetherlink.dissolved()])).toEqual([
        [],
        [],
      ])
    }
    expect(await digest(bea)).toBe(await digest(ada))
    expect(await misplaced(ada, { glyph, sigils, runs })).toEqual([])
  })
}

/** Whether what they send waits in their sluices. What waits is let go as they open. */
async function shut(pages: readonly Page[], isShut: boolean): Promise<void> {
  for (const page of pages) {
    await page.evaluate((to) => {
      sluice.isShut = to
      if (!to) sluice.open()
    }, isShut)
  }
}

/** The sigil of each run, and the engine's own text of all. */
async function typeAgain(pages: readonly [Page, Page], glyph: string, runs: readonly TraceRun[]) {
  const model = createBodyText((a, b) => a - b)
  for (const run of runs) model.add(run)
  const indices = [0, 1].map((agent) =>
    runs.flatMap((run, at) => (run.agent === agent ? [at] : [])),
  )
  const sigils: string[] = []
  /** By author: frames in its sluice once each of its transactions was there. */
  const marks: [number[], number[]] = [[], []]
  const seen: [number, number] = [0, 0]

  for (const stretch of stretchesOf(stepsOf(runs))) {
    const self = stretch.agent === 0 ? 0 : 1
    const other = self === 0 ? 1 : 0
    if (stretch.seen > seen[self]) {
      seen[self] = stretch.seen
      const heads = [indices[self]?.[stretch.written - 1], indices[other]?.[stretch.seen - 1]]
      await pages[other].evaluate((to) => sluice.open(to), marks[other][stretch.seen - 1])
      await holds(pages[self], {
        glyph,
        // The glyph's creation is one more.
        sigils: 1 + stretch.written + stretch.seen,
        body: model.textAt(heads.flatMap((head) => head ?? [])),
      })
    }
    const edits = runs.slice(stretch.from, stretch.to).map(({ splices }) => splices)
    const typed = await pages[self].evaluate(typeIn, [glyph, edits] as const)
    for (const { sigil, frames } of typed) {
      sigils.push(sigil)
      marks[self].push(frames)
    }
  }
  model.advance()
  return { sigils, text: model.text() }
}

interface Stretch extends Step {
  /** Runs from here to before there. */
  readonly from: number
  readonly to: number
}

/** Steps of one author with nothing received in between, joined: fewer trips to the browser. */
function stretchesOf(steps: readonly Step[]): readonly Stretch[] {
  const stretches: Stretch[] = []
  for (const [at, step] of steps.entries()) {
    const last = stretches.at(-1)
    if (last?.agent === step.agent && last.seen === step.seen) {
      stretches[stretches.length - 1] = { ...last, to: at + 1 }
    } else stretches.push({ ...step, from: at, to: at + 1 })
  }
  return stretches
}

/** In the page: one sigil a transaction, each durable before the next. */
async function typeIn([glyph, edits]: readonly [string, readonly TraceRun['splices'][]]) {
  const typed: { readonly sigil: string; readonly frames: number }[] = []
  for (const splices of edits) {
    // Splices of one transaction are made in one task, so they are one sigil.
    const ids = await Promise.all(
      splices.map(([at, deleted, inserted]) => aetherlink.splice(glyph, at, deleted, inserted)),
    )
    typed.push({ sigil: ids[0] ?? '', frames: sluice.count() })
  }
  return typed
}

interface Holding {
  readonly glyph: string
  readonly sigils: number
  readonly body: string
}

/** Waits until this tab holds as many sigils of the glyph and reads it so. */
async function holds(page: Page, holding: Holding): Promise<void> {
  await page.waitForFunction(
    ({ glyph, sigils, body }) =>
      aetherlink.history(glyph).length >= sigils && aetherlink.glyph(glyph)?.body === body,
    holding,
    { polling: 20 },
  )
  expect(await page.evaluate((id) => aetherlink.history(id).length, holding.glyph)).toBe(
    holding.sigils,
  )
}

interface Woven {
  readonly glyph: string
  readonly sigils: readonly string[]
  readonly runs: readonly TraceRun[]
}

/** Sigils whose links are not their author's last and what the trace names as parents. */
async function misplaced(page: Page, { glyph, sigils, runs }: Woven): Promise<readonly string[]> {
  const history = await page.evaluate(
    (id) => aetherlink.history(id).map(({ sigil, links }) => [sigil, links] as const),
    glyph,
  )
  const linksOf = new Map(history)
  const last = new Map<number, string>()
  return sigils.filter((sigil, at) => {
    const { agent = 0, parents = [] } = runs[at] ?? {}
    const prev = last.get(agent)
    last.set(agent, sigil)
    // The first of each author's links the glyph's creation or its author's join besides.
    if (prev === undefined) return false
    const due = new Set([prev, ...parents.map((parent) => sigils[parent])])
    const links = linksOf.get(sigil) ?? []
    return links.length !== due.size || !links.every((link) => due.has(link))
  })
}

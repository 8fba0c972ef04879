/** S5: an edit in one browser context until it is observed in another, over WebRTC. */

import { randomUUID } from 'node:crypto'

import type { Browser, Page } from '@playwright/test'

import { mustBe, type Take, type Values } from '../work'
import type { AutomergeBench } from './pages/automerge'
import type { OursBench } from './pages/ours'
import type { Burst, Pace, Seen } from './pages/page'
import type { YjsBench } from './pages/yjs'
import { type Stage, tab } from './stage'

declare global {
  /** What a bench page hangs out for its driver. */
  var bench: OursBench & YjsBench & AutomergeBench
}

/** As typed by a fast hand. */
const pace: Pace = { count: 200, gapMs: 60 }

/** A link between two tabs, and what is timed on it. */
export type Timing = (ada: Page, ben: Page) => Promise<Values>

export const oursEdits =
  (timing: Timing, glyphs: number) =>
  async (stage: Stage, browser: Browser): Promise<readonly Take[]> => {
    const sample = async (): Promise<Values> => {
      const url = stage.pageUrl('ours', { relay: stage.relay })
      const ada = await tab(browser, url)
      const ben = await tab(browser, url)
      await loaded(ada, ben)
      const fragment = await ada.evaluate(() => bench.found())
      await ada.evaluate((count) => bench.fill(count), glyphs)
      await ben.evaluate((link) => bench.join(link), fragment)
      return between([ada, ben], glyphs, timing)
    }
    return [{ how: '', sample }]
  }

export const yjsEdits =
  (timing: Timing, glyphs: number) =>
  async (stage: Stage, browser: Browser): Promise<readonly Take[]> => {
    const sample = async (): Promise<Values> => {
      const room = `edits ${randomUUID()}`
      const url = stage.pageUrl('yjs', { room, signaling: stage.signaling })
      const ada = await tab(browser, url)
      await loaded(ada)
      await ada.evaluate((count) => bench.fill(count), glyphs)
      const ben = await tab(browser, url)
      await loaded(ben)
      return between([ada, ben], glyphs, timing)
    }
    return [{ how: '', sample }]
  }

async function loaded(...pages: readonly Page[]): Promise<void> {
  for (const page of pages) await page.waitForFunction(() => globalThis.bench !== undefined)
}

async function between(
  [ada, ben]: readonly [Page, Page],
  glyphs: number,
  timing: Timing,
): Promise<Values> {
  for (const page of [ada, ben]) await page.waitForFunction(() => bench.isLinked())
  await ben.waitForFunction((count) => bench.holds(count), glyphs)
  const values = await timing(ada, ben)
  for (const page of [ada, ben]) await page.context().close()
  return values
}

export const inPace: Timing = async (ada, ben) => {
  await ben.evaluate(() => bench.watch())
  const made = await ada.evaluate((asked) => bench.pace(asked), pace)
  await ben.waitForFunction(
    (last) => bench.seen().some(({ title }) => title === last),
    made.at(-1)!.title,
  )
  const delays = delaysOf(made, await ben.evaluate(() => bench.seen()))
  return { p50: at(delays, 0.5), p99: at(delays, 0.99) }
}

export const inBurst =
  (row: string, burst: Burst): Timing =>
  async (ada, ben) => {
    await ben.evaluate((asked) => bench.awaitBurst(asked), burst)
    const began = await ada.evaluate((asked) => bench.burst(asked), burst)
    return { [row]: (await ben.evaluate(() => bench.burstSeen())) - began }
  }

/** Ascending, in milliseconds. */
function delaysOf(made: readonly Seen[], seen: readonly Seen[]): readonly number[] {
  const first = new Map<string, number>()
  for (const { title, atMs } of seen) if (!first.has(title)) first.set(title, atMs)
  const delays = made.flatMap(({ title, atMs }) => (first.get(title) ?? Number.NaN) - atMs)
  mustBe(delays.every(Number.isFinite), 'not every edit was observed')
  return delays.toSorted((a, b) => a - b)
}

export function at(ascending: readonly number[], share: number): number {
  return (
    ascending[Math.min(ascending.length - 1, Math.floor(share * ascending.length))] ?? Number.NaN
  )
}

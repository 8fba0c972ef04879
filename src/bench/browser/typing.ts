/** S10: the main thread of a tab while a long history comes in over a link and its person types. */

import type { Browser, Page } from '@playwright/test'

import { ready } from '../../../e2e/world'
import { mustBe, type Take, type Values } from '../work'
import { openHost } from './arriving'
import { at } from './edits'
import { type BoardScript, glyphName } from './script'
import type { SealedBoard } from './sealed'
import { launch, type Stage, tab } from './stage'

declare global {
  /** Milliseconds from a keystroke to the paint that follows it, of each that took a frame and more. */
  var keystrokes: () => readonly number[]
}

/** Milliseconds of one frame. */
const frameMs = 1000 / 60
/** Milliseconds from one key to the next. */
const keyGapMs = 80

/**
 * The browser's own account (W3C Event Timing): from when it received the key until the frame after
 * all that heard it was presented, to 8 ms; of none that took less than `leastMs`.
 */
const leastMs = 16
const timeKeys = `{
  const slow = []
  const take = (entries) => slow.push(...entries.filter(({ name }) => name === 'keydown'))
  const observer = new PerformanceObserver((list) => take(list.getEntries()))
  observer.observe({ type: 'event', durationThreshold: ${leastMs} })
  globalThis.keystrokes = () => {
    take(observer.takeRecords())
    return slow.splice(0).map(({ duration }) => duration)
  }
}`

/** What a member holds that was away while the rest was written. */
function beginning(board: SealedBoard): SealedBoard {
  const sigils = board.sigils.slice(0, board.covenant + board.script.glyphs)
  return { ...board, sigils, faces: [], digest: '' }
}

export async function oursTyping(
  stage: Stage,
  neighbours: Browser,
  board: SealedBoard,
): Promise<readonly Take[]> {
  const host = await openHost(stage, neighbours, board)
  await host.evaluate(() => aetherlink.weather({ cut: true }))
  const sample = async (): Promise<Values> => {
    // A browser of its own, so that nobody else's tasks are in its trace.
    const browser = await launch()
    try {
      const page = await openMember(stage, browser, board)
      return await typed(browser, page, {
        begin: () => host.evaluate(() => aetherlink.weather({ cut: false })),
        isOver: () => page.evaluate(holdsTip, tipOf(board.script)),
      })
    } finally {
      await host.evaluate(() => aetherlink.weather({ cut: true }))
      await browser.close()
    }
  }
  return [{ how: '', sample }]
}

async function openMember(stage: Stage, browser: Browser, board: SealedBoard): Promise<Page> {
  const page = await tab(browser, stage.app.url, timeKeys)
  await ready(page)
  await stage.seed(page, beginning(board))
  await page.goto(`${stage.app.url}/#/c/${board.chorus}`)
  await page.reload()
  await page.locator('.react-flow__node').first().waitFor()
  await page.getByRole('button', { name: 'New glyph' }).click()
  await page.locator('.cm-content').click()
  return page
}

/** The last titles of all authors; those of two are checked when it is over. */
const tipOf = ({ tips }: BoardScript): readonly (readonly [string, string])[] =>
  tips.map(({ glyph, title }) => [glyphName(glyph), title])

const holdsTip = (tips: readonly (readonly [string, string])[]): boolean =>
  tips.every(([id, title]) => aetherlink.glyph(id)?.title === title)

const holdsUnits = ([before, units]: readonly [string, number]): boolean =>
  aetherlink.glyphs().find(({ body }) => body.startsWith(before))?.body.length === units

interface Arrival {
  readonly begin: () => Promise<unknown>
  readonly isOver: () => Promise<boolean>
}

const patienceMs = 180_000

async function typed(browser: Browser, page: Page, { begin, isOver }: Arrival): Promise<Values> {
  // What earlier samples typed has come with the rest, so this one says which it is.
  const before = `Before it comes ${Date.now()}. `
  await page.keyboard.type(before, { delay: keyGapMs })
  await page.evaluate(() => void keystrokes())
  await browser.startTracing(page, { categories: ['toplevel'] })
  const began = Date.now()
  await begin()
  let keys = 0
  while (!(await isOver())) {
    if (Date.now() - began > patienceMs) throw new Error(`not all had come in ${patienceMs} ms`)
    await page.keyboard.type('While it comes. ', { delay: keyGapMs })
    keys += 16
  }
  const arrived = Date.now() - began
  const tasks = tasksIn(String(await browser.stopTracing()))
  const slow = await page.evaluate(() => keystrokes())
  mustBe(slow.length <= keys, `${keys} keys, ${slow.length} timed`)
  const delays = [...slow, ...Array.from({ length: keys - slow.length }, () => leastMs)]
  // The editor hears of the last letters a moment after their keys.
  const isTyped = await page
    .waitForFunction(holdsUnits, [before, before.length + keys] as const, { timeout: 10_000 })
    .then(() => true)
    .catch(() => false)
  mustBe(isTyped, 'what was typed')
  return {
    'longest task, CPU': Math.max(...tasks.map(({ cpu }) => cpu)),
    'longest task, clock': Math.max(...tasks.map(({ wall }) => wall)),
    'tasks over 50 ms, CPU': tasks.filter(({ cpu }) => cpu > 50).length,
    'keystroke to paint, p99':
      at(
        delays.toSorted((a, b) => a - b),
        0.99,
      ) / frameMs,
    'until all is there': arrived,
  }
}

interface TraceEvent {
  readonly name: string
  readonly pid: number
  readonly tid: number
  readonly dur?: number
  readonly tdur?: number
  readonly args?: { readonly name?: string }
}

interface Task {
  /** Milliseconds. */
  readonly wall: number
  /** Milliseconds on a processor: others on a busy machine don't lengthen it. */
  readonly cpu: number
}

/** Tasks of all renderers' main threads; the only page with work to do is the one that is typed in. */
function tasksIn(json: string): readonly Task[] {
  const { traceEvents } = JSON.parse(json) as { readonly traceEvents: readonly TraceEvent[] }
  const mains = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  )
  return traceEvents
    .filter(({ name, pid, tid }) => isTask(name) && mains.has(`${pid} ${tid}`))
    .map(({ dur = 0, tdur = dur }) => ({ wall: dur / 1000, cpu: tdur / 1000 }))
}

const isTask = (name: string): boolean =>
  name === 'RunTask' || name === 'ThreadControllerImpl::RunTask'

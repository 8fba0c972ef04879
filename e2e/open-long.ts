/**
 * Opens a chorus of 100,000 sigils on 1,000 glyphs in a real Chromium, with no network,
 * and prints how long after the navigation its board stands, an edit shows, and all of its
 * history is read, with the longest tasks on the way. Run by hand: it takes minutes, and
 * says little on a busy machine. AETHERLINK_URL names a server that runs already.
 */

import { loadavg } from 'node:os'

import { type BrowserContext, chromium, type Page } from '@playwright/test'

import config from './playwright.config'
import { longAgo } from './seeding'
import { startServer } from './world'

const sigils = Number(process.argv[2] ?? 100_000)
const glyphs = Number(process.argv[3] ?? 1_000)
const rounds = Number(process.argv[4] ?? 5)

/** Milliseconds since the navigation began. */
interface Opening {
  board?: number
  edited?: number
  whole?: number
  readonly tasks: { readonly at: number; readonly ms: number }[]
}

declare global {
  var opening: Opening
}

/** Runs in the page from its first moment: looks once a frame, and edits the first card that it sees. */
function watchOpening(): void {
  const seen: Opening = { tasks: [] }
  globalThis.opening = seen
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) {
      seen.tasks.push({ at: startTime, ms: duration })
    }
  }).observe({ type: 'longtask', buffered: true })
  const title = `edited ${Math.random()}`
  const isWhole = (): boolean => {
    try {
      return aetherlink.history().length > 0
    } catch {
      return false
    }
  }
  const look = (): void => {
    const card = document.querySelector<HTMLElement>('.react-flow__node[data-id]')
    if (seen.board === undefined && card !== null) {
      seen.board = performance.now()
      void aetherlink.set(card.dataset['id'] ?? '', { title })
    } else if (seen.board !== undefined && seen.edited === undefined) {
      if (document.body.innerText.includes(title)) seen.edited = performance.now()
    } else if (seen.edited !== undefined && isWhole()) {
      seen.whole = performance.now()
      return
    }
    requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
}

async function openOnce(context: BrowserContext, address: string): Promise<Opening> {
  const page = await context.newPage()
  page.on('pageerror', (error) => console.log('page error:', error.message))
  await page.addInitScript(watchOpening)
  await page.goto(address)
  await page.waitForFunction(() => globalThis.opening?.whole !== undefined, null, {
    timeout: 240_000,
  })
  await page.evaluate(() => aetherlink.settled())
  // Its face is written a moment after, and the next opening is by that.
  await page.waitForTimeout(3_000)
  const seen = await page.evaluate(() => globalThis.opening)
  await leave(page)
  return seen
}

async function leave(page: Page): Promise<void> {
  await page.evaluate(() => aetherlink.leave())
  await page.close()
}

function tell(what: string, { board = 0, edited = 0, whole = 0, tasks }: Opening): void {
  const longest = (from: number, to: number): string =>
    Math.max(0, ...tasks.filter(({ at }) => at >= from && at < to).map(({ ms }) => ms)).toFixed(0)
  console.log(
    [
      what.padEnd(28),
      `board ${board.toFixed(0)} ms`,
      `edit shown ${edited.toFixed(0)} ms`,
      `history read ${whole.toFixed(0)} ms`,
      `longest task before the board ${longest(0, board)} ms, while reading ${longest(edited, whole)} ms, after ${longest(whole, Infinity)} ms`,
      `load ${loadavg()[0]?.toFixed(1)}`,
    ].join('  '),
  )
}

async function run(url: string): Promise<void> {
  const browser = await chromium.launch(config.use?.launchOptions ?? {})
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  const startMs = Date.now()
  const { past, address } = await longAgo(context, url, { sigils, weavers: 7, glyphs })
  console.log(`${sigils} sigils on ${glyphs} glyphs made in ${Date.now() - startMs} ms`)
  await past.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  await past.close()
  await context.setOffline(true)
  tell('without a face, offline', await openOnce(context, address))
  for (let round = 1; round <= rounds; round += 1) {
    tell(`offline, round ${round}`, await openOnce(context, address))
  }
  await browser.close()
}

const given = process.env['AETHERLINK_URL']
const server = given === undefined ? await startServer() : null
await run(given ?? server?.url ?? '')
await server?.stop()

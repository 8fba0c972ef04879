/**
 * Opens, scrolls, filters and walks the Loom of a chorus of 100,000 sigils in a
 * real Chromium, and prints the longest task of each. Run by hand: it takes
 * minutes, and says little on a busy machine. AETHERLINK_URL names a server that runs already.
 */

import { loadavg } from 'node:os'

import { type Browser, chromium, type Page } from '@playwright/test'

import config from './playwright.config'
import { longAgo } from './seeding'
import { opened, startServer } from './world'

const sigils = Number(process.argv[2] ?? 100_000)
/** A task longer than this is felt, ms. */
const longMs = 50

interface TraceEvent {
  readonly name: string
  readonly ph: string
  readonly pid: number
  readonly tid: number
  readonly ts: number
  readonly dur?: number
  readonly tdur?: number
  readonly args?: { readonly name?: string }
}

/** Durations in ms of all tasks of the page's main thread while `act` runs: wall, and CPU alone. */
async function tasksDuring(browser: Browser, page: Page, act: () => Promise<void>) {
  await browser.startTracing(page, {
    categories: ['devtools.timeline', 'disabled-by-default-devtools.timeline', 'toplevel'],
  })
  await act()
  const trace = JSON.parse(String(await browser.stopTracing())) as {
    readonly traceEvents: readonly TraceEvent[]
  }
  const mains = new Set(
    trace.traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  )
  return trace.traceEvents
    .filter(({ name, pid, tid }) => name === 'RunTask' && mains.has(`${pid} ${tid}`))
    .map(({ dur = 0, tdur = dur }) => ({ wall: dur / 1000, cpu: tdur / 1000 }))
}

const total = { wall: 0, cpu: 0 }

/** On a busy machine a task stands still for most of its time, so what the CPU spent on it is told as well. */
async function measure(browser: Browser, page: Page, what: string, act: () => Promise<void>) {
  const startMs = Date.now()
  const tasks = await tasksDuring(browser, page, act)
  const wall = tasks.map((task) => task.wall)
  const cpu = tasks.map((task) => task.cpu)
  total.wall += countLong(wall)
  total.cpu += countLong(cpu)
  console.log(
    [
      what.padEnd(34),
      `longest ${Math.max(0, ...cpu).toFixed(1)} ms CPU / ${Math.max(0, ...wall).toFixed(1)} ms`,
      `over ${longMs} ms: ${countLong(cpu)} / ${countLong(wall)} of ${tasks.length}`,
      `took ${Date.now() - startMs} ms`,
    ].join('  '),
  )
}

const countLong = (all: readonly number[]): number => all.filter((ms) => ms > longMs).length

const loom = (page: Page) => page.getByRole('complementary', { name: 'Loom' })
const whole = async (page: Page): Promise<void> => {
  await loom(page)
    .getByText(/sigils$/)
    .first()
    .waitFor({ timeout: 120_000 })
}
async function frames(page: Page, count: number): Promise<void> {
  for (let left = count; left > 0; left -= 1) {
    await page.evaluate(() => new Promise(requestAnimationFrame))
  }
}

async function scrollTo(page: Page, share: number): Promise<void> {
  await page.evaluate((at) => {
    const list = document.querySelector('.loom-scroll')
    if (list !== null) list.scrollTop = at * (list.scrollHeight - list.clientHeight)
  }, share)
  await frames(page, 2)
}

async function choose(page: Page, menu: string, item: RegExp | string): Promise<void> {
  await page.getByRole('button', { name: `Filter by ${menu}` }).click()
  await page.getByRole('menuitemcheckbox', { name: item }).first().click()
  await page.keyboard.press('Escape')
  await loom(page)
    .getByText(/of .* sigils/)
    .waitFor()
  await frames(page, 20)
}

async function run(url: string): Promise<void> {
  const browser = await chromium.launch(config.use?.launchOptions ?? {})
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  const { past, address } = await longAgo(context, url, { sigils, weavers: 7, glyphs: 40 })
  await past.close()
  const page = await context.newPage()
  page.on('pageerror', (error) => console.log('page error:', error.message))
  await page.goto(address)
  await opened(page)
  await page.getByRole('button', { name: 'New glyph' }).waitFor({ timeout: 120_000 })
  await page.waitForTimeout(4000)

  const during = (what: string, act: () => Promise<void>) => measure(browser, page, what, act)
  await during('the room, at rest', () => page.waitForTimeout(2000))
  await during('open the Loom, until it is whole', async () => {
    await page.getByRole('button', { name: 'Loom', exact: true }).click()
    await whole(page)
  })
  console.log(await loom(page).locator('.loom-count').innerText())
  await during('wheel down and up again', async () => {
    await loom(page).locator('.loom-scroll').hover()
    for (let turn = 0; turn < 60; turn += 1) await page.mouse.wheel(0, turn < 40 ? 400 : -400)
    await frames(page, 5)
  })
  await during('drag the scroll bar to the end', async () => {
    for (let at = 0; at <= 60; at += 1) await scrollTo(page, at / 60)
    await scrollTo(page, 0)
  })
  await during('point at rows', async () => {
    for (let at = 0; at < 10; at += 1) await loom(page).locator('.loom-open').nth(at).hover()
  })
  await during('filter by a weaver', () => choose(page, 'weaver', 'Cleo'))
  await during('filter by an outcome as well', () => choose(page, 'outcome', 'Temporal Authority'))
  await during('scroll what is filtered', async () => {
    for (let at = 0; at <= 20; at += 1) await scrollTo(page, at / 20)
    await scrollTo(page, 0)
  })
  await during('clear the filters', async () => {
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await whole(page)
    await frames(page, 30)
  })
  await during('unfold a run', async () => {
    await loom(page).locator('[data-run=folded] .loom-open').first().click()
    await loom(page).locator('[data-run=unfolded]').first().waitFor()
  })
  await during('walk by keys, to the end and back', async () => {
    await loom(page).locator('.loom-open').first().focus()
    for (let step = 0; step < 10; step += 1) await page.keyboard.press('ArrowDown')
    for (let step = 0; step < 10; step += 1) await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('End')
    await frames(page, 5)
    await page.keyboard.press('Home')
    await frames(page, 5)
  })
  await during('twenty sigils come while it is open', async () => {
    for (let nth = 0; nth < 20; nth += 1) {
      await page.evaluate((title) => aetherlink.create({ title }), `live ${nth}`)
    }
    await frames(page, 20)
  })
  await during('as a table', async () => {
    await page.getByRole('button', { name: 'As a table' }).click()
    await page.getByRole('table').waitFor()
    for (let at = 0; at <= 20; at += 1) await scrollTo(page, at / 20)
  })
  await browser.close()
}

const given = process.env['AETHERLINK_URL']
const server = given === undefined ? await startServer() : null
await run(given ?? server?.url ?? '')
await server?.stop()
const [load = 0] = loadavg()
console.log(
  `tasks over ${longMs} ms: ${total.cpu} by CPU, ${total.wall} by the clock, at load ${load.toFixed(1)}`,
)

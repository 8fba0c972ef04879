/**
 * Makes the README's pictures from the real app: two browsers, one conflict, the past of it, and a storm in the lab.
 * Run by hand (`npm run pictures`) when what they show has changed.
 */

import { type Browser, chromium, expect, type Page } from '@playwright/test'

import config from './playwright.config'
import { cut, found, inStep, join, linkedWith, ready, startServer } from './world'

/** Far enough into the storm that much is under way. */
const stormEvents = 75

const folder = new URL('pictures/', import.meta.url).pathname

async function open(browser: Browser, url: string, name: string, dark: boolean): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 760 },
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
  })
  await context.addInitScript((as) => localStorage.setItem('aetherlink/weaver-name', as), name)
  const page = await context.newPage()
  await page.goto(url)
  await ready(page)
  return page
}

async function layTheTable(ada: Page): Promise<string> {
  return ada.evaluate(async () => {
    const soup = await aetherlink.create({
      title: 'Pumpkin soup',
      hue: 28,
      x: 0,
      y: 0,
      body: 'Roast the pumpkin with garlic.\n\n- nutmeg\n- cream',
      tags: ['starter'],
    })
    const plum = await aetherlink.create({
      title: 'Plum crumble',
      hue: 330,
      x: 90,
      y: 250,
      body: 'Serve warm.',
      tags: ['dessert'],
      bonds: [soup],
    })
    await aetherlink.create({
      title: 'Mushroom tart',
      hue: 280,
      x: 330,
      y: 60,
      body: 'Puff pastry, thyme, chestnut mushrooms.',
      bonds: [plum],
    })
    return soup
  })
}

const server = await startServer()
const browser = await chromium.launch(config.use?.launchOptions ?? {})
const ada = await open(browser, server.url, 'Ada', false)
const bea = await open(browser, server.url, 'Bea', true)
await join(bea, await found(ada, 'Autumn menu'))
const soup = await layTheTable(ada)
await linkedWith(ada, 1)
await inStep([ada, bea])

await cut([ada, bea], true)
await ada.evaluate((id) => aetherlink.set(id, { title: 'Pumpkin velouté', hue: 40 }), soup)
await bea.evaluate((id) => aetherlink.set(id, { title: 'Spiced pumpkin soup' }), soup)
await cut([ada, bea], false)
await inStep([ada, bea])
await ada.reload()
await linkedWith(bea, 1)
for (const page of [ada, bea]) await expect(page.getByText(/Calcified/).first()).toBeVisible()

await ada.getByText('Spiced pumpkin soup').first().click()
await ada.getByRole('button', { name: 'Loom', exact: true }).click()
await expect(ada.getByText('Temporal Authority').first()).toBeVisible()
await ada.screenshot({ path: `${folder}board.png` })
await bea.getByRole('button', { name: 'Loom', exact: true }).click()
await bea
  .getByRole('button', { name: /Temporal Authority/ })
  .first()
  .click()
await expect(bea.getByRole('button', { name: 'Restore this version' })).toBeVisible()
await bea.screenshot({ path: `${folder}why.png` })

await ada.getByRole('button', { name: 'Close panel' }).click()
await ada.keyboard.press('t')
const scrubber = ada.getByRole('slider', { name: 'Point in the past' })
await expect(scrubber).toBeFocused()
await ada.keyboard.press('ArrowLeft')
await expect(scrubber).toHaveAttribute('aria-valuetext', /^Before Bea renamed/)
await ada.screenshot({ path: `${folder}time.png` })

const watcher = await open(browser, `${server.url}/#/lab/storm`, 'Ada', false)
await expect(watcher.getByRole('article')).toHaveCount(6)
const told = watcher.getByRole('table').getByRole('row')
while ((await told.count()) < stormEvents) await watcher.keyboard.press('.')
await watcher.screenshot({ path: `${folder}lab.png` })

await browser.close()
await server.stop()

/** A long chorus stands while its history lies on the disk, and what is done in between is not lost. */

import type { Page } from '@playwright/test'

import { bodyOf, button, side, status, textbox } from './person'
import { longAgo } from './seeding'
import { expect, glyphs, inStep, join, opened, test } from './world'

const history = { sigils: 3_000, weavers: 3, glyphs: 30 }

interface HeldHistory {
  readonly letGo: () => Promise<void>
  /** How often the page has asked for the packs of history. */
  readonly asked: () => Promise<number>
}

/** The packs of history are read when the test says so, after each load of the page, and not before. */
async function holdHistory(page: Page): Promise<HeldHistory> {
  await page.addInitScript(() => {
    let isHeld = true
    const held: (() => void)[] = []
    const hold = (request: IDBRequest): void => {
      const wait = (event: Event): void => {
        request.removeEventListener('success', wait)
        if (!isHeld) return
        event.stopImmediatePropagation()
        held.push(() => request.dispatchEvent(new Event('success')))
      }
      request.addEventListener('success', wait)
    }
    const getAll: IDBObjectStore['getAll'] = Reflect.get(IDBObjectStore.prototype, 'getAll')
    IDBObjectStore.prototype.getAll = new Proxy(getAll, {
      apply: (_getAll, store: IDBObjectStore, asked) => {
        const request: IDBRequest = Reflect.apply(getAll, store, asked)
        if (store.name === 'packs') {
          Object.assign(globalThis, { asked: Number(Reflect.get(globalThis, 'asked')) + 1 })
          hold(request)
        }
        return request
      },
    })
    const letGo = (): void => {
      isHeld = false
      for (const answer of held) answer()
    }
    Object.assign(globalThis, { letGo, asked: 0 })
  })
  return {
    letGo: () => page.evaluate('letGo()'),
    asked: () => page.evaluate<number>('asked'),
  }
}

test('[SN9] with no network, a long history stays on the disk, and the board can be written in before it is read', async ({
  browser,
  server,
}) => {
  const context = await browser.newContext()
  const { past, address } = await longAgo(context, server.url, history)
  await past.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  await past.close()

  const first = await context.newPage()
  await first.goto(address)
  await opened(first)
  const before = await glyphs(first)
  const digest = await first.evaluate(() => aetherlink.digest())
  expect(before.length).toBe(history.glyphs)
  // Who leaves keeps the face.
  await first.evaluate(() => aetherlink.leave())
  await first.close()

  await context.setOffline(true)
  const page = await context.newPage()
  const { letGo, asked } = await holdHistory(page)
  await page.goto(address)
  await opened(page)
  await expect(status(page)).toContainText('Offline: kept here')
  expect(await glyphs(page)).toEqual(before)
  expect(await page.evaluate(() => aetherlink.digest())).toBe(digest)
  // Nobody had asked for it; this does.
  expect(await asked()).toBe(0)
  const told = page.evaluate(() => aetherlink.history().length)
  await expect(told).rejects.toThrow(/still being read/)
  await expect(status(page)).toContainText('Reading history… 0 %')
  await expect.poll(asked).toBe(1)

  // Places are by chance, and a card may lie below another or below the tools: keys reach any.
  const anyCard = page.locator('.react-flow__node').first()
  const id = (await anyCard.getAttribute('data-id')) ?? ''
  const card = page.locator(`.react-flow__node[data-id="${id}"]`)
  await card.press('Enter')
  await textbox(page, 'Title').fill('renamed at once')
  await textbox(page, 'Title').press('Enter')
  await textbox(page, 'Body').click()
  await page.keyboard.press('ControlOrMeta+Home')
  await page.keyboard.type('and typed in ')
  await expect(card).toContainText('renamed at once')
  await expect(status(page)).toContainText('1 change kept after that')
  await button(page, 'Loom').click()
  await expect(side(page, 'Loom')).toContainText('Reading history…')

  await letGo()
  await expect(side(page, 'Loom')).toContainText(/[\d,]+ sigils/)
  await page.evaluate(() => aetherlink.settled())
  await expect(status(page)).not.toContainText('Reading history')
  expect(await page.evaluate(() => aetherlink.history().length)).toBeGreaterThan(history.sigils)
  await card.press('Enter')
  expect(await bodyOf(page)).toMatch(/^and typed in /)

  await page.reload()
  await opened(page)
  await letGo()
  await page.evaluate(() => aetherlink.settled())
  const after = await page.evaluate((glyph) => aetherlink.glyph(glyph), id)
  expect(after?.title).toBe('renamed at once')
  expect(after?.body).toMatch(/^and typed in /)
  await context.close()
})

test('on a machine with cores to spare, who joins a long chorus has it read and judged by several workers', async ({
  browser,
  server,
  stranger,
}) => {
  const context = await browser.newContext()
  const { past, address } = await longAgo(context, server.url, history)
  await past.close()
  const host = await context.newPage()
  await host.goto(address)
  await opened(host)
  const link = await host.evaluate(() => aetherlink.link())

  const page = await stranger((own) =>
    own.addInitScript(() => {
      Object.defineProperty(navigator, 'hardwareConcurrency', { get: () => 4 })
    }),
  )
  await join(page, link)
  await inStep([host, page])
  expect(await glyphs(page)).toEqual(await glyphs(host))
  expect(await page.evaluate(() => [aetherlink.waiting(), aetherlink.dissolved()])).toEqual([
    [],
    [],
  ])
  // How many more depends on how fast it comes.
  expect(page.workers().length).toBeGreaterThan(1)
  await context.close()
})

/** What was kept is there again: after a reload, a restart with no server at all, in a second tab. */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join as pathJoin } from 'node:path'

import {
  chorusOf,
  digest,
  expect,
  found,
  glyphs,
  inStep,
  linkedWith,
  opened,
  ready,
  test,
} from './world'

test('a reload brings back the same weaver, glyphs and digest', async ({ stranger }) => {
  const ada = await stranger()
  await found(ada)
  await ada.evaluate(() => aetherlink.create({ title: 'kept', body: 'word for word' }))
  const before = [
    await ada.evaluate(() => aetherlink.weaver().id),
    await digest(ada),
    await glyphs(ada),
  ]
  await ada.reload()
  await opened(ada)
  const after = [
    await ada.evaluate(() => aetherlink.weaver().id),
    await digest(ada),
    await glyphs(ada),
  ]
  expect(after).toEqual(before)
})

test('after everything was closed and the server stopped, all is there and editable', async ({
  playwright,
  server,
}, testInfo) => {
  const folder = await mkdtemp(pathJoin(tmpdir(), 'aetherlink-'))
  const launch = () =>
    playwright.chromium.launchPersistentContext(folder, testInfo.project.use.launchOptions ?? {})
  const first = await launch()
  const page = first.pages()[0] ?? (await first.newPage())
  await page.goto(server.url)
  await ready(page)
  await found(page, 'Lasting')
  await page.evaluate(() => aetherlink.create({ title: 'kept', body: 'word for word' }))
  const board = await glyphs(page)
  const before = await digest(page)
  const address = page.url()
  // The browser keeps the app's own files as soon as its service worker is in charge.
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  await first.close()
  await server.stop()

  const second = await launch()
  const again = second.pages()[0] ?? (await second.newPage())
  await again.goto(address)
  await opened(again)
  expect(await digest(again)).toBe(before)
  expect(await glyphs(again)).toEqual(board)
  const glyph = board[0]!.id
  await again.evaluate((id) => aetherlink.set(id, { title: 'and editable' }), glyph)
  expect(await again.evaluate((id) => aetherlink.glyph(id)?.title, glyph)).toBe('and editable')
  await second.close()
  await rm(folder, { recursive: true })
})

test('a duplicated tab is a second weaver of the same person', async ({ stranger, server }) => {
  const ada = await stranger()
  await found(ada)
  const [twin] = await Promise.all([
    ada.context().waitForEvent('page'),
    // A window opened by a page starts with a copy of its session storage, as a duplicated tab does.
    ada.evaluate(() => void globalThis.open(location.href)),
  ])
  await ready(twin)
  await opened(twin)
  const ids = await Promise.all(
    [ada, twin].map((page) => page.evaluate(() => aetherlink.weaver().id)),
  )
  expect(new Set(ids).size).toBe(2)
  const names = await Promise.all(
    [ada, twin].map((page) => page.evaluate(() => aetherlink.weaver().name)),
  )
  expect(names[1]).toBe(names[0])
  // Tabs of one browser need no relay.
  await server.stop()
  await linkedWith(ada, 1)
  await twin.evaluate(() => aetherlink.create({ title: 'from the twin' }))
  await inStep([ada, twin])
  expect((await glyphs(ada)).map(({ title }) => title)).toEqual(['from the twin'])
})

test('a weaver that was away is handed all it missed', async ({ stranger }) => {
  const pages = await chorusOf(stranger, 2)
  const [ada, bea] = pages
  const address = bea!.url()
  await bea!.goto('about:blank')
  await linkedWith(ada, 0)
  await ada.evaluate(() => aetherlink.create({ title: 'while you were away' }))
  await bea!.goto(address)
  await opened(bea!)
  await inStep(pages)
  expect(await glyphs(bea!)).toEqual(await glyphs(ada))
})

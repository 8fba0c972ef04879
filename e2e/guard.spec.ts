/** Guard: who may weave, who may look on, who is shown the door; in real browsers, with real modified clients. */

import { mkdtemp, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join as joinPath } from 'node:path'

import { AxeBuilder } from '@axe-core/playwright'
import type { BrowserContext, Page } from '@playwright/test'
import { build, type Plugin } from 'vite'

import { begin, button, card, joinBy, openCard, share, side, textbox } from './person'
import { cut, expect, found, glyphs, inStep, join, linkedWith, test } from './world'

test.use({ contextOptions: { reducedMotion: 'reduce' } })

const axe = async (page: Page): Promise<unknown> =>
  (await new AxeBuilder({ page }).analyze()).violations

/** The client without its own scruples: it writes as a witness, and takes itself at its word. */
const shameless: Plugin = {
  name: 'shameless',
  enforce: 'pre',
  transform(code, id) {
    if (id.endsWith('/chorus/change.ts')) {
      return code
        .replace("standing?.role === 'witness'", 'false')
        .replace('standing?.isRemoved === true', 'false')
    }
    if (id.endsWith('/protocol/validity.ts')) {
      return code.replace("if (role === 'weave' || what === null) return null", 'return null')
    }
    return null
  },
}

/** For a browser context: gets the modified client instead of what the server has. */
async function modified(): Promise<(context: BrowserContext) => Promise<void>> {
  const outDir = await mkdtemp(joinPath(tmpdir(), 'aetherlink-modified-'))
  const root = new URL('..', import.meta.url).pathname
  await build({
    configLoader: 'runner',
    logLevel: 'error',
    root,
    plugins: [shameless],
    build: { outDir, emptyOutDir: true },
  })
  const scripts = await readdir(joinPath(outDir, 'assets'))
  const main = scripts.find((name) => /^index-.*\.js$/.test(name)) ?? ''
  return async (context) => {
    // The service worker would bring the honest client back.
    await context.route(/\/(sw|workbox-.*)\.js$/, (route) => route.abort())
    // The page itself comes from the server: what a test hands in is no local page, and gets no relay.
    await context.route(/\/assets\/.*\.js$/, (route) => {
      const name = basename(new URL(route.request().url()).pathname)
      const file = scripts.includes(name) ? name : main
      return route.fulfill({ path: joinPath(outDir, 'assets', file) })
    })
  }
}

test('[CH7] a witness looks on; one with a modified client changes nobody’s board', async ({
  stranger,
}) => {
  const ada = await stranger()
  await begin(ada, 'Spring garden', 'Ada')
  const glyph = await ada.evaluate(() => aetherlink.create({ title: 'Roses' }))
  await button(ada, 'Share').click()
  await ada.getByRole('radio', { name: 'Can only look' }).click()
  const field = ada.getByRole('dialog').getByRole('textbox', { name: 'Link' })
  await expect(field).toHaveValue(/#/)
  const link = await field.inputValue()
  expect(await axe(ada)).toEqual([])
  await ada.keyboard.press('Escape')

  const wyn = await stranger()
  await joinBy(wyn, link, 'Wyn')
  await inStep([ada, wyn])
  await expect(wyn.getByText('You look on here')).toBeVisible()
  await expect(button(wyn, 'New glyph')).toBeDisabled()
  await card(wyn, 'Roses').click()
  await expect(textbox(wyn, 'Title')).toBeDisabled()
  expect(await axe(wyn)).toEqual([])

  const mallory = await stranger(await modified())
  await join(mallory, link)
  await linkedWith(ada, 2)
  const before = await inStep([ada, wyn, mallory])
  await mallory.evaluate((id) => aetherlink.set(id, { title: 'mine now' }), glyph)
  await expect
    .poll(() => ada.evaluate(() => aetherlink.dissolved().map(({ reason }) => reason)))
    .toContain('no-right')
  expect(await mallory.evaluate(() => aetherlink.glyphs()[0]?.title)).toBe('mine now')
  for (const page of [ada, wyn]) {
    expect(await page.evaluate(() => aetherlink.digest())).toBe(before)
    expect((await glyphs(page)).map(({ title }) => title)).toEqual(['Roses'])
  }
})

test('[CH11] [SS13] whoever is removed keeps what was seen; what was not is set aside, and can be taken over', async ({
  stranger,
}) => {
  const ada = await stranger()
  await begin(ada, 'Spring garden', 'Ada')
  const link = await share(ada)
  const bea = await stranger()
  await joinBy(bea, link, 'Bea')
  const cyd = await stranger()
  await joinBy(cyd, link, 'Cyd')
  await linkedWith(ada, 2)
  const glyph = await bea.evaluate(() => aetherlink.create({ title: 'Seen', body: '[]' }))
  await inStep([ada, bea, cyd])

  await cut([bea], true)
  await bea.evaluate((id) => aetherlink.set(id, { title: 'Unseen' }), glyph)
  await bea.evaluate((id) => aetherlink.splice(id, 1, 0, 'her words'), glyph)
  await ada.getByRole('button', { name: /^Weavers:/ }).click()
  await button(ada, 'Remove Bea…').click()
  await expect(ada.getByRole('dialog', { name: 'Remove Bea?' })).toBeVisible()
  expect(await axe(ada)).toEqual([])
  await button(ada, 'Remove Bea').click()
  await cut([bea], false)
  await inStep([ada, bea, cyd])

  for (const page of [ada, bea, cyd]) {
    expect((await glyphs(page)).map(({ title, body }) => [title, body])).toEqual([['Seen', '[]']])
  }
  await expect(bea.getByText('You were removed from this chorus')).toBeVisible()
  await expect(button(bea, 'New glyph')).toBeDisabled()
  await button(cyd, 'Dissolved').click()
  const asides = side(cyd, 'Dissolved').getByRole('region', { name: 'Set aside' })
  await expect(asides.getByRole('listitem')).toHaveCount(2)
  expect(await axe(cyd)).toEqual([])
  for (const nth of [0, 1])
    await asides.getByRole('button', { name: 'Take it over' }).nth(nth).click()
  await inStep([ada, bea, cyd])
  for (const page of [ada, cyd]) {
    expect((await glyphs(page)).map(({ title, body }) => [title, body])).toEqual([
      ['Unseen', '[her words]'],
    ])
  }
})

test('[CH12] [SS13] a closed link admits nobody, and its page says so', async ({ stranger }) => {
  const ada = await stranger()
  await begin(ada, 'Spring garden', 'Ada')
  const link = await share(ada)
  await button(ada, 'Share').click()
  const links = ada.getByRole('region', { name: 'Links that work' })
  await button(links, 'Close…').click()
  await button(links, 'Close it').click()
  await expect(links).toBeHidden()
  await ada.keyboard.press('Escape')

  const late = await stranger()
  await button(late, 'Join with a link').click()
  await textbox(late, 'Link').fill(link)
  await textbox(late, 'Your name').fill('Eve')
  await button(late, 'Join').click()
  await expect(late.getByText('This link was closed')).toBeVisible()
  expect(await axe(late)).toEqual([])
  expect(await ada.evaluate(() => aetherlink.weavers().length)).toBe(1)
  expect(await share(ada)).not.toBe(link)
})

test('[SS11] a witness who is given a link to weave may write from then on', async ({
  stranger,
}) => {
  const ada = await stranger()
  const weave = await found(ada)
  const look = await ada.evaluate(() => aetherlink.link('witness'))
  const wyn = await stranger()
  await join(wyn, look)
  await inStep([ada, wyn])
  await expect(button(wyn, 'New glyph')).toBeDisabled()
  await join(wyn, weave)
  await expect(button(wyn, 'New glyph')).toBeEnabled()
  await wyn.evaluate(() => aetherlink.create({ title: 'at last' }))
  await inStep([ada, wyn])
  await openCard(ada, 'at last')
})

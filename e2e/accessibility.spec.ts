/** For everyone: axe finds nothing in any room or panel, and a keyboard is enough. */

import type { Page } from '@playwright/test'

import { findings } from './axe'
import { meddlesome } from './meddling'
import {
  begin,
  button,
  card,
  inColours,
  joinBy,
  openCard,
  share,
  side,
  status,
  textbox,
} from './person'
import { cut, expect, inStep, linkedWith, test } from './world'

/** Goes on after a finding, so that one run tells them all. */
async function passes(page: Page, what: string): Promise<void> {
  await test.step(what, async () => expect.soft(await findings(page), what).toEqual([]))
}

const phone = { width: 390, height: 844 }
const desk = { width: 1280, height: 800 }

test.use({ contextOptions: { reducedMotion: 'reduce' } })

test('axe finds nothing on the way in', async ({ stranger }) => {
  // Axe looks at every element of every screen, which takes a busy machine minutes.
  test.slow()
  const ada = await stranger()
  await passes(ada, 'threshold')
  await button(ada, 'Begin a chorus').click()
  await passes(ada, 'begin dialog')
  await ada.keyboard.press('Escape')
  await button(ada, 'Join with a link').click()
  await passes(ada, 'join dialog')
  await ada.keyboard.press('Escape')
  await begin(ada, 'Spring garden', 'Ada')
  await passes(ada, 'empty board')
  const link = await share(ada)
  await button(ada, 'Share').click()
  await passes(ada, 'share')
  await ada.keyboard.press('Escape')
  await button(ada, 'Back to your choruses').click()
  await passes(ada, 'threshold with a chorus')
  await ada.setViewportSize(phone)
  await passes(ada, 'threshold on a phone')

  const bea = await stranger()
  await bea.goto(link)
  await expect(textbox(bea, 'Your name')).toBeVisible()
  await passes(bea, 'joining room')
  await textbox(bea, 'Your name').fill('Bea')
  await button(bea, 'Join').click()
  await expect(bea.getByText('Looking for weavers of this chorus')).toBeVisible()
  await passes(bea, 'looking for weavers')
})

test('axe finds nothing on a board with a conflict, and in no panel', async ({ stranger }) => {
  // Axe looks at every element of every screen, which takes a busy machine minutes.
  test.slow()
  const ada = await stranger()
  await begin(ada, 'Spring garden', 'Ada')
  const link = await share(ada)
  const bea = await stranger((context) => context.addInitScript(meddlesome))
  await joinBy(bea, link, 'Bea')
  await linkedWith(ada, 1)
  const roses = await conflict(ada, bea)
  await troubles(ada, bea)

  await expect(card(ada, 'Old roses')).toBeVisible()
  for (const colorScheme of ['light', 'dark'] as const) {
    await inColours(ada, colorScheme)
    await passes(ada, `board, ${colorScheme}`)
    await openCard(ada, 'Old roses')
    await passes(ada, `glyph panel, ${colorScheme}`)
    for (const panel of ['Loom', 'Inbox', 'Aludel', 'Dissolved']) {
      await button(ada, panel).click()
      await expect(side(ada, panel).getByRole('list').first()).toBeVisible()
      await passes(ada, `${panel}, ${colorScheme}`)
    }
    await button(side(ada, 'Dissolved'), 'Close panel').click()
    await ada.getByRole('button', { name: /^Contested/ }).click()
    await expect(button(ada.getByRole('dialog'), 'Restore this version')).toBeVisible()
    await passes(ada, `why-card, ${colorScheme}`)
    await ada.keyboard.press('Escape')
    await button(ada, 'Weather').click()
    await passes(ada, `weather, ${colorScheme}`)
    await ada.keyboard.press('Escape')
    // The button has the focus again and shows its hint, which Escape puts away too, once it is there.
    await expect(ada.getByRole('tooltip')).toHaveCount(1)
    await ada.keyboard.press('Escape')
    await expect(ada.getByRole('tooltip')).toHaveCount(0)
  }
  await inColours(ada, 'light')
  await ada.setViewportSize(phone)
  await passes(ada, 'board on a phone')
  await button(ada, 'Loom').click()
  await passes(ada, 'Loom on a phone')
  await button(side(ada, 'Loom'), 'Close panel').click()
  await ada.setViewportSize(desk)
  expect(await ada.evaluate((id) => aetherlink.glyph(id)?.title, roses)).toBe('Old roses')
})

/** One glyph that both renamed at once; Bea's name stands. */
async function conflict(ada: Page, bea: Page): Promise<string> {
  const glyph = await ada.evaluate(() =>
    aetherlink.create({
      title: 'Roses',
      body: '# Along the wall\n\n*Two* rows, `deep`.',
      tags: ['bed'],
    }),
  )
  await inStep([ada, bea])
  await cut([ada, bea], true)
  await ada.evaluate((id) => aetherlink.set(id, { title: 'Wild roses' }), glyph)
  await bea.evaluate((id) => aetherlink.set(id, { title: 'Old roses' }), glyph)
  await cut([ada, bea], false)
  await inStep([ada, bea])
  return glyph
}

/** Something that waits in Ada's Aludel, and something that dissolved. */
async function troubles(ada: Page, bea: Page): Promise<void> {
  await bea.evaluate(() => Object.assign(meddling, { marker: 'tampered', deed: 'spoil' }))
  await bea.evaluate(() => aetherlink.create({ title: 'tampered' }))
  await bea.evaluate(() => aetherlink.create({ title: 'early' }))
  await expect.poll(() => ada.evaluate(() => aetherlink.dissolved().length)).toBeGreaterThan(0)
  await expect.poll(() => ada.evaluate(() => aetherlink.waiting().length)).toBeGreaterThan(0)
}

test('a keyboard is enough: begin, write, read the Loom, ask why, close', async ({ stranger }) => {
  const page = await stranger()
  const keys = page.keyboard
  await tabTo(page, 'button', 'Begin a chorus')
  await keys.press('Enter')
  await expect(textbox(page, 'Chorus name')).toBeFocused()
  await keys.type('Spring garden')
  await keys.press('Tab')
  await expect(textbox(page, 'Your name')).toBeFocused()
  await keys.press('Control+A')
  await keys.type('Ada')
  await keys.press('Enter')
  await expect(status(page)).toContainText('Spring garden')

  await tabTo(page, 'button', 'New glyph')
  await keys.press('Enter')
  await expect(textbox(page, 'Title')).toBeFocused()
  await keys.type('Roses')
  await tabTo(page, 'textbox', 'Body')
  await keys.type('Along the wall')
  await expect
    .poll(() => page.evaluate(() => aetherlink.glyphs().map(({ title, body }) => [title, body])))
    .toEqual([['Roses', 'Along the wall']])
  await keys.press('Escape')
  await expect(side(page, 'Glyph')).toHaveCount(0)
  await expect(card(page, 'Roses')).toBeFocused()

  await keys.press('Enter')
  await expect(textbox(page, 'Title')).toBeFocused()
  await keys.press('Escape')
  await tabTo(page, 'button', 'Loom')
  await keys.press('Enter')
  await expect(side(page, 'Loom')).toBeFocused()
  await tabTo(page, 'button', /^You typed \d+ characters?/)
  const run = page.locator('[data-run=folded] :focus')
  // Typed without a pause, it may be one sigil or a run of them, which Enter unfolds.
  if ((await run.count()) > 0) await keys.press('Enter')
  await expect(run).toHaveCount(0)
  await keys.press('Enter')
  const why = page.getByRole('dialog')
  await expect(why).toContainText('Causal Primacy')
  await keys.press('Escape')
  await expect(why).toHaveCount(0)
  await expect(
    side(page, 'Loom')
      .getByRole('button', { name: /^You typed/ })
      .first(),
  ).toBeFocused()
  await keys.press('Escape')
  await expect(side(page, 'Loom')).toHaveCount(0)
})

/** Presses Tab until this is in focus; more than a person would take is a failure. */
async function tabTo(page: Page, role: 'button' | 'textbox', name: string | RegExp): Promise<void> {
  const wanted = page.getByRole(role, typeof name === 'string' ? { name, exact: true } : { name })
  for (let press = 0; press < 40; press += 1) {
    if (await wanted.first().evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`forty times Tab did not lead to ${role} ${String(name)}`)
}

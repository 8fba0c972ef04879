/** What one sees of the others, on the glyph itself: two people, two browsers that share nothing. */

import type { Locator, Page } from '@playwright/test'

import { findings } from './axe'
import {
  adaAndBea,
  bodyOf,
  button,
  card,
  inColours,
  openCard,
  side,
  textbox,
  write,
} from './person'
import { expect, inStep, test } from './world'

const caretOf = (page: Page, name: string): Locator =>
  page.locator('.cm-others-caret').filter({ hasText: name })

/** Pixels from where the first line's text ends after `before` to where the caret stands. */
async function offBy(page: Page, name: string, before: string): Promise<number> {
  const box = await caretOf(page, name).boundingBox()
  const left = await page.evaluate((text) => {
    const line = document.querySelector('.cm-line')
    const walker = document.createTreeWalker(line!, NodeFilter.SHOW_TEXT)
    let rest = (line!.textContent ?? '').indexOf(text) + text.length
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const length = node.textContent?.length ?? 0
      if (rest <= length) {
        const range = document.createRange()
        range.setStart(node, rest)
        range.setEnd(node, rest)
        return range.getBoundingClientRect().left
      }
      rest -= length
    }
    return Number.NaN
  }, before)
  return box === null ? Number.NaN : Math.abs(box.x + box.width / 2 - left)
}

test('the other’s caret is at its place while both write, with a name, and gone with a killed tab', async ({
  stranger,
}) => {
  const [ada, bea] = await adaAndBea(stranger)
  await write(ada, 'Beds', 'middle')
  await openCard(bea, 'Beds')
  await expect(textbox(bea, 'Body')).toHaveText('middle')
  await expect(card(ada, 'Beds').getByRole('img', { name: 'Open for Bea' })).toBeVisible()
  await expect(side(ada, 'Glyph')).toContainText('Bea here too')
  await textbox(bea, 'Body').click()
  await bea.keyboard.press('Control+End')
  await expect(caretOf(ada, 'Bea')).toBeVisible()
  await ada.keyboard.press('Control+Home')
  await Promise.all([
    ada.keyboard.type('the quick brown fox ', { delay: 15 }),
    bea.keyboard.type(' of the LAZY DOG', { delay: 15 }),
  ])
  await inStep([ada, bea])
  await expect.poll(() => bodyOf(ada)).toBe('the quick brown fox middle of the LAZY DOG')
  await bea.keyboard.press('ArrowLeft')
  await bea.keyboard.press('ArrowLeft')
  await expect.poll(() => offBy(ada, 'Bea', 'LAZY D')).toBeLessThan(2.5)
  await expect.poll(() => offBy(bea, 'Ada', 'fox ')).toBeLessThan(2.5)
  // And it stays there while Ada alone goes on.
  await ada.keyboard.type('of the woods ')
  await expect.poll(() => offBy(ada, 'Bea', 'LAZY D')).toBeLessThan(2.5)
  const name = caretOf(ada, 'Bea').getByText('Bea')
  await expect(name).toBeHidden()
  await caretOf(ada, 'Bea').hover({ force: true })
  await expect(name).toBeVisible()
  await bea.keyboard.press('Shift+Home')
  await expect(ada.locator('.cm-others-selection').first()).toBeVisible()

  await ada.getByRole('button', { name: /^Weavers/ }).click()
  await button(ada, 'In “Beds”').click()
  await expect(textbox(ada, 'Title')).toHaveValue('Beds')
  await button(side(bea, 'Glyph'), 'Close panel').click()
  await expect(caretOf(ada, 'Bea')).toHaveCount(0)
  await expect(side(ada, 'Glyph')).not.toContainText('here too')

  await card(bea, 'Beds').click()
  await textbox(bea, 'Body').click()
  await expect(caretOf(ada, 'Bea')).toBeVisible()
  const crashed = bea.waitForEvent('crash')
  void bea.goto('chrome://crash').catch(() => {})
  await crashed
  await expect(caretOf(ada, 'Bea')).toHaveCount(0, { timeout: 12_000 })
  await expect(card(ada, 'Beds').getByRole('img', { name: 'Open for Bea' })).toHaveCount(0)
})

test('a drag is seen while it lasts and is one sigil after; what is shattered leaves a ghost', async ({
  stranger,
}) => {
  const [ada, bea] = await adaAndBea(stranger)
  await write(ada, 'Pond')
  await button(side(ada, 'Glyph'), 'Close panel').click()
  await inStep([ada, bea])
  const sigils = (): Promise<number> => bea.evaluate(() => aetherlink.history().length)
  const before = await sigils()
  const left = async (page: Page): Promise<number> =>
    (await card(page, 'Pond').boundingBox())?.x ?? Number.NaN
  const start = await left(bea)
  await card(ada, 'Pond').hover()
  await ada.mouse.down()
  await ada.mouse.move(700, 300, { steps: 12 })
  await ada.mouse.move(760, 320, { steps: 12 })
  await expect(card(bea, 'Pond').locator('.glyph-holder')).toHaveText('Ada')
  await expect.poll(async () => Math.abs((await left(bea)) - start)).toBeGreaterThan(30)
  expect(await sigils()).toBe(before)
  await ada.mouse.up()
  await expect.poll(sigils).toBe(before + 1)
  const place = (page: Page) => page.evaluate(() => aetherlink.glyphs().map(({ x, y }) => [x, y]))
  expect(await place(bea)).toEqual(await place(ada))
  await expect(card(bea, 'Pond').locator('.glyph-holder')).toHaveCount(0)

  await openCard(bea, 'Pond')
  await button(side(bea, 'Glyph'), 'Shatter').click()
  const ghost = ada.getByRole('region', { name: 'Pond, shattered' })
  await expect(ghost).toContainText('Bea shattered it')
  await button(ghost, 'Bring it back').focus()
  await ada.keyboard.press('Enter')
  for (const page of [ada, bea]) await expect(card(page, 'Pond')).toBeVisible()
  await expect(ghost).toHaveCount(0)
})

test('who wrote this names two authors; axe finds nothing with all of it on', async ({
  stranger,
}) => {
  const [ada, bea] = await adaAndBea(stranger)
  for (const page of [ada, bea]) await page.emulateMedia({ reducedMotion: 'reduce' })
  await write(ada, 'Beds', 'Beans in rows. ')
  await openCard(bea, 'Beds')
  await textbox(bea, 'Body').click()
  await bea.keyboard.press('Control+End')
  await bea.keyboard.type('Peas on strings.')
  await expect.poll(() => bodyOf(ada)).toContain('strings.')
  await ada.keyboard.press('Alt+w')
  const authors = side(ada, 'Glyph').getByRole('list', { name: 'Authors of this body' })
  await expect(authors).toContainText('Bea')
  await expect(authors).toContainText('You')
  await expect(ada.locator('.cm-by').filter({ hasText: 'Peas on strings.' })).toHaveAttribute(
    'title',
    /^Bea, /,
  )
  await expect(ada.locator('.cm-by').filter({ hasText: 'Beans in rows.' })).toHaveAttribute(
    'title',
    /^You, /,
  )
  await expect(ada.getByText(/^At your caret: You/)).toBeVisible()
  await bea.mouse.move(300, 300)
  await bea.keyboard.press('Shift+Home')
  await expect(ada.locator('.pointer')).toBeVisible()
  for (const colorScheme of ['light', 'dark'] as const) {
    await inColours(ada, colorScheme)
    expect.soft(await findings(ada), `others on a glyph, ${colorScheme}`).toEqual([])
  }
  await side(ada, 'Glyph').getByRole('button', { name: 'Close panel' }).click()
  await ada.keyboard.press('?')
  await expect(ada.getByRole('dialog', { name: 'Keys' })).toContainText('Who wrote this')
  expect.soft(await findings(ada), 'keys').toEqual([])
})

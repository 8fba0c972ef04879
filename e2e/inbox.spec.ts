/** The inbox: whoever's change did not stand is told, once, and can have it back; nobody else hears of it. */

import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'

import { adaAndBea, button, card, inColours, renameAtOnce, side } from './person'
import { cut, expect, inStep, opened, test } from './world'

test.use({ contextOptions: { reducedMotion: 'reduce' } })

const inbox = (page: Page) => button(page, 'Inbox')
const entries = (page: Page) =>
  side(page, 'Inbox')
    .getByRole('list', { name: 'Changes of yours that did not stand' })
    .getByRole('listitem')

test('[IN1] [IN4] [IN5] one entry for whoever lost, none for the winner; counted until looked at, and restored from', async ({
  stranger,
}) => {
  const [ada, bea] = await adaAndBea(stranger)
  const glyph = await ada.evaluate(() => aetherlink.create({ title: 'Roses', hue: 10 }))
  await inStep([ada, bea])
  await inbox(bea).click()
  await expect(side(bea, 'Inbox')).toContainText('Everything of yours stands')

  await renameAtOnce(ada, bea, glyph)

  await expect(inbox(ada)).toHaveAccessibleDescription('1 not looked at yet')
  await ada.reload()
  await opened(ada)
  await expect(inbox(ada)).toHaveAccessibleDescription('1 not looked at yet')
  await expect(side(bea, 'Inbox')).toContainText('Everything of yours stands')

  // By keyboard alone, from here.
  await inbox(ada).focus()
  await ada.keyboard.press('Enter')
  await expect(entries(ada)).toHaveCount(1)
  await expect(entries(ada)).toContainText('Your title of “Old roses” did not stand')
  await expect(entries(ada)).toContainText('Bea’s stands')
  await expect(inbox(ada)).toHaveAccessibleDescription('')
  for (const colorScheme of ['light', 'dark'] as const) {
    await inColours(ada, colorScheme)
    expect((await new AxeBuilder({ page: ada }).include('.side').analyze()).violations).toEqual([])
  }
  await ada.reload()
  await opened(ada)
  await expect(inbox(ada)).toBeVisible()
  await expect(inbox(ada)).toHaveAccessibleDescription('')
  await inbox(ada).focus()
  await ada.keyboard.press('Enter')
  await expect(entries(ada)).toHaveCount(1)
  await button(entries(ada), 'Restore mine').focus()
  await ada.keyboard.press('Enter')
  await expect(side(ada, 'Inbox')).toContainText('Everything of yours stands')
  await expect(side(ada, 'Inbox')).toBeFocused()
  await inStep([ada, bea])
  await expect(card(bea, 'Wild roses')).toBeVisible()
  await expect(side(bea, 'Inbox')).toContainText('Everything of yours stands')
})

test('[IN5] what stands can be kept: the entry goes, here and after a reload, and makes no sigil', async ({
  stranger,
}) => {
  const [ada, bea] = await adaAndBea(stranger)
  const glyph = await ada.evaluate(() => aetherlink.create({ title: 'Roses' }))
  await inStep([ada, bea])
  await cut([ada, bea], true)
  await ada.evaluate((id) => aetherlink.splice(id, 0, 0, 'By the wall'), glyph)
  await bea.evaluate((id) => aetherlink.shatter(id), glyph)
  await cut([ada, bea], false)
  const digest = await inStep([ada, bea])
  await inbox(ada).click()
  await expect(entries(ada)).toContainText('Bea shattered “Roses” while you were changing it')
  await button(entries(ada), 'Keep what stands').click()
  await expect(side(ada, 'Inbox')).toContainText('Everything of yours stands')
  await ada.reload()
  await opened(ada)
  await inbox(ada).click()
  await expect(side(ada, 'Inbox')).toContainText('Everything of yours stands')
  // A reloaded tab may have introduced itself anew, but wrote nothing of the glyph.
  expect(await ada.evaluate((id) => aetherlink.glyph(id), glyph)).toBeUndefined()
  expect(digest).not.toBe('')
})

/** What a person can point at and do, by the roles and names they see. */

import type { Locator, Page } from '@playwright/test'

import { cut, expect, inStep, linkedWith } from './world'

export const button = (page: Page | Locator, name: string): Locator =>
  page.getByRole('button', { name, exact: true })
export const textbox = (page: Page | Locator, name: string): Locator =>
  page.getByRole('textbox', { name, exact: true })
export const side = (page: Page, name: string): Locator => page.getByRole('complementary', { name })
export const status = (page: Page): Locator => page.getByRole('banner')

export async function begin(page: Page, chorus: string, name: string): Promise<void> {
  await button(page, 'Begin a chorus').click()
  await textbox(page, 'Chorus name').fill(chorus)
  await textbox(page, 'Your name').fill(name)
  await button(page, 'Begin').click()
  await expect(button(page, 'New glyph')).toBeVisible()
}

/** The link, as a person would take it from the dialog. */
export async function share(page: Page): Promise<string> {
  await button(page, 'Share').click()
  const link = page.getByRole('dialog').getByRole('textbox', { name: 'Link' })
  await expect(link).toHaveValue(/#/)
  const shown = await link.inputValue()
  await page.keyboard.press('Escape')
  return shown
}

export async function joinBy(page: Page, link: string, name: string): Promise<void> {
  await button(page, 'Join with a link').click()
  await textbox(page, 'Link').fill(link)
  await textbox(page, 'Your name').fill(name)
  await button(page, 'Join').click()
  await hasJoined(page)
}

/** How the status begins while a tab has yet to join. */
export const joiningStatus = /^(?:Looking|Joining)/

/** The board is there as soon as anything has come; whoever looks on may never write on it. */
export async function hasJoined(page: Page): Promise<void> {
  await expect(button(page, 'New glyph')).toBeVisible()
  await expect(status(page).getByRole('status')).not.toHaveText(joiningStatus)
}

/** Ada begins “Spring garden”, and Bea joins by the link; both through the dialogs, and linked. */
export async function adaAndBea(stranger: () => Promise<Page>): Promise<readonly [Page, Page]> {
  const ada = await stranger()
  await begin(ada, 'Spring garden', 'Ada')
  const link = await share(ada)
  const bea = await stranger()
  await joinBy(bea, link, 'Bea')
  await linkedWith(ada, 1)
  await linkedWith(bea, 1)
  return [ada, bea]
}

/** Without having seen each other, Ada renames a glyph “Wild roses” and Bea, later, “Old roses”: hers stands. */
export async function renameAtOnce(ada: Page, bea: Page, glyph: string): Promise<void> {
  await cut([ada, bea], true)
  await ada.evaluate((id) => aetherlink.set(id, { title: 'Wild roses' }), glyph)
  await bea.evaluate((id) => aetherlink.set(id, { title: 'Old roses' }), glyph)
  await cut([ada, bea], false)
  await inStep([ada, bea])
}

export const card = (page: Page, title: string): Locator =>
  page.locator('.react-flow__node').filter({ has: page.getByRole('heading', { name: title }) })

/** Makes a glyph by the dock, and leaves its panel open. */
export async function write(page: Page, title: string, body = ''): Promise<void> {
  await button(page, 'New glyph').click()
  await textbox(page, 'Title').fill(title)
  await textbox(page, 'Title').press('Enter')
  if (body === '') return
  await textbox(page, 'Body').click()
  await page.keyboard.type(body)
}

export async function openCard(page: Page, title: string): Promise<void> {
  await card(page, title).click()
  await expect(textbox(page, 'Title')).toHaveValue(title)
}

export async function cutByHand(page: Page, isCut: boolean): Promise<void> {
  await button(page, 'Weather').click()
  const current = page.getByRole('switch', { name: 'Cut the currents' })
  if ((await current.getAttribute('aria-checked')) !== String(isCut)) await current.click()
  // It shows what is, and so a moment later.
  await expect(current).toHaveAttribute('aria-checked', String(isCut))
  await page.keyboard.press('Escape')
}

export const bodyOf = (page: Page): Promise<string> => textbox(page, 'Body').innerText()

/** Shows the page in light or dark, with every colour at its end: one halfway there has no contrast to be judged. */
export async function inColours(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme })
  await page.evaluate(async () => {
    const turning = document.getAnimations().filter((one) => one instanceof CSSTransition)
    // One that is cancelled is at its end too.
    await Promise.allSettled(turning.map(({ finished }) => finished))
  })
}

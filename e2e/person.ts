/** What a person can point at and do, by the roles and names they see. */

import type { Locator, Page } from '@playwright/test'

import { expect } from './world'

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
  await expect(button(page, 'New glyph')).toBeVisible()
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
  await page.getByRole('switch', { name: 'Cut the currents' }).setChecked(isCut)
  await page.keyboard.press('Escape')
}

export const bodyOf = (page: Page): Promise<string> => textbox(page, 'Body').innerText()

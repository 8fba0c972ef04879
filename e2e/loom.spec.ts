/** The Loom by eye, by keys and by ear: runs, filters, the walk along its edges, and rows that come while one reads. */

import type { Locator, Page } from '@playwright/test'

import { begin, button, side } from './person'
import { chorusOf, cut, expect, inStep, test } from './world'

const loom = (page: Page): Locator => side(page, 'Loom')
const history = (page: Page): Locator =>
  loom(page).getByRole('list', { name: 'Merge history, newest first' })
const row = (page: Page, name: RegExp): Locator => history(page).getByRole('button', { name })

async function openLoom(page: Page): Promise<void> {
  await button(page, 'Loom').click()
  await expect(history(page)).toBeVisible()
}

/** Two glyphs; one is typed in five times, which is one run. */
async function garden(page: Page): Promise<void> {
  await begin(page, 'Spring garden', 'Ada')
  await page.evaluate(async () => {
    const tea = await aetherlink.create({ title: 'Tea' })
    for (const word of ['leaf ', 'pot ', 'cup ', 'milk ', 'jug ']) {
      await aetherlink.splice(tea, 0, 0, word)
    }
    await aetherlink.create({ title: 'Beds' })
    await aetherlink.set(tea, { title: 'Green tea' })
  })
}

test('a run is one row that unfolds; filters combine, show as chips, and clear', async ({
  stranger,
}) => {
  const page = await stranger()
  await garden(page)
  await openLoom(page)
  await expect(row(page, /^You renamed “Tea” to “Green tea” Green tea/)).toBeVisible()
  const run = row(page, /^You typed 22 characters 5 sigils in/)
  await expect(run).toHaveAttribute('aria-expanded', 'false')
  await expect(row(page, /^You typed/)).toHaveCount(1)
  await run.click()
  await expect(row(page, /^You typed \d characters/)).toHaveCount(5)
  await row(page, /^You typed/)
    .first()
    .press('Shift+Enter')
  await expect(row(page, /^You typed/)).toHaveCount(1)

  const all = await page.evaluate(() => aetherlink.history().length)
  await expect(loom(page)).toContainText(`${all} sigils`)
  await button(loom(page), 'Filter by glyph').click()
  await page.getByRole('menuitemcheckbox', { name: 'Green tea' }).click()
  await page.keyboard.press('Escape')
  await expect(loom(page)).toContainText(`7 of ${all} sigils`)
  await expect(row(page, /Beds/)).toHaveCount(0)
  await button(loom(page), 'Filter by outcome').click()
  await page.getByRole('menuitemcheckbox', { name: 'Amalgamation' }).click()
  await page.keyboard.press('Escape')
  await expect(loom(page)).toContainText('No sigil fits all of these filters.')
  await button(loom(page), 'Remove filter Amalgamation').click()
  await expect(run).toBeVisible()
  await button(loom(page), 'Clear filters').click()
  await expect(row(page, /Beds/)).toBeVisible()
})

test('the Loom is walked by keys, along its edges, and read as a table', async ({ stranger }) => {
  const page = await stranger()
  await garden(page)
  await openLoom(page)
  const renamed = row(page, /^You renamed/)
  await renamed.focus()
  await page.keyboard.press('ArrowDown')
  await expect(row(page, /^You created “Beds”/)).toBeFocused()
  await page.keyboard.press('ArrowUp')
  await expect(renamed).toBeFocused()
  // Past “Beds”, which is another glyph.
  await page.keyboard.press('ArrowLeft')
  await expect(row(page, /^You typed 22/)).toBeFocused()
  await page.keyboard.press('ArrowLeft')
  await expect(row(page, /^You created “Tea”/)).toBeFocused()
  await expect(
    row(page, /^You created “Tea”.*Causal Primacy\. Parent: You in row \d+\./),
  ).toBeFocused()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await expect(renamed).toBeFocused()
  await page.keyboard.press('End')
  await expect(row(page, /^You began the chorus “Spring garden”/)).toBeFocused()
  await page.keyboard.press('Home')
  await expect(renamed).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toContainText('Causal Primacy')
  await page.keyboard.press('Escape')
  await expect(renamed).toBeFocused()

  await button(loom(page), 'As a table').click()
  const table = loom(page).getByRole('table', { name: 'Merge history, newest first' })
  // As many as its headline says: all five sigils have room, once the table knows how high it is.
  await expect(table).toHaveAttribute('aria-rowcount', '6')
  await expect(table.getByRole('row')).toHaveCount(6)
  const first = table.getByRole('row').nth(1)
  await expect(first).toContainText('Yourenamed “Tea” to “Green tea”')
  await expect(first).toContainText('Causal Primacy')
  await expect(first).toContainText('Green tea')
  await expect(first).toContainText(/You in row \d/)
})

/** CSS pixels. */
const top = async (row: Locator): Promise<number | undefined> => (await row.boundingBox())?.y

test('rows that come on top move nothing under one’s eyes; a merge is told once', async ({
  stranger,
}) => {
  const pages = await chorusOf(stranger, 2)
  const [ada, bea] = pages
  const tea = await ada.evaluate(async () => {
    for (let nth = 0; nth < 30; nth += 1) await aetherlink.create({ title: `Bed ${nth}` })
    return aetherlink.create({ title: 'Tea' })
  })
  await inStep(pages)
  await openLoom(ada)
  const reading = row(ada, /created “Bed 12”/)
  await history(ada).evaluate((list) => list.parentElement?.scrollTo({ top: 700 }))
  await expect(reading).toBeVisible()
  const before = await top(reading)
  await bea!.evaluate(async () => {
    for (let nth = 0; nth < 3; nth += 1) await aetherlink.create({ title: `Late ${nth}` })
  })
  await expect(button(loom(ada), '3 new')).toBeVisible()
  expect(await top(reading)).toBe(before)

  await cut(pages, true)
  await ada.evaluate((id) => aetherlink.set(id, { title: 'Green tea' }), tea)
  await bea!.evaluate((id) => aetherlink.set(id, { title: 'Black tea' }), tea)
  await cut(pages, false)
  await inStep(pages)
  await button(loom(ada), '5 new').click()
  // A conflict is never folded, and has its name and its shape.
  await expect(row(ada, /“Black tea” Temporal Authority Black tea/)).toBeVisible()
  await expect(row(ada, /“Green tea” Superseded Black tea/)).toBeVisible()
  const told = ada.getByRole('log', { name: 'Merges' }).getByText('“Black tea”')
  await expect(told).toHaveCount(1)
  await expect(told).toContainText('Temporal Authority')
})

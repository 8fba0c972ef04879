/**
 * The past, and taking things back: by hand and by key, alone and with another
 * person at the same text.
 */

import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'

import { adaAndBea, begin, bodyOf, button, card, openCard, textbox, write } from './person'
import { expect, inStep, opened, test } from './world'

const scrubber = (page: Page) => page.getByRole('slider', { name: 'Point in the past' })
const past = (page: Page) => page.getByRole('region', { name: 'The past' })
const pastCard = (page: Page, title: string) =>
  past(page)
    .locator('.react-flow__node')
    .filter({ has: page.getByRole('heading', { name: title }) })
const undo = (page: Page, what: string) => page.getByRole('button', { name: `Undo: ${what}` })

/**
 * Long enough that the next key begins a step of its own [UN3]. What is written
 * between two is inserted at once: on a busy machine keys may come with pauses.
 */
const pause = (page: Page): Promise<void> => page.waitForTimeout(700)

test('[TM3] scrubs to the start and back by key, with undo intact, while live edits go on', async ({
  stranger,
}) => {
  const [ada, bea] = await adaAndBea(stranger)
  await write(ada, 'Beds', 'carrots')
  await inStep([ada, bea])
  await button(ada, 'Close panel').click()
  await expect(undo(ada, 'typed in “Beds”')).toBeVisible()

  await ada.keyboard.press('t')
  await expect(scrubber(ada)).toBeFocused()
  await expect(ada.getByText('You are looking at the past')).toBeVisible()
  await expect(pastCard(ada, 'Beds')).toBeVisible()
  await ada.keyboard.press('Home')
  await expect(scrubber(ada)).toHaveAttribute('aria-valuenow', '0')
  await expect(scrubber(ada)).toHaveAttribute('aria-valuetext', /^Before you began the chorus/)
  await expect(past(ada).locator('.react-flow__node')).toHaveCount(0)

  await openCard(bea, 'Beds')
  await textbox(bea, 'Title').fill('Beds and borders')
  await textbox(bea, 'Title').press('Enter')
  await expect(ada.getByText('Live edits go on (1 since)')).toBeVisible()
  await expect(past(ada).locator('.react-flow__node')).toHaveCount(0)

  await ada.keyboard.press('End')
  await ada.keyboard.press('ArrowLeft')
  await expect(scrubber(ada)).toHaveAttribute('aria-valuetext', /^Before you typed .* in “Beds”/)
  await ada.keyboard.press('Escape')
  await expect(past(ada)).toBeHidden()
  await expect(card(ada, 'Beds and borders')).toBeVisible()
  await expect(button(ada, 'Time')).toBeFocused()
  await undo(ada, 'typed in “Beds and borders”').waitFor()
  await ada.keyboard.press('Control+z')
  await expect(ada.getByRole('button', { name: 'Redo: typed in “Beds and borders”' })).toBeVisible()
  await inStep([ada, bea])
  await expect.poll(() => bodyOf(bea)).not.toContain('carrots')
})

test('axe finds nothing in the past, wide or narrow', async ({ stranger }) => {
  const ada = await stranger()
  await begin(ada, 'Spring garden', 'Ada')
  await write(ada, 'Beds', 'carrots')
  await ada.setViewportSize({ width: 1280, height: 800 })
  await button(ada, 'Time').click()
  await expect(scrubber(ada)).toBeFocused()
  await pastCard(ada, 'Beds').click()
  for (const width of [1280, 390]) {
    await ada.setViewportSize({ width, height: 844 })
    const { violations } = await new AxeBuilder({ page: ada }).analyze()
    expect(violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => [id, target]))).toEqual(
      [],
    )
  }
})

test('[UN9] undoing one’s own typing amid another’s leaves the other’s, in both browsers', async ({
  stranger,
}) => {
  const [ada, bea] = await adaAndBea(stranger)
  await write(ada, 'Beds', 'carrots')
  await pause(ada)
  await ada.keyboard.insertText(' and peas')
  await inStep([ada, bea])
  await openCard(bea, 'Beds')
  await textbox(bea, 'Body').click()
  await bea.keyboard.press('Control+Home')
  for (let at = 0; at < 'carrots and '.length; at += 1) await bea.keyboard.press('ArrowRight')
  await bea.keyboard.insertText('SWEET ')
  await inStep([ada, bea])
  await expect.poll(() => bodyOf(ada)).toBe('carrots and SWEET peas')

  await ada.keyboard.press('Control+z')
  await expect.poll(() => bodyOf(ada)).toBe('carrotsSWEET ')
  await inStep([ada, bea])
  await expect.poll(() => bodyOf(bea)).toBe('carrotsSWEET ')
  await ada.keyboard.press('Control+y')
  await expect.poll(() => bodyOf(ada)).toBe('carrots and SWEET peas')
  await inStep([ada, bea])
  await bea.keyboard.press('Control+z')
  await expect.poll(() => bodyOf(bea)).toBe('carrots and peas')
  await inStep([ada, bea])
  await expect.poll(() => bodyOf(ada)).toBe('carrots and peas')
})

test('[UN2] undo and redo survive a reload', async ({ stranger }) => {
  const ada = await stranger()
  await begin(ada, 'Spring garden', 'Ada')
  await write(ada, 'Beds', 'one')
  await pause(ada)
  await ada.keyboard.insertText(' two')
  await pause(ada)
  await ada.keyboard.insertText(' three')
  await pause(ada)
  await ada.keyboard.press('Control+z')
  await expect.poll(() => bodyOf(ada)).toBe('one two')
  await ada.evaluate(() => aetherlink.settled())
  await ada.reload()
  await opened(ada)
  await openCard(ada, 'Beds')
  await expect.poll(() => bodyOf(ada)).toBe('one two')
  await ada.getByRole('button', { name: 'Redo: typed in “Beds”' }).click()
  await expect.poll(() => bodyOf(ada)).toBe('one two three')
  for (const text of ['one two', 'one']) {
    await undo(ada, 'typed in “Beds”').click()
    await expect.poll(() => bodyOf(ada)).toBe(text)
  }
})

test('[TM4] the whole board, and one glyph, are restored to a cut, told before and undone after', async ({
  stranger,
}) => {
  const ada = await stranger()
  await begin(ada, 'Spring garden', 'Ada')
  await write(ada, 'Beds', 'carrots')
  await ada.evaluate(() => aetherlink.settled())
  const before = await ada.evaluate(() => aetherlink.history().length)
  await textbox(ada, 'Title').fill('Compost')
  await textbox(ada, 'Title').press('Enter')
  await textbox(ada, 'Body').click()
  await ada.keyboard.press('Control+End')
  await ada.keyboard.insertText(' and peas')
  await button(ada, 'Close panel').click()
  await write(ada, 'Tools')
  await button(ada, 'Close panel').click()
  await ada.evaluate(() => aetherlink.settled())

  await ada.keyboard.press('t')
  await expect(scrubber(ada)).toBeFocused()
  const count = Number(await scrubber(ada).getAttribute('aria-valuemax'))
  for (let at = count; at > before; at -= 1) await ada.keyboard.press('ArrowLeft')
  await expect(pastCard(ada, 'Beds')).toBeVisible()
  await expect(pastCard(ada, 'Tools')).toHaveCount(0)
  await button(ada, 'Restore to here').click()
  const dialog = ada.getByRole('dialog', { name: 'Restore the whole board to here?' })
  await expect(dialog).toContainText('shatters 1 glyph and changes 1 glyph')
  await button(dialog, 'Restore to here').click()
  await expect(past(ada)).toBeHidden()
  await expect(card(ada, 'Beds')).toBeVisible()
  await expect(card(ada, 'Tools')).toHaveCount(0)
  await ada.keyboard.press('Control+z')
  await expect(card(ada, 'Compost')).toBeVisible()
  await expect(card(ada, 'Tools')).toBeVisible()

  await ada.keyboard.press('t')
  await expect(scrubber(ada)).toBeFocused()
  await ada.keyboard.press('Home')
  for (let at = 0; at < before; at += 1) await ada.keyboard.press('ArrowRight')
  await pastCard(ada, 'Beds').focus()
  await ada.keyboard.press('Enter')
  await expect(ada.getByRole('complementary', { name: 'Glyph as it was' })).toContainText('carrots')
  await button(ada, 'Restore this glyph').click()
  const one = ada.getByRole('dialog', { name: 'Restore “Beds” to here?' })
  await expect(one).toContainText('changes 1 glyph')
  await expect(one).toContainText('“Beds” instead of “Compost”')
  await expect(one).toContainText('Takes out 9 characters: 9 by you')
  await button(one, 'Restore to here').click()
  await expect(card(ada, 'Beds')).toBeVisible()
  await expect(card(ada, 'Tools')).toBeVisible()
})

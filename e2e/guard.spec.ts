/** Guard: who may weave, who may look on, who is shown the door; in real browsers, with real modified clients. */

import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'

import { test } from './modified'
import { begin, button, card, joinBy, openCard, share, side, textbox } from './person'
import { cut, digest, expect, found, glyphs, inStep, join, linkedWith } from './world'

test.use({ contextOptions: { reducedMotion: 'reduce' } })

const axe = async (page: Page): Promise<unknown> =>
  (await new AxeBuilder({ page }).analyze()).violations

const bottomOf = (box: { y: number; height: number } | null): number =>
  box === null ? Number.NaN : box.y + box.height

test('[CH7] a witness looks on; one with a modified client changes nobody’s board', async ({
  stranger,
  modified,
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

  const mallory = await stranger(modified)
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
  server,
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
  const notice = bea.getByText('You were removed from this chorus')
  await expect(notice).toBeVisible()
  await bea.setViewportSize({ width: 390, height: 844 })
  const [said, tools] = [notice, bea.getByRole('region', { name: 'What was done' })]
  // Nothing floats on the words, on a phone least of all.
  await expect
    .poll(async () => bottomOf(await said.boundingBox()) - ((await tools.boundingBox())?.y ?? 0))
    .toBeLessThanOrEqual(0)
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

  // A link of today lets her in again, as another weaver.
  const before = await bea.evaluate(() => aetherlink.weaver().id)
  const today = await share(ada)
  await bea.goto(server.url)
  await joinBy(bea, today, 'Bea')
  await inStep([ada, bea, cyd])
  expect(await bea.evaluate(() => aetherlink.weaver().id)).not.toBe(before)
  await bea.evaluate((id) => aetherlink.set(id, { title: 'Seen again' }), glyph)
  await inStep([ada, bea, cyd])
  for (const page of [ada, cyd]) {
    expect((await glyphs(page)).map(({ title }) => title)).toEqual(['Seen again'])
  }
})

test('[CH11] whoever was removed, with a modified client, writes on and stands nowhere', async ({
  stranger,
  modified,
}) => {
  const ada = await stranger()
  const link = await found(ada)
  const cyd = await stranger()
  await join(cyd, link)
  const mallory = await stranger(modified)
  await joinBy(mallory, link, 'Mallory')
  await linkedWith(ada, 2)
  const glyph = await mallory.evaluate(() => aetherlink.create({ title: 'Seen', body: '[]' }))
  await inStep([ada, cyd, mallory])
  await ada.getByRole('button', { name: /^Weavers:/ }).click()
  await button(ada, 'Remove Mallory…').click()
  await button(ada, 'Remove Mallory').click()
  await expect(mallory.getByText('You were removed from this chorus')).toBeVisible()
  const board = await glyphs(ada)

  await mallory.evaluate((id) => aetherlink.set(id, { title: 'mine now' }), glyph)
  await mallory.evaluate((id) => aetherlink.splice(id, 1, 0, 'my words'), glyph)
  await mallory.evaluate(() => aetherlink.create({ title: 'mine alone' }))
  await inStep([ada, cyd, mallory])
  for (const page of [ada, cyd]) {
    expect(await glyphs(page)).toEqual(board)
    await button(page, 'Dissolved').click()
    const asides = side(page, 'Dissolved').getByRole('region', { name: 'Set aside' })
    await expect(asides.getByRole('listitem')).toHaveCount(3)
  }
})

test('[CH12] [SS13] a closed link admits nobody, and its page says so', async ({ stranger }) => {
  const ada = await stranger()
  await begin(ada, 'Spring garden', 'Ada')
  const hers = await share(ada)
  const bea = await stranger()
  await joinBy(bea, hers, 'Bea')
  const link = await share(bea)
  await inStep([ada, bea])
  await button(ada, 'Share').click()
  const links = ada.getByRole('region', { name: 'Links that work' })
  const entry = links.getByRole('listitem').filter({ hasText: 'made by Bea' })
  await button(entry, 'Close…').click()
  await button(entry, 'Close it').click()
  await expect(entry).toBeHidden()
  await ada.keyboard.press('Escape')
  const before = await inStep([ada, bea])

  const late = await stranger()
  await button(late, 'Join with a link').click()
  await textbox(late, 'Link').fill(link)
  await textbox(late, 'Your name').fill('Eve')
  await button(late, 'Join').click()
  await expect(late.getByText('This link was closed')).toBeVisible()
  expect(await axe(late)).toEqual([])
  for (const page of [ada, bea]) {
    expect(await page.evaluate(() => aetherlink.weavers().length)).toBe(2)
    expect(await digest(page)).toBe(before)
  }
  expect(await late.evaluate(() => aetherlink.glyphs().length).catch(() => 0)).toBe(0)
  expect(await share(bea)).not.toBe(link)
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

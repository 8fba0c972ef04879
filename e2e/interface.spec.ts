/**
 * What people do with a mouse and a keyboard, by the roles and names they see.
 * The console is asked only where eyes would not do: digests, and whole boards.
 */

import { meddlesome } from './meddling'
import {
  adaAndBea,
  begin,
  bodyOf,
  button,
  card,
  cutByHand,
  joinBy,
  openCard,
  share,
  side,
  status,
  textbox,
  write,
} from './person'
import { expect, glyphs, inStep, linkedWith, scrolls, test } from './world'

test('begin, share, join and write at once in one body, by dialogs and keys', async ({
  stranger,
}) => {
  const ada = await stranger()
  await begin(ada, 'Spring garden', 'Ada')
  await expect(status(ada)).toContainText('Only you here: kept here')
  await button(ada, 'Share').click()
  const dialog = ada.getByRole('dialog', { name: 'Share “Spring garden”' })
  const field = dialog.getByRole('textbox', { name: 'Link' })
  await expect(field).toHaveValue(/^http.*#./)
  await expect(field).toHaveAttribute('readonly')
  const link = await field.inputValue()
  await ada.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await button(dialog, 'Copy link').click()
  await expect(dialog.getByRole('status')).toHaveText('Copied.')
  expect(await ada.evaluate(() => navigator.clipboard.readText())).toBe(link)
  await button(dialog, 'Close').click()

  const bea = await stranger()
  await joinBy(bea, link, 'Bea')
  for (const page of [ada, bea]) await expect(status(page)).toContainText('Live with 1')
  await expect(ada.getByRole('button', { name: /^Weavers: .*Bea/ })).toBeVisible()
  // Nothing beneath the board, hidden or not, makes the page itself scroll.
  for (const page of [ada, bea]) expect(await scrolls(page)).toBe(0)

  await write(ada, 'Beds', 'middle')
  await openCard(bea, 'Beds')
  await expect(textbox(bea, 'Body')).toHaveText('middle')
  await textbox(bea, 'Body').click()
  await bea.keyboard.press('Control+End')
  await ada.keyboard.press('Control+Home')
  const [first, last] = [
    'the quick brown fox jumps over it ',
    ' AND A LAZY DOG SLEEPS ON IN THE SUN',
  ]
  await Promise.all([
    ada.keyboard.type(first, { delay: 15 }),
    bea.keyboard.type(last, { delay: 15 }),
  ])
  await inStep([ada, bea])
  // At two places each run is whole.
  for (const page of [ada, bea]) await expect.poll(() => bodyOf(page)).toBe(`${first}middle${last}`)
})

test('two who type at one and the same place lose no character, and keep their own order', async ({
  stranger,
}) => {
  const [ada, bea] = await adaAndBea(stranger)
  await write(ada, 'Beds')
  await openCard(bea, 'Beds')
  const [lower, upper] = ['carrots peas and beans in rows', 'TULIPS ROSES AND ONE OLD PEAR']
  await textbox(ada, 'Body').click()
  await textbox(bea, 'Body').click()
  await Promise.all([
    ada.keyboard.type(lower, { delay: 15 }),
    bea.keyboard.type(upper, { delay: 15 }),
  ])
  await inStep([ada, bea])
  await expect.poll(async () => (await bodyOf(ada)).length).toBe(lower.length + upper.length)
  const body = await bodyOf(ada)
  await expect.poll(() => bodyOf(bea)).toBe(body)
  expect(body.replaceAll(/[^a-z]/g, '')).toBe(lower.replaceAll(' ', ''))
  expect(body.replaceAll(/[^A-Z]/g, '')).toBe(upper.replaceAll(' ', ''))
  expect((await glyphs(bea))[0]?.body).toBe(body)
})

test('renamed at once by two: the Loom says which stands and why, and gives the other back', async ({
  stranger,
}) => {
  const pages = await adaAndBea(stranger)
  const [ada, bea] = pages
  await write(ada, 'Roses')
  await openCard(bea, 'Roses')
  await inStep(pages)
  for (const page of pages) await cutByHand(page, true)
  await expect(status(ada)).toContainText('Offline: kept here')
  await expect(ada.getByText('Weather is on in this tab: the currents are cut.')).toBeVisible()
  for (const [page, title] of [
    [ada, 'Wild roses'],
    [bea, 'Old roses'],
  ] as const) {
    await textbox(page, 'Title').fill(title)
    await textbox(page, 'Title').press('Enter')
    await expect(status(page)).toContainText('1 sigil to send')
  }
  for (const page of pages) await cutByHand(page, false)
  await inStep(pages)
  for (const page of pages) await expect(card(page, 'Old roses')).toBeVisible()

  await button(ada, 'Loom').click()
  const history = side(ada, 'Loom').getByRole('list', { name: 'Merge history, newest first' })
  await expect(history).toContainText('You renamed “Roses” to “Wild roses”')
  await history
    .getByRole('button', { name: /^Bea renamed “Roses” to “Old roses” Temporal Authority/ })
    .click()
  const why = ada.getByRole('dialog')
  await expect(why).toContainText(/Bea’s stamp .* is later than Ada’s .*Temporal Authority/)
  await expect(why).toContainText('neither had seen the other')
  const versions = why.getByRole('list', { name: 'Versions' })
  await expect(versions).toContainText('Bea’s title')
  await expect(versions).toContainText('Your title')
  await expect(versions).toContainText('Wild roses')
  await expect(versions).toContainText('Old roses')
  const before = await ada.evaluate(() => aetherlink.history().length)
  await button(why, 'Restore this version').click()
  for (const page of pages) await expect(card(page, 'Wild roses')).toBeVisible()
  await inStep(pages)
  expect(await bea.evaluate(() => aetherlink.history().length)).toBe(before + 1)
  expect((await glyphs(bea)).map(({ title }) => title)).toEqual(['Wild roses'])
})

test('a card that is dragged stands at the same place for both, by one sigil', async ({
  stranger,
}) => {
  const pages = await adaAndBea(stranger)
  const [ada, bea] = pages
  await write(ada, 'Pond')
  await button(side(ada, 'Glyph'), 'Close panel').click()
  await inStep(pages)
  const [before] = await glyphs(ada)
  const count = await ada.evaluate(() => aetherlink.history().length)
  const box = await card(ada, 'Pond').boundingBox()
  if (box === null) throw new Error('the card is on the board')
  await ada.mouse.move(box.x + 60, box.y + box.height - 14)
  await ada.mouse.down()
  await ada.mouse.move(box.x + 120, box.y + 40, { steps: 6 })
  await ada.mouse.move(box.x + 210, box.y + 130, { steps: 6 })
  await ada.mouse.up()
  await expect
    .poll(async () => (await glyphs(bea)).map(({ x, y }) => [x, y]))
    .not.toEqual([[before?.x, before?.y]])
  await inStep(pages)
  expect(await glyphs(bea)).toEqual(await glyphs(ada))
  expect(await bea.evaluate(() => aetherlink.history().length)).toBe(count + 1)
  const [moved] = await glyphs(bea)
  for (const page of pages) {
    await expect(card(page, 'Pond')).toHaveCSS(
      'transform',
      `matrix(1, 0, 0, 1, ${moved?.x}, ${moved?.y})`,
    )
  }
})

test('a glyph that is shattered is gone for both, and can be brought back', async ({
  stranger,
}) => {
  const pages = await adaAndBea(stranger)
  const [ada, bea] = pages
  await write(ada, 'Hedge')
  await expect(card(bea, 'Hedge')).toBeVisible()
  await button(side(ada, 'Glyph'), 'Shatter').click()
  for (const page of pages) await expect(card(page, 'Hedge')).toHaveCount(0)
  await inStep(pages)
  expect(await glyphs(bea)).toEqual([])
  await button(ada, 'Bring it back').click()
  for (const page of pages) await expect(card(page, 'Hedge')).toBeVisible()
})

test('the threshold lists the chorus, and opens it with no network', async ({
  stranger,
  server,
}) => {
  const ada = await stranger()
  await begin(ada, 'Spring garden', 'Ada')
  await write(ada, 'Kept', 'word for word')
  await expect(status(ada)).toContainText('kept here')
  await button(ada, 'Back to your choruses').click()
  // The browser's switch leaves sockets alone, so the server goes as well.
  await ada.context().setOffline(true)
  await server.stop()
  const entry = ada.getByRole('region', { name: 'Your choruses' }).getByRole('listitem')
  await expect(entry).toContainText('Spring garden')
  await expect(entry).toContainText('1 glyph · 1 weaver · as Ada')
  await entry.getByRole('button', { name: /^Spring garden/ }).click()
  await expect(status(ada)).toContainText('Offline: kept here')
  await openCard(ada, 'Kept')
  await expect(textbox(ada, 'Body')).toHaveText('word for word')
  await textbox(ada, 'Body').press('Control+End')
  await ada.keyboard.type(', and more')
  await expect.poll(async () => (await glyphs(ada))[0]?.body).toBe('word for word, and more')
  await expect(status(ada)).toContainText('Offline: kept here')
})

test('the status says who is here, what is to be sent, and when all hold the same', async ({
  stranger,
}) => {
  const pages = await adaAndBea(stranger)
  const [ada, bea] = pages
  const calcified = /Calcified: both weavers hold the same Quintessence \(digest [0-9a-f]{4}…\)/
  for (const page of pages) {
    await expect(status(page)).toContainText('Live with 1')
    await expect(status(page)).toContainText(calcified)
  }
  await cutByHand(ada, true)
  await expect(status(ada)).toContainText('Offline: kept here')
  await expect(status(bea)).toContainText('Only you here: kept here')
  await write(ada, 'Alone')
  await expect(status(ada)).toContainText(/\d sigils? to send/)
  await button(ada, 'Calm it').click()
  for (const page of pages) {
    await expect(status(page)).toContainText('Live with 1')
    await expect(status(page)).toContainText(calcified)
  }
})

test('a forged sigil is listed in words, with whoever relayed it', async ({ stranger }) => {
  const ada = await stranger()
  await begin(ada, 'Spring garden', 'Ada')
  const link = await share(ada)
  const mallory = await stranger((context) => context.addInitScript(meddlesome))
  await joinBy(mallory, link, 'Mallory')
  await linkedWith(ada, 1)
  await mallory.evaluate(() => Object.assign(meddling, { marker: 'tampered', deed: 'spoil' }))
  await mallory.evaluate(() => aetherlink.create({ title: 'tampered' }))
  await button(ada, 'Dissolved').click()
  const list = side(ada, 'Dissolved').getByRole('list')
  await expect(list).toContainText('Its Seal of Provenance is forged: it claims to be by Mallory')
  await expect(list).toContainText('Relayed by Mallory')
  await expect(card(ada, 'tampered')).toHaveCount(0)
})

test('a sigil that came before its parent is listed in the Aludel, until the parent comes', async ({
  stranger,
}) => {
  const ada = await stranger()
  await begin(ada, 'Spring garden', 'Ada')
  const link = await share(ada)
  const bea = await stranger((context) => context.addInitScript(meddlesome))
  await joinBy(bea, link, 'Bea')
  await linkedWith(ada, 1)
  await bea.evaluate(() => Object.assign(meddling, { marker: 'delayed', deed: 'swallow' }))
  await bea.evaluate(() => aetherlink.create({ title: 'delayed' }))
  await bea.evaluate(() => aetherlink.create({ title: 'early' }))
  await button(ada, 'Aludel').click()
  const list = side(ada, 'Aludel').getByRole('list')
  await expect(list).toContainText('1 sigil waiting for 1 parent by Bea; asked Bea')
  await bea.evaluate(() => Object.assign(meddling, { marker: undefined }))
  await expect(side(ada, 'Aludel')).toContainText('The Aludel is empty')
  for (const title of ['delayed', 'early']) await expect(card(ada, title)).toBeVisible()
})

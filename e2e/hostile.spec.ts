/** Modified clients: what they send is refused with its reason, and changes nobody. */

import { meddlesome } from './meddling'
import { chorusOf, digest, expect, found, glyphs, inStep, join, linkedWith, test } from './world'

test('a tampered sigil dissolves with its reason and changes no digest', async ({ stranger }) => {
  const ada = await stranger()
  const link = await found(ada)
  const mallory = await stranger((context) => context.addInitScript(meddlesome))
  await join(mallory, link)
  await linkedWith(ada, 1)
  const before = await inStep([ada, mallory])
  const board = await glyphs(ada)

  await mallory.evaluate(() => Object.assign(meddling, { marker: 'tampered' }))
  await mallory.evaluate(() => aetherlink.create({ title: 'tampered' }))
  await expect
    .poll(() => ada.evaluate(() => aetherlink.dissolved().map(({ reason }) => reason)))
    .toContain('forged')
  expect(await digest(ada)).toBe(before)
  expect(await glyphs(ada)).toEqual(board)
  const [first] = await ada.evaluate(() => aetherlink.dissolved())
  expect(first!.from).toBe(await mallory.evaluate(() => aetherlink.weaver().id))

  // The genuine sigil was never lost: once it passes unspoiled, anti-entropy brings it.
  await mallory.evaluate(() => Object.assign(meddling, { marker: undefined }))
  await inStep([ada, mallory])
  expect(await glyphs(ada)).toHaveLength(1)
})

test('whoever knows only the name of a chorus gets no link and changes nothing', async ({
  stranger,
}) => {
  const pages = await chorusOf(stranger, 2)
  const [ada, bea] = pages
  const link = await ada.evaluate(() => aetherlink.link())
  const eve = await stranger()
  // The right chorus and invite, another chorus secret: the last 20 characters are only that.
  const wrong = link.slice(0, -20) + link.slice(-20).replaceAll(/[A-Za-z0-9]/g, 'A')
  await eve.evaluate((url) => void aetherlink.join(url).catch(() => {}), wrong)
  await eve.waitForFunction(() => aetherlink.weavers !== undefined)
  await ada.evaluate(() => aetherlink.create({ title: 'private' }))
  await inStep(pages)
  expect(await bea!.evaluate(() => aetherlink.weavers().length)).toBe(2)
  expect(await ada.evaluate(() => aetherlink.weavers().filter(({ linked }) => linked).length)).toBe(
    2,
  )
})

/** A relay that knows the chorus secret and ends both channels itself: it gets no link, and the person is told. */

import { createMiddle } from './middle'
import { begin, joinBy, share, status } from './person'
import { cut, expect, glyphs, inStep, linkedWith, test } from './world'

test('[CU8] [CU14] a relay that puts itself between two weavers links nobody, and reads nothing', async ({
  browser,
  stranger,
}) => {
  const den = await browser.newContext()
  const middle = await createMiddle(await den.newPage())
  const ada = await stranger(middle.between)
  await begin(ada, 'Spring garden', 'Ada')
  const link = await share(ada)
  const bea = await stranger(middle.between)
  await joinBy(bea, link, 'Bea')
  await linkedWith(ada, 1)
  await inStep([ada, bea])
  await expect(status(ada)).toContainText('Live with 1')

  await cut([ada, bea], true)
  middle.begin(link)
  await ada.evaluate(() => aetherlink.create({ title: 'private' }))
  await cut([ada, bea], false)
  // Real channels, at both ends, more than once; and both sides greeted over them.
  await expect
    .poll(async () => (await middle.caught()).channels, { timeout: 45_000 })
    .toBeGreaterThan(3)
  await expect.poll(async () => (await middle.caught()).passed).toBeGreaterThan(3)
  for (const page of [ada, bea]) {
    await linkedWith(page, 0)
    await expect(status(page)).toContainText('Only you here: kept here')
    await expect(status(page)).toContainText('whoever answered could not prove its key')
  }
  expect(await glyphs(bea)).toEqual([])

  // An honest relay again: the same two tabs find each other by themselves.
  middle.end()
  await inStep([ada, bea])
  expect((await glyphs(bea)).map(({ title }) => title)).toEqual(['private'])
  await den.close()
})

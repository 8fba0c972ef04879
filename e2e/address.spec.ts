/** The secrets of a link: read once, in no request, and gone from the address and its history entry. */

import { button, hasJoined, joinBy, textbox } from './person'
import { expect, found, opened, test } from './world'

test('[CH9] a link that is opened leaves its secrets in no address, no history entry and no request', async ({
  stranger,
  server,
}) => {
  const ada = await stranger()
  const link = await found(ada)
  const fragment = new URL(link).hash.slice(1)
  expect(fragment).toMatch(/^1[\w-]{128}$/)
  // The chorus id comes first, and is no secret: it stands in the address afterwards.
  const secrets = fragment.slice(44)

  const bea = await stranger()
  const asked: string[] = []
  bea.context().on('request', (request) => asked.push(request.url(), request.postData() ?? ''))
  bea.on('websocket', (socket) => {
    asked.push(socket.url())
    socket.on('framesent', ({ payload }) => asked.push(String(payload)))
  })
  await bea.goto('about:blank')
  await bea.goto(link)
  await expect(textbox(bea, 'Your name')).toBeVisible()
  expect(await bea.evaluate(() => location.href)).toBe(`${server.url}/#/`)
  await textbox(bea, 'Your name').fill('Bea')
  await button(bea, 'Join').click()
  await opened(bea)
  await hasJoined(bea)

  expect(asked.length).toBeGreaterThan(5)
  expect(asked.filter((text) => text.includes(secrets) || text.includes(fragment))).toEqual([])
  const session = await bea.context().newCDPSession(bea)
  const { entries } = await session.send('Page.getNavigationHistory')
  const addresses = entries.flatMap(({ url, userTypedURL }) => [url, userTypedURL])
  expect(addresses.some((address) => address.includes('#/c/'))).toBe(true)
  expect(entries.map(({ url }) => url).filter((url) => url.includes(secrets))).toEqual([])
  for (const area of ['localStorage', 'sessionStorage'] as const) {
    expect(await bea.evaluate((name) => JSON.stringify(globalThis[name]), area)).not.toContain(
      secrets,
    )
  }
  expect(await bea.evaluate(() => document.referrer + document.title)).not.toContain(secrets)
})

test('[CH9] a link that is pasted never comes to stand in the address', async ({ stranger }) => {
  const ada = await stranger()
  const link = await found(ada)
  const bea = await stranger()
  await joinBy(bea, link, 'Bea')
  const session = await bea.context().newCDPSession(bea)
  const { entries } = await session.send('Page.getNavigationHistory')
  expect(entries.filter(({ url }) => url.includes(link.slice(-80)))).toEqual([])
})

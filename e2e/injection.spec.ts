/**
 * Script injection: every string of the corpus through every field that a peer can
 * fill, shown on every screen that shows it. Nothing runs, nothing is asked of any
 * other host, and the policy has nothing to refuse.
 */

import type { Page } from '@playwright/test'

import { bundled } from './bundled'
import type { HostileHistory } from './hostile-history'
import { injections } from './injections'
import { meddlesome } from './meddling'
import { begin, button, cutByHand, side, textbox } from './person'
import { cut, expect, inStep, join, linkedWith, opened, ready, test } from './world'

test.use({ contextOptions: { reducedMotion: 'reduce' } })

const glyphCount = 30

/** Hears of anything that a page should never do. */
async function watch(page: Page, wrongs: string[], origin: string): Promise<void> {
  page.on('dialog', (dialog) => {
    wrongs.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('popup', (popup) => wrongs.push(`popup: ${popup.url()}`))
  page.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(origin) && !/^(?:data|blob):/.test(url)) wrongs.push(`request: ${url}`)
  })
  page.on('pageerror', (error) => wrongs.push(`error: ${error.message}`))
  await page.exposeFunction('pwn', (which: unknown) => wrongs.push(`ran: ${String(which)}`))
}

/** Walks through a list that is drawn a piece at a time, to its end. */
async function scrollThrough(page: Page, selector: string): Promise<number> {
  return page
    .locator(selector)
    .first()
    .evaluate(async (element) => {
      let steps = 0
      for (let last = -1; element.scrollTop !== last; steps++) {
        last = element.scrollTop
        element.scrollTop += element.clientHeight
        await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)))
      }
      return steps
    })
}

test('[RL8] of 226 injections in every field that a peer can fill, none runs on any screen', async ({
  stranger,
  server,
}) => {
  test.setTimeout(180_000)
  const wrongs: string[] = []
  const mallory = await stranger((context) => context.addInitScript(meddlesome))
  const chorusName = injections[0]!
  const weaverName = injections[1]!.replaceAll('\t', ' ').slice(0, 64)
  await begin(mallory, chorusName, weaverName)
  const link = await mallory.evaluate(() => aetherlink.link())
  const address = mallory.url()
  await mallory.evaluate(() => aetherlink.leave())
  const history: HostileHistory = { link, strings: injections, glyphs: glyphCount }
  const code = await bundled(new URL('hostile-history.ts', import.meta.url), 'hostile')
  const sealed = await mallory.evaluate(
    `${code}\n;hostile.sealHostileHistory(${JSON.stringify(history)})`,
  )
  expect(sealed).toBe(2 * injections.length)
  await mallory.goto(address)
  await opened(mallory)

  const ada = await stranger()
  await watch(ada, wrongs, server.url)
  await join(ada, link)
  await linkedWith(ada, 1)
  await inStep([ada, mallory])
  const titles = await ada.evaluate(() => aetherlink.glyphs().map(({ title }) => title))
  expect(titles).toHaveLength(glyphCount)
  // Two of each glyph met, some in the same moment: those titles are amalgams.
  for (const title of titles.flatMap((shown) => shown.split(' ⟡ '))) {
    expect(injections).toContain(title)
  }
  expect(await ada.evaluate(() => aetherlink.weavers().length)).toBe(injections.length + 2)
  expect(
    await ada.evaluate(() => aetherlink.glyphs().flatMap(({ tags }) => tags).length),
  ).toBeGreaterThan(200)

  // What is handed over spoilt is told with its reason; and whoever loses to Mallory is told so.
  await mallory.evaluate(() => Object.assign(meddling, { marker: 'spoilt' }))
  await mallory.evaluate(() => aetherlink.create({ title: 'spoilt' }))
  await expect.poll(() => ada.evaluate(() => aetherlink.dissolved().length)).toBeGreaterThan(0)
  await mallory.evaluate(() => Object.assign(meddling, { marker: undefined }))
  await cut([ada, mallory], true)
  const [glyph] = await ada.evaluate(() => aetherlink.glyphs().map(({ id }) => id))
  await ada.evaluate((id) => aetherlink.set(id, { title: 'Mine' }), glyph!)
  await mallory.evaluate(([id, title]) => aetherlink.set(id, { title }), [
    glyph!,
    injections[2]!,
  ] as const)
  await cut([ada, mallory], false)
  await inStep([ada, mallory])

  // Board, cards and panel, with Mallory's name at her own caret.
  const cards = ada.locator('.react-flow__node')
  await button(ada, 'Fit View').click()
  await expect(cards.first()).toBeVisible()
  const contested = cards.filter({ has: ada.getByRole('button', { name: /^Contested/ }) })
  for (let nth = 0; nth < 6; nth++) {
    await ada.evaluate(
      (at) => document.querySelectorAll<HTMLElement>('.react-flow__node')[at * 4]?.click(),
      nth,
    )
    await expect(textbox(ada, 'Body')).toBeVisible()
    await scrollThrough(ada, '.cm-scroller')
    await textbox(ada, 'Body').hover()
  }
  await textbox(ada, 'Body').click()
  await ada.keyboard.press('Alt+w')
  await ada.keyboard.press('Escape')

  // The Loom, as lanes and as a table, with its filters.
  await button(ada, 'Loom').click()
  await expect(side(ada, 'Loom').getByRole('list').first()).toBeVisible()
  expect(await scrollThrough(ada, '.loom-scroll')).toBeGreaterThan(0)

  for (const panel of ['Inbox', 'Aludel', 'Dissolved']) {
    await button(ada, panel).click()
    await expect(side(ada, panel)).toBeVisible()
  }
  await button(ada, 'Inbox').click()
  await expect(side(ada, 'Inbox')).toContainText('did not stand')
  await button(side(ada, 'Inbox'), 'Close panel').click()

  // Why-card, its past, its recomputation.
  await contested
    .first()
    .getByRole('button', { name: /^Contested/ })
    .evaluate((element) => (element as HTMLElement).click())
  const why = ada.getByRole('dialog')
  await expect(why).toBeVisible()
  await why.getByText('what it was made on top of').first().click()
  await button(why, 'Recompute').click()
  await expect(why.getByRole('status')).toContainText('hold')
  await ada.keyboard.press('Escape')

  // People, links, weather, and the past.
  await ada.getByRole('button', { name: /^Weavers:/ }).click()
  await ada.keyboard.press('Escape')
  await button(ada, 'Share').click()
  await expect(ada.getByRole('dialog')).toBeVisible()
  await ada.keyboard.press('Escape')
  await cutByHand(ada, false)
  await button(ada, 'Time').click()
  const scrubber = ada.getByRole('slider', { name: 'Point in the past' })
  await expect(scrubber).toBeVisible()
  for (const key of ['Home', 'End', 'PageUp', 'PageUp']) await scrubber.press(key)
  await ada.keyboard.press('Escape')

  // The threshold, which lists the chorus; links that are none; the lab by addresses that are none.
  await button(ada, 'Back to your choruses').click()
  await expect(ada.getByText(chorusName)).toBeVisible()
  await button(ada, 'Join with a link').click()
  for (const text of injections.filter((_, nth) => nth % 12 === 0)) {
    await textbox(ada, 'Link').fill(`${server.url}/#${text}`)
  }
  await textbox(ada, 'Your name').fill('Ada')
  await button(ada, 'Join').click()
  await ada.keyboard.press('Escape')
  for (const text of injections.filter((_, nth) => nth % 75 === 0)) {
    const fragment = encodeURI(text).replaceAll('#', '%23')
    await ada.goto(`${server.url}/#/lab/authority?seed=${fragment}&${fragment}=1`)
    await ready(ada)
    await ada.goto(`${server.url}/#${fragment}`)
    await ready(ada)
  }
  expect(wrongs).toEqual([])
})

test('[RL7] [RL8] what would run, load or send is refused by the policy, and reported', async ({
  browser,
  server,
}) => {
  const page = await browser.newPage()
  const wrongs: string[] = []
  await watch(page, wrongs, server.url)
  await page.goto(server.url)
  await ready(page)
  const refused = await page.evaluate(async (url) => {
    const reports: string[] = []
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) =>
      reports.push(effectiveDirective),
    )
    const tries: Readonly<Record<string, () => unknown>> = {
      html: () => (document.body.innerHTML = '<img src=x onerror="pwn(1)">'),
      parsed: () => new DOMParser().parseFromString('<p>', 'text/html'),
      worker: () => new Worker('/sw.js'),
      script: () => Object.assign(document.createElement('script'), { text: 'pwn(2)' }),
      handler: () => document.body.setAttribute('onclick', 'pwn(3)'),
      policy: () => Reflect.get(globalThis, 'trustedTypes').createPolicy('mine', {}),
      sent: () => fetch('https://evil.example/x'),
    }
    const threw: string[] = []
    for (const [name, attempt] of Object.entries(tries)) {
      try {
        await attempt()
      } catch {
        threw.push(name)
      }
    }
    const frame = document.createElement('iframe')
    frame.src = url
    // Told a little later than the others.
    await new Promise<void>((resolve) => {
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
        if (effectiveDirective === 'frame-src') resolve()
      })
      document.body.append(frame)
    })
    return { threw, reports: [...new Set(reports)].toSorted() }
  }, server.url)
  expect(refused.threw).toEqual(['html', 'parsed', 'worker', 'script', 'handler', 'policy', 'sent'])
  expect(refused.reports).toEqual(
    expect.arrayContaining([
      'connect-src',
      'frame-src',
      'require-trusted-types-for',
      'trusted-types',
    ]),
  )
  expect(wrongs.filter((wrong) => wrong.startsWith('ran'))).toEqual([])
  await page.close()
})

/** Begins a chorus with a long history in a page, and leaves it: for whoever measures or tests what opening it takes. */

import type { BrowserContext, Page } from '@playwright/test'

import { bundled } from './bundled'
import type { LongHistory } from './long-history'
import { ready } from './world'

/** Answers the page that holds the chorus, at the threshold, and the address by which it is opened. */
export async function longAgo(
  context: BrowserContext,
  url: string,
  history: Omit<LongHistory, 'link'>,
): Promise<{ readonly past: Page; readonly address: string }> {
  const past = await context.newPage()
  await beginLongAgo(past, history.sigils)
  await past.goto(url)
  await ready(past)
  return { past, address: await seedLongHistory(past, history) }
}

/** What is stamped a second or so apart must have begun long ago, or it would wait for its time. */
async function beginLongAgo(page: Page, sigils: number): Promise<void> {
  await page.addInitScript((backMs) => {
    const now = Date.now
    Date.now = () => now() - backMs
  }, sigils * 2000)
}

/** Answers the address by which it is opened. The page shows the threshold before and after. */
async function seedLongHistory(page: Page, history: Omit<LongHistory, 'link'>): Promise<string> {
  const { link } = await page.evaluate(() => aetherlink.found('A long history'))
  const address = page.url()
  await page.evaluate(() => aetherlink.leave())
  const code = await bundled(new URL('long-history.ts', import.meta.url), 'longHistory')
  // Said to the page itself, and not to its CSP.
  await page.evaluate(
    `${code}\n;longHistory.sealLongHistory(${JSON.stringify({ link, ...history })})`,
  )
  return address
}

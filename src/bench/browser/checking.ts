/** S9: seals checked in bulk, by our own verifying path and by WebCrypto alone. */

import type { Browser, Page } from '@playwright/test'

import type { Take } from '../work'
import { toBase64 } from './arriving'
import type { SealWork } from './pages/seals'
import type { SealedBoard } from './sealed'
import { type Stage, tab } from './stage'

const sealCount = 10_000

/** Verifications under way at once: the best of these is what WebCrypto alone reaches. */
const concurrencies = [16, 32, 64, 128, 256, 512]

async function checker(
  stage: Stage,
  browser: Browser,
  { chorus, sigils, covenant }: SealedBoard,
): Promise<Page> {
  const page = await tab(browser, stage.pageUrl('ours', { relay: stage.relay }))
  await page.waitForFunction(() => globalThis.bench !== undefined)
  const some = sigils.slice(covenant, covenant + sealCount)
  const work: SealWork = { chorus, sigils: some.map(toBase64) }
  await page.evaluate((given) => bench.holdSeals(given), work)
  return page
}

export async function oursChecking(
  stage: Stage,
  browser: Browser,
  board: SealedBoard,
): Promise<readonly Take[]> {
  const page = await checker(stage, browser, board)
  const sample = async () => ({ seals: await page.evaluate(() => bench.ourRate()) })
  await sample() // The worker starts with the first claims.
  return [{ how: '', sample }]
}

/** A way each, so that the best of them counts. */
export async function bareChecking(
  stage: Stage,
  browser: Browser,
  board: SealedBoard,
): Promise<readonly Take[]> {
  const page = await checker(stage, browser, board)
  await page.evaluate((at) => bench.bareRate(at, 'page'), concurrencies[0]!)
  return (['page', 'worker'] as const).flatMap((where) =>
    concurrencies.map((inFlight): Take => {
      const asked = [inFlight, where] as const
      const sample = async () => ({
        seals: await page.evaluate(([at, on]) => bench.bareRate(at, on), asked),
      })
      return { how: `${inFlight} in flight, in the ${where}`, sample }
    }),
  )
}

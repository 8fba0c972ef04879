/** S6 and S7: from a page's navigation until everything is on the screen: joined over WebRTC, or opened from disk. */

import type { Browser, BrowserContext, Page } from '@playwright/test'

import { ready, type Server, startServer } from '../../../e2e/world'
import { mustBe, type Take, type Values } from '../work'
import type { BoardScript, Tip } from './script'
import { glyphName } from './script'
import type { SealedBoard } from './sealed'
import { type Kept, launchOn, type Stage, tab } from './stage'

declare global {
  /** Set by {@link watching}: when the app's board was on the screen with all there is. */
  var onScreen: Promise<number>
  /** Set as it joins: when it had. */
  var joined: Promise<number>
}

export interface Board {
  readonly sealed: SealedBoard
  readonly yjs: Uint8Array
}

/** As the app says it: what is drawn, and what its console answers. The same criterion as a peer's. */
function watching({ tips, glyphs }: BoardScript, invitation: string | null): string {
  const named = tips.map(({ glyph, title }) => ({ id: glyphName(glyph), title }))
  // tsx names every function as it runs, by a helper that the page doesn't have.
  return `{ const __name = (f) => f; (${watchApp.toString()})(${JSON.stringify({ named, glyphs, invitation })}) }`
}

interface Watched {
  readonly named: readonly { readonly id: string; readonly title: string }[]
  readonly glyphs: number
  /** To be joined as soon as the app can. */
  readonly invitation: string | null
}

/** Stands alone: the page is handed its text, before any script of its own. */
function watchApp({ named, glyphs, invitation }: Watched): void {
  let asked = invitation === null
  const drawn = (): boolean =>
    Number(document.querySelector<SVGElement>('.board-map svg')?.dataset.cards) >= glyphs &&
    document.querySelector('.react-flow__node') !== null
  const isThere = (): boolean => {
    if (globalThis.aetherlink === undefined) return false
    if (!asked) {
      asked = true
      globalThis.joined = aetherlink.join(`#${invitation ?? ''}`).then(() => performance.now())
    }
    try {
      return drawn() && named.every(({ id, title }) => aetherlink.glyph(id)?.title === title)
    } catch {
      return false // No chorus is open yet.
    }
  }
  globalThis.onScreen = new Promise((resolve) => {
    const look = (): void => {
      if (isThere()) requestAnimationFrame(() => setTimeout(() => resolve(performance.now())))
      else requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  })
}

const bodyUnits = (page: Page): Promise<number> =>
  page.evaluate(() => aetherlink.glyphs().reduce((sum, { body }) => sum + body.length, 0))

/** Every card, and all text that it came with. */
async function checkApp(page: Page, { glyphs, units }: BoardScript): Promise<void> {
  mustBe((await page.evaluate(() => aetherlink.glyphs().length)) === glyphs, 'glyphs of ours')
  mustBe((await bodyUnits(page)) === units, 'text of ours')
}

async function checkYjs(page: Page, { units }: BoardScript): Promise<void> {
  mustBe((await page.evaluate(() => bench.units())) === units, 'text of Yjs')
}

/** A tab that holds the board, with its chorus open. */
export async function openHost(stage: Stage, browser: Browser, board: SealedBoard): Promise<Page> {
  const page = await tab(browser, stage.app.url)
  await ready(page)
  await stage.seed(page, board)
  await page.goto(`${stage.app.url}/#/c/${board.chorus}`)
  await page.reload()
  await showsTips(page, board.script)
  return page
}

/** Waits until the app's open chorus holds everything. */
export async function showsTips(page: Page, script: BoardScript): Promise<void> {
  await page.waitForFunction(holdsTips, tipsOf(script), { timeout: 300_000 })
}

const tipsOf = ({ tips }: BoardScript): readonly (readonly [string, string])[] =>
  tips.map(({ glyph, title }) => [glyphName(glyph), title])

function holdsTips(tips: readonly (readonly [string, string])[]): boolean {
  try {
    return tips.every(([id, title]) => aetherlink.glyph(id)?.title === title)
  } catch {
    return false
  }
}

export async function oursJoining(
  stage: Stage,
  browser: Browser,
  { sealed }: Board,
): Promise<readonly Take[]> {
  await openHost(stage, browser, sealed)
  const before = watching(sealed.script, sealed.invitation)
  const sample = async (): Promise<Values> => {
    const page = await tab(browser, stage.app.url, before)
    const screen = await page.evaluate(() => onScreen)
    await checkApp(page, sealed.script)
    const editable = Math.max(screen, await page.evaluate(() => joined))
    await page.context().close()
    return { screen, editable }
  }
  return [{ how: '', sample }]
}

export async function yjsJoining(
  stage: Stage,
  browser: Browser,
  { sealed, yjs }: Board,
): Promise<readonly Take[]> {
  const { script } = sealed
  const room = `joining ${script.name}`
  const parts = yjs.length > mostBytesAMessage ? { parts: '' } : {}
  const url = stage.pageUrl('yjs', { room, signaling: stage.signaling, draw: '', ...parts })
  const host = await tab(browser, url)
  await host.waitForFunction(() => globalThis.bench !== undefined)
  await host.evaluate((base64) => bench.take(base64), toBase64(yjs))
  const sample = async (): Promise<Values> => {
    const page = await tab(browser, url)
    const screen = await paintedYjs(page, script)
    await checkYjs(page, script)
    await page.context().close()
    return { screen, editable: screen }
  }
  const how = 'parts' in parts ? 'in parts; as published it never gets there' : ''
  return [{ how, sample }]
}

/** What Chromium's data channels take at once. y-webrtc sends a document in one message, and is told of no refusal. */
const mostBytesAMessage = 256 * 1024

/** Milliseconds after which whoever has shown nothing will show nothing. */
const patienceMs = 60_000

async function paintedYjs(page: Page, { tips, glyphs, name }: BoardScript): Promise<number> {
  await page.waitForFunction(() => globalThis.bench !== undefined)
  const shown = page.evaluate(([all, count]) => bench.painted(all, count), [
    tips,
    glyphs,
  ] as readonly [readonly Tip[], number])
  const never = new Promise<null>((resolve) => setTimeout(() => resolve(null), patienceMs))
  const at = await Promise.race([shown.catch(() => null), never])
  if (at === null) throw new Error(`y-webrtc showed nothing of ${name} in ${patienceMs} ms`)
  return at
}

export const toBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

/** Fills a profile, lets the app settle in it, and turns the server off: what opens from now on has no network. */
export async function keepOurs(stage: Stage, board: SealedBoard): Promise<Kept> {
  const folder = stage.folder()
  const server: Server = await startServer()
  const url = `${server.url}/#/c/${board.chorus}`
  const context = await launchOn(folder)
  const page = await firstPage(context)
  await page.goto(server.url)
  await ready(page)
  await stage.seed(page, board)
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  await page.goto(url)
  await page.reload()
  await showsTips(page, board.script)
  await page.waitForFunction(isFolded, board.chorus, { polling: 500 })
  await context.close()
  await server.stop()
  return { folder, url }
}

/** Whether the vault's journal is short enough to be left alone, as it is in a profile that was used. */
async function isFolded(chorus: string): Promise<boolean> {
  const opening = indexedDB.open(`aetherlink/${chorus}`)
  const database = await new Promise<IDBDatabase>((resolve) => {
    opening.addEventListener('success', () => resolve(opening.result))
  })
  const counting = database.transaction('journal').objectStore('journal').count()
  const count = await new Promise<number>((resolve) => {
    counting.addEventListener('success', () => resolve(counting.result))
  })
  database.close()
  return count < 256
}

export async function keepYjs(stage: Stage, { sealed, yjs }: Board): Promise<Kept> {
  const folder = stage.folder()
  const url = stage.pageUrl('yjs', { database: sealed.script.name, draw: '' })
  const context = await launchOn(folder)
  const page = await firstPage(context)
  await page.goto(url)
  await page.waitForFunction(() => globalThis.bench !== undefined)
  await page.evaluate(() => bench.stored())
  await page.evaluate((base64) => bench.take(base64), toBase64(yjs))
  await page.evaluate(() => bench.stored())
  await context.close()
  return { folder, url }
}

export const firstPage = async (context: BrowserContext): Promise<Page> =>
  context.pages()[0] ?? context.newPage()

export async function oursOpening(stage: Stage, { sealed }: Board): Promise<readonly Take[]> {
  const { folder, url } = await stage.kept(`ours, ${sealed.script.name}`, () =>
    keepOurs(stage, sealed),
  )
  const sample = async (): Promise<Values> => {
    const context = await launchOn(folder)
    const page = await firstPage(context)
    await page.addInitScript(watching(sealed.script, null))
    await page.goto(url)
    const screen = await page.evaluate(() => onScreen)
    // Editable: a change is taken, and kept.
    const { id } = (await page.evaluate(() => aetherlink.glyphs()))[0]!
    await page.evaluate(
      (glyph) => aetherlink.set(glyph, { hue: Math.floor(performance.now()) % 360 }),
      id,
    )
    await checkApp(page, sealed.script)
    await context.close()
    return { screen }
  }
  return [{ how: '', sample }]
}

export async function yjsOpening(stage: Stage, board: Board): Promise<readonly Take[]> {
  const { sealed } = board
  const { folder, url } = await stage.kept(`yjs, ${sealed.script.name}`, () =>
    keepYjs(stage, board),
  )
  const sample = async (): Promise<Values> => {
    const context = await launchOn(folder)
    const page = await firstPage(context)
    await page.goto(url)
    const screen = await paintedYjs(page, board.sealed.script)
    await checkYjs(page, board.sealed.script)
    await context.close()
    return { screen }
  }
  return [{ how: '', sample }]
}

/** S11: what a page takes of memory once it has opened a board. */

import type { Page } from '@playwright/test'

import { mustBe, type Take, type Values } from '../work'
import { type Board, firstPage, keepOurs, keepYjs, showsTips, toBase64 } from './arriving'
import { launchOn, type Stage } from './stage'

/** Row names, in megabytes. */
const wholePage = 'page'
const beyondEmpty = 'page, beyond the same one empty'
const historyRead = 'page, once history was asked for'

const mega = 1024 * 1024

/** Objects and buffers that are still in use. */
async function megabytesOf(page: Page): Promise<number> {
  const cdp = await page.context().newCDPSession(page)
  // What a finaliser lets go shows in the collection after.
  for (let round = 0; round < 3; round += 1) await cdp.send('HeapProfiler.collectGarbage')
  const { usedSize, backingStorageSize } = await cdp.send('Runtime.getHeapUsage')
  await cdp.detach()
  return (usedSize + backingStorageSize) / mega
}

/** `read`: a peer's document is its history. */
const valuesOf = (full: number, empty: number, read = full): Values => ({
  [wholePage]: full,
  [beyondEmpty]: full - empty,
  [historyRead]: read,
})

/** In a browser of its own on that profile. */
async function opened<T>(folder: string, look: (page: Page) => Promise<T>): Promise<T> {
  const context = await launchOn(folder)
  const answer = await look(await firstPage(context))
  await context.close()
  return answer
}

/** Milliseconds for whatever the app still does once a board is shown: snapshots, the inbox, idle work. */
const settlingMs = 5_000

interface Taken {
  readonly shown: number
  readonly read: number
}

async function oursTakes(url: string, folder: string, { sealed }: Board): Promise<Taken> {
  return opened(folder, async (page) => {
    await page.goto(url)
    await showsTips(page, sealed.script)
    await page.waitForTimeout(settlingMs)
    const shown = await megabytesOf(page)
    await page.evaluate(() => aetherlink.settled())
    await page.waitForTimeout(settlingMs)
    return { shown, read: await megabytesOf(page) }
  })
}

export async function oursMemory(
  stage: Stage,
  board: Board,
  empty: Board,
): Promise<readonly Take[]> {
  const keep = (one: Board) =>
    stage.kept(`ours, ${one.sealed.script.name}`, () => keepOurs(stage, one.sealed))
  const [full, bare] = [await keep(board), await keep(empty)]
  const sample = async (): Promise<Values> => {
    const { shown, read } = await oursTakes(full.url, full.folder, board)
    return valuesOf(shown, (await oursTakes(bare.url, bare.folder, empty)).shown, read)
  }
  return [{ how: '', sample }]
}

export async function yjsMemory(stage: Stage, board: Board): Promise<readonly Take[]> {
  const { name, glyphs, tips, units } = board.sealed.script
  const { folder, url } = await stage.kept(`yjs, ${name}`, () => keepYjs(stage, board))
  const sample = async (): Promise<Values> => {
    const empty = await opened(stage.folder(), async (page) => {
      await page.goto(url)
      await page.waitForFunction(() => globalThis.bench !== undefined)
      return megabytesOf(page)
    })
    const full = await opened(folder, async (page) => {
      await page.goto(url)
      await page.waitForFunction(() => globalThis.bench !== undefined)
      await page.evaluate(([all, count]) => bench.painted(all, count), [tips, glyphs] as const)
      mustBe((await page.evaluate(() => bench.units())) === units, 'text of Yjs')
      return megabytesOf(page)
    })
    return valuesOf(full, empty)
  }
  return [{ how: '', sample }]
}

export async function automergeMemory(
  stage: Stage,
  { sealed }: Board,
  bytes: Uint8Array,
): Promise<readonly Take[]> {
  const sample = async (): Promise<Values> =>
    opened(stage.folder(), async (page) => {
      await page.goto(stage.pageUrl('automerge', {}))
      await page.waitForFunction(() => globalThis.bench !== undefined)
      const takes = async () => (await megabytesOf(page)) + (await page.evaluate(wasmBytes)) / mega
      const empty = await takes()
      const glyphs = await page.evaluate((base64) => bench.load(base64), toBase64(bytes))
      mustBe(glyphs === sealed.script.glyphs, 'glyphs of Automerge')
      return valuesOf(await takes(), empty)
    })
  return [{ how: '20 edits a change', sample }]
}

/** WebAssembly's memory is counted neither as an object nor as a buffer. */
const wasmBytes = (): number => bench.wasmBytes()

/**
 * What must be the same in every engine: each verdict on a seal, and each board. In Node, in
 * Chromium and, where there is one, in Debian's Firefox (`npm run firefox` sees to it).
 */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'

import type { Browser } from 'puppeteer-core'
import { build } from 'vite'

import { sealVectors } from '../src/platform/seal-vectors'
import { serve, type Served } from '../src/relay/serve'
import {
  fill,
  foxJoined,
  foxOpened,
  foxReady,
  type FoxTab,
  foxTab,
  hasFirefox,
  launchFirefox,
  noFirefox,
  openFox,
  press,
  pressAt,
  sees,
} from './firefox'
import { test as base } from './modified'
import { begin, joinBy, openCard, share, textbox } from './person'
import { judgeHere, type Judging, type PageJudging } from './seals/judging'
import { cut, digest, expect, glyphs, inStep, join, linkedWith, scrolls, type Tab } from './world'

const test = base.extend<{ fox: (url: string) => Promise<FoxTab> }, { firefox: Browser | null }>({
  // Started once, and only for tests that ask: a start costs seconds.
  firefox: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright wants the first argument destructured.
    async ({}, use) => {
      const browser = hasFirefox ? await launchFirefox() : null
      await use(browser)
      await browser?.close()
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  /** A tab of Firefox that shares nothing with any other, and complained of nothing in the end. */
  fox: async ({ firefox }, use) => {
    const tabs: FoxTab[] = []
    await use(async (url) => {
      if (firefox === null) throw new Error(noFirefox)
      const tab = await openFox(firefox, url)
      tabs.push(tab)
      return tab
    })
    for (const tab of tabs) await tab.page.browserContext().close()
    expect(tabs.flatMap(({ complaints }) => complaints)).toEqual([])
  },
})

// In one process, so that they share one Firefox.
test.describe.configure({ mode: 'default' })

// ---------------------------------------------------------------- seals

test('[SE3] [SE4] [SE7] every crafted seal gets one verdict, and every chain its seals: in page and worker, in every engine', async ({
  browser,
  firefox,
}) => {
  const harness = await serveSeals()
  const engines = new Map<string, Judging | PageJudging>()
  engines.set(`Node ${process.versions.node}`, await judgeHere())
  const page = await browser.newPage()
  await page.goto(harness.url)
  engines.set(`Chromium ${browser.version()}`, await page.evaluate(() => judging))
  await page.close()
  if (firefox === null) console.log(noFirefox)
  else {
    const tab = await openFox(firefox, harness.url)
    engines.set(await firefox.version(), await tab.evaluate(() => judging))
    await tab.page.browserContext().close()
  }
  await harness.stop()

  const columns = [...engines].flatMap(([name, judged]) => columnsOf(name, judged))
  console.log(drawTable(columns))
  for (const [name, judged] of engines) console.log(`${name}: ${pathWords(judged)}`)
  const tabled = sealVectors().map(({ counts }) => counts)
  for (const { verifier, verdicts } of columns) {
    if (verifier !== 'bare') expect(verdicts, verifier).toEqual(tabled)
  }
  for (const judged of engines.values()) {
    if (!('chosen' in judged)) continue
    expect(judged.chosen.engine).toBe(judged.page.engine)
    expect(judged.worker.engine).toBe(judged.page.engine)
    // Many at once go to the worker whatever the engine; without WebCrypto, so does each alone.
    expect(judged.chosen.byWorker.atOnce).toBe(1)
    const alone = judged.chosen.engine === 'webcrypto' ? 0 : tabled.length
    expect(judged.chosen.byWorker.oneByOne).toBe(alone)
    expect(judged.chain.here).toHaveLength(5)
    const isLent = judged.chosen.engine === 'webcrypto'
    expect(judged.chain.there).toEqual(isLent ? judged.chain.here : [])
  }
})

/** The page of `seals/`, built by Vite as the app is, and served with the headers of the app. */
async function serveSeals(): Promise<{ url: string; stop: () => Promise<void> }> {
  const dist = await mkdtemp(joinPath(tmpdir(), 'aetherlink-seals-'))
  await build({
    configFile: false,
    logLevel: 'warn',
    root: new URL('seals', import.meta.url).pathname,
    worker: { format: 'es' },
    build: { outDir: dist, emptyOutDir: true, target: 'es2023' },
  })
  const served: Served = await serve({ port: 0, host: '127.0.0.1', dist })
  const stop = async (): Promise<void> => {
    await served.close()
    await rm(dist, { recursive: true })
  }
  return { url: `http://127.0.0.1:${served.port}/`, stop }
}

interface Column {
  readonly engine: string
  /** `bare` is told and not held to the table: it shows why the form is checked first. */
  readonly verifier: string
  readonly verdicts: readonly (boolean | null)[]
}

function columnsOf(engine: string, judged: Judging | PageJudging): readonly Column[] {
  if (!('chosen' in judged)) return threadColumns(engine, '', judged)
  return [
    ...threadColumns(engine, '', judged.page),
    ...threadColumns(engine, 'worker ', judged.worker),
    { engine, verifier: 'app, at once', verdicts: judged.chosen.atOnce },
    { engine, verifier: 'app, one by one', verdicts: judged.chosen.oneByOne },
  ]
}

function threadColumns(engine: string, thread: string, judged: Judging): readonly Column[] {
  const { tweetnacl, webcrypto, bare } = judged
  return [
    { engine, verifier: `${thread}tweetnacl`, verdicts: tweetnacl },
    { engine, verifier: `${thread}webcrypto`, verdicts: webcrypto },
    ...(thread === '' ? [{ engine, verifier: 'bare', verdicts: bare }] : []),
  ]
}

/** One row a vector; `✓` counts, `✗` does not, `–` no answer. */
function drawTable(columns: readonly Column[]): string {
  const sign = (verdict: boolean | null | undefined): string =>
    verdict === true ? '✓' : verdict === false ? '✗' : '–'
  const letter = (at: number): string => String.fromCharCode(0x61 + at)
  const legend = columns.map(
    ({ engine, verifier }, at) => `  ${letter(at)}  ${engine}, ${verifier}`,
  )
  const rows = sealVectors().map(({ name, counts }, row) =>
    [
      name.padEnd(38),
      sign(counts).padEnd(6),
      ...columns.map(({ verdicts }) => sign(verdicts[row])),
    ].join(' '),
  )
  const head = ['vector'.padEnd(38), 'tabled', ...columns.map((_, at) => letter(at))].join(' ')
  return ['', ...legend, head, ...rows, ''].join('\n')
}

/** Which fast path was chosen, in words. */
function pathWords(judged: Judging | PageJudging): string {
  if (!('chosen' in judged)) return threadWords(judged)
  const { atOnce, oneByOne } = judged.chosen.byWorker
  return [
    `page: ${threadWords(judged.page)}`,
    `worker: ${threadWords(judged.worker)}`,
    `the app: ${judged.chosen.engine}, all at once ${atOnce > 0 ? 'in its worker' : 'in the page'}, one by one ${oneByOne > 0 ? 'in its worker' : 'in the page'}`,
  ].join('; ')
}

function threadWords({ engine, steppedIn }: Judging): string {
  const names = steppedIn.length === 0 ? 'no vector' : steppedIn.join(', ')
  return `${engine} (tweetnacl stepped in for ${names})`
}

// ---------------------------------------------------------------- one chorus, two engines

test('a chorus begun in Chromium is joined from Firefox, written in by both, parted and healed', async ({
  stranger,
  server,
  fox,
}) => {
  test.skip(!hasFirefox, noFirefox)
  const ada = await stranger()
  await begin(ada, 'Spring garden', 'Ada')
  const glyph = await ada.evaluate(() => aetherlink.create({ title: 'Roses', body: 'tea' }))
  const bea = await joinFox(fox, await share(ada), 'Bea')
  const both: readonly Tab[] = [ada, bea]
  await linkedWith(ada, 1)
  await linkedWith(bea, 1)
  await inStep(both)
  expect(await glyphs(bea)).toEqual(await glyphs(ada))
  expect(await scrolls(bea)).toBe(0)

  // Both type at once, each at an end of the one body.
  await openCard(ada, 'Roses')
  await textbox(ada, 'Body').click()
  await ada.keyboard.press('Control+Home')
  await press(bea, 'heading', 'Roses')
  await press(bea, 'textbox', 'Body')
  await chord(bea, 'End')
  await Promise.all([ada.keyboard.type('From Ada: '), bea.page.keyboard.type(', says Bea')])
  const body = 'From Ada: tea, says Bea'
  for (const tab of both) await expect.poll(() => bodyOf(tab, glyph)).toBe(body)
  await inStep(both)

  // Parted, both rename it, Bea by hand and later, and both write on.
  await cut(both, true)
  await linkedWith(ada, 0)
  await linkedWith(bea, 0)
  const early = await ada.evaluate((id) => aetherlink.set(id, { title: 'Wild roses' }), glyph)
  await ada.evaluate((id) => aetherlink.splice(id, 0, 4, 'By'), glyph)
  await fill(bea, 'Title', 'Old roses')
  await bea.page.keyboard.press('Enter')
  await press(bea, 'textbox', 'Body')
  await chord(bea, 'End')
  await bea.page.keyboard.type(' alone')
  await expect.poll(() => bodyOf(bea, glyph)).toBe(`${body} alone`)
  await bea.evaluate(() => aetherlink.settled())
  expect(await digest(bea)).not.toBe(await digest(ada))
  await cut(both, false)
  await inStep(both)

  expect(await glyphs(bea)).toEqual(await glyphs(ada))
  expect(await bodyOf(ada, glyph)).toBe('By Ada: tea, says Bea alone')
  const [told, toldToo] = await Promise.all(both.map((tab) => titleVerdicts(tab, glyph)))
  expect(toldToo).toEqual(told)
  const contest = told!.find(({ rule }) => rule === 'authority')
  expect(contest?.contenders).toContain(early)
  expect(contest?.stands).not.toBe(early)
  expect(await bea.evaluate((id) => aetherlink.glyph(id)?.title, glyph)).toBe('Old roses')

  // With the relay and the server dead, what Firefox kept is there, and so is the key it kept.
  await bea.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  const before = {
    weaver: await weaverOf(bea),
    digest: await digest(bea),
    glyphs: await glyphs(bea),
  }
  await server.stop()
  await bea.page.reload()
  await foxOpened(bea)
  expect({
    weaver: await weaverOf(bea),
    digest: await digest(bea),
    glyphs: await glyphs(bea),
  }).toEqual(before)
  await bea.evaluate((id) => aetherlink.set(id, { hue: 10 }), glyph)
  expect(await bea.evaluate((id) => aetherlink.glyph(id)?.hue, glyph)).toBe(10)
  expect(await keptKeys(bea)).toEqual([{ kind: 'cryptokey', extractable: false }])
})

test('a second tab of Firefox is a second weaver of the same person, linked with no relay', async ({
  server,
  fox,
}) => {
  test.skip(!hasFirefox, noFirefox)
  const first = await fox(server.url)
  await foxReady(first)
  await first.evaluate(() => aetherlink.found('Spring garden'))
  const twin = foxTab(await first.page.browserContext().newPage())
  await twin.page.goto(first.page.url())
  await foxOpened(twin)
  expect(await weaverOf(twin)).not.toBe(await weaverOf(first))
  await server.stop()
  await linkedWith(first, 1)
  await twin.evaluate(() => aetherlink.create({ title: 'from the twin' }))
  await inStep([first, twin])
  expect((await glyphs(first)).map(({ title }) => title)).toEqual(['from the twin'])
  expect(twin.complaints).toEqual([])
})

test('[CH7] [CH11] [CH12] no modified witness, no removed weaver and no closed link changes the board of Firefox', async ({
  stranger,
  modified,
  fox,
}) => {
  test.skip(!hasFirefox, noFirefox)
  const ada = await stranger()
  await begin(ada, 'Spring garden', 'Ada')
  const link = await share(ada)
  const look = await ada.evaluate(() => aetherlink.link('witness'))
  const cyd = await joinFox(fox, link, 'Cyd')
  const glyph = await cyd.evaluate(() => aetherlink.create({ title: 'Seen', body: '[]' }))

  const mallory = await stranger(modified)
  await join(mallory, look)
  await linkedWith(mallory, 2)
  const before = await inStep([ada, cyd, mallory])
  await mallory.evaluate((id) => aetherlink.set(id, { title: 'mine now' }), glyph)
  const reasons = (): string[] => aetherlink.dissolved().map(({ reason }) => reason)
  for (const tab of [ada, cyd]) {
    await expect.poll(() => tab.evaluate(reasons)).toContain('no-right')
    expect(await digest(tab)).toBe(before)
  }
  await mallory.close()

  // Cyd removes Bea, who goes on meanwhile; and takes over what she wrote.
  const bea = await stranger()
  await joinBy(bea, link, 'Bea')
  await inStep([ada, bea, cyd])
  await cut([bea], true)
  await bea.evaluate((id) => aetherlink.set(id, { title: 'Unseen' }), glyph)
  await bea.evaluate((id) => aetherlink.splice(id, 1, 0, 'her words'), glyph)
  await cyd.page.locator('button[aria-label^="Weavers:"]').click()
  await press(cyd, 'button', 'Remove Bea…')
  await press(cyd, 'button', 'Remove Bea')
  await cut([bea], false)
  await inStep([ada, bea, cyd])
  for (const tab of [ada, bea, cyd]) expect(await titlesAndBodies(tab)).toEqual([['Seen', '[]']])
  await expect(bea.getByText('You were removed from this chorus')).toBeVisible()
  await press(cyd, 'button', 'Dissolved')
  await sees(cyd, 'Set aside, since its author was removed')
  const takeOver = '//section[@aria-label="Set aside"]//button'
  for (const nth of [1, 2]) await pressAt(cyd, `(${takeOver})[${nth}]`)
  await inStep([ada, bea, cyd])
  for (const tab of [ada, cyd]) {
    expect(await titlesAndBodies(tab)).toEqual([['Unseen', '[her words]']])
  }

  // A link that Cyd has made and closed lets nobody in.
  const hers = await cyd.evaluate(() => aetherlink.link())
  await press(cyd, 'button', 'Share')
  const entry = '//section[@aria-label="Links that work"]//li[contains(., "made by you")]'
  await pressAt(cyd, `${entry}//button[contains(., "Close…")]`)
  await pressAt(cyd, `${entry}//button[contains(., "Close it")]`)
  await cyd.page.keyboard.press('Escape')
  const closed = await inStep([ada, cyd])
  const late = await stranger()
  await join(late, hers).catch(() => undefined)
  await expect(late.getByText('This link was closed')).toBeVisible()
  for (const tab of [ada, cyd]) expect(await digest(tab)).toBe(closed)
})

/** By the link, as whoever was sent it would. */
async function joinFox(
  fox: (url: string) => Promise<FoxTab>,
  link: string,
  name: string,
): Promise<FoxTab> {
  const tab = await fox(link)
  await fill(tab, 'Your name', name)
  await press(tab, 'button', 'Join')
  await foxJoined(tab)
  return tab
}

async function chord(tab: FoxTab, key: 'Home' | 'End'): Promise<void> {
  await tab.page.keyboard.down('Control')
  await tab.page.keyboard.press(key)
  await tab.page.keyboard.up('Control')
}

const bodyOf = (tab: Tab, glyph: string): Promise<string | undefined> =>
  tab.evaluate((id) => aetherlink.glyph(id)?.body, glyph)

const weaverOf = (tab: Tab): Promise<string> => tab.evaluate(() => aetherlink.weaver().id)

const titleVerdicts = (tab: Tab, glyph: string) =>
  tab.evaluate(
    (id) =>
      aetherlink
        .history(id)
        .flatMap(({ verdicts }) => verdicts)
        .filter(({ facet }) => facet === 'title'),
    glyph,
  )

const titlesAndBodies = async (tab: Tab) =>
  (await glyphs(tab)).map(({ title, body }) => [title, body])

/** What the keyring of this browser holds, read from its database and not from the app. */
const keptKeys = (tab: Tab) =>
  tab.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const opening = indexedDB.open('aetherlink')
      opening.addEventListener('success', () => resolve(opening.result))
      opening.addEventListener('error', () => reject(opening.error))
    })
    const asked = database.transaction('keys').objectStore('keys').getAll()
    await new Promise((resolve) => asked.addEventListener('success', resolve))
    database.close()
    type Kept = { stored: { kind: string; pair?: CryptoKeyPair } }
    return (asked.result as Kept[]).map(({ stored }) => ({
      kind: stored.kind,
      extractable: stored.pair?.privateKey.extractable,
    }))
  })

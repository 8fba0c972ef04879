/**
 * What every end-to-end test stands on: the real server of `npm start` in a
 * process of its own, real browser contexts that share nothing, and the console
 * as any driver would use it.
 */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

import { test as base, type BrowserContext, expect, type Page } from '@playwright/test'

import type { AetherlinkConsole } from '../src/state/console'

declare global {
  var aetherlink: AetherlinkConsole
}

export interface Server {
  readonly url: string
  /** Stops the process: no relay, no page. */
  readonly stop: () => Promise<void>
}

/** A port of 0 lets the system choose. */
export async function startServer(port = 0): Promise<Server> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/relay/main.ts'], {
    cwd: new URL('..', import.meta.url).pathname,
    env: { ...process.env, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const url = await addressOf(child)
  return { url, stop: () => stopProcess(child) }
}

async function addressOf(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('the server has no output to read')
  for await (const line of createInterface({ input: child.stdout })) {
    const address = /https?:\/\/\S+/.exec(line)?.[0]
    if (address !== undefined) return address.replace(/[.,]$/, '')
  }
  throw new Error('the server ended without printing its address')
}

async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
}

/** What every helper here asks of a tab, whatever drives it. */
export type Tab = Pick<Page, 'evaluate'>

interface World {
  /** What the pages' Content-Security-Policy refused, as browsers report it. */
  readonly violations: string[]
  readonly server: Server
  /** A tab in a browser context of its own: shares neither storage nor channels with any other. */
  readonly stranger: (prepare?: (context: BrowserContext) => Promise<unknown>) => Promise<Page>
}

/* oxlint-disable no-empty-pattern -- Playwright wants the first argument destructured. */
export const test = base.extend<World>({
  server: async ({}, use) => {
    const server = await startServer()
    await use(server)
    await server.stop()
  },
  // [RL8] Whatever a test does, no page of it breaks the policy that it was served with.
  violations: async ({}, use) => {
    const violations: string[] = []
    await use(violations)
    expect(violations).toEqual([])
  },
  stranger: async ({ browser, server, violations }, use) => {
    const contexts: BrowserContext[] = []
    await use(async (prepare) => {
      const context = await browser.newContext()
      contexts.push(context)
      await watchPolicy(context, violations)
      await prepare?.(context)
      const page = await context.newPage()
      await page.goto(server.url)
      await ready(page)
      return page
    })
    for (const context of contexts) await context.close()
  },
})

/** Hears of everything that the policy of a page in `context` refuses. */
export async function watchPolicy(context: BrowserContext, violations: string[]): Promise<void> {
  await context.exposeFunction('tellViolation', (what: string) => violations.push(what))
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const tell = Reflect.get(globalThis, 'tellViolation') as (what: string) => void
      tell(`${event.violatedDirective}: ${event.blockedURI} ${event.sample} ${event.sourceFile}`)
    })
  })
}

export async function ready(page: Page): Promise<void> {
  await page.waitForFunction(() => globalThis.aetherlink !== undefined)
}

/** Waits until the chorus that the address names is open. */
export async function opened(page: Page): Promise<void> {
  await ready(page)
  await page.waitForFunction(() => {
    try {
      return aetherlink.digest() !== ''
    } catch {
      return false // No chorus is open yet.
    }
  })
}

/** Begins a chorus in `page`; answers the link that admits others. */
export async function found(page: Tab, name = 'Great Work'): Promise<string> {
  const { link } = await page.evaluate((chorus) => aetherlink.found(chorus), name)
  return link
}

export async function join(page: Tab, link: string): Promise<void> {
  await page.evaluate((url) => aetherlink.join(url), link)
}

/** `count` tabs of one chorus, each in its own context, all linked to each other. */
export async function chorusOf(
  stranger: World['stranger'],
  count: number,
): Promise<readonly [Page, ...Page[]]> {
  const first = await stranger()
  const link = await found(first)
  const others: Page[] = []
  for (let at = 1; at < count; at += 1) {
    const page = await stranger()
    await join(page, link)
    others.push(page)
  }
  const pages = [first, ...others] as const
  for (const page of pages) await linkedWith(page, count - 1)
  return pages
}

export async function linkedWith(page: Tab, others: number): Promise<void> {
  await expect
    .poll(
      () => page.evaluate(() => aetherlink.weavers().filter((w) => w.linked && !w.self).length),
      {
        message: `linked with ${others}`,
      },
    )
    .toBe(others)
}

export async function cut(pages: readonly Tab[], isCut: boolean): Promise<void> {
  for (const page of pages) await page.evaluate((to) => aetherlink.weather({ cut: to }), isCut)
}

export const digest = (page: Tab): Promise<string> => page.evaluate(() => aetherlink.digest())

/**
 * Waits until all that was written is sealed, and all hold the same sigils; answers
 * the digest. Digests alone are equal as well before what was typed last is a sigil.
 */
export async function inStep(pages: readonly Tab[]): Promise<string> {
  await Promise.all(pages.map((page) => page.evaluate(() => aetherlink.settled())))
  await expect
    .poll(async () => new Set(await Promise.all(pages.map(digest))).size, { message: 'digests' })
    .toBe(1)
  return digest(pages[0]!)
}

/** Every glyph with every facet and its body, ordered by id: for comparing weavers whole. */
export const glyphs = (page: Tab) =>
  page.evaluate(() => aetherlink.glyphs().toSorted((a, b) => (a.id < b.id ? -1 : 1)))

/** How far the page itself can be scrolled, in pixels. */
export const scrolls = (page: Tab): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollHeight - innerHeight)

export { expect }

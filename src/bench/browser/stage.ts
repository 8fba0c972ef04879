/**
 * What the browser works are played on: the built app behind its own server and
 * relay, the bench pages behind a plain one, y-webrtc's signaling, and Chromiums
 * as the end-to-end tests start them. All of it on this machine alone.
 */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test'
import { build, preview } from 'vite'

import buildApp from '../../../e2e/build'
import config from '../../../e2e/playwright.config'
import { type Server, startServer } from '../../../e2e/world'
import { createWriter } from '../../protocol/bytes'
import type { SealedBoard } from './sealed'

const launchOptions = config.use?.launchOptions ?? {}
const viewport = { width: 1280, height: 800 }
const pages = new URL('pages/', import.meta.url).pathname

export interface Stage {
  /** The app, with its relay. */
  readonly app: Server
  /** `ours`, `yjs` or `automerge`, with what it is asked for after the `#`. */
  readonly pageUrl: (page: string, asked: Readonly<Record<string, string>>) => string
  readonly signaling: string
  readonly relay: string
  /** The profile of that name, made the first time it is asked for. */
  readonly kept: (name: string, make: () => Promise<Kept>) => Promise<Kept>
  /** A folder of its own for a profile. */
  readonly folder: () => string
  readonly seed: (page: Page, board: SealedBoard) => Promise<void>
  readonly close: () => Promise<void>
}

/** A profile on which something was kept, and where to open it. */
export interface Kept {
  readonly folder: string
  readonly url: string
}

export async function openStage(): Promise<Stage> {
  const work = mkdtempSync(join(tmpdir(), 'aetherlink-bench-'))
  await buildApp()
  const served = await servePages(join(work, 'pages'))
  const app = await startServer()
  const signaling = await startSignaling()
  const seeding = await bundled('seed.ts', 'seeding')
  const profiles = new Map<string, Promise<Kept>>()
  return {
    app,
    pageUrl: (page, asked) => `${served.url}${page}.html#${new URLSearchParams(asked).toString()}`,
    signaling: signaling.url,
    relay: `${app.url.replace(/^http/, 'ws')}/relay`,
    kept: (name, make) => {
      const kept = profiles.get(name) ?? make()
      profiles.set(name, kept)
      return kept
    },
    folder: () => mkdtempSync(join(work, 'profile-')),
    seed: (page, board) => seedInto(page, seeding, board),
    close: async () => {
      await app.stop()
      await signaling.stop()
      await served.stop()
      rmSync(work, { recursive: true, force: true })
    },
  }
}

export const launch = (): Promise<Browser> => chromium.launch(launchOptions)

/** A browser of its own on a profile that outlives it. */
export const launchOn = (folder: string): Promise<BrowserContext> =>
  chromium.launchPersistentContext(folder, { ...launchOptions, viewport })

/** A tab that shares nothing with any other. */
export async function tab(browser: Browser, url: string, before?: string): Promise<Page> {
  const context = await browser.newContext({ viewport })
  const page = await context.newPage()
  page.on('pageerror', (error) => console.error(`${page.url()}: ${error.message}`))
  if (before !== undefined) await page.addInitScript(before)
  await page.goto(url)
  return page
}

async function servePages(outDir: string) {
  const options = { configFile: false, root: pages, logLevel: 'error' } as const
  await build({
    ...options,
    worker: { format: 'es' },
    build: {
      outDir,
      target: 'es2023',
      rollupOptions: {
        input: ['ours', 'yjs', 'automerge'].map((name) => join(pages, `${name}.html`)),
      },
    },
  })
  const server = await preview({
    ...options,
    build: { outDir },
    preview: { host: '127.0.0.1', port: await freePort(), strictPort: true },
  })
  const url = server.resolvedUrls?.local[0]
  if (url === undefined) throw new Error('the bench pages are not served')
  return { url, stop: () => server.close() }
}

/** The server that y-webrtc brings along. It can't tell which port it was given, so it is given one. */
async function startSignaling() {
  const port = await freePort()
  const script = new URL('../../../node_modules/y-webrtc/bin/server.js', import.meta.url).pathname
  const child = spawn(process.execPath, [script], {
    env: { ...process.env, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  return { url: `ws://127.0.0.1:${port}`, stop: () => ended(child) }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const end = once(child, 'exit')
  child.kill()
  await end
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}

async function bundled(file: string, name: string): Promise<string> {
  const entry = new URL(file, import.meta.url).pathname
  const result = await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, minify: false, lib: { entry, name, formats: ['iife'] } },
  })
  const [first] = Array.isArray(result) ? result : [result]
  if (first === undefined || !('output' in first)) throw new Error('nothing was built')
  return first.output[0].code
}

/** Sigils handed over at once: some megabytes. */
const parcelSigils = 20_000

/** `page` is the app's, with no chorus open. */
async function seedInto(page: Page, code: string, board: SealedBoard): Promise<void> {
  const parcels: string[] = []
  for (let from = 0; from < board.sigils.length; from += parcelSigils) {
    const writer = createWriter()
    for (const sigil of board.sigils.slice(from, from + parcelSigils)) writer.blob(sigil)
    parcels.push(Buffer.from(writer.finish()).toString('base64'))
  }
  const { invitation, covenant, faces, digest } = board
  const handed = [invitation, covenant, parcels, { faces, digest }]
  // Said to the page itself, and not to its CSP.
  await page.evaluate(`${code}\n;seeding.seed(...${JSON.stringify(handed)})`)
}

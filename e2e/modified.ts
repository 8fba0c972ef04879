/**
 * A modified client: the app, built without what keeps its own person from doing wrong. Others must
 * hold against it, as they would against whoever changes the code and builds it again.
 */

import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

import type { BrowserContext } from '@playwright/test'
import { build, type Plugin } from 'vite'

import { test as base } from './world'

/** The client without its own scruples: it writes as a witness, and takes itself at its word. */
const shameless: Plugin = {
  name: 'shameless',
  enforce: 'pre',
  transform(code, id) {
    if (id.endsWith('/chorus/change.ts')) {
      return code
        .replace("standing?.role === 'witness'", 'false')
        .replace('standing?.isRemoved === true', 'false')
    }
    if (id.endsWith('/protocol/validity.ts')) {
      return code.replace("if (role === 'weave' || what === null) return null", 'return null')
    }
    return null
  },
}

type Prepare = (context: BrowserContext) => Promise<void>

/** `modified` makes a browser context get the modified client instead of what the server has. */
export const test = base.extend<object, { modified: Prepare }>({
  modified: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright wants the first argument destructured.
    async ({}, use) => {
      const folder = await mkdtemp(join(tmpdir(), 'aetherlink-modified-'))
      await use(await buildInto(folder))
      await rm(folder, { recursive: true })
    },
    // Built once for all tests of a worker, and at no test's expense.
    { scope: 'worker', timeout: 180_000 },
  ],
})

async function buildInto(outDir: string): Promise<Prepare> {
  await build({
    configLoader: 'runner',
    logLevel: 'error',
    root: new URL('..', import.meta.url).pathname,
    plugins: [shameless],
    build: { outDir, emptyOutDir: true, minify: false, sourcemap: false },
  })
  const scripts = await readdir(join(outDir, 'assets'))
  /** The page names the files of the honest build, whose hashes are others. */
  const byStem = new Map(scripts.map((name) => [stemOf(name), name]))
  return async (context) => {
    // The service worker would bring the honest client back.
    await context.route(/\/(sw|workbox-.*)\.js$/, (route) => route.abort())
    // The page itself comes from the server: what a test hands in is no local page, and gets no relay.
    await context.route(/\/assets\/.*\.js$/, (route) => {
      const name = basename(new URL(route.request().url()).pathname)
      if (scripts.includes(name)) return route.fulfill({ path: join(outDir, 'assets', name) })
      // Under its own name it would be a second copy of what other files import by theirs.
      const body = `import './${byStem.get(stemOf(name)) ?? name}'`
      return route.fulfill({ contentType: 'text/javascript', body })
    })
  }
}

/** `app-C0VQHAD_.js` → `app`. */
const stemOf = (name: string): string => name.replace(/-[\w-]{8}\.js$/, '')

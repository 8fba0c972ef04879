/**
 * A browser that may be killed: started here as a process of its own, so that SIGKILL can
 * take it at any moment, and driven over its debugging port.
 */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'

import { type Browser, chromium, type Page } from '@playwright/test'

import config from './playwright.config'

export interface Flame {
  readonly browser: Browser
  readonly page: Page
  /** Kills the browser with all processes of its group at once: none is asked, none can tidy up. */
  readonly kill: () => Promise<void>
}

/** Starts a browser on the profile in `folder`, as it was left. */
export async function ignite(folder: string): Promise<Flame> {
  const launch = config.use?.launchOptions ?? {}
  const program = launch.executablePath ?? chromium.executablePath()
  if (!existsSync(program)) throw new Error(`no browser at ${program}`)
  const args = [
    ...(launch.args ?? []),
    '--headless=new',
    '--remote-debugging-port=0',
    `--user-data-dir=${folder}`,
    'about:blank',
  ]
  // A group of its own, so that the kill reaches what the browser has started, and nothing else.
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'], detached: true })
  const { pid } = child
  if (pid === undefined) throw new Error(`${program} did not start`)
  const ended = once(child, 'exit')
  let address: string | undefined
  for await (const line of createInterface({ input: child.stderr })) {
    address = /DevTools listening on (ws:\S+)/.exec(line)?.[1]
    if (address !== undefined) break
  }
  if (address === undefined) throw new Error('the browser ended without a debugging port')
  child.stderr.resume()
  const browser = await chromium.connectOverCDP(address)
  const context = browser.contexts()[0]!
  return {
    browser,
    page: context.pages()[0] ?? (await context.newPage()),
    kill: async () => {
      process.kill(-pid, 'SIGKILL')
      await ended
      await browser.close().catch(() => undefined)
    },
  }
}

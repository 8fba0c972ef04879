/**
 * Debian's Firefox, by puppeteer-core over WebDriver BiDi: Playwright drives only a
 * Firefox that it has built itself, and what people run is another.
 */

import { existsSync } from 'node:fs'

import puppeteer, { type Browser, type Page } from 'puppeteer-core'

import { joiningStatus } from './person'
import { expect, type Tab } from './world'

const program = '/usr/bin/firefox-esr'

export const hasFirefox = existsSync(program)
export const noFirefox = `There is no ${program} here; \`npm run firefox\` installs it.`

export function launchFirefox(): Promise<Browser> {
  return puppeteer.launch({
    browser: 'firefox',
    executablePath: program,
    headless: true,
    defaultViewport: { width: 1280, height: 800 },
    extraPrefsFirefox: {
      // Candidates with .local names need a multicast answer, which a container may not give;
      // and a machine without a network has no address but the loopback's.
      'media.peerconnection.ice.obfuscate_host_addresses': false,
      'media.peerconnection.ice.loopback': true,
    },
  })
}

/** A tab of Firefox, with what every helper of `world.ts` asks of a tab. */
export interface FoxTab extends Tab {
  readonly page: Page
  /** Errors that nobody caught or that were logged; but not that a relay is gone, as some tests want it to be. */
  readonly complaints: readonly string[]
}

/** Opens `url` in a context of its own, which shares no storage with any other. */
export async function openFox(browser: Browser, url: string): Promise<FoxTab> {
  const context = await browser.createBrowserContext()
  const tab = foxTab(await context.newPage())
  await tab.page.goto(url)
  return tab
}

export function foxTab(page: Page): FoxTab {
  const complaints: string[] = []
  const note = (complaint: string): void => {
    if (!complaint.includes('connection to the server at ws:')) complaints.push(complaint)
  }
  page.on('pageerror', (error) => note(String(error)))
  page.on('console', (said) => {
    if (said.type() === 'error') note(said.text())
  })
  // Both drivers call a function in the page with one argument; only their types differ.
  const evaluate = ((ask: (arg: unknown) => unknown, arg?: unknown) =>
    page.evaluate(ask, arg)) as Tab['evaluate']
  return { page, complaints, evaluate }
}

export async function foxReady(tab: FoxTab): Promise<void> {
  await expect.poll(() => tab.evaluate(() => globalThis.aetherlink !== undefined)).toBe(true)
}

/** Waits until the chorus that the address names is open. */
export async function foxOpened(tab: FoxTab): Promise<void> {
  await foxReady(tab)
  const isOpen = (): boolean => {
    try {
      return aetherlink.digest() !== ''
    } catch {
      return false // No chorus is open yet.
    }
  }
  await expect.poll(() => tab.evaluate(isOpen)).toBe(true)
}

type Role = 'button' | 'textbox' | 'heading' | 'radio' | 'switch'

/** Clicks what has this role and exactly this name, once it can be clicked. */
export const press = (tab: FoxTab, role: Role, name: string): Promise<void> =>
  tab.page.locator(selector(role, name)).click()

/** Waits until it is there to be seen. */
async function shown(tab: FoxTab, role: Role, name: string): Promise<void> {
  await tab.page.locator(selector(role, name)).wait()
}

/** Clicks what an XPath finds, for want of a name that only one thing has. */
export const pressAt = (tab: FoxTab, xpath: string): Promise<void> =>
  tab.page.locator(`::-p-xpath(${xpath})`).click()

export async function fill(tab: FoxTab, name: string, text: string): Promise<void> {
  await press(tab, 'textbox', name)
  await tab.page.keyboard.down('Control')
  await tab.page.keyboard.press('a')
  await tab.page.keyboard.up('Control')
  await tab.page.keyboard.type(text)
}

/** As `hasJoined` of `person.ts`. */
export async function foxJoined(tab: FoxTab): Promise<void> {
  await shown(tab, 'button', 'New glyph')
  const headline = (): string => document.querySelector('.status-head')?.textContent ?? ''
  await expect.poll(() => tab.evaluate(headline)).not.toMatch(joiningStatus)
}

export async function sees(tab: FoxTab, text: string): Promise<void> {
  await expect
    .poll(() => tab.evaluate(() => document.body.innerText), { message: text })
    .toContain(text)
}

const selector = (role: Role, name: string): string => `::-p-aria([name="${name}"][role="${role}"])`

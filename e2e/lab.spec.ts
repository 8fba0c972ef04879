/** The conflict lab, as one shows it to others: each scenario keeps its promise, and nothing needs a mouse. */

import type { Page } from '@playwright/test'

import { findings } from './axe'
import { button, inColours } from './person'
import { expect, test as base, watchPolicy } from './world'

interface LabWorld {
  /** A tab in the lab, at this address. */
  readonly lab: (path: string) => Promise<Page>
}

const test = base.extend<LabWorld>({
  lab: async ({ browser, server, violations }, use) => {
    const context = await browser.newContext({ reducedMotion: 'reduce' })
    await watchPolicy(context, violations)
    await use(async (path) => {
      const page = await context.newPage()
      await page.goto(`${server.url}/#/lab${path}`)
      await expect(page.getByRole('article').first()).toBeVisible()
      return page
    })
    await context.close()
  },
})

const outcome = (page: Page) => page.getByRole('region', { name: 'Outcome' })
const board = (page: Page, name: string) => page.getByRole('article', { name: `${name}’s board` })

async function playOut(page: Page): Promise<void> {
  await button(page, 'Speed 16×').click()
  await button(page, 'Play').click()
  await expect(outcome(page)).toBeVisible({ timeout: 60_000 })
}

const promises: readonly (readonly [scenario: string, title: string, fact: RegExp])[] = [
  ['primacy', 'Causal Primacy', /had seen everything before it/],
  ['authority', 'Temporal Authority', /Bea’s stamp .* is later/],
  ['amalgam', 'Amalgamation', /All 3 stamps are exactly equal/],
  ['two-pens', 'Temporal Authority', /Ada and Bea|Bea and Ada/],
  ['delayed-parent', 'The child waited for its parent', /Cyd/],
  ['forged-seal', 'Forged seal dissolved', /The seal was not made by its author/],
  ['forked-weaver', 'The fork is seen', /Cyd/],
  ['storm', 'Calcified', /6 weavers hold the same/],
]

test('each scenario comes to the verdict it is named for', async ({ lab }) => {
  test.setTimeout(240_000)
  const page = await lab('/free')
  for (const [nth, [scenario, title, fact]] of promises.entries()) {
    await test.step(scenario, async () => {
      await page.keyboard.press(String(nth + 1))
      await expect(page).toHaveURL(new RegExp(`#/lab/${scenario}\\?`))
      await playOut(page)
      await expect(outcome(page).getByRole('heading')).toHaveText(title)
      await expect(outcome(page)).toContainText(fact)
      const digests = page.locator('.lab-facts code')
      const all = await digests.count()
      // A liar may hold what it likes; the honest hold the same, and are drawn so within a frame.
      const honest = scenario === 'forged-seal' || scenario === 'forked-weaver' ? 2 : all
      await expect
        .poll(async () => new Set((await digests.allInnerTexts()).slice(0, honest)).size)
        .toBe(1)
    })
  }
})

test('a thousand orders of what is on the screen come to one state', async ({ lab }) => {
  const page = await lab('/authority')
  await playOut(page)
  await button(page, 'Try 1,000 orders').click()
  const proof = page.getByRole('region', { name: 'Does the order matter?' })
  await expect(
    proof.getByText(/^1,000 orders of \d+ sigils, one state: digest [0-9a-f]{4}…$/),
  ).toBeVisible({
    timeout: 60_000,
  })
  await expect(
    proof.getByRole('list', { name: 'Different results' }).getByRole('listitem'),
  ).toHaveCount(1)
})

test('what if: a nudge flips the verdict, a tie makes an amalgam, and the boards stay as they were', async ({
  lab,
}) => {
  const page = await lab('/authority')
  await playOut(page)
  const facts = page.locator('.lab-facts')
  // A board is drawn a frame after the outcome is told.
  await expect(facts.filter({ hasText: 'the same as all others' })).toHaveCount(2)
  const before = await facts.allInnerTexts()
  await button(outcome(page), 'What if…').click()
  const dialog = page.getByRole('dialog')
  const then = dialog.getByRole('region', { name: 'As it was' })
  const now = dialog.getByRole('region', { name: 'What if' })
  await expect(then).toContainText('Cocoa')
  await dialog.getByRole('slider', { name: 'Nudge Ada’s stamp' }).press('End')
  await expect(now).toContainText('Coffee')
  await expect(now).toContainText('the verdict flips')
  await expect(then).toContainText('Cocoa')
  await button(dialog, 'Tie with Bea').click()
  await expect(now).toContainText('Amalgamation')
  await dialog.getByRole('button', { name: 'Put Ada’s stamp back' }).click()
  await expect(now).not.toContainText('the verdict flips')
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  expect(await facts.allInnerTexts()).toEqual(before)
})

test('what if: a link that is cut makes rivals of parent and child', async ({ lab }) => {
  const page = await lab('/primacy')
  await playOut(page)
  await button(outcome(page), 'What if…').click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('region', { name: 'As it was' })).toContainText('Causal Primacy')
  await dialog
    .getByRole('switch', { name: /^Bea had seen Ada’s/ })
    .first()
    .click()
  await expect(dialog.getByRole('region', { name: 'What if' })).toContainText('Temporal Authority')
})

test('the address is always exactly this, and opening it brings back the same', async ({ lab }) => {
  const page = await lab('/authority')
  await page
    .getByRole('spinbutton', { name: 'Bea’s clock is off by, in milliseconds' })
    .fill('-5000')
  await page.getByRole('slider', { name: 'Latency' }).press('ArrowRight')
  await page.getByRole('slider', { name: 'Loss' }).press('ArrowRight')
  await expect(page).toHaveURL(/latency=1220&.*loss=0\.05&clocks=0,-5000/)
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await button(page, 'Copy link to exactly this').click()
  const link = await page.evaluate(() => navigator.clipboard.readText())
  expect(link).toBe(page.url())

  const again = await lab(link.split('#/lab')[1] ?? '')
  await expect(again.getByRole('spinbutton', { name: /^Bea’s clock/ })).toHaveValue('-5000')
  await expect(again.getByRole('heading', { name: 'Temporal Authority' }).first()).toBeVisible()
  await playOut(again)
  // Five seconds back, Bea's later change has the earlier stamp.
  await expect(outcome(again)).toContainText('Ada’s stamp')
  const told = await again.getByRole('table').innerText()
  await page.keyboard.press('r')
  await playOut(page)
  expect(await page.getByRole('table').innerText()).toBe(told)
})

test('another seed, and more weavers, begin anew and stand in the address; a world is only watched', async ({
  lab,
}) => {
  const page = await lab('/storm')
  await button(page, 'Try another seed').click()
  await expect(page).toHaveURL(/\/storm\?seed=2&weavers=6&/)
  await button(page, '3 weavers').click()
  await expect(page).toHaveURL(/seed=2&weavers=3&.*clocks=0,0,0$/)
  await expect(page.getByRole('article')).toHaveCount(3)
  const seed = page.getByRole('textbox', { name: 'Seed' })
  await seed.fill('77')
  await seed.press('Enter')
  await expect(page).toHaveURL(/seed=77&weavers=3&/)
  await playOut(page)
  await expect(outcome(page)).toContainText('3 weavers hold the same')

  const world = await lab('/world?seed=3')
  await expect(world.getByRole('textbox', { name: 'Seed' })).toHaveValue('3')
  await expect(world.getByRole('slider')).toHaveCount(0)
  await expect(world.getByRole('switch')).toHaveCount(0)
})

test('cut, write on both sides, mend: by keyboard alone, to the why-card and the Loom', async ({
  lab,
}) => {
  const page = await lab('/primacy')
  const keys = page.keyboard
  await keys.press('9')
  await expect(page).toHaveURL(/#\/lab\/free/)
  await keys.press(' ')
  await expect(button(page, 'Pause')).toBeVisible()
  await button(page, 'Speed 16×').focus()
  await keys.press('Enter')
  const current = page.getByRole('switch', { name: 'Current between Ada and Bea' })
  await current.focus()
  await keys.press(' ')
  await expect(current).toHaveAttribute('aria-checked', 'false')
  const cutOff = button(page, 'Cut off Bea')
  await cutOff.focus()
  await keys.press('Enter')
  for (const [name, title] of [
    ['Ada', 'Oolong'],
    ['Bea', 'Matcha'],
  ] as const) {
    await page.getByRole('textbox', { name: `Title, as ${name} has it` }).focus()
    await keys.press('Control+A')
    await keys.type(title)
    await keys.press('Enter')
  }
  const titleOf = (name: string) => page.getByRole('textbox', { name: `Title, as ${name} has it` })
  await expect(titleOf('Cyd')).toHaveValue('Oolong')
  await expect(titleOf('Bea')).toHaveValue('Matcha')
  await button(page, 'Reconnect Bea').focus()
  await keys.press('Enter')
  await expect(titleOf('Ada')).toHaveValue('Matcha')
  await expect(titleOf('Cyd')).toHaveValue('Matcha')

  const why = board(page, 'Ada').getByRole('button', {
    name: /^Temporal Authority settled the title/,
  })
  await why.focus()
  await keys.press('Enter')
  await expect(page.getByRole('dialog')).toContainText('Temporal Authority')
  await keys.press('Escape')
  await expect(why).toBeFocused()
  await button(page, 'Ada’s Loom').focus()
  await keys.press('Enter')
  await expect(page.getByRole('dialog', { name: 'Ada’s Loom' })).toContainText('Matcha')
  await keys.press('Escape')
  await expect(page.getByRole('status', { name: 'What happens' })).not.toBeEmpty()
})

test('one step at a time, each told once; restart begins anew', async ({ lab }) => {
  const page = await lab('/authority')
  const rows = page.getByRole('table').getByRole('row')
  await page.keyboard.press('.')
  await expect(rows.first()).toBeVisible()
  const early = await rows.count()
  await page.keyboard.press('.')
  await expect.poll(() => rows.count()).toBeGreaterThan(early)
  await page.keyboard.press('r')
  await expect(page.getByRole('table')).toHaveCount(0)
  await expect(button(page, 'Watch it happen')).toBeVisible()
})

test('both write in one body, and all words stand on both sides', async ({ lab }) => {
  const page = await lab('/two-pens')
  await playOut(page)
  const bodies = page.getByRole('textbox', { name: /^Body of/ })
  const [ada, bea] = [bodies.first(), bodies.nth(1)]
  await expect(bea).toHaveValue(await ada.inputValue())
  await ada.press('End')
  await ada.pressSequentially(' Amen.')
  await expect(bea).toHaveValue(/ Amen\.$/)
})

async function passes(page: Page, what: string): Promise<void> {
  expect.soft(await findings(page), what).toEqual([])
}

test('axe finds nothing in the lab, light and dark, wide and narrow', async ({ lab }) => {
  test.setTimeout(180_000)
  const page = await lab('/amalgam')
  await passes(page, 'before anything happened')
  await playOut(page)
  await passes(page, 'outcome')
  await button(outcome(page), 'See why').click()
  await passes(page, 'why-card')
  await page.keyboard.press('Escape')
  await button(page, 'Ada’s Loom').click()
  await passes(page, 'Loom')
  await page.keyboard.press('Escape')
  await inColours(page, 'dark')
  await button(outcome(page), 'What if…').click()
  await passes(page, 'what if, dark')
  await page.keyboard.press('Escape')
  for (const [scenario, key] of [
    ['forged-seal', '6'],
    ['storm', '8'],
  ] as const) {
    await page.keyboard.press(key)
    await expect(page).toHaveURL(new RegExp(scenario))
    await expect(page.getByRole('article').first()).toBeVisible()
    for (let steps = 0; steps < 12; steps += 1) await page.keyboard.press('.')
    await button(page, 'Try 1,000 orders').click()
    await passes(page, `${scenario} under way, dark`)
    await inColours(page, 'light')
  }
  await page.setViewportSize({ width: 390, height: 844 })
  await passes(page, 'on a phone')
})

/** Two strangers and a link: join, see each other, write together, lose the network, find each other again. */

import {
  chorusOf,
  cut,
  digest,
  expect,
  found,
  glyphs,
  inStep,
  join,
  linkedWith,
  test,
} from './world'

test('a second browser joins by link and both see the same board and each other', async ({
  stranger,
}) => {
  const ada = await stranger()
  const link = await found(ada, 'Tea')
  const glyph = await ada.evaluate(() => aetherlink.create({ title: 'Kettle', hue: 200, x: 40 }))
  const bea = await stranger()
  await join(bea, link)
  await linkedWith(ada, 1)
  await linkedWith(bea, 1)
  await inStep([ada, bea])
  expect(await glyphs(bea)).toEqual(await glyphs(ada))
  expect(await bea.evaluate((id) => aetherlink.glyph(id)?.title, glyph)).toBe('Kettle')
  await expect(bea.getByText('Kettle').first()).toBeVisible()
})

test('the link opens the app in the joining room, and its secrets leave the address bar', async ({
  stranger,
}) => {
  const ada = await stranger()
  const link = await found(ada)
  expect(new URL(link).hash.length).toBeLessThanOrEqual(161)
  const bea = await stranger()
  await bea.goto(link)
  await bea.getByRole('textbox', { name: 'Your name' }).fill('Bea')
  expect(new URL(bea.url()).hash).toBe('#/')
  await bea.getByRole('button', { name: /^Join/ }).click()
  await linkedWith(ada, 1)
  await expect
    .poll(() => ada.evaluate(() => aetherlink.weavers().map(({ name }) => name)))
    .toContain('Bea')
})

test('of two concurrent names the later stamp has authority, and history tells the other', async ({
  stranger,
}) => {
  const pages = await chorusOf(stranger, 2)
  const [ada, bea] = pages
  const glyph = await ada.evaluate(() => aetherlink.create({ title: 'before' }))
  await inStep(pages)
  await cut(pages, true)
  const early = await ada.evaluate((id) => aetherlink.set(id, { title: 'from Ada' }), glyph)
  const late = await bea!.evaluate((id) => aetherlink.set(id, { title: 'from Bea' }), glyph)
  await cut(pages, false)
  await inStep(pages)
  for (const page of pages) {
    expect(await page.evaluate((id) => aetherlink.glyph(id)?.title, glyph)).toBe('from Bea')
    const verdicts = await page.evaluate(
      ([id, sigil]) =>
        aetherlink.history(id).find((woven) => woven.sigil === sigil)?.verdicts ?? [],
      [glyph, early] as const,
    )
    expect(verdicts).toEqual([
      { facet: 'title', rule: 'authority', contenders: [early, late].toSorted(), stands: late },
    ])
  }
})

test('equal stamps are amalgamated, byte-identical on three weavers', async ({ stranger }) => {
  const stopped = Date.now() + 60_000
  const pages = await chorusOf(
    (prepare) =>
      stranger(async (context) => {
        await prepare?.(context)
        // A clock that each test stops by hand: equal stamps need equal clocks.
        await context.addInitScript(() => {
          const real = Date.now.bind(Date)
          Object.assign(globalThis, { stoppedAt: null })
          Date.now = () => (globalThis as { stoppedAt?: number | null }).stoppedAt ?? real()
        })
      }),
    3,
  )
  const [ada] = pages
  const glyph = await ada.evaluate(() =>
    aetherlink.create({ title: 'before', hue: 10, x: 0, y: 0 }),
  )
  await inStep(pages)
  await cut(pages, true)
  for (const [at, page] of pages.entries()) {
    await page.evaluate((ms) => Object.assign(globalThis, { stoppedAt: ms }), stopped)
    await page.evaluate(
      ([id, nth]) => aetherlink.set(id, { title: `name ${nth}`, hue: nth * 40, x: nth * 300 }),
      [glyph, at] as const,
    )
  }
  await cut(pages, false)
  await inStep(pages)
  const boards = await Promise.all(pages.map(glyphs))
  expect(boards[1]).toEqual(boards[0])
  expect(boards[2]).toEqual(boards[0])
  const title = boards[0]![0]!.title
  expect(title.split(' ⟡ ').toSorted()).toEqual(['name 0', 'name 1', 'name 2'])
  const rules = await ada.evaluate(
    (id) =>
      aetherlink
        .history(id)
        .flatMap(({ verdicts }) => verdicts)
        .filter(({ facet, rule }) => facet === 'title' && rule === 'amalgam')
        .map(({ contenders, stands }) => ({ contenders: contenders.length, stands })),
    glyph,
  )
  expect(rules).toEqual(pages.map(() => ({ contenders: 3, stands: null })))
})

test('after a cut both sides go on, and healing brings them to one digest', async ({
  stranger,
}) => {
  const pages = await chorusOf(stranger, 2)
  const [ada, bea] = pages
  const shared = await ada.evaluate(() => aetherlink.create({ title: 'shared', body: 'one two' }))
  await inStep(pages)
  await cut(pages, true)
  await linkedWith(ada, 0)
  await ada.evaluate((id) => aetherlink.splice(id, 0, 0, 'Ada: '), shared)
  await ada.evaluate(() => aetherlink.create({ title: 'Ada alone' }))
  await bea!.evaluate((id) => aetherlink.splice(id, 7, 0, ' three'), shared)
  await bea!.evaluate(() => aetherlink.create({ title: 'Bea alone' }))
  expect(await digest(ada)).not.toBe(await digest(bea!))
  await cut(pages, false)
  await inStep(pages)
  expect(await glyphs(bea!)).toEqual(await glyphs(ada))
  expect(await ada.evaluate((id) => aetherlink.glyph(id)?.body, shared)).toBe('Ada: one two three')
})

test('with the relay killed, linked weavers edit on', async ({ stranger, server }) => {
  const pages = await chorusOf(stranger, 2)
  await server.stop()
  const glyph = await pages[0].evaluate(() => aetherlink.create({ title: 'no relay' }))
  await expect
    .poll(() => pages[1]!.evaluate((id) => aetherlink.glyph(id)?.title, glyph))
    .toBe('no relay')
  await pages[1]!.evaluate((id) => aetherlink.set(id, { title: 'none needed' }), glyph)
  await inStep(pages)
  expect(await pages[0].evaluate((id) => aetherlink.glyph(id)?.title, glyph)).toBe('none needed')
})

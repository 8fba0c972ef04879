/** The why-card whole: versions, restore, the rules rerun, and a receipt that anybody can check offline. */

import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'

import { AxeBuilder } from '@axe-core/playwright'
import type { Locator, Page } from '@playwright/test'

import { adaAndBea, button, card, renameAtOnce } from './person'
import { expect, inStep, test } from './world'

test.use({ contextOptions: { reducedMotion: 'reduce' } })

interface Conflict {
  readonly ada: Page
  readonly bea: Page
  readonly glyph: string
}

/** Ada and Bea renamed “Roses” at once; Bea was later, so her name stands. */
async function conflict(
  stranger: Parameters<Parameters<typeof test>[2]>[0]['stranger'],
): Promise<Conflict> {
  const [ada, bea] = await adaAndBea(stranger)
  const glyph = await ada.evaluate(() => aetherlink.create({ title: 'Roses', body: 'By the wall' }))
  await inStep([ada, bea])
  await renameAtOnce(ada, bea, glyph)
  return { ada, bea, glyph }
}

async function askWhy(page: Page, title: string): Promise<Locator> {
  await card(page, title)
    .getByRole('button', { name: /^Contested/ })
    .click()
  return page.getByRole('dialog')
}

/** `npm run verify -- FILE`, without npm. */
function verify(path: string): Promise<{ readonly code: number; readonly text: string }> {
  return new Promise((resolve) => {
    const cwd = new URL('..', import.meta.url).pathname
    const args = ['--import', 'tsx', 'src/verify/main.ts', path]
    execFile(process.execPath, args, { cwd }, (error, stdout) =>
      resolve({ code: error === null ? 0 : Number(error.code), text: stdout }),
    )
  })
}

test('[RC5] [RC6] recompute shows every check, and the receipt holds up offline until a byte is changed', async ({
  stranger,
}, info) => {
  const { ada } = await conflict(stranger)
  const why = await askWhy(ada, 'Old roses')
  await expect(why).toContainText('Bea’s title')
  await expect(why).toContainText('Your title')
  await why.getByText('what it was made on top of').first().click()
  await expect(why.getByText(/created “Roses”/).first()).toBeVisible()

  await button(why, 'Recompute').click()
  await expect(why.getByRole('status')).toHaveText('All 7 checks hold.')
  await expect(why.getByRole('img', { name: 'Holds' })).toHaveCount(7)
  await expect(why).toContainText('Is the seal on Bea’s sigil')
  await expect(why).toContainText('Does the Loom say the same?')
  expect((await new AxeBuilder({ page: ada }).include('.dialog').analyze()).violations).toEqual([])

  const downloading = ada.waitForEvent('download')
  await button(why, 'Export receipt').click()
  const path = info.outputPath('receipt.json')
  await (await downloading).saveAs(path)
  const sound = await verify(path)
  expect(sound.text).toContain('This receipt is sound.')
  expect(sound.text).toContain('Bea: "Old roses"')
  expect(sound.code).toBe(0)

  const text = await readFile(path, 'utf8')
  const tampered = info.outputPath('tampered.json')
  await writeFile(tampered, text.replace('"value": "Wild roses"', '"value": "Mild roses"'))
  const refused = await verify(tampered)
  expect(refused.text).toMatch(/First wrong field: contenders\[[01]\]\.value/)
  expect(refused.code).toBe(1)
  await writeFile(tampered, flipped(text))
  const forged = await verify(tampered)
  expect(forged.text).toMatch(/First wrong field: contenders\[1\]\.bytes/)
  expect(forged.code).toBe(1)
})

/** One character of the last contender's sealed bytes, changed. */
function flipped(text: string): string {
  const contenders = text.slice(0, text.indexOf('"concurrency"'))
  const at = contenders.lastIndexOf('"bytes": "') + 200
  return text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1)
}

test('[IN4] restore is one step, and asks first where the glyph was changed since', async ({
  stranger,
}) => {
  const { ada, bea, glyph } = await conflict(stranger)
  const titleIn = (page: Page) => page.evaluate((id) => aetherlink.glyph(id)?.title, glyph)
  await button(await askWhy(bea, 'Old roses'), 'Restore this version').click()
  await expect(bea.getByRole('dialog')).toHaveCount(0)
  await inStep([ada, bea])
  expect(await titleIn(ada)).toBe('Wild roses')

  await button(ada, 'Loom').click()
  await ada.getByRole('button', { name: /renamed “Roses” to “Old roses”/ }).click()
  const why = ada.getByRole('dialog')
  await button(why, 'Restore this version').click()
  await expect(why.getByText(/was changed after this conflict, to “Wild roses”/)).toBeVisible()
  await button(why, 'Leave it').click()
  await button(why, 'Restore this version').click()
  await button(why, 'Restore anyway').click()
  await inStep([ada, bea])
  expect(await titleIn(bea)).toBe('Old roses')
})

import { expect, test } from 'vitest'

import { gatherReceipt, makeReceipt } from '../loom/receipt'
import { checkReceipt } from '../loom/receipt-check'
import { createSealedWorld, title } from '../loom/receipt.fixture'
import { createNaclVerifier } from '../platform/nacl'
import { sha256 } from '../platform/sha256'
import type { WeaverId } from '../protocol/ids'
import { accountOf, printable } from './account'

const deps = { hash: sha256, verifier: createNaclVerifier() }

/** Ada and Bea rename at once; Bea's title would like to be more than text. */
async function receiptText(): Promise<string> {
  const world = await createSealedWorld()
  await world.weave('tea', { by: 'ada', at: 10, writes: title('tea') })
  await world.weave('a', { by: 'ada', at: 20, writes: title('green') })
  const bad = '\u001B[2J\u202Eblack\u0007'
  const b = await world.weave('b', { by: 'bea', at: 25, after: ['tea'], writes: title(bad) })
  const weaver = world.weaver()
  const verdict = weaver.woven(b.id)?.verdicts[0]
  const parts =
    verdict &&
    gatherReceipt(verdict, {
      genesis: world.genesis,
      get: weaver.get,
      admissionOf: (key) => weaver.admissionOf(key as WeaverId),
    })
  if (!parts) throw new RangeError('no receipt')
  return JSON.stringify(makeReceipt(parts, sha256))
}

test('[RC6] a sound receipt is told step by step, and what it does not prove too', async () => {
  const lines = accountOf(await checkReceipt(await receiptText(), deps), sha256)
  const text = lines.join('\n')
  expect(text).toContain('✓ Is the seal on Bea’s sigil')
  expect(text).toContain('✓ Had one of them seen the other?')
  expect(text).toContain('Temporal Authority')
  expect(text).toContain('This does not prove:')
  expect(lines.at(-1)).toBe('This receipt is sound.')
})

test('[RC6] a changed one is told by its first wrong field', async () => {
  const changed = (await receiptText()).replace('"ms":25', '"ms":26')
  const text = accountOf(await checkReceipt(changed, deps), sha256).join('\n')
  expect(text).toMatch(/NOT sound/)
  expect(text).toMatch(/First wrong field: contenders\[[01]\]\.stamp\.ms/)
})

test('[RC7] nothing that a peer wrote moves the cursor or turns the text', async () => {
  const text = await receiptText()
  const wrong = text.replace('"format":"', '"format":"\\u001b[2J\\u202e')
  for (const one of [text, wrong, text.replace('"title"', '"\\u001b]0;x\\u0007"')]) {
    for (const line of accountOf(await checkReceipt(one, deps), sha256)) {
      expect(line).not.toMatch(/[\p{Cc}\p{Cf}]/u)
    }
  }
  expect(printable('a\u001B[31m\u200Fb\n')).toBe('a\uFFFD[31m\uFFFDb\uFFFD')
})

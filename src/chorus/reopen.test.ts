/** What a planted bug once got past: a session that ended, and a vault that was emptied under one. */

import { expect, test } from 'vitest'

import { systemEntropy } from '../platform/entropy'
import type { Vault, VaultTrouble } from '../storage/vault'
import type { Chorus } from './chorus'
import { createBrowser, createEther, createVirtualTime, whileTimePasses } from './session.fixture'

const strandsOf = (chorus: Chorus): ReadonlySet<string | undefined> =>
  new Set(
    chorus
      .history()
      .filter(({ weaver }) => weaver === chorus.self)
      .map(({ sigil }) => chorus.sigil(sigil)?.strand),
  )

test('[SG5] a weaver that comes back begins a new strand, and so can’t fork its old one', async () => {
  const time = createVirtualTime()
  const browser = createBrowser({ time, ether: createEther(time), entropy: systemEntropy })
  const before = await whileTimePasses(time, browser.openTab().found('Great Work', 'Ada'))
  await whileTimePasses(time, before.create({ title: 'first' }).kept)
  const strands = strandsOf(before)
  await whileTimePasses(time, before.close())
  const again = await whileTimePasses(time, browser.openTab().open(before.id))
  expect(again.self).toBe(before.self)
  await whileTimePasses(time, again.create({ title: 'second' }).kept)
  expect(strandsOf(again).size).toBe(strands.size + 1)
  expect(again.fellows().map(({ fork }) => fork)).toEqual([null])
})

test('[SS4] a database deleted under an open tab is filled again with all that the tab holds', async () => {
  const time = createVirtualTime()
  const watchers: ((trouble: VaultTrouble) => void)[] = []
  const wrapVault = (vault: Vault): Vault => ({
    ...vault,
    watch: (onTrouble) => {
      watchers.push(onTrouble)
      return vault.watch(onTrouble)
    },
  })
  const options = { time, ether: createEther(time), entropy: systemEntropy, wrapVault }
  const browser = createBrowser(options)
  const ada = await whileTimePasses(time, browser.openTab().found('Great Work', 'Ada'))
  await whileTimePasses(time, ada.create({ title: 'kept' }).kept)
  const shelf = browser.shelves.get(ada.id)
  shelf?.sigils.clear()
  for (const tell of watchers) tell({ kind: 'gone', detail: 'It was deleted.' })
  await whileTimePasses(time, ada.settled())
  expect([...(shelf?.sigils.keys() ?? [])].toSorted()).toEqual(
    ada
      .history()
      .map(({ sigil }) => sigil)
      .toSorted(),
  )
  // Filled again at once, and told of for as long as it takes to read.
  expect(ada.status().trouble?.kind).toBe('gone')
  time.advance(8_000)
  expect(ada.status().trouble).toBeNull()
})

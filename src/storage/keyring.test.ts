import 'fake-indexeddb/auto'
import { IDBFactory as FakeIndexedDb } from 'fake-indexeddb'
import { expect, test } from 'vitest'

import type { ChorusId } from '../protocol/ids'
import { createFaultyBrowser, stillDeps } from './faulty-browser'
import { openIdbKeyring } from './idb-keyring'
import { createCountingMaker, describeKeyring, keyOf } from './keyring.contract'
import { createKeyBox, createMemoryKeyring } from './memory-keyring'

describeKeyring('memory keyring', (maker) => {
  const box = createKeyBox()
  return () => createMemoryKeyring(maker, box)
})

describeKeyring('IndexedDB keyring', (maker) => {
  const deps = stillDeps(new FakeIndexedDb())
  return () => openIdbKeyring(maker, deps)
})

const chorus = 'a' as ChorusId

test('[KR2] keys are written with strict durability', async () => {
  const durabilities: (string | undefined)[] = []
  const browser = createFaultyBrowser(
    new FakeIndexedDb(),
    () => null,
    () => Infinity,
    (options) => durabilities.push(options?.durability),
  )
  await openIdbKeyring(createCountingMaker(), stillDeps(browser.factory)).keepKey(chorus, keyOf(1))
  expect(durabilities[0]).toBe('strict')
})

test('[KR2] a key that the browser does not give back is refused, in words', async () => {
  const keyring = openIdbKeyring(createCountingMaker(), stillDeps(new FakeIndexedDb()))
  await expect(keyring.keepKey(chorus, null)).rejects.toMatchObject({
    kind: 'failed',
    detail: expect.stringContaining('keys'),
  })
})

test('[VT5] a keyring outlives its connection too', async () => {
  const browser = createFaultyBrowser(new FakeIndexedDb(), (nth) =>
    nth % 2 === 0 ? 'InvalidStateError' : null,
  )
  const keyring = openIdbKeyring(createCountingMaker(), stillDeps(browser.factory))
  await keyring.keepKey(chorus, keyOf(1))
  expect(await keyring.signers(chorus)).toHaveLength(1)
})

import 'fake-indexeddb/auto'
import { IDBFactory as FakeIndexedDb } from 'fake-indexeddb'
import { expect, test } from 'vitest'

import { type ChorusId, weaverIdFrom } from '../protocol/ids'
import { deleteDatabase } from './database'
import { createFaultyBrowser, stillDeps } from './faulty-browser'
import { openIdbKeyring } from './idb-keyring'
import { createCountingMaker, describeKeyring, keyOf, recordNamed } from './keyring.contract'
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

test('[KR7] what an open tab needs is kept anew where the browser deletes it, once', async () => {
  const factory = new FakeIndexedDb()
  const open = () => openIdbKeyring(createCountingMaker(), stillDeps(factory))
  const tab = open()
  const record = recordNamed(chorus)
  await tab.keepChorus(record)
  await tab.keepKey(chorus, keyOf(1))
  await tab.keepKey(chorus, keyOf(2))
  const [, own] = await tab.signers(chorus)
  await tab.guard(chorus, weaverIdFrom(own!.key))
  await tab.changeChorus(chorus, { glyphs: 7 })
  await deleteDatabase('aetherlink', factory)
  await expect.poll(() => open().chorus(chorus)).toEqual({ ...record, glyphs: 7 })
  expect((await open().signers(chorus)).map(({ key }) => key)).toEqual([own!.key])
})

test('[KR7] what a tab has left is not kept anew', async () => {
  const factory = new FakeIndexedDb()
  const tab = openIdbKeyring(createCountingMaker(), stillDeps(factory))
  await tab.keepChorus(recordNamed(chorus))
  await tab.keepKey(chorus, keyOf(1))
  const [own] = await tab.signers(chorus)
  const unguard = await tab.guard(chorus, weaverIdFrom(own!.key))
  unguard()
  await deleteDatabase('aetherlink', factory)
  expect(await tab.choruses()).toEqual([])
  expect(await tab.signers(chorus)).toEqual([])
})

test('[VT5] a keyring outlives its connection too', async () => {
  const browser = createFaultyBrowser(new FakeIndexedDb(), (nth) =>
    nth % 2 === 0 ? 'InvalidStateError' : null,
  )
  const keyring = openIdbKeyring(createCountingMaker(), stillDeps(browser.factory))
  await keyring.keepKey(chorus, keyOf(1))
  expect(await keyring.signers(chorus)).toHaveLength(1)
})

import 'fake-indexeddb/auto'
import { IDBFactory as FakeIndexedDb } from 'fake-indexeddb'

import { sha256 } from '../platform/sha256'
import { chorus } from '../protocol/codec.fixture'
import { stillDeps } from './faulty-browser'
import { openIdbVault } from './idb-vault'
import { createMemoryVault, createShelf } from './memory-vault'
import { describeVault } from './vault.contract'

describeVault('memory vault', () => {
  const shelf = createShelf()
  return () => createMemoryVault(shelf)
})

describeVault('IndexedDB vault', () => {
  const deps = { ...stillDeps(new FakeIndexedDb()), hash: sha256 }
  return () => openIdbVault(chorus, deps)
})

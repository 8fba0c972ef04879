import 'fake-indexeddb/auto'
import { forceCloseDatabase, IDBFactory as FakeIndexedDb } from 'fake-indexeddb'
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'

import { sha256 } from '../platform/sha256'
import { concatBytes, bytesOfHex } from '../protocol/bytes'
import { chorus } from '../protocol/codec.fixture'
import type { FaceChange } from '../protocol/face'
import { expectSame } from '../protocol/same.fixture'
import type { Sigil } from '../protocol/sigil'
import {
  createFaultyBrowser,
  createHandSchedule,
  type Fault,
  type HandSchedule,
  stillDeps,
} from './faulty-browser'
import { deleteVault, openIdbVault, vaultName } from './idb-vault'
import { foldAfterRecords, leastFolded, maxRecordBytes, minPackSigils } from './limits'
import type { PackedSigils } from './packing'
import type { Vault, VaultTrouble } from './vault'
import { sigil } from './vault.contract'

const sigils = (count: number, from = 0): Sigil[] =>
  Array.from({ length: count }, (_, nth) => sigil(from + nth))

interface Opened {
  readonly vault: Vault
  readonly told: VaultTrouble[]
  readonly schedule: HandSchedule
}

function open(factory: IDBFactory): Opened {
  const schedule = createHandSchedule()
  const vault = openIdbVault(chorus, { ...stillDeps(factory, schedule), hash: sha256 })
  const told: VaultTrouble[] = []
  vault.watch((trouble) => told.push(trouble))
  return { vault, told, schedule }
}

async function records(factory: IDBFactory, store: 'journal' | 'packs'): Promise<PackedSigils[]> {
  const db = await result(factory.open(vaultName(chorus)))
  const read = await result<PackedSigils[]>(db.transaction(store).objectStore(store).getAll())
  db.close()
  return read
}

function result<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(request.error as Error))
  })
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve))
}

async function fillJournal(vault: Vault, from = 0): Promise<readonly Sigil[]> {
  const all = sigils(foldAfterRecords, from)
  for (const one of all) await vault.keep([one])
  return all
}

test('[VT4] 2,000 calls made at once share their commits', async () => {
  const browser = createFaultyBrowser(new FakeIndexedDb(), () => null)
  const { vault } = open(browser.factory)
  const all = sigils(2_000)
  await Promise.all(all.map((one) => vault.keep([one])))
  expect(browser.transactions()).toBeLessThan(5)
  expect(await vault.all()).toEqual(all)
})

test('[VT4] a call does not resolve before its commit', async () => {
  const factory = new FakeIndexedDb()
  const { vault } = open(factory)
  const other = open(factory)
  for (const one of sigils(20)) {
    await vault.keep([one])
    expect(await other.vault.all()).toContainEqual(one)
  }
})

for (const fault of ['InvalidStateError', 'UnknownError', 'abort', 'lost news'] as const) {
  test(`[VT5] nothing acknowledged is lost, whichever transaction meets: ${fault}`, async () => {
    for (let broken = 0; broken < 12; broken++) {
      const disk = new FakeIndexedDb()
      const browser = createFaultyBrowser(disk, (nth) => (nth === broken ? fault : null))
      const { vault, schedule } = open(browser.factory)
      const all = sigils(8)
      for (const one of all) await vault.keep([one])
      await fillJournal(vault, 100)
      schedule.fire()
      expect((await vault.all()).slice(0, 8)).toEqual(all)
      expect((await open(disk).vault.all()).length).toBe(8 + foldAfterRecords)
      expect(browser.handles.length).toBe(2)
    }
  })
}

test('[VT5] whatever fails and however often, what resolved is there and the rest is refused', async () => {
  const faults = fc.constantFrom<Fault | null>(
    null,
    null,
    null,
    'InvalidStateError',
    'UnknownError',
    'QuotaExceededError',
    'abort',
    'lost news',
  )
  const runs = fc.array(faults, { minLength: 10, maxLength: 60 })
  await fc.assert(
    fc.asyncProperty(runs, async (plan) => {
      const disk = new FakeIndexedDb()
      const browser = createFaultyBrowser(disk, (nth) => plan[nth] ?? null)
      const { vault } = open(browser.factory)
      const acknowledged = new Set<Sigil>()
      for (const batch of [sigils(1), sigils(3, 1), sigils(2, 4), sigils(9, 6)]) {
        await Promise.all(
          batch.map((one) =>
            vault.keep([one]).then(
              () => acknowledged.add(one),
              (trouble: VaultTrouble) => expect(['full', 'failed']).toContain(trouble.kind),
            ),
          ),
        )
      }
      const found = await open(disk).vault.all()
      for (const one of acknowledged) expect(found).toContainEqual(one)
      expect(new Set(found.map(({ id }) => id)).size).toBe(found.length)
    }),
    { numRuns: 150 },
  )
})

test('[VT5] after three fresh handles a call is refused, and the next one tries again', async () => {
  let broken = true
  const browser = createFaultyBrowser(new FakeIndexedDb(), () => (broken ? 'UnknownError' : null))
  const { vault } = open(browser.factory)
  await expect(vault.keep([sigil(1)])).rejects.toMatchObject({
    kind: 'failed',
    detail: expect.stringContaining('UnknownError'),
  })
  expect(browser.transactions()).toBe(4)
  expect(browser.handles.length).toBe(4)
  broken = false
  await vault.keep([sigil(2)])
  expect(await vault.all()).toEqual([sigil(2)])
})

test('[VT5] a connection ended by the browser is replaced by a fresh one', async () => {
  const browser = createFaultyBrowser(new FakeIndexedDb(), () => null)
  const { vault, told } = open(browser.factory)
  await vault.keep([sigil(1)])
  const during = vault.keep([sigil(2)])
  forceCloseDatabase(browser.handles.at(-1)! as never)
  await during
  await vault.keep([sigil(3)])
  expect(await vault.all()).toEqual(sigils(3, 1))
  expect(told).toEqual([])
})

test('[VT5] a database that will not open is tried again too', async () => {
  const disk = new FakeIndexedDb()
  let refusals = 2
  const factory: IDBFactory = new Proxy(disk, {
    get: (target, property) => {
      if (property === 'open' && refusals > 0) {
        return () => {
          refusals -= 1
          throw new DOMException('Connection to Indexed Database server lost', 'UnknownError')
        }
      }
      return Reflect.get(target, property).bind(target)
    },
  })
  const { vault } = open(factory)
  await vault.keep([sigil(1)])
  expect(await vault.all()).toEqual([sigil(1)])
})

test('[VT6] a long journal is folded into one pack but for its newest record, and reads the same', async () => {
  const factory = new FakeIndexedDb()
  const { vault, schedule } = open(factory)
  const all = await fillJournal(vault)
  expect((await records(factory, 'journal')).length).toBe(foldAfterRecords)
  schedule.fire()
  await turns(50)
  expect((await records(factory, 'journal')).length).toBe(1)
  expect((await records(factory, 'packs')).map(({ count }) => count)).toEqual([
    foldAfterRecords - 1,
  ])
  expect(await vault.all()).toEqual(all)
})

test('[VT6] a pack with room is taken up again, without what it holds already', async () => {
  const factory = new FakeIndexedDb()
  const { vault, schedule } = open(factory)
  const first = await fillJournal(vault)
  schedule.fire()
  await turns(50)
  const more = await fillJournal(vault, foldAfterRecords - 1)
  schedule.fire()
  await turns(50)
  expect((await records(factory, 'packs')).map(({ count }) => count)).toEqual([
    2 * foldAfterRecords - 2,
  ])
  expect(await vault.all()).toEqual([...first, ...more.slice(1)])
})

test('[VT6] a fold loses nothing that another tab keeps at the same time', async () => {
  const factory = new FakeIndexedDb()
  const tab = open(factory)
  const other = open(factory)
  const ours = await fillJournal(tab.vault)
  const theirs = sigils(40, 1000)
  const keeping = theirs.map((one, nth) => {
    if (nth === 20) tab.schedule.fire()
    return other.vault.keep([one])
  })
  const folding = turns(60)
  const also = fillJournal(other.vault, 2000)
  await Promise.all([...keeping, folding, also])
  const found = new Set((await tab.vault.all()).map(({ id }) => id))
  for (const { id } of [...ours, ...theirs, ...(await also)]) expect(found).toContain(id)
})

test('[VT6] a fold that breaks off changes nothing', async () => {
  const disk = new FakeIndexedDb()
  let folding = false
  const browser = createFaultyBrowser(disk, () => (folding ? 'abort' : null))
  const { vault, schedule, told } = open(browser.factory)
  const all = await fillJournal(vault)
  folding = true
  schedule.fire()
  await turns(80)
  expect(told).toMatchObject([{ kind: 'failed' }])
  expect(await open(disk).vault.all()).toEqual(all)
})

test('[VT6] a long record becomes a pack as it is, and what stands around it keeps its place', async () => {
  const factory = new IDBFactory()
  const { vault, schedule } = open(factory)
  const before = await fillJournal(vault)
  const long = sigils(minPackSigils, 10_000)
  await vault.keep(long)
  const after = await fillJournal(vault, 20_000)
  schedule.fire()
  await turns(60)
  expect((await records(factory, 'packs')).map(({ count }) => count)).toEqual([
    foldAfterRecords,
    minPackSigils,
    foldAfterRecords - 1,
  ])
  expect((await records(factory, 'journal')).length).toBe(1)
  expect(await vault.all()).toEqual([...before, ...long, ...after])
})

test('[VT6] of a journal of long records a fold reads hardly more than it takes up', async () => {
  const factory = new FakeIndexedDb()
  const { vault, schedule } = open(factory)
  const each = 128
  const all = sigils(foldAfterRecords * each)
  for (let at = 0; at < all.length; at += each) await vault.keep(all.slice(at, at + each))
  const reading = vi.spyOn(IDBObjectStore.prototype, 'getAll')
  await turns(1)
  schedule.fire()
  await turns(50)
  expect(reading.mock.calls).toEqual([[null, leastFolded]])
  reading.mockRestore()
  expect((await records(factory, 'packs')).map(({ count }) => count)).toEqual([1024])
  expectSame(await vault.all(), all)
})

test('[VT6] closing folds a long journal', async () => {
  const factory = new FakeIndexedDb()
  const { vault } = open(factory)
  await fillJournal(vault)
  vault.close()
  await turns(80)
  expect((await records(factory, 'journal')).length).toBe(1)
  expect((await open(factory).vault.all()).length).toBe(foldAfterRecords)
})

test('[VT7] a full disk is told as such, at once, and later calls try again', async () => {
  let room = 400
  const browser = createFaultyBrowser(
    new FakeIndexedDb(),
    () => null,
    () => room,
  )
  const { vault } = open(browser.factory)
  await expect(vault.keep([sigil(1, 500)])).rejects.toMatchObject({ kind: 'full' })
  expect(browser.transactions()).toBe(1)
  room = 1200
  await vault.keep([sigil(1, 500)])
  expect(await vault.all()).toEqual([sigil(1, 500)])
})

test('[VT7] a small edit is kept although a large one beside it does not fit', async () => {
  const browser = createFaultyBrowser(
    new FakeIndexedDb(),
    () => null,
    () => 400,
  )
  const { vault } = open(browser.factory)
  const first = vault.keep([sigil(0)])
  const large = vault.keep([sigil(1, 500)])
  const small = vault.keep([sigil(2, 50)])
  await expect(large).rejects.toMatchObject({ kind: 'full' })
  await Promise.all([first, small])
  expect(await vault.all()).toEqual([sigil(0), sigil(2, 50)])
})

test('[VT7] of what does not fit whole, nothing is kept', async () => {
  const rooms = [Infinity, 0]
  const browser = createFaultyBrowser(
    new FakeIndexedDb(),
    () => null,
    () => rooms.shift() ?? Infinity,
  )
  const { vault } = open(browser.factory)
  const twoRecords = Array.from({ length: 20 }, (_, nth) => sigil(nth, 60_000))
  await expect(vault.keep(twoRecords)).rejects.toMatchObject({ kind: 'full' })
  expect(rooms).toEqual([])
  expect(await vault.all()).toEqual([])
})

test('[VT8] a database deleted by another tab is told as gone, and made anew', async () => {
  const factory = new FakeIndexedDb()
  const { vault, told } = open(factory)
  await vault.keep([sigil(1)])
  await deleteVault(chorus, factory)
  expect(told).toMatchObject([{ kind: 'gone' }])
  expect(await vault.all()).toEqual([])
  await vault.keep([sigil(1), sigil(2)])
  expect(await vault.all()).toEqual([sigil(1), sigil(2)])
  expect(told.length).toBe(1)
})

test('[VT8] site data cleared under two tabs is told to both, whoever is back first', async () => {
  const browser = createFaultyBrowser(new FakeIndexedDb(), () => null)
  const tabs = [open(browser.factory), open(browser.factory)]
  for (const { vault } of tabs) await vault.keep([sigil(1)])
  // Clearing site data asks no one: the connections end, the database is not there.
  const handles = [...browser.handles]
  for (const handle of handles) handle.close()
  await result(browser.factory.deleteDatabase(vaultName(chorus)))
  for (const handle of handles) forceCloseDatabase(handle as never)
  await turns(20)
  for (const { vault, told } of tabs) {
    await vault.keep([sigil(1)])
    expect(told).toMatchObject([{ kind: 'gone' }])
  }
})

test('[VT9] a record that does not add up is passed over and told, the rest is given', async () => {
  const factory = new FakeIndexedDb()
  const { vault, told, schedule } = open(factory)
  await vault.keep([sigil(1)])
  const db = await result(factory.open(vaultName(chorus)))
  const journal = db.transaction('journal', 'readwrite').objectStore('journal')
  const torn: PackedSigils = { pack: sigil(1).bytes, hash: new Uint8Array(32), count: 1 }
  await result(journal.add(torn))
  await result(journal.add('no record at all'))
  db.close()
  const rest = await fillJournal(vault, 2)
  expect(await vault.all()).toEqual([sigil(1), ...rest])
  expect(told).toMatchObject([{ kind: 'failed', detail: expect.stringContaining('2 damaged') }])
  schedule.fire()
  await turns(50)
  // Those two, and the newest.
  expect((await records(factory, 'journal')).length).toBe(3)
  expect(await vault.all()).toEqual([sigil(1), ...rest])
})

test('[VT6] [VT9] a fold takes up what lies behind records that are damaged', async () => {
  const factory = new FakeIndexedDb()
  const { vault, schedule } = open(factory)
  await vault.all()
  const db = await result(factory.open(vaultName(chorus)))
  const journal = db.transaction('journal', 'readwrite').objectStore('journal')
  const torn: PackedSigils = { pack: sigil(1).bytes, hash: new Uint8Array(32), count: 4096 }
  for (let nth = 0; nth < 2 * leastFolded; nth += 1) await result(journal.add(torn))
  db.close()
  const rest = await fillJournal(vault, 2)
  await turns(1)
  schedule.fire()
  await turns(50)
  // It looked at four times as many as were all damaged, half of which were not.
  expect((await records(factory, 'packs')).map(({ count }) => count)).toEqual([2 * leastFolded])
  expect(await vault.all()).toEqual(rest)
})

test('[VT10] a tab lets go when a newer Aetherlink wants the database, and says so', async () => {
  const factory = new FakeIndexedDb()
  const { vault, told } = open(factory)
  await vault.keep([sigil(1)])
  const newer = await result(factory.open(vaultName(chorus), 2))
  expect(told).toMatchObject([{ kind: 'blocked' }])
  await expect(vault.keep([sigil(2)])).rejects.toMatchObject({
    kind: 'failed',
    detail: expect.stringContaining('reload'),
  })
  newer.close()
})

test('[VT10] a database that does not open is spoken of, and waited for', async () => {
  const disk = new FakeIndexedDb()
  const held: (() => void)[] = []
  const factory: IDBFactory = new Proxy(disk, {
    get: (target, property) => {
      if (property !== 'open') return Reflect.get(target, property).bind(target)
      return (...named: [string, number]) => {
        const request = target.open(...named)
        const hold = (event: Event): void => {
          event.stopImmediatePropagation()
          request.removeEventListener('success', hold)
          held.push(() => request.dispatchEvent(new IDBVersionChangeEvent('success')))
        }
        request.addEventListener('success', hold)
        return request
      }
    },
  })
  const { vault, told, schedule } = open(factory)
  const keeping = vault.keep([sigil(1)])
  await turns(10)
  schedule.fire()
  expect(told).toMatchObject([{ kind: 'blocked' }])
  for (const letOpen of held) letOpen()
  await keeping
  expect(await vault.all()).toEqual([sigil(1)])
})

test('[VT1] ten thousand sigils handed over at once come back, in records of bounded size', async () => {
  const factory = new FakeIndexedDb()
  const { vault } = open(factory)
  const all = sigils(10_000)
  await vault.keep(all)
  const kept = await records(factory, 'journal')
  expect(kept.length).toBeGreaterThan(2)
  for (const { pack } of kept) expect(pack.length).toBeLessThanOrEqual(maxRecordBytes)
  expect((await vault.all()).map(({ id }) => id)).toEqual(all.map(({ id }) => id))
})

test('[VT9] what builds before packs stored is read, and folded like the rest', async () => {
  const factory = new FakeIndexedDb()
  const { vault, told, schedule } = open(factory)
  await vault.keep([sigil(1)])
  const db = await result(factory.open(vaultName(chorus)))
  const plain = {
    ids: concatBytes([sigil(2), sigil(3)].map(({ id }) => bytesOfHex(id))),
    lengths: Uint32Array.from([sigil(2), sigil(3)], ({ bytes }) => bytes.length),
    bytes: concatBytes([sigil(2).bytes, sigil(3).bytes]),
  }
  await result(db.transaction('journal', 'readwrite').objectStore('journal').add(plain))
  db.close()
  const rest = await fillJournal(vault, 4)
  expect(await vault.all()).toEqual([...sigils(3, 1), ...rest])
  schedule.fire()
  await turns(50)
  expect((await records(factory, 'packs')).map(({ count }) => count)).toEqual([2 + rest.length])
  expect(await vault.all()).toEqual([...sigils(3, 1), ...rest])
  expect(told).toEqual([])
})

test('[SN9] folding by whoever hides nothing that came since a face was kept', async () => {
  const factory = new FakeIndexedDb()
  const [tab, other] = [open(factory), open(factory)]
  const isLatest = async () => (await tab.vault.face())?.isLatest
  const face = (over: string | null, digest: string): FaceChange => ({
    over,
    head: { digest, count: 1, admitted: [], invites: [], glyphs: 0 },
    glyphs: [],
    isLatest: () => true,
  })
  await tab.vault.read(async () => true)
  await fillJournal(tab.vault)
  await tab.vault.keepFace(face(null, '1'))
  expect(await isLatest()).toBe(true)
  tab.schedule.fire()
  await turns(50)
  expect(await isLatest()).toBe(true)
  await fillJournal(other.vault, 5_000)
  other.schedule.fire()
  await turns(50)
  expect((await records(factory, 'journal')).length).toBe(1)
  expect(await isLatest()).toBe(false)
  await tab.vault.keepFace(face('1', '2'))
  expect(await isLatest()).toBe(false)
})

test('[SN9] of a database made anew under a tab, it knows nothing', async () => {
  const factory = new FakeIndexedDb()
  const { vault } = open(factory)
  await vault.read(async () => true)
  await vault.keep([sigil(1)])
  await deleteVault(chorus, factory)
  await open(factory).vault.keep([sigil(2)])
  await vault.keepFace({
    over: null,
    head: { digest: '1', count: 1, admitted: [], invites: [], glyphs: 0 },
    glyphs: [],
    isLatest: () => true,
  })
  expect((await vault.face())?.isLatest).toBe(false)
})

/**
 * Goal: a board that is shown by its face is the board that its history tells, and
 * nothing that anybody does before that is read is lost.
 * Method: a vault that gives its history only when the test says so.
 *
 *     face ●────────────── shown, changed ──────────────┐
 *     history            ○ ○ ○ ○ ○ ○ ○ read behind it ○ ● the weaver takes over
 */

import fc from 'fast-check'
import { expect, test } from 'vitest'

import { systemEntropy } from '../platform/entropy'
import { type Face, faceHeadOf } from '../protocol/face'
import type { GlyphId } from '../protocol/ids'
import { createLoom } from '../protocol/sigil.fixture'
import type { Weaver } from '../protocol/weaver'
import { createMemoryVault, createShelf } from '../storage/memory-vault'
import type { ChorusEvent } from './chorus'
import { held, reopened, shownBy, whole, written } from './face.fixture'
import { keepAgainMs } from './limits'
import { applySplices } from './overlay'
import {
  createBrowser,
  createEther,
  createVirtualTime,
  until,
  whileTimePasses,
} from './session.fixture'
import { createSnapshots } from './snapshots'

test('[SN7] a board stands before any of its history is read, as its history then tells it', async () => {
  const world = held()
  const { ada, glyph } = await written(world)
  world.holdHistory()
  const again = await reopened(world, ada)
  expect(again.status()).toMatchObject({ phase: 'open', reading: { read: 0, of: 2 }, unkept: 0 })
  expect(again.glyph(glyph)).toMatchObject({ title: 'written', hue: 40, tags: ['old'] })
  const before = shownBy(again)
  const events: ChorusEvent[] = []
  again.subscribe((event) => void events.push(event))
  world.letHistoryIn()
  await whole(world, again)
  expect(shownBy(again)).toEqual(before)
  expect(again.history().length).toBe(2)
  // Nothing was otherwise, so nobody is told that anything changed.
  expect(events.filter(({ kind }) => kind === 'glyphs' || kind === 'body')).toEqual([])
})

test('[SN7] a short history is read whole, and there is no in-between', async () => {
  const time = createVirtualTime()
  const browser = createBrowser({ time, ether: createEther(time), entropy: systemEntropy })
  const ada = await whileTimePasses(time, browser.openTab().found('Great Work', 'Ada'))
  await whileTimePasses(time, ada.create({ title: 'short' }).kept)
  await whileTimePasses(time, ada.close())
  const again = await whileTimePasses(time, browser.openTab().open(ada.id))
  expect(again.status().reading).toBeNull()
})

test('[SN7] what is changed meanwhile shows at once, is not called kept, and is sealed afterwards', async () => {
  const world = held()
  const { ada, glyph } = await written(world)
  world.holdHistory()
  const again = await reopened(world, ada)
  const titled = again.set(glyph, { title: 'renamed' })
  const typed = again.splice(glyph, [[4, 4, 'words']])
  const made = again.create({ title: 'new', body: 'of the in-between' })
  let isKept = false
  void typed.kept.then(() => {
    isKept = true
  })
  await until(world.time, () => again.glyph(made.glyph) !== undefined, 'a turn')
  world.time.advance(60_000)
  expect(again.glyph(glyph)?.title).toBe('renamed')
  expect(again.text(glyph)).toBe('the words')
  expect(again.status().unkept).toBe(2)
  expect(isKept).toBe(false)
  world.letHistoryIn()
  await whileTimePasses(world.time, Promise.all([titled.kept, typed.kept, made.kept]))
  expect(again.text(glyph)).toBe('the words')
  expect(again.text(made.glyph)).toBe('of the in-between')
  expect(again.count()).toBe(4)
  expect(again.dissolved()).toEqual([])
  // Not only on the screen: another tab finds it on the disk.
  await whileTimePasses(world.time, again.close())
  const later = await reopened(world, ada)
  await whole(world, later)
  expect([later.text(glyph), later.glyph(glyph)?.title]).toEqual(['the words', 'renamed'])
})

test('[SN7] a face that another tab’s work has left behind is mended, and what one typed goes past it', async () => {
  const world = held()
  const { ada, glyph } = await written(world, 'one three')
  const shelf = world.browser.shelves.get(ada.id)
  const stale = shelf?.face ?? null
  const other = await reopened(world, ada)
  await whole(world, other)
  await whileTimePasses(world.time, other.splice(glyph, [[4, 0, 'two ']]).kept)
  await whileTimePasses(world.time, other.set(glyph, { hue: 300 }).kept)
  await whileTimePasses(world.time, other.create({ title: 'unseen' }).kept)
  await whileTimePasses(world.time, other.close())
  if (shelf !== undefined) Object.assign(shelf, { face: stale, faceOf: null })
  world.holdHistory()
  const again = await reopened(world, ada)
  let screen = again.text(glyph)
  expect(screen).toBe('one three')
  const touched = new Set<GlyphId>()
  again.subscribe((event) => {
    if (event.kind === 'body' && event.glyph === glyph) screen = applySplices(screen, event.splices)
    if (event.kind === 'glyphs' && event.remote) for (const id of event.touched) touched.add(id)
  })
  const typed = again.splice(glyph, [[9, 0, ' four']])
  expect([screen, again.glyph(glyph)?.hue]).toEqual(['one three four', 40])
  world.letHistoryIn()
  await whileTimePasses(world.time, typed.kept)
  expect(again.text(glyph)).toBe('one two three four')
  expect(screen).toBe('one two three four')
  expect(again.glyph(glyph)?.hue).toBe(300)
  expect(touched).toEqual(new Set(again.glyphIds()))
})

test('[SN7] who leaves before all is read keeps what was changed, and waits for nothing else', async () => {
  const world = held()
  const { ada, glyph } = await written(world)
  world.holdHistory()
  const idle = await reopened(world, ada)
  // The history never comes, and nobody waits for it.
  await whileTimePasses(world.time, idle.close())
  const busy = await reopened(world, ada)
  const { kept } = busy.set(glyph, { title: 'last words' })
  const closing = busy.close()
  world.letHistoryIn()
  await whileTimePasses(world.time, closing)
  await whileTimePasses(world.time, kept)
  const again = await reopened(world, ada)
  await whole(world, again)
  expect(again.glyph(glyph)?.title).toBe('last words')
})

test('[SN7] a disk that fails once is read again, and says so; who leaves then gets the words back', async () => {
  const world = held()
  const { ada, glyph } = await written(world)
  world.failOnce()
  const again = await reopened(world, ada)
  again.recall()
  await until(world.time, () => again.status().trouble?.kind === 'failed', 'the trouble is told')
  const { kept } = again.set(glyph, { title: 'all the same' })
  world.time.advance(keepAgainMs)
  await whileTimePasses(world.time, kept)
  expect(again.status()).toMatchObject({ reading: null, trouble: null })
  await whileTimePasses(world.time, again.close())
  world.failOnce()
  const doomed = await reopened(world, ada)
  doomed.recall()
  await until(world.time, () => doomed.status().trouble !== null, 'the trouble is told')
  world.failOnce()
  const lost = doomed.set(glyph, { title: 'my words' })
  await whileTimePasses(world.time, doomed.close())
  await expect(lost.kept).rejects.toMatchObject({ kind: 'not-sealed', words: 'my words' })
})

test('[SN7] a further tab is shown the face too, and joins before it seals anything', async () => {
  const world = held()
  const { ada, glyph } = await written(world)
  const first = await reopened(world, ada)
  await whole(world, first)
  world.holdHistory()
  const second = await reopened(world, ada)
  expect(second.self).not.toBe(first.self)
  expect(second.status().phase).toBe('open')
  const { kept } = second.set(glyph, { title: 'by the second' })
  world.letHistoryIn()
  await whileTimePasses(world.time, kept)
  const own = second.history().filter(({ weaver }) => weaver === second.self)
  expect(own.map(({ sigil }) => second.sigil(sigil)?.deed.kind)).toEqual(['join', 'transmute'])
  expect(second.dissolved()).toEqual([])
})

test('[SN7] what may not be written after all is taken back, and its words given back', async () => {
  const world = held()
  const { ada, glyph } = await written(world)
  const { time, ether } = world
  const first = await reopened(world, ada)
  await whole(world, first)
  const link = await whileTimePasses(time, first.invite('weave'))
  const hers = held(time, ether)
  const bea = await whileTimePasses(time, hers.browser.openTab().join(link, 'Bea'))
  await whileTimePasses(time, bea.ready)
  await until(time, () => bea.digest() === first.digest(), 'in step')
  await whileTimePasses(time, bea.set(glyph, { hue: 1 }).kept)
  time.advance(1_000)
  await until(time, () => hers.browser.shelves.get(ada.id)?.face !== null, 'a face')
  const before = hers.browser.shelves.get(ada.id)?.face ?? null
  await whileTimePasses(time, first.remove(bea.self).kept)
  await until(time, () => bea.fellows().some((one) => one.self && one.isRemoved), 'she is told')
  await whileTimePasses(time, bea.close())
  await whileTimePasses(time, first.close())
  const shelf = hers.browser.shelves.get(ada.id)
  // As if the removal had come just before a crash: on the disk, and not in the face.
  if (shelf !== undefined) Object.assign(shelf, { face: before, faceOf: null })
  hers.holdHistory()
  const again = await whileTimePasses(time, hers.browser.openTab().open(ada.id))
  const lost = again.set(glyph, { title: 'too late' })
  expect(again.glyph(glyph)?.title).toBe('too late')
  hers.letHistoryIn()
  await whileTimePasses(
    time,
    lost.kept.catch(() => {}),
  )
  await expect(lost.kept).rejects.toMatchObject({ kind: 'not-sealed', words: 'too late' })
  expect(again.glyph(glyph)?.title).toBe('written')
})

test('[SN8] until all is read, what only history tells is refused in words, or waits', async () => {
  const world = held()
  const { ada, glyph } = await written(world)
  world.holdHistory()
  const again = await reopened(world, ada)
  const asked: readonly (() => unknown)[] = [
    () => again.history(),
    () => again.history(glyph),
    () => again.sigils(),
    () => again.narrate(),
    () => again.asides(),
    () => again.authorship(glyph),
    () => again.facets(glyph),
    () => again.sigil('00' as never),
    () => again.woven('00' as never),
    () => again.contests('00' as never),
    () => again.admissionOf(again.self),
  ]
  for (const ask of asked) expect(ask).toThrow(/still being read \(0 of 2 sigils\)/)
  expect([again.undoable(), again.redoable(), again.waiting()]).toEqual([null, null, []])
  expect(again.status()).toMatchObject({ linked: 0, calcified: false })
  let isSettled = false
  const settled = again.settled().then(() => {
    isSettled = true
  })
  const undone = again.undo()
  const link = again.invite('weave')
  world.time.advance(60_000)
  await until(world.time, () => true, 'a turn')
  expect(isSettled).toBe(false)
  world.letHistoryIn()
  await whileTimePasses(world.time, Promise.all([settled, link]))
  expect(await whileTimePasses(world.time, undone)).toMatchObject({ kind: 'done' })
  for (const ask of asked) expect(ask).not.toThrow()
})

test('[SN8] no neighbour is linked before, nor where the currents were cut meanwhile', async () => {
  const world = held()
  const { ada } = await written(world)
  const first = await reopened(world, ada)
  await whole(world, first)
  world.holdHistory()
  const second = await reopened(world, ada)
  second.setTides({ cut: true })
  second.setTides({ cut: false })
  world.time.advance(10_000)
  expect(first.fellows().some(({ linked, self }) => linked && !self)).toBe(false)
  second.setTides({ cut: true })
  world.letHistoryIn()
  await whole(world, second)
  world.time.advance(10_000)
  expect(second.fellows().some(({ linked, self }) => linked && !self)).toBe(false)
  second.setTides({ cut: false })
  await until(world.time, () => second.fellows().some((one) => one.linked && !one.self), 'a link')
})

/** What another tab, or this one at another moment, would keep of what it holds. */
const faceOf = (weaver: Weaver): Face => ({
  head: faceHeadOf(weaver),
  glyphs: weaver.glyphIds().map(weaver.faceOf),
})

const inOrder = (face: Face): Face => ({
  ...face,
  glyphs: face.glyphs.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
})

test('[SN6] whatever tabs keep in whatever order, the face they share is that of the one set it names', async () => {
  const anyStep = fc.record({
    tab: fc.nat(1),
    takes: fc.nat(4),
    passMs: fc.constantFrom(0, 40, 300, 700),
    alone: fc.boolean(),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { minLength: 4, maxLength: 24 }), async (steps) => {
      const loom = createLoom()
      const time = createVirtualTime()
      const shelf = createShelf()
      const vault = createMemoryVault(shelf)
      /** Every face that some tab once had, by the digest of its set. */
      const faces = new Map<string, Face>()
      const tabs = [0, 1].map(() => {
        const weaver = loom.weaver()
        const keeper = { whenKept: async () => {} }
        const snapshots = createSnapshots({
          vault,
          weaver,
          keeper,
          schedule: time,
          isBusy: () => false,
        })
        faces.set(weaver.digest(), inOrder(faceOf(weaver)))
        snapshots.begin(null)
        return { weaver, snapshots }
      })
      let checked: Face | null = null
      const check = (): void => {
        const { face } = shelf
        if (face === null || face === checked) return
        expect(inOrder(face)).toEqual(faces.get(face.head.digest))
        checked = face
      }
      let nth = 0
      for (const { tab, takes, passMs, alone } of steps) {
        const drawn = Object.fromEntries(
          Array.from({ length: takes }, () => {
            nth += 1
            const glyph = `g${nth % 5}`
            const splices = [[0, 0, `${nth} `] as const]
            return [`s${nth}`, { by: 'ada', at: nth + 10, glyph, title: `t${nth}`, splices }]
          }),
        )
        loom.weave(drawn)
        const takers = alone ? tabs.slice(tab, tab + 1) : tabs
        for (const { weaver, snapshots } of takers) {
          // Strands are chains, so whoever was left out takes all it lacks.
          const { integrated, touched } = weaver.resonate(loom.all(), 'bea')
          if (integrated.length === 0) continue
          faces.set(weaver.digest(), inOrder(faceOf(weaver)))
          snapshots.later(touched)
        }
        time.advance(passMs)
        for (let turn = 0; turn < 12; turn += 1) {
          await Promise.resolve()
          check()
        }
      }
      await Promise.all(tabs.map(({ snapshots }) => snapshots.now()))
      check()
      expect(tabs.map(({ weaver }) => weaver.digest())).toContain(shelf.face?.head.digest)
    }),
    { numRuns: 200 },
  )
})

test('[SN6] typing in one glyph of many writes that glyph alone', async () => {
  const loom = createLoom()
  const time = createVirtualTime()
  const vault = createMemoryVault()
  const written: number[] = []
  const weaver = loom.weaver()
  const snapshots = createSnapshots({
    vault: {
      ...vault,
      keepFace: (change) => {
        written.push(change.glyphs.length)
        return vault.keepFace(change)
      },
    },
    weaver,
    keeper: { whenKept: async () => {} },
    schedule: time,
    isBusy: () => false,
  })
  snapshots.begin(null)
  const take = async (drawn: Parameters<typeof loom.weave>[0]): Promise<void> => {
    const before = written.length
    const { touched } = weaver.resonate(Object.values(loom.weave(drawn)), 'bea')
    snapshots.later(touched)
    await until(time, () => written.length > before, 'a face is kept')
  }
  const many = Array.from({ length: 50 }, (_, nth) => nth)
  await take(
    Object.fromEntries(
      many.map((nth) => [`m${nth}`, { by: 'ada', at: 10 + nth, glyph: `g${nth}` }]),
    ),
  )
  await take({ one: { by: 'ada', at: 100, glyph: 'g7', splices: [[0, 0, 'a']] } })
  await take({ two: { by: 'ada', at: 101, glyph: 'g7', splices: [[1, 0, 'b']] } })
  expect(written).toEqual([50, 1, 1])
})

test('[SN6] no face is written while more is coming in, and one is once all is here', async () => {
  const loom = createLoom()
  const time = createVirtualTime()
  const shelf = createShelf()
  const weaver = loom.weaver()
  let isBusy = true
  const snapshots = createSnapshots({
    vault: createMemoryVault(shelf),
    weaver,
    keeper: { whenKept: async () => {} },
    schedule: time,
    isBusy: () => isBusy,
  })
  snapshots.begin(null)
  const { touched } = weaver.resonate(
    Object.values(loom.weave({ one: { by: 'ada', at: 10, glyph: 'g1' } })),
    'bea',
  )
  snapshots.later(touched)
  time.advance(60_000)
  expect(shelf.face).toBe(null)
  isBusy = false
  await until(time, () => shelf.face !== null, 'a face is kept')
  expect(shelf.face?.head.digest).toBe(weaver.digest())
})

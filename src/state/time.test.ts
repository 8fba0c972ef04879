/** Undo and the past as the interface is told of them, over whole weavers. */

import { expect, test } from 'vitest'

import type { Chorus } from '../chorus/chorus'
import {
  createBrowser,
  createEther,
  createVirtualTime,
  inStep,
  until,
  whileTimePasses,
} from '../chorus/session.fixture'
import { systemEntropy } from '../platform/entropy'
import { createTimeActions, restorationWords } from './time'
import { createUndoActions } from './undo'

async function setUp() {
  const time = createVirtualTime()
  const ether = createEther(time)
  const ask = <T>(call: Promise<T>): Promise<T> => whileTimePasses(time, call)
  const browser = createBrowser({ time, ether, entropy: systemEntropy })
  const hall = browser.openTab()
  const ada = await ask(hall.found('Great Work', 'Ada'))
  const other = createBrowser({ time, ether, entropy: systemEntropy }).openTab()
  const bea = await ask(other.join(await ask(ada.invite('weave')), 'Bea'))
  await ask(bea.ready)
  const level = () => until(time, () => inStep([ada, bea]), 'in step')
  return { time, ask, ada, bea, level, hall }
}

const said: string[] = []
const visit = (chorus: Chorus) =>
  createTimeActions(
    chorus,
    (kept) => void kept.catch((error) => said.push(String(error))),
  ).openPast()

test('[UN1] an undo says in words what it would take back, and what came of it', async () => {
  const { time, ask, ada, bea, level } = await setUp()
  const undo = createUndoActions(ada)
  const { glyph, kept } = ada.create({ title: 'Tea' })
  await ask(kept)
  expect(undo.undoWords()).toBe('created “Tea”')
  time.advance(2_000)
  await ask(ada.set(glyph, { title: 'Coffee' }).kept)
  expect(undo.undoWords()).toBe('renamed “Coffee”')
  await level()
  await ask(bea.set(glyph, { title: 'Cocoa' }).kept)
  await level()
  expect(await ask(undo.undo())).toEqual({
    kind: 'left',
    words: 'Bea has changed the title of “Cocoa” since, so it stays.',
  })
  expect((await ask(undo.undo())).words).toBe('Bea has worked on “Cocoa” since, so it stays.')
  expect(await ask(undo.undo())).toEqual({
    kind: 'nothing',
    words: 'There is nothing of yours to undo here.',
  })
})

test('[UN2] a tab that was closed finds its steps again in its own history', async () => {
  const { time, ask, ada, hall } = await setUp()
  const { glyph, kept } = ada.create({ title: 'Tea' })
  await ask(kept)
  for (const word of ['one', ' two']) {
    time.advance(2_000)
    await ask(ada.splice(glyph, [[ada.text(glyph).length, 0, word]]).kept)
  }
  await ask(ada.undo())
  expect(ada.text(glyph)).toBe('one')
  await ask(ada.settled())
  await ask(ada.close())
  const again = await ask(hall.open(ada.id))
  expect(again.self).toBe(ada.self)
  expect(again.text(glyph)).toBe('one')
  await ask(again.redo())
  expect(again.text(glyph)).toBe('one two')
  await ask(again.undo())
  await ask(again.undo())
  expect(again.text(glyph)).toBe('')
  expect(again.undoable()).toMatchObject({ did: 'created' })
})

test('[SS2] an undo asked for amid typing takes the typing with it, once that is sealed', async () => {
  const { time, ask, ada } = await setUp()
  const { glyph, kept } = ada.create({ title: 'Tea' })
  await ask(kept)
  time.advance(2_000)
  const editor = {}
  ada.splice(glyph, [[0, 0, 'o']], editor)
  ada.splice(glyph, [[1, 0, 'ne']], editor)
  expect(await ask(ada.undo({ glyph, body: true }))).toMatchObject({ kind: 'done' })
  expect(ada.text(glyph)).toBe('')
})

test('[TM3] a visit to the past stands still; cards of then keep their objects', async () => {
  const { ask, ada, bea, level } = await setUp()
  const one = ada.create({ title: 'one', body: 'text' })
  const two = ada.create({ title: 'two' })
  await ask(two.kept)
  await ask(one.kept)
  const past = visit(ada)
  await ask(ada.set(one.glyph, { title: 'changed' }).kept)
  await level()
  await ask(bea.set(two.glyph, { title: 'changed too' }).kept)
  await level()
  const now = past.cardsAt(past.count)
  expect([...now.values()].map(({ title }) => title).toSorted()).toEqual(['one', 'two'])
  expect(past.bodyAt(one.glyph, past.count)).toBe('text')
  const before = past.cardsAt(past.count - 1)
  expect(before.size).toBe(1)
  const [kept] = before.values()
  expect(past.cardsAt(past.count).get(kept!.id)).toBe(kept)
  expect(past.nextAt(past.count)).toBeNull()
  expect(past.nextAt(0)).toMatchObject({ words: 'began the chorus “Great Work”' })
})

test('[TM4] a restore writes what differs, and nothing else; undo takes it back in one step', async () => {
  const { time, ask, ada } = await setUp()
  const one = ada.create({ title: 'one', body: 'text', tags: ['a'] })
  const two = ada.create({ title: 'two' })
  await ask(two.kept)
  await ask(one.kept)
  const past = visit(ada)
  time.advance(2_000)
  await ask(ada.set(one.glyph, { title: 'changed', body: 'other text', tags: ['b'] }).kept)
  await ask(ada.shatter(two.glyph).kept)
  const three = ada.create({ title: 'three' })
  await ask(three.kept)
  time.advance(2_000)
  const count = ada.count()
  const changes = past.changesTo(past.count, null)
  expect(restorationWords(changes)).toBe(
    'shatters 1 glyph, brings 1 glyph back and changes 1 glyph',
  )
  expect(changes.find(({ glyph }) => glyph === one.glyph)?.facets).toEqual({
    title: 'one',
    tags: ['a'],
    body: 'text',
  })
  past.restore(changes)
  await ask(ada.settled())
  expect(ada.count()).toBe(count + 3)
  expect(past.changesTo(past.count, null)).toEqual([])
  await ask(ada.undo())
  expect(ada.glyph(one.glyph)).toMatchObject({ title: 'changed', tags: ['b'] })
  expect(ada.text(one.glyph)).toBe('other text')
  expect(ada.glyph(two.glyph)?.alive).toBe(false)
  expect(ada.glyph(three.glyph)?.alive).toBe(true)
  expect(said).toEqual([])
})

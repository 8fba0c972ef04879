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
import { checkReceipt } from '../loom/receipt-check'
import { systemEntropy } from '../platform/entropy'
import { sha256 } from '../platform/sha256'
import { createWebCryptoVerifier } from '../platform/webcrypto'
import type { GlyphId } from '../protocol/ids'
import { createScreen } from './frames.fixture'
import { mirrorChorus } from './mirror'

/** Two weavers in step, the first mirrored into a store whose frames are drawn by hand. */
async function setUp() {
  const time = createVirtualTime()
  const ether = createEther(time)
  const ask = <T>(call: Promise<T>): Promise<T> => whileTimePasses(time, call)
  const tab = () => createBrowser({ time, ether, entropy: systemEntropy }).openTab()
  const ada = await ask(tab().found('Great Work', 'Ada'))
  const bea = await ask(tab().join(await ask(ada.invite('weave')), 'Bea'))
  await ask(bea.ready)
  const all: readonly Chorus[] = [ada, bea]
  const { ports, draw, pass, framesAsked } = createScreen()
  const said: string[] = []
  const { store } = mirrorChorus({
    ...ports,
    chorus: ada,
    urlOf: (fragment) => `http://localhost/#${fragment}`,
    refused: (message) => said.push(message),
  })
  const level = () => until(time, () => inStep(all), 'in step')
  /** What is drawn from now on takes that long. */
  const slow = (ms: number) => store.subscribe(() => pass(ms))
  return { ask, ada, bea, store, draw, framesAsked, said, level, time, slow, pass }
}

test('a card keeps its object until something on it changes, and its parts until they do', async () => {
  const { ask, ada, store, draw } = await setUp()
  const { actions } = store.getState()
  const still = actions.create({ title: 'still' })
  const changing = actions.create({ title: 'changing', tags: ['spring'] })
  await ask(ada.settled())
  draw()
  const before = store.getState().glyphs
  actions.set(changing, { title: 'changed' })
  draw()
  const after = store.getState().glyphs
  expect(after.get(changing)?.title).toBe('changed')
  expect(after.get(changing)?.tags).toBe(before.get(changing)?.tags)
  expect(after.get(still)).toBe(before.get(still))
})

test('what did not change keeps its object, so that nobody draws it again', async () => {
  const { ask, ada, store, draw } = await setUp()
  const { actions } = store.getState()
  const glyph = actions.create({ title: 'one' })
  await ask(ada.settled())
  draw()
  const before = store.getState()
  const told: (keyof typeof before)[] = []
  store.subscribe((state, old) => {
    const names = Object.keys(state) as (keyof typeof before)[]
    told.push(...names.filter((name) => state[name] !== old[name]))
  })
  ada.setTides({})
  draw()
  expect(told).toEqual([])
  actions.set(glyph, { title: 'two' })
  draw()
  expect(told).not.toContain('weavers')
  expect(told).not.toContain('tides')
  expect(told).toContain('glyphs')
  await ask(ada.settled())
})

test('what others look at is drawn without reading anything else again', async () => {
  const { ask, ada, bea, store, draw, level, time } = await setUp()
  const glyph = store.getState().actions.create({ title: 'tea', body: 'tea' })
  await ask(ada.settled())
  await level()
  bea.attend({ glyph, caret: { anchor: 1, head: 3 } })
  await until(time, () => ada.onlookers().length === 1, 'heard')
  draw()
  const { onlookers, actions } = store.getState()
  expect(onlookers).toMatchObject([{ weaver: bea.self, glyph }])
  expect(actions.caretsIn(glyph)).toEqual([{ weaver: bea.self, anchor: 1, head: 3 }])
  actions.set(glyph, { title: 'green tea' })
  draw()
  expect(store.getState().onlookers).toBe(onlookers)
  await ask(ada.settled())
})

test('many changes are one drawing', async () => {
  const { ask, ada, store, draw, framesAsked } = await setUp()
  draw()
  const { actions } = store.getState()
  for (let nth = 0; nth < 50; nth += 1) actions.create({ title: `glyph ${nth}` })
  expect(framesAsked()).toBe(1)
  draw()
  expect(store.getState().glyphs.size).toBe(50)
  await ask(ada.settled())
})

test('a shattered glyph leaves the board, and bonds to it are there when it comes back', async () => {
  const { ask, ada, store, draw } = await setUp()
  const { actions } = store.getState()
  const gone = actions.create({ title: 'gone' })
  const left = actions.create({ title: 'left', bonds: [gone] })
  draw()
  actions.shatter(gone)
  draw()
  expect([...store.getState().glyphs.keys()]).toEqual([left])
  actions.restore(gone, 'alive', true)
  draw()
  expect(store.getState().glyphs.has(gone)).toBe(true)
  expect(store.getState().glyphs.get(left)?.bonds).toEqual([gone])
  await ask(ada.settled())
})

test('a bond to a glyph that comes later is not undone by the next bond', async () => {
  const { ask, ada, store, draw } = await setUp()
  const { actions } = store.getState()
  const late = '1'.repeat(32) as GlyphId
  const left = actions.create({ title: 'left', bonds: [late] })
  const other = actions.create({ title: 'other' })
  draw()
  // As the interface adds one: what its card shows, and one more.
  const shown = store.getState().glyphs.get(left)?.bonds ?? []
  actions.set(left, { bonds: [...shown, other] })
  await ask(ada.settled())
  expect(ada.glyph(left)?.bonds).toEqual([late, other].toSorted())
})

test('an editor hears of others’ splices and not of its own', async () => {
  const { ask, bea, store, level } = await setUp()
  const { actions } = store.getState()
  const glyph = actions.create({ body: 'tea' })
  await level()
  const mine = {}
  const heard: unknown[] = []
  actions.watchBody(glyph, mine, (splices) => heard.push(splices))
  actions.splice(glyph, [[3, 0, 'pot']], mine)
  await level()
  await ask(bea.splice(glyph, [[0, 0, 'green ']]).kept)
  await level()
  expect(heard).toEqual([[[0, 0, 'green ']]])
  expect(actions.text(glyph)).toBe('green teapot')
})

test('a refused change is told in words', async () => {
  const { store, said, time } = await setUp()
  const { actions } = store.getState()
  actions.set(actions.create({}), { title: 'x'.repeat(300) })
  await until(time, () => said.length > 0, 'said')
  expect(said[0]).toMatch(/256 characters/)
})

/*
 *        ┌── “green tea”  (Ada, 10:00) ──┐
 *  “tea” ┤                               ├── authority: Bea's stands
 *        └── “black tea”  (Bea, later) ──┘
 */
test('[RC5] history and why-card tell both versions, each by what its author had before', async () => {
  const { ask, ada, bea, store, draw, level, time } = await setUp()
  const { actions } = store.getState()
  const glyph = actions.create({ title: 'tea' })
  await level()
  ada.setTides({ cut: true })
  const early = await ask(ada.set(glyph, { title: 'green tea' }).kept)
  time.advance(1000)
  const late = await ask(bea.set(glyph, { title: 'black tea' }).kept)
  ada.setTides({ cut: false })
  await level()
  const [newest, second] = actions.history(glyph)
  expect(newest).toMatchObject({ sigil: late, rule: 'authority', glyphTitle: 'black tea' })
  expect(newest?.summary).toContain('“tea” to “black tea”')
  expect(second).toMatchObject({ sigil: early, rule: 'authority' })
  const why = actions.why(early, 'title')
  expect(why?.sentence).toMatch(/\*\*Bea’s stamp .* is later\*\*/)
  expect(why?.versions.map(({ name, value, stands }) => [name, value, stands])).toEqual([
    ['Bea', 'black tea', true],
    ['Ada', 'green tea', false],
  ])
  expect(why).toMatchObject({ now: 'black tea', changedSince: false })
  draw()
  expect(store.getState().glyphs.get(glyph)?.contested).toEqual([
    { facet: 'title', rule: 'authority', sigil: late },
  ])
  const steps = await actions.recompute(early, 'title')
  expect(steps.map(({ outcome }) => outcome)).toEqual(steps.map(() => 'holds'))
  expect(steps.at(-1)?.found).toBe('Yes: “black tea”.')
  const text = actions.receipt(early, 'title') ?? ''
  const verifier = createWebCryptoVerifier()
  expect(await checkReceipt(text, { hash: sha256, verifier })).toMatchObject({ ok: true })
  expect(store.getState().inbox).toMatchObject([{ mine: 'green tea', outcome: 'black tea' }])
  actions.restore(glyph, 'title', 'green tea')
  await ask(ada.settled())
  await level()
  expect(bea.glyph(glyph)?.title).toBe('green tea')
  expect(actions.why(early, 'title')?.changedSince).toBe(true)
})

test('a row of history keeps its object while what it tells is the same', async () => {
  const { ask, ada, store, level } = await setUp()
  const { actions } = store.getState()
  actions.create({ title: 'first' })
  await ask(ada.settled())
  // Bea's joining comes before it, and may come in after it.
  await level()
  const before = actions.history()
  actions.create({ title: 'second' })
  await ask(ada.settled())
  expect(actions.history().slice(1)).toEqual(before)
  expect(actions.history().at(-1)).toBe(before.at(-1))
})

//   drawing takes 40 ms    ── rests 320 ms ──    what others did is drawn
//                            own change drawn
test('what costs much to draw is drawn seldom, but for one’s own changes', async () => {
  const { ask, ada, bea, store, draw, framesAsked, level, slow, pass } = await setUp()
  const [ours, theirs] = [ada.create({ title: 'ours' }), ada.create({ title: 'theirs' })]
  await ask(theirs.kept)
  await level()
  draw()
  const titleOf = ({ glyph }: typeof ours) => store.getState().glyphs.get(glyph)?.title
  const stop = slow(40)
  await ask(bea.set(theirs.glyph, { title: 'once' }).kept)
  await level()
  draw()
  await Promise.resolve()
  expect(titleOf(theirs)).toBe('once')
  await ask(bea.set(theirs.glyph, { title: 'twice' }).kept)
  await level()
  ada.set(ours.glyph, { title: 'at once' })
  draw()
  expect([titleOf(ours), titleOf(theirs)]).toEqual(['at once', 'once'])
  expect(framesAsked(), 'while it rests').toBe(0)
  pass(400)
  stop()
  draw()
  expect(titleOf(theirs)).toBe('twice')
  await ask(ada.settled())
})

test('while a person writes, what others do is drawn a few cards at a time, and all of it in the end', async () => {
  const { ask, ada, bea, store, draw, level, pass } = await setUp()
  const made = Array.from({ length: 40 }, (_, nth) => ada.create({ title: `${nth}` }).glyph)
  await ask(ada.settled())
  await level()
  draw()
  await Promise.resolve()
  pass(2_000)
  const changed = () =>
    made.filter((glyph) => store.getState().glyphs.get(glyph)?.title === 'theirs').length
  await ask(Promise.all(made.map((glyph) => bea.set(glyph, { title: 'theirs' }).kept)))
  await level()
  const own = ada.create({ title: 'own' })
  draw()
  expect(store.getState().glyphs.get(own.glyph)?.title).toBe('own')
  expect(changed()).toBeGreaterThan(0)
  expect(changed()).toBeLessThan(40)
  for (let rests = 0; changed() < 40 && rests < 10; rests += 1) {
    await Promise.resolve()
    pass(500)
    draw()
  }
  expect(changed()).toBe(40)
  await ask(ada.settled())
})

test('who has joined is shown everything in the next frame, however long drawing takes', async () => {
  const time = createVirtualTime()
  const ether = createEther(time)
  const ask = <T>(call: Promise<T>): Promise<T> => whileTimePasses(time, call)
  const tab = () => createBrowser({ time, ether, entropy: systemEntropy }).openTab()
  const ada = await ask(tab().found('Great Work', 'Ada'))
  for (let nth = 0; nth < 5; nth += 1) await ask(ada.create({ title: `${nth}` }).kept)
  const bea = await ask(tab().join(await ask(ada.invite('weave')), 'Bea'))
  const { ports, draw, pass } = createScreen()
  const { store } = mirrorChorus({
    ...ports,
    chorus: bea,
    urlOf: (fragment) => fragment,
    refused: () => {},
  })
  store.subscribe(() => pass(40))
  await until(time, () => (draw(), bea.status().phase === 'open'), 'joined')
  draw()
  expect(store.getState().status.phase).toBe('open')
  expect(store.getState().glyphs.size).toBe(5)
})

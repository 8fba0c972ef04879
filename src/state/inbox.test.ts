import fc from 'fast-check'
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
import type { GlyphId } from '../protocol/ids'
import { createLoom, type Drawn, fakeHash, weaverNamed } from '../protocol/sigil.fixture'
import type { Weaver } from '../protocol/weaver'
import { createInbox, type InboxEntry, type InboxSource } from './inbox'

/** Ada in two tabs of one browser, and Bea and Cyd, all in step on one glyph. */
async function setUp() {
  const time = createVirtualTime()
  const ether = createEther(time)
  const ask = <T>(call: Promise<T>): Promise<T> => whileTimePasses(time, call)
  const browser = () => createBrowser({ time, ether, entropy: systemEntropy })
  const adas = browser()
  const ada = await ask(adas.openTab().found('Great Work', 'Ada'))
  const link = await ask(ada.invite('weave'))
  const bea = await ask(browser().openTab().join(link, 'Bea'))
  const cyd = await ask(browser().openTab().join(link, 'Cyd'))
  const twin = await ask(adas.openTab().open(ada.id))
  const all: readonly Chorus[] = [ada, bea, cyd, twin]
  for (const chorus of all) await ask(chorus.ready)
  const made = ada.create({ title: 'tea', hue: 10 })
  await ask(made.kept)
  const level = (who = all) => until(time, () => inStep(who), 'in step')
  await level()
  const cut = (isCut: boolean, who = all): void => {
    for (const chorus of who) chorus.setTides({ cut: isCut })
  }
  /** One after another, a second apart. */
  async function write(...writes: readonly (() => Promise<unknown>)[]): Promise<void> {
    for (const one of writes) {
      time.advance(1000)
      await ask(one())
    }
  }
  /** None having seen the others; then all of it meets. */
  async function apart(...writes: readonly (() => Promise<unknown>)[]): Promise<void> {
    cut(true)
    await write(...writes)
    cut(false)
    await level()
  }
  return { ask, adas, ada, twin, bea, cyd, glyph: made.glyph, write, apart, cut, level }
}

const told = (chorus: Chorus): readonly InboxEntry[] => createInbox(chorus).entries()
const title = (chorus: Chorus, glyph: GlyphId, text: string) => () =>
  chorus.set(glyph, { title: text }).kept

test('[IN1] whose later-stamped rival stands has exactly one entry, and nobody else any', async () => {
  const { ada, twin, bea, cyd, glyph, apart } = await setUp()
  const inbox = createInbox(ada)
  expect(inbox.entries()).toEqual([])
  await apart(title(ada, glyph, 'green'), title(bea, glyph, 'black'))
  expect(inbox.entries()).toMatchObject([
    {
      facet: 'title',
      rule: 'authority',
      mine: 'green',
      outcome: 'black',
      others: [bea.self],
      changedSince: false,
      isLooked: false,
    },
  ])
  expect(inbox.entries()).toBe(inbox.entries())
  // Her other tab is the same person, and what is read anew is what was followed.
  expect(told(twin)).toEqual(told(ada))
  expect(inbox.entries()).toEqual(told(ada))
  expect(told(bea)).toEqual([])
  expect(told(cyd)).toEqual([])
})

/*
 *        ┌── “green” (Ada) ──┐
 *  “tea” ┼── “black” (Bea) ──┴── met first
 *        └── “white” (Cyd) ───── later, and by a later stamp
 */
test('[IN1] an entry follows its verdict when a third sigil arrives', async () => {
  const { ada, twin, bea, cyd, glyph, write, cut, level } = await setUp()
  const inbox = createInbox(ada)
  cut(true)
  await write(title(ada, glyph, 'green'), title(bea, glyph, 'black'), title(cyd, glyph, 'white'))
  cut(false, [ada, bea, twin])
  await level([ada, bea, twin])
  expect(inbox.entries()).toMatchObject([{ outcome: 'black', others: [bea.self] }])
  cut(false)
  await level()
  expect(inbox.entries()).toMatchObject([{ outcome: 'white', others: [cyd.self] }])
  expect(inbox.entries()).toEqual(told(ada))
  expect(told(bea)).toMatchObject([{ mine: 'black', outcome: 'white' }])
  expect(told(cyd)).toEqual([])
})

test('[IN2] nobody is told of what came out as they wrote it, nor of what they did to themselves', async () => {
  const { ada, twin, bea, glyph, apart } = await setUp()
  await apart(title(ada, glyph, 'green'), title(bea, glyph, 'green'))
  expect([told(ada), told(bea)]).toEqual([[], []])
  await apart(title(ada, glyph, 'one tab'), title(twin, glyph, 'other tab'))
  expect([told(ada), told(twin)]).toEqual([[], []])
  await apart(
    () => ada.splice(glyph, [[0, 0, 'leaves']]).kept,
    () => bea.splice(glyph, [[0, 0, 'water']]).kept,
  )
  expect([told(ada), told(bea)]).toEqual([[], []])
})

test('[IN3] whoever edited what another shattered is told, and so is whoever shattered what lives', async () => {
  const { ada, bea, glyph, apart } = await setUp()
  await apart(
    () => ada.splice(glyph, [[0, 0, 'leaves']]).kept,
    () => bea.shatter(glyph).kept,
  )
  expect(told(ada)).toMatchObject([{ facet: 'alive', mine: true, outcome: false, isAlive: false }])
  expect(told(bea)).toEqual([])
  await apart(
    () => bea.shatter(glyph).kept,
    () => ada.set(glyph, { hue: 40 }).kept,
  )
  expect(told(bea)).toMatchObject([{ facet: 'alive', mine: false, outcome: true }])
  // Her hue was a later word on whether it lives, and she had seen the first shattering.
  expect(told(ada)).toEqual([])
})

test('[IN4] writing the facet again answers an entry; another’s writing asks before', async () => {
  const { ask, ada, bea, glyph, apart, level } = await setUp()
  await apart(title(ada, glyph, 'green'), title(bea, glyph, 'black'))
  await ask(bea.set(glyph, { hue: 90 }).kept)
  await level()
  expect(told(ada)).toMatchObject([{ changedSince: false, now: 'black' }])
  await ask(bea.set(glyph, { title: 'oolong' }).kept)
  await level()
  expect(told(ada)).toMatchObject([{ changedSince: true, outcome: 'black', now: 'oolong' }])
  await ask(ada.restore(glyph, 'title', 'green').kept)
  expect(told(ada)).toEqual([])
  await level()
  expect(bea.glyph(glyph)?.title).toBe('green')
  expect(told(bea)).toEqual([])
})

test('[IN5] what was looked at and kept is remembered, and reading again brings nothing twice', async () => {
  const { ask, adas, ada, twin, bea, glyph, apart } = await setUp()
  await apart(
    () => ada.set(glyph, { title: 'green', hue: 20 }).kept,
    () => bea.set(glyph, { title: 'black', hue: 30 }).kept,
  )
  const [first, second] = told(ada)
  if (first === undefined || second === undefined) throw new RangeError('two entries')
  await ask(ada.markInbox('looked', [first.key, second.key]))
  await ask(ada.markInbox('kept', [second.key]))
  expect(told(ada)).toMatchObject([{ key: first.key, isLooked: true }])
  await ask(ada.close())
  await ask(twin.close())
  const again = await ask(adas.openTab().open(ada.id))
  await ask(again.ready)
  expect(told(again)).toMatchObject([{ key: first.key, isLooked: true }])
  expect(told(again)).toHaveLength(1)
})

interface Move {
  readonly by: 'ada' | 'bea' | 'cyd'
  /** Which of the earlier sigils its author had seen. */
  readonly seen: readonly number[]
  readonly does: 'title' | 'hue' | 'types' | 'shatters'
}

const anyMove: fc.Arbitrary<Move> = fc.record({
  by: fc.constantFrom('ada', 'bea', 'cyd'),
  seen: fc.array(fc.nat(30), { maxLength: 3 }),
  does: fc.constantFrom('title', 'title', 'hue', 'types', 'shatters'),
})

function drawnFrom({ by, seen, does }: Move, nth: number): Drawn {
  const after = nth === 0 ? [] : [...new Set(seen.map((one) => `m${one % nth}`))]
  // Two at a time share a stamp, unless one of them has seen the other.
  const at = 10 + 2 * Math.floor(nth / 2) + Number(after.includes(`m${nth - 1}`))
  const drawn = { by, at, after: nth === 0 ? [] : ['m0', ...after] }
  if (does === 'types') return { ...drawn, splices: [[0, 0, 'x']] }
  if (does === 'shatters') return { ...drawn, shatters: true }
  return does === 'hue' ? { ...drawn, hue: nth } : { ...drawn, title: `title ${nth % 4}` }
}

/** Ada's view of what a weaver holds. */
function asAda(weaver: Weaver): InboxSource {
  const self = weaverNamed('ada')
  return {
    ...weaver,
    self,
    sigil: weaver.get,
    hash: fakeHash,
    fellows: () =>
      weaver.admitted().map((one) => ({
        ...one,
        self: one.weaver === self,
        linked: true,
        lacks: 0,
      })),
    inboxMarks: () => noMarks,
  }
}

const noMarks = { looked: [], kept: [] }

test('[IN1] in whatever order and pieces sigils come, the inbox ends the same, and as if read anew', () => {
  let entries = 0
  fc.assert(
    fc.property(
      fc.array(anyMove, { minLength: 3, maxLength: 14 }),
      fc.infiniteStream(fc.nat(99)),
      fc.integer({ min: 1, max: 5 }),
      (moves, keys, pieces) => {
        const loom = createLoom(['bea', 'cyd'])
        const drawn = Object.fromEntries(moves.map((one, nth) => [`m${nth}`, drawnFrom(one, nth)]))
        const sigils = Object.values(loom.weave(drawn))
        const shuffled = sigils
          .map((sigil) => ({ sigil, key: keys.next().value ?? 0 }))
          .toSorted((a, b) => a.key - b.key)
          .map(({ sigil }) => sigil)
        const weaver = loom.weaver()
        const followed = createInbox(asAda(weaver))
        for (let at = 0; at < shuffled.length; at += pieces) {
          weaver.resonate(shuffled.slice(at, at + pieces), 'bea')
          followed.entries()
        }
        const anew = createInbox(asAda(loom.weaver(sigils))).entries()
        expect(followed.entries()).toEqual(anew)
        expect(new Set(anew.map(({ key }) => key)).size).toBe(anew.length)
        for (const { others } of anew) expect(others).not.toContain(weaverNamed('ada'))
        entries += anew.length
      },
    ),
    { numRuns: 300 },
  )
  expect(entries).toBeGreaterThan(5)
})

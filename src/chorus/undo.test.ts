/**
 * Goal: an undo takes back what its weaver did, all of it, and nothing else.
 * Method: examples drawn as graphs; then random collaborations, judged by what
 * stood before and by who wrote what.
 */

import fc from 'fast-check'
import { expect, test } from 'vitest'

import type { FacetName, FacetValue } from '../protocol/sigil'
import { glyphNamed, weaverNamed } from '../protocol/sigil.fixture'
import { createSchool, type Pupil } from './undo.fixture'

const g = glyphNamed('g')
const h = glyphNamed('h')

function meet(...pupils: readonly Pupil[]): void {
  for (const one of pupils) for (const other of pupils) if (one !== other) one.hear(other)
}

const valueOf = ({ weaver }: Pupil, facet: FacetName): FacetValue | undefined =>
  weaver.facets(g).find((settled) => settled.facet === facet)?.value

function lesson() {
  const school = createSchool('ada', 'bea')
  const ada = school.pupil('ada')
  const bea = school.pupil('bea')
  return { ...school, ada, bea }
}

//  ada: creates ── “tea” ── undo      everything stays in history
test('[UN1] an undo is a new sigil by the same weaver, and what it undid stays in history', async () => {
  const { ada, bea, wait } = lesson()
  ada.set(g, 'title', 'Tea')
  wait(2_000)
  const typed = ada.type(g, [0, 0, 'tea'])
  expect(await ada.undo()).toMatchObject({ kind: 'done', step: { did: 'wrote', glyphs: [g] } })
  expect(ada.text(g)).toBe('')
  const last = ada.weaver.sigils().at(-1)!
  expect(last.author).toBe(weaverNamed('ada'))
  expect(last.links).toContain(typed.id)
  meet(ada, bea)
  expect(bea.text(g)).toBe('')
  expect(bea.weaver.digest()).toBe(ada.weaver.digest())
})

//  ada: “tea” ────────────── undo          ada’s letters go,
//  bea:       “t·xx·ea” ──┘                bea’s stay
test('[UN5] undoing one’s typing takes away one’s own letters, wherever they are, and no others', async () => {
  const { ada, bea, wait } = lesson()
  ada.write(g, {})
  wait(2_000)
  ada.type(g, [0, 0, 'tea'])
  meet(ada, bea)
  bea.type(g, [1, 0, 'xx'])
  meet(ada, bea)
  await ada.undo()
  expect(ada.text(g)).toBe('xx')
  await ada.redo()
  expect(ada.text(g)).toBe('txxea')
})

//  ada: “one two three” ── −“two ” ────── undo     what both deleted stays deleted
//  bea:                 └─ −“two th” ──┘
test('[UN5] undoing a deletion puts back what nobody else deleted, in its place', async () => {
  const { ada, bea, wait } = lesson()
  bea.type(g, [0, 0, 'one two three'])
  meet(ada, bea)
  ada.type(g, [4, 4, ''])
  meet(ada, bea)
  bea.type(g, [3, 0, '!'])
  meet(ada, bea)
  expect(ada.text(g)).toBe('one! three')
  await ada.undo()
  expect(ada.text(g)).toBe('one! two three')
  await ada.redo()
  expect(ada.text(g)).toBe('one! three')
  wait(2_000)
  bea.type(g, [5, 2, ''])
  ada.type(g, [5, 3, ''])
  meet(ada, bea)
  expect(ada.text(g)).toBe('one! ee')
  await ada.undo()
  expect(ada.text(g)).toBe('one! ree')
})

test('[UN5] what an undo put back counts as what it was: undone typing takes it along', async () => {
  const { ada, wait } = lesson()
  ada.write(g, {})
  for (const splice of [
    [0, 0, 'abc'],
    [1, 1, ''],
    [0, 1, ''],
  ] as const) {
    wait(2_000)
    ada.type(g, splice)
  }
  const texts = ['c', 'ac', 'abc', '']
  for (const text of texts.slice(1)) {
    await ada.undo()
    expect(ada.text(g)).toBe(text)
  }
  for (const text of texts.toReversed().slice(1)) {
    await ada.redo()
    expect(ada.text(g)).toBe(text)
  }
})

//  tombs:  [abc][def], the first to go being put back last
test('[UN5] pieces put back one after another come in the order they had', async () => {
  const { ada, bea, wait } = lesson()
  bea.type(g, [0, 0, 'abcdef'])
  meet(ada, bea)
  ada.type(g, [0, 3, ''])
  wait(2_000)
  ada.type(g, [0, 3, ''])
  await ada.undo()
  expect(ada.text(g)).toBe('def')
  await ada.undo()
  expect(ada.text(g)).toBe('abcdef')
})

test('[UN5] where others deleted all of it, an undo says so and changes nothing', async () => {
  const { ada, bea, wait } = lesson()
  ada.write(g, {})
  wait(2_000)
  ada.type(g, [0, 0, 'tea'])
  meet(ada, bea)
  bea.type(g, [0, 3, ''])
  meet(ada, bea)
  const count = ada.weaver.count()
  expect(await ada.undo()).toMatchObject({
    kind: 'left',
    left: [{ glyph: g, facet: 'body', by: [weaverNamed('bea')] }],
  })
  expect(ada.weaver.count()).toBe(count)
  expect(ada.undoable()).toMatchObject({ did: 'created' })
})

//  ada: hue 10 ── hue 20 ── hue 30 ── undo ── undo
test('[UN4] a facet goes back to what its writer had before, step by step', async () => {
  const { ada, wait } = lesson()
  for (const hue of [10, 20, 30]) {
    ada.set(g, 'hue', hue)
    wait(2_000)
  }
  await ada.undo()
  expect(valueOf(ada, 'hue')).toBe(20)
  await ada.undo()
  expect(valueOf(ada, 'hue')).toBe(10)
  await ada.redo()
  await ada.redo()
  expect(valueOf(ada, 'hue')).toBe(30)
  await ada.undo()
  expect(valueOf(ada, 'hue')).toBe(20)
})

//  ada: “Tea” ── “Coffee” ────────── undo: left
//  bea:                  └─ “Cocoa” ─┘
test('[UN4] what others have changed since stays, and who did is told, the first one first', async () => {
  const { ada, bea, wait } = lesson()
  ada.set(g, 'title', 'Tea')
  wait(2_000)
  ada.set(g, 'title', 'Coffee')
  meet(ada, bea)
  bea.set(g, 'title', 'Cocoa')
  meet(ada, bea)
  expect(await ada.undo()).toMatchObject({
    kind: 'left',
    left: [{ glyph: g, facet: 'title', by: [weaverNamed('bea')] }],
  })
  expect(valueOf(ada, 'title')).toBe('Cocoa')
})

//  ada: “A” ─────── “C” ── undo: “B” again ── undo: left, since B is bea’s doing
//  bea:    └─ “B” ─┘
test('[UN4] a value that an undo brought back is still the doing of whoever wrote it', async () => {
  const { ada, bea, wait } = lesson()
  ada.write(g, {})
  wait(2_000)
  ada.set(g, 'title', 'A')
  meet(ada, bea)
  bea.set(g, 'title', 'B')
  meet(ada, bea)
  ada.set(g, 'title', 'C')
  await ada.undo()
  expect(valueOf(ada, 'title')).toBe('B')
  expect(await ada.undo()).toMatchObject({ kind: 'left', left: [{ by: [weaverNamed('bea')] }] })
  expect(valueOf(ada, 'title')).toBe('B')
})

test('[UN4] tags and bonds that were not there before are taken off again', async () => {
  const { ada, wait } = lesson()
  ada.write(g, {})
  wait(2_000)
  ada.set(g, 'tag:red', true)
  wait(2_000)
  ada.set(g, `bond:${h}`, true)
  expect(ada.weaver.glyph(g)).toMatchObject({ tags: ['red'], bonds: [h] })
  await ada.undo()
  await ada.undo()
  expect(ada.weaver.glyph(g)).toMatchObject({ tags: [], bonds: [] })
})

test('[UN6] a creation is undone by shattering, and redone by bringing back', async () => {
  const { ada, wait } = lesson()
  ada.set(g, 'title', 'Tea')
  wait(2_000)
  ada.type(g, [0, 0, 'green'])
  await ada.undo()
  expect(await ada.undo()).toMatchObject({ step: { did: 'created' } })
  expect(ada.weaver.glyph(g)?.alive).toBe(false)
  await ada.redo()
  await ada.redo()
  expect(ada.weaver.glyph(g)).toMatchObject({ alive: true, title: 'Tea' })
  expect(ada.text(g)).toBe('green')
})

//  ada: creates ───────────── undo: left
//  bea:        └─ “a” ──────┘
test('[UN6] a glyph that others have built on is not shattered by an undo', async () => {
  const { ada, bea } = lesson()
  ada.set(g, 'title', 'Tea')
  meet(ada, bea)
  bea.type(g, [0, 0, 'a'])
  meet(ada, bea)
  expect(await ada.undo()).toMatchObject({
    kind: 'left',
    left: [{ facet: 'alive', by: [weaverNamed('bea')] }],
  })
  expect(ada.weaver.glyph(g)?.alive).toBe(true)
})

//  ada: creates ── “Tea” ─────────── undo: left, or it would bring the glyph back
//  bea:                 └─ shatters ─┘
test('[UN6] nothing that others shattered is brought back by an undo; what oneself shattered is', async () => {
  const { ada, bea, wait } = lesson()
  ada.write(g, {})
  wait(2_000)
  ada.set(g, 'title', 'Tea')
  meet(ada, bea)
  bea.shatter(g)
  meet(ada, bea)
  expect(await ada.undo()).toMatchObject({ kind: 'left', left: [{ facet: 'alive' }] })
  expect(ada.weaver.glyph(g)?.alive).toBe(false)
  await bea.undo()
  expect(bea.weaver.glyph(g)).toMatchObject({ alive: true, title: 'Tea' })
})

test('[UN3] typing without a pause is one step, and a pause, a line and a paste end it', async () => {
  const { ada, wait } = lesson()
  ada.write(g, {})
  wait(2_000)
  let text = ''
  const type = (put: string, ms: number): void => {
    wait(ms)
    ada.type(g, [text.length, 0, put])
    text += put
  }
  for (const letter of 'tea') type(letter, 90)
  type(' for', 900)
  type(' two\n', 90)
  type('and', 90)
  type('a paste of a good many letters at once', 90)
  const left: string[] = []
  while (ada.undoable()?.did === 'wrote') {
    await ada.undo()
    left.push(ada.text(g))
  }
  expect(left).toEqual(['tea for two\nand', 'tea for two\n', 'tea', ''])
})

test('[UN3] what one gesture does to several glyphs is one step', async () => {
  const { ada, wait } = lesson()
  ada.set(g, 'place', { x: 1, y: 1 })
  ada.set(h, 'place', { x: 2, y: 2 })
  wait(2_000)
  ada.set(g, 'place', { x: 11, y: 1 })
  ada.set(h, 'place', { x: 12, y: 2 })
  expect(ada.undoable()).toEqual({ did: 'place', glyphs: [g, h] })
  await ada.undo()
  expect(ada.weaver.glyph(g)?.place).toEqual({ x: 1, y: 1 })
  expect(ada.weaver.glyph(h)?.place).toEqual({ x: 2, y: 2 })
  expect(ada.redoable()).toEqual({ did: 'place', glyphs: [g, h] })
  await ada.redo()
  expect(ada.weaver.glyph(h)?.place).toEqual({ x: 12, y: 2 })
  wait(2_000)
  ada.set(g, 'title', 'Tea')
  ada.shatter(h)
  expect(ada.undoable()).toEqual({ did: 'changed', glyphs: [g, h] })
  await ada.undo()
  expect(ada.weaver.glyph(h)?.alive).toBe(true)
})

test('[UN2] after a reload, the same can be undone and redone: history is all there is to keep', async () => {
  const { ada, wait } = lesson()
  ada.set(g, 'title', 'Tea')
  for (const word of ['one', 'two', 'three']) {
    wait(2_000)
    ada.type(g, [ada.text(g).length, 0, word])
  }
  wait(2_000)
  ada.type(g, [0, 6, ''])
  await ada.undo()
  await ada.undo()
  const again = ada.reload()
  expect(again.undoable()).toEqual(ada.undoable())
  expect(again.redoable()).toEqual(ada.redoable())
  await again.redo()
  expect(again.text(g)).toBe('onetwothree')
  await again.redo()
  expect(again.text(g)).toBe('three')
  const third = again.reload()
  for (const text of ['onetwothree', 'onetwo', 'one', '']) {
    await third.undo()
    expect(third.text(g)).toBe(text)
  }
})

test('[UN7] a new change of a glyph ends what could be redone there, and there alone', async () => {
  const { ada, wait } = lesson()
  ada.set(g, 'title', 'Tea')
  wait(2_000)
  ada.set(h, 'title', 'Hat')
  wait(2_000)
  ada.set(g, 'title', 'Coffee')
  await ada.undo()
  wait(2_000)
  ada.set(h, 'title', 'Cap')
  expect(ada.redoable()).toEqual({ did: 'title', glyphs: [g] })
  ada.set(g, 'hue', 20)
  expect(ada.redoable()).toBeNull()
})

test('[UN1] undo reaches this weaver’s own steps alone, and where asked, one body’s', async () => {
  const { ada, bea, wait } = lesson()
  bea.type(g, [0, 0, 'hers'])
  meet(ada, bea)
  expect(ada.undoable()).toBeNull()
  expect(await ada.undo()).toEqual({ kind: 'nothing' })
  ada.type(g, [4, 0, ', mine'])
  wait(2_000)
  ada.set(g, 'hue', 9)
  expect(ada.undoable()).toMatchObject({ did: 'hue' })
  expect(ada.undoable({ glyph: g, body: true })).toMatchObject({ did: 'wrote' })
  await ada.undo({ glyph: g, body: true })
  expect(ada.text(g)).toBe('hers')
  expect(valueOf(ada, 'hue')).toBe(9)
})

// Random work of one and of several

/** One thing a person does; numbers pick among what is possible. */
interface Move {
  readonly who: number
  readonly kind:
    | 'type'
    | 'delete'
    | 'title'
    | 'hue'
    | 'shatter'
    | 'revive'
    | 'meet'
    | 'undo'
    | 'redo'
    | 'reload'
  readonly at: number
  readonly size: number
}

const move = (kinds: readonly (readonly [number, Move['kind']])[]): fc.Arbitrary<Move> =>
  fc.record({
    who: fc.nat(2),
    kind: fc.oneof(...kinds.map(([weight, kind]) => ({ weight, arbitrary: fc.constant(kind) }))),
    at: fc.nat(1000),
    size: fc.integer({ min: 1, max: 4 }),
  })

let letters = 0
function play(pupil: Pupil, { kind, at, size }: Move): void {
  const length = pupil.text(g).length
  letters += 1
  const put = String.fromCharCode(97 + (letters % 26)).repeat(size)
  if (kind === 'type') pupil.type(g, [at % (length + 1), 0, put])
  if (kind === 'delete' && length > 0) {
    const from = at % length
    pupil.type(g, [from, Math.min(size, length - from), ''])
  }
  if (kind === 'title') pupil.set(g, 'title', put)
  if (kind === 'hue') pupil.set(g, 'hue', at % 360)
  if (kind === 'shatter' && pupil.weaver.glyph(g)?.alive === true) pupil.shatter(g)
  if (kind === 'revive') pupil.write(g, {})
}

const shown = ({ weaver, text }: Pupil) => {
  const { alive, title, hue } = weaver.glyph(g) ?? { alive: false, title: '', hue: 0 }
  return alive ? { title, hue, text: text(g) } : 'shattered'
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

const alone = fc.array(
  move([
    [5, 'type'],
    [4, 'delete'],
    [2, 'title'],
    [2, 'hue'],
    [1, 'shatter'],
  ]),
  { minLength: 1, maxLength: 14 },
)

test('[UN8] working alone, undoing everything leads back through all that was, and redoing forth again', async () => {
  await fc.assert(
    fc.asyncProperty(alone, fc.array(fc.boolean(), { maxLength: 6 }), async (moves, reloads) => {
      const { ada, wait } = lesson()
      let pupil = ada
      pupil.write(g, {})
      const states = ['shattered', shown(pupil)]
      for (const one of moves) {
        wait(2_000)
        play(pupil, one)
        // What changes nothing is no step to a person.
        if (!isSame(shown(pupil), states.at(-1))) states.push(shown(pupil))
      }
      for (const reloaded of [...reloads, false]) {
        for (const state of states.toReversed().slice(1)) {
          await pupil.undo()
          expect(shown(pupil)).toEqual(state)
        }
        if (reloaded) pupil = pupil.reload()
        for (const state of states.slice(1)) {
          await pupil.redo()
          expect(shown(pupil)).toEqual(state)
        }
      }
    }),
    { numRuns: 100 },
  )
})

/** Units of the body that stand, by who wrote them: `author:sigil:nth`. */
const standing = ({ weaver }: Pupil): ReadonlySet<string> =>
  new Set(
    weaver
      .spans(g)
      .flatMap(({ sigil, from, length, deletedBy }) =>
        deletedBy.length > 0
          ? []
          : Array.from({ length }, (_, nth) => `${sigil.author}:${sigil.id}:${from + nth}`),
      ),
  )

const together = fc.array(
  move([
    [6, 'type'],
    [4, 'delete'],
    [2, 'title'],
    [1, 'hue'],
    [1, 'shatter'],
    [5, 'meet'],
    [5, 'undo'],
    [3, 'redo'],
    [1, 'reload'],
  ]),
  { minLength: 4, maxLength: 40 },
)

test('[UN9] in random company no undo takes away what others wrote, all come to the same, and redo restores', async () => {
  await fc.assert(
    fc.asyncProperty(together, async (moves) => {
      const school = createSchool('ada', 'bea', 'cy')
      const pupils = ['ada', 'bea', 'cy'].map((name) => school.pupil(name))
      pupils[0]!.write(g, {})
      meet(...pupils)
      for (const one of moves) {
        school.wait(one.size * 300)
        const pupil = pupils[one.who]!
        if (one.kind === 'meet') meet(pupil, pupils[(one.who + 1 + (one.at % 2)) % 3]!)
        else if (one.kind === 'reload') pupils[one.who] = pupil.reload()
        else if (one.kind === 'undo' || one.kind === 'redo') await reverse(pupil, one)
        else play(pupil, one)
      }
      meet(...pupils)
      meet(...pupils)
      expect(new Set(pupils.map(({ weaver }) => weaver.digest())).size).toBe(1)
      expect(pupils.map(shown)).toEqual([shown(pupils[0]!), shown(pupils[0]!), shown(pupils[0]!)])
    }),
    { numRuns: 150 },
  )
})

async function reverse(pupil: Pupil, { kind }: Move): Promise<void> {
  const self = pupil.weaver.sigils().at(-1)
  const before = standing(pupil)
  const was = shown(pupil)
  const outcome = kind === 'undo' ? await pupil.undo() : await pupil.redo()
  const after = standing(pupil)
  const author = authorOf(pupil)
  for (const unit of before) {
    if (author === null || !unit.startsWith(author)) expect(after.has(unit)).toBe(true)
  }
  if (outcome.kind !== 'done') expect(pupil.weaver.sigils().at(-1)).toBe(self)
  else if (outcome.left.length === 0) {
    const now = shown(pupil)
    await (kind === 'undo' ? pupil.redo() : pupil.undo())
    expect(shown(pupil)).toEqual(was)
    await (kind === 'undo' ? pupil.undo() : pupil.redo())
    expect(shown(pupil)).toEqual(now)
  }
}

/** Whoever undid last. */
const authorOf = ({ weaver }: Pupil): string | null => weaver.sigils().at(-1)?.author ?? null

/**
 * Goal: at every cut, the past is what a weaver shows that holds just those sigils.
 * Method: random work of three people, cut everywhere, asked in any order.
 */

import fc from 'fast-check'
import { expect, test } from 'vitest'

import { createSchool, type Pupil } from '../chorus/undo.fixture'
import { compareSigils } from '../protocol/concordance'
import type { Sigil } from '../protocol/sigil'
import { fakeHash, glyphNamed } from '../protocol/sigil.fixture'
import { createWeaver } from '../protocol/weaver'
import { createReplay, type Replay } from './replay'

const names = ['ada', 'bea', 'cy']
const glyphs = [glyphNamed('g'), glyphNamed('h')]

const move = fc.record({
  who: fc.nat(2),
  kind: fc.constantFrom('type', 'type', 'delete', 'title', 'shatter', 'meet', 'meet'),
  glyph: fc.nat(1),
  at: fc.nat(100),
})

function work(moves: readonly { who: number; kind: string; glyph: number; at: number }[]): Pupil {
  const school = createSchool(...names)
  const pupils = names.map((name) => school.pupil(name))
  for (const { who, kind, glyph, at } of moves) {
    school.wait(at % 3)
    const pupil = pupils[who]!
    const id = glyphs[glyph]!
    const length = pupil.text(id).length
    if (kind === 'meet') pupil.hear(pupils[(who + 1) % 3]!)
    if (kind === 'type') pupil.type(id, [at % (length + 1), 0, `${at}`])
    if (kind === 'delete' && length > 0) pupil.type(id, [at % length, 1, ''])
    if (kind === 'title') pupil.set(id, 'title', `${at}`)
    if (kind === 'shatter') pupil.shatter(id)
  }
  for (const other of pupils) pupils[0]!.hear(other)
  return pupils[0]!
}

const replayOf = ({ weaver }: Pupil): Replay =>
  createReplay(weaver.sigils(), { chorus: weaver.chorus, hash: fakeHash })

/** What a weaver shows that never heard of anything after. */
function truthAt({ weaver }: Pupil, sigils: readonly Sigil[]) {
  const clock = { now: () => Number.MAX_SAFE_INTEGER }
  const fresh = createWeaver({ chorus: weaver.chorus, hash: fakeHash, clock })
  fresh.resonate(sigils, 'self')
  return new Map(
    fresh.glyphIds().map((id) => [id, { state: fresh.glyph(id), text: fresh.text(id) }]),
  )
}

const sorted = (map: ReadonlyMap<string, unknown>) =>
  [...map].toSorted(([a], [b]) => (a < b ? -1 : 1))

test('[TM2] at any cut, asked in any order, the past is that of a weaver with just those sigils', () => {
  fc.assert(
    fc.property(
      fc.array(move, { minLength: 1, maxLength: 60 }),
      fc.array(fc.nat(100), { minLength: 1, maxLength: 12 }),
      (moves, cuts) => {
        const pupil = work(moves)
        const replay = replayOf(pupil)
        for (const pick of cuts) {
          const cut = pick % (replay.sigils.length + 1)
          const truth = truthAt(pupil, replay.sigils.slice(0, cut))
          expect(sorted(replay.at(cut))).toEqual(sorted(truth))
          for (const glyph of glyphs) expect(replay.glyphAt(glyph, cut)).toEqual(truth.get(glyph))
        }
      },
    ),
    { numRuns: 200 },
  )
})

test('[TM1] cuts follow the order of stamp and id, so that each is closed under the past', () => {
  fc.assert(
    fc.property(fc.array(move, { minLength: 1, maxLength: 60 }), (moves) => {
      const { sigils } = replayOf(work(moves))
      expect(sigils).toEqual([...sigils].toSorted(compareSigils))
      const seen = new Set<string>()
      for (const { id, links } of sigils) {
        expect(links.every((link) => seen.has(link))).toBe(true)
        seen.add(id)
      }
    }),
    { numRuns: 100 },
  )
})

test('[TM1] one glyph’s scrubber stops where the glyph changed, and nowhere else', () => {
  const school = createSchool('ada')
  const ada = school.pupil('ada')
  for (const [nth, glyph] of [0, 1, 0, 1, 0].entries()) {
    school.wait(10)
    ada.set(glyphs[glyph]!, 'hue', nth)
  }
  const replay = replayOf(ada)
  const covenant = replay.sigils.length - 5
  expect(replay.stopsOf(glyphs[0]!)).toEqual([0, covenant + 1, covenant + 3, covenant + 5])
})

/** Ten thousand sigils, learned once; after that a step back costs a look. */
test('[TM2] a long past is learned once and walked back without replaying it', () => {
  const school = createSchool('ada')
  const ada = school.pupil('ada')
  const glyph = glyphs[0]!
  for (let nth = 0; nth < 2_000; nth += 1) {
    school.wait(1)
    ada.type(glyph, [nth, 0, String.fromCharCode(97 + (nth % 26))])
  }
  const replay = replayOf(ada)
  expect(replay.learn(500)).toBe(false)
  expect(replay.known()).toBe(500)
  const end = replay.sigils.length
  expect(replay.at(end).get(glyph)?.text).toBe(ada.text(glyph))
  for (let cut = end; cut > end - 50; cut -= 1) {
    expect(replay.at(cut).get(glyph)?.text).toHaveLength(2_000 - (end - cut))
  }
})

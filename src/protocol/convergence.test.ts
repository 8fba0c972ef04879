/**
 * Goal: what a weaver answers is a function of the set of sigils, never of their order.
 * Method: random chori (several authors and strands, forks, few distinct stamps, links left
 * out at will, hostile positions), delivered in random order, in pieces, with repetitions;
 * and an oracle that judges the whole set at once.
 */

import fc from 'fast-check'
import { expect, test } from 'vitest'

import type { SigilId } from './ids'
import { judgeAll } from './quintessence.oracle'
import type { FacetName, FacetValue, FacetWrite, Sigil, Splice } from './sigil'
import { blank, createLoom, fakeHash, glyphNamed, strandNamed, weaverNamed } from './sigil.fixture'
import type { Woven } from './trace'
import { createWeaver, type Weaver } from './weaver'

const names = ['ada', 'bea', 'cy'] as const
const facets = ['title', 'hue', 'place', 'tag:red', 'x:new'] as const

/** One random move; numbers pick among what is there, modulo its size. */
interface Move {
  readonly author: number
  readonly strand: number
  readonly glyph: number
  /** Which earlier sigils of the glyph are linked. */
  readonly links: readonly number[]
  readonly later: number
  /** Where on its strand it goes on; a fork unless at the end. */
  readonly back: number
  readonly writes: readonly (readonly [number, number])[]
  readonly splice: readonly [number, number, string] | null
  readonly shatters: boolean
}

const anyMove: fc.Arbitrary<Move> = fc.record({
  author: fc.nat(2),
  strand: fc.nat(1),
  glyph: fc.oneof(
    { arbitrary: fc.constant(0), weight: 4 },
    { arbitrary: fc.constant(1), weight: 1 },
  ),
  links: fc.array(fc.nat(6), { maxLength: 3 }),
  later: fc.nat(1),
  back: fc.oneof({ arbitrary: fc.constant(0), weight: 9 }, { arbitrary: fc.nat(2), weight: 1 }),
  writes: fc.array(fc.tuple(fc.nat(facets.length - 1), fc.nat(2)), { maxLength: 2 }),
  splice: fc.option(fc.tuple(fc.nat(8), fc.nat(3), fc.constantFrom('', 'a', 'bc', 'def'))),
  shatters: fc.oneof(
    { arbitrary: fc.constant(false), weight: 9 },
    { arbitrary: fc.boolean(), weight: 1 },
  ),
})

function valueOf(facet: FacetName, pick: number): FacetValue {
  if (facet === 'title') return ['A', 'B', 'C'][pick] ?? ''
  if (facet === 'hue') return [0, 90, 180][pick] ?? 0
  if (facet === 'place') return { x: pick * 10, y: -pick }
  return facet === 'tag:red' ? pick > 0 : Uint8Array.of(pick)
}

function writesOf(move: Move): readonly FacetWrite[] {
  const byFacet = new Map(
    move.writes.map(([at, pick]) => {
      const facet = facets[at] ?? 'title'
      return [facet, { facet, value: valueOf(facet, pick) }]
    }),
  )
  return [...byFacet.values()]
}

/** Plays the moves; every sigil is valid, though seldom what an honest weaver would make. */
function play(moves: readonly Move[]) {
  const loom = createLoom(names.slice(1))
  const strands = new Map<string, Sigil[]>()
  const glyphs = new Map<string, Sigil[]>()
  for (const move of moves) {
    const by = names[move.author % names.length] ?? 'ada'
    const strandName = `${by} ${move.strand}`
    const strand = strands.get(strandName) ?? []
    const glyphName = `g${move.glyph}`
    const glyph = glyphs.get(glyphName) ?? []
    const prev = strand.at(-1 - move.back)
    const chosen = move.links.flatMap((back) => glyph.at(-1 - back) ?? [])
    const links = [...new Set([prev ?? loom.admission(by), ...chosen])]
    const sigil = loom.seal({
      ...blank(weaverNamed(by), strandNamed(strandName)),
      seq: prev === undefined ? 0 : prev.seq + 1,
      prev: prev?.id ?? null,
      links: links.map(({ id }) => id).toSorted(),
      stamp: { ms: 1 + Math.max(...links.map(({ stamp }) => stamp.ms)) + move.later, tick: 0 },
      deed: {
        kind: 'transmute',
        glyph: glyphNamed(glyphName),
        shatters: move.shatters,
        writes: writesOf(move),
        splices: move.splice === null ? [] : [move.splice],
      },
    })
    if (strand.some(({ id }) => id === sigil.id)) continue
    strands.set(strandName, [...strand, sigil])
    glyphs.set(glyphName, [...glyph, sigil])
  }
  const sigils = [...loom.prelude, ...[...strands.values()].flat()]
  return { chorus: loom.chorus, sigils }
}

/** Sorting by random keys shuffles, and shrinks to the order in which the moves were made. */
const anyShuffle = fc.array(fc.nat(99), { minLength: 1, maxLength: 60 })
const anyCase = fc.record({
  moves: fc.array(anyMove, { minLength: 1, maxLength: 24, size: 'max' }),
  some: anyShuffle,
  other: anyShuffle,
  pieces: fc.integer({ min: 1, max: 9 }),
  reads: fc.boolean(),
})

/** Every sigil twice, shuffled. */
function shuffled(sigils: readonly Sigil[], keys: readonly number[]): readonly Sigil[] {
  return [...sigils, ...sigils]
    .map((sigil, at) => ({ sigil, key: keys[at % keys.length] ?? 0 }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ sigil }) => sigil)
}

function tellAll(weaver: Weaver) {
  return {
    digest: weaver.digest(),
    count: weaver.count(),
    lanes: weaver.lanes(),
    admitted: weaver.admitted(),
    history: weaver.history(),
    waiting: weaver.waiting(),
    glyphs: weaver.glyphIds().map((id) => ({
      state: weaver.glyph(id),
      text: weaver.text(id),
      facets: weaver.facets(id),
      history: weaver.history(id),
    })),
  }
}

const clock = { now: () => 1_000_000 }

/** Delivers in pieces, asking for everything between them where `reads`. */
function deliver(
  { chorus, sigils }: ReturnType<typeof play>,
  { keys, pieces, reads }: { keys: readonly number[]; pieces: number; reads: boolean },
) {
  const order = shuffled(sigils, keys)
  const weaver = createWeaver({ chorus, hash: fakeHash, clock })
  for (let at = 0; at < order.length; at += pieces) {
    const before = weaver.glyphIds().map((id) => ({ id, text: weaver.text(id) }))
    const { splices } = weaver.resonate(order.slice(at, at + pieces), 'bea')
    if (!reads) continue
    for (const { id, text } of before) {
      expect(applied(text, splices.get(id) ?? [])).toBe(weaver.text(id))
    }
    tellAll(weaver)
  }
  expect(weaver.count()).toBe(sigils.length)
  return weaver
}

function applied(text: string, splices: readonly Splice[]): string {
  return splices.reduce(
    (text, [at, deleted, inserted]) => text.slice(0, at) + inserted + text.slice(at + deleted),
    text,
  )
}

test('[WV1] [AL2] any order, any pieces and any repetition give one quintessence', () => {
  fc.assert(
    fc.property(anyCase, ({ moves, some, other, pieces, reads }) => {
      const played = play(moves)
      const one = deliver(played, { keys: some, pieces, reads })
      const another = deliver(played, { keys: other, pieces: 1000, reads: false })
      expect(tellAll(one)).toEqual(tellAll(another))
    }),
    { numRuns: 200 },
  )
})

test('[CO4] [TR1] a weaver settles and tells what the oracle does from the whole set', () => {
  fc.assert(
    fc.property(anyCase, ({ moves, some, pieces, reads }) => {
      const played = play(moves)
      const weaver = deliver(played, { keys: some, pieces, reads })
      for (const judged of judgeAll(played.sigils, fakeHash)) {
        expect(weaver.facets(judged.id)).toEqual(judged.facets)
        expect(weaver.text(judged.id)).toBe(judged.text)
        expect(weaver.glyph(judged.id)?.heads).toEqual(judged.heads)
        const told = weaver.history(judged.id).map(({ sigil, verdicts }) => [sigil, verdicts])
        expect(new Map(told as [SigilId, never][])).toEqual(judged.verdicts)
      }
    }),
    { numRuns: 200 },
  )
})

test('[TR3] history is causal: links come before what links them', () => {
  fc.assert(
    fc.property(anyCase, ({ moves, some }) => {
      const weaver = deliver(play(moves), { keys: some, pieces: 1, reads: false })
      for (const list of [weaver.history(), weaver.sigils()]) {
        const seen = new Set<SigilId>()
        for (const one of list) {
          expect(one.links.filter((link) => !seen.has(link))).toEqual([])
          seen.add('sigil' in one ? one.sigil : one.id)
        }
      }
    }),
    { numRuns: 50 },
  )
})

test('[TR6] piece by piece, history is told as it is told whole, and only what is new', () => {
  fc.assert(
    fc.property(anyCase, fc.nat(7), ({ moves, some: keys, pieces }, steps) => {
      const { chorus, sigils } = play(moves)
      const order = shuffled(sigils, keys)
      const weaver = createWeaver({ chorus, hash: fakeHash, clock })
      const narration = weaver.narrate()
      const told = new Map<SigilId, Woven>()
      for (let at = 0; at < order.length; at += pieces) {
        weaver.resonate(order.slice(at, at + pieces), 'bea')
        // Whoever asks for contests alone is ahead of the bodies, and must not lose them for the rest.
        for (const { id } of order.slice(0, steps)) weaver.contests(id)
        for (const woven of narration.next(steps)) told.set(woven.sigil, woven)
      }
      while (narration.ahead() > 0) {
        for (const woven of narration.next(steps + 1)) told.set(woven.sigil, woven)
      }
      expect(narration.next(99)).toEqual([])
      for (const woven of weaver.history()) {
        expect(told.get(woven.sigil)).toEqual(woven)
        const facets = woven.verdicts.filter(({ facet }) => facet !== 'body')
        expect(weaver.contests(woven.sigil)).toEqual(facets)
      }
      expect(told.size).toBe(weaver.count())
    }),
    { numRuns: 200 },
  )
})

test('[TR6] whoever follows from late on is told everything, and nobody is told twice for nothing', () => {
  fc.assert(
    fc.property(anyCase, ({ moves }) => {
      const { chorus, sigils } = play(moves)
      const weaver = createWeaver({ chorus, hash: fakeHash, clock })
      weaver.resonate(sigils, 'bea')
      const narration = weaver.narrate()
      const told = narration.next(10_000)
      expect(told).toHaveLength(weaver.count())
      expect(new Set(told)).toEqual(new Set(told.map(({ sigil }) => weaver.woven(sigil))))
      expect(narration.ahead()).toBe(0)
    }),
    { numRuns: 50 },
  )
})

test('[SN1] a weaver opened from a face of any moment holds the same texts', () => {
  fc.assert(
    fc.property(anyCase, fc.nat(30), ({ moves, some: keys }, at) => {
      const played = play(moves)
      const some = shuffled(played.sigils, keys)
      const former = createWeaver({ chorus: played.chorus, hash: fakeHash, clock })
      former.resonate(some.slice(0, at), 'bea')
      const kept = former.glyphIds().map(former.faceOf)
      former.resonate(some, 'bea')
      const reopened = createWeaver({ chorus: played.chorus, hash: fakeHash, clock })
      reopened.resonate(played.sigils, 'vault')
      reopened.restore(kept)
      expect(tellAll(reopened)).toEqual(tellAll(former))
    }),
    { numRuns: 100 },
  )
})

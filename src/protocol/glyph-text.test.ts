/**
 * Goal: the text graph that a body is given: sigils without splices passed through,
 * each version told by its heads alone.
 */

import { expect, test } from 'vitest'

import { createGlyphText } from './glyph-text'
import { createLineage } from './lineage'
import type { Sigil } from './sigil'
import { createLoom, type Drawn } from './sigil.fixture'
import { createBodyText } from './text/body'

/** The parents that each run was noted with. */
function parentsOfRuns(drawn: Readonly<Record<string, Drawn>>) {
  const lineage = createLineage()
  const parents: (readonly number[])[] = []
  const text = createGlyphText(lineage, (order) => {
    const body = createBodyText(order)
    return { ...body, add: (run) => (parents.push(run.parents), body.add(run)) }
  })
  const sigils = Object.values<Sigil>(createLoom(['bea', 'cy']).weave(drawn))
  for (const sigil of sigils) {
    const splices = sigil.deed.kind === 'transmute' ? sigil.deed.splices : []
    text.note(lineage.add(sigil), splices, { isEffective: true, asides: [] })
  }
  return parents
}

const write: Drawn['splices'] = [[0, 0, 'x']]

/*
 *   a: text ── h: hue ── b: text       b's version is a's run, through h.
 */
test('[SN1] a sigil without splices is passed through', () => {
  expect(
    parentsOfRuns({
      a: { by: 'ada', at: 1, splices: write },
      h: { by: 'bea', at: 2, after: ['a'], hue: 1 },
      b: { by: 'cy', at: 3, after: ['h'], splices: write },
    }),
  ).toEqual([[], [0]])
})

/*
 *   a ──── b ──┐
 *    └─────────┼── m      m links a too, but a is below b already.
 *   c ─ ─ ─ ─ ─ ─         c is concurrent to all, so that m does not cover every head.
 */
test('[SN1] a version is told by its heads alone', () => {
  expect(
    parentsOfRuns({
      a: { by: 'ada', at: 1, splices: write },
      b: { by: 'bea', at: 2, after: ['a'], splices: write },
      c: { by: 'cy', at: 3, splices: write },
      m: { by: 'ada', at: 4, after: ['b'], splices: write },
    }),
  ).toEqual([[], [0], [], [1]])
})

/*
 *   a ──┐
 *       ├── m      both are heads of m's version.
 *   b ──┘
 */
test('[SN1] a merge has a version of several heads', () => {
  expect(
    parentsOfRuns({
      a: { by: 'ada', at: 1, splices: write },
      b: { by: 'bea', at: 2, splices: write },
      c: { by: 'cy', at: 3, splices: write },
      m: { by: 'ada', at: 4, after: ['b'], splices: write },
    }),
  ).toEqual([[], [], [], [0, 1]])
})

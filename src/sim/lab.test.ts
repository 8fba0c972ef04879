/**
 * Goal: each scenario comes to what it is there to show, the same each time, and by the product's own rules.
 */

import { describe, expect, test } from 'vitest'

import type { LabOutcome, LabSettings, ScenarioId } from './lab-model'
import type { Stage } from './lab-stage'
import { played, playOut, raise, scriptOf, turn } from './lab.fixture'

const stopped = { offMs: 0, isStopped: true }
const right = { offMs: 0, isStopped: false }

const promised: readonly (readonly [ScenarioId, LabOutcome['rule'], string])[] = [
  ['primacy', 'primacy', 'Causal Primacy'],
  ['authority', 'authority', 'Temporal Authority'],
  ['amalgam', 'amalgam', 'Amalgamation'],
  ['two-pens', 'authority', 'Temporal Authority'],
  ['delayed-parent', 'waited', 'The child waited for its parent'],
  ['forged-seal', 'dissolved', 'Forged seal dissolved'],
  ['forked-weaver', 'forked', 'The fork is seen'],
]

describe('each scenario', () => {
  test.each(promised)(
    '[LB1] %s comes to its outcome, whatever the seed',
    async (id, rule, title) => {
      for (const seed of [1, 77]) {
        const stage = await played(id, { seed })
        expect(stage.outcome()).toMatchObject({ rule, title })
        expect(stage.outcome()?.sentence).toMatch(/^\*\*[^*]+\*\*/)
        expect(stage.calcified()).not.toBeNull()
        stage.close()
      }
    },
  )

  test('[LB1] tells in two sentences and one question what it is about', () => {
    for (const [id] of promised) {
      const { text, question } = scriptOf(id)
      expect(text.match(/[.!?](?: |$)/g)).toHaveLength(2)
      expect(question).toMatch(/\?/)
    }
  })
})

test.each([1, 2])(
  '[LB1] [LB10] the storm %i ends with equal digests, though things were lost, doubled and overtaken',
  async (seed) => {
    const stage = await played('storm', { seed })
    expect(new Set(chorusesOf(stage).map((chorus) => chorus.digest())).size).toBe(1)
    expect(chorusesOf(stage)).toHaveLength(6)
    const [, lost, doubled, overtaken] =
      /though (\d+) messages were lost, (\d+) came twice and (\d+) overtook/.exec(
        stage.outcome()?.sentence ?? '',
      ) ?? []
    for (const count of [lost, doubled, overtaken]) expect(Number(count)).toBeGreaterThan(0)
    expect(stage.outcome()).toMatchObject({ rule: 'calcified', title: 'Calcified' })
    stage.close()
  },
)

test('[LB1] other settings bring another rule to bear, and then that one is told', async () => {
  const slow = await played('primacy', { latencyMs: 3_000 })
  expect(slow.outcome()?.rule).toBe('authority')
  const late = await played('authority', { clocks: [right, { offMs: -5_000, isStopped: false }] })
  expect(late.outcome()?.sentence).toContain('Ada’s stamp')
  const ahead = await played('authority', { clocks: [right, { offMs: 300_000, isStopped: false }] })
  expect(ahead.events().some(({ text }) => text.includes('more than two minutes ahead'))).toBe(true)
  expect(ahead.outcome()?.sentence).toContain('Bea’s stamp 10:05:00.900 is later')
  const tied = await played('authority', { clocks: [stopped, stopped] })
  expect(tied.outcome()?.rule).toBe('amalgam')
})

/*
 *      Ada ─ title ─┐        ┌─ hue
 *      Bea ─ title ─┤ two    ├─ hue   three
 *      Cyd ─────────┘        └─ hue
 */
test('[LB1] [LB7] two tie over the title, then three over the hue', async () => {
  const stage = await played('amalgam')
  const [ada, ...others] = chorusesOf(stage)
  const [glyph] = ada?.glyphIds() ?? []
  if (ada === undefined || glyph === undefined) throw new Error('nothing was woven')
  const verdicts = new Map(ada.facets(glyph).map(({ facet, verdict }) => [facet, verdict]))
  expect(verdicts.get('title')).toMatchObject({ rule: 'amalgam', stands: null })
  expect(verdicts.get('title')?.contenders).toHaveLength(2)
  expect(verdicts.get('hue')?.contenders).toHaveLength(3)
  for (const other of others) expect(other.facets(glyph)).toEqual(ada.facets(glyph))
})

test('[LB7] a clock that stands still keeps nobody from asking again', async () => {
  const stage = await played('amalgam', { loss: 0.4, seed: 1 })
  expect(stage.calcified()).not.toBeNull()
  expect(stage.outcome()?.rule).toBe('amalgam')
})

test('[LB7] clocks that stand still show one moment, whenever they were stopped', async () => {
  const stage = await raise('free', { weavers: 2 })
  const [ada, bea] = chorusesOf(stage)
  const [glyph] = ada?.glyphIds() ?? []
  if (ada === undefined || bea === undefined || glyph === undefined) throw new Error('no stage')
  stage.setClock(0, stopped)
  await stage.waitUntil(3_000)
  ada.set(glyph, { title: 'Coffee' })
  await stage.waitUntil(3_200)
  stage.setClock(1, stopped)
  bea.set(glyph, { title: 'Cocoa' })
  await playOut(stage)
  expect(stage.outcome()?.rule).toBe('amalgam')
  stage.setClock(0, { offMs: 2_000, isStopped: false })
  ada.set(glyph, { title: 'Tea' })
  await playOut(stage)
  const tea = ada.facets(glyph).find(({ facet }) => facet === 'title')?.verdict.stands
  const { ms } = ada.sigil(tea ?? ada.id)?.stamp ?? { ms: 0 }
  expect(ms - Date.UTC(2026, 0, 1, 10)).toBeGreaterThan(5_000)
})

describe('[LB3] equal settings replay equal events', () => {
  const cases: readonly (readonly [ScenarioId, Partial<LabSettings>])[] = [
    ['two-pens', { seed: 4, jitterMs: 400 }],
    ['storm', { seed: 9, weavers: 3 }],
  ]

  test.each(cases)('[LB3] %s, however time is let on', async (id, given) => {
    const one = await played(id, given)
    const other = await raise(id, given)
    for (let ms = 7; !other.isQuiet(); ms += 61) {
      await other.waitUntil(ms)
      // Whatever was still to come without time would come now, and be seen in what follows.
      await turn()
    }
    expect(other.events()).toEqual(one.events())
    expect(other.calcified()).toBe(one.calcified())
    const another = await played(id, { ...given, seed: 5 })
    expect(another.calcified()).not.toBe(one.calcified())
  })
})

test('[LB4] a forged seal is judged and refused by everybody, and changes nothing', async () => {
  const stage = await played('forged-seal')
  for (const [nth, chorus] of chorusesOf(stage).entries()) {
    const [glyph] = chorus.glyphIds()
    if (glyph === undefined) throw new Error('no note')
    expect(chorus.glyph(glyph)?.title).toBe('Coffee')
    const reasons = chorus.dissolved().map(({ refusal }) => refusal.kind)
    expect(reasons).toEqual(nth === 2 ? [] : ['forged'])
  }
})

/*
 *   Ada ─A──── cut ────  Cyd          A, which B links, comes to Cyd by way of Bea, after B.
 *     └── A ── Bea ─B────┘
 */
test('[LB10] what waits for its parent changes nothing before that has come', async () => {
  const stage = await raise('delayed-parent')
  while (!stage.events().some(({ kind }) => kind === 'waiting')) await stage.step()
  const cyd = chorusesOf(stage)[2]
  const [glyph] = cyd?.glyphIds() ?? []
  if (cyd === undefined || glyph === undefined) throw new Error('no stage')
  expect(cyd.waiting()).toHaveLength(1)
  expect(cyd.glyph(glyph)?.title).toBe('Tea')
  await playOut(stage)
  expect(cyd.waiting()).toHaveLength(0)
  expect(cyd.glyph(glyph)?.title).toBe('Cocoa')
})

test('[LB11] whatever happens is one whole sentence in people’s names', async () => {
  const stage = await played('storm', { seed: 2, weavers: 3 })
  const kinds = new Set(stage.events().map(({ kind }) => kind))
  for (const kind of ['immutation', 'emanation', 'integration', 'lost', 'current'] as const) {
    expect(kinds).toContain(kind)
  }
  for (const { text } of stage.events()) {
    expect(text).toMatch(/^(?:Ada|Bea|Cyd|All 3|Both|The|\d|A )[^\n]*\.$/)
    // No key and no id: nobody is called by one.
    expect(text.replace(/digest [0-9a-f]{8}/, '')).not.toMatch(/[0-9a-f]{6}/)
  }
})

const chorusesOf = (stage: Stage) => stage.players().flatMap(({ chorus }) => chorus ?? [])

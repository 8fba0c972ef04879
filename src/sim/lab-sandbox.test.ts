import { expect, test } from 'vitest'

import { sha256 } from '../platform/sha256'
import type { SigilId } from '../protocol/ids'
import type { LabSettings, ScenarioId } from './lab-model'
import { suppose, type Supposition } from './lab-sandbox'
import { played } from './lab.fixture'

/** The scenario's own contest over the title, and what would become of it. */
async function contest(id: ScenarioId, given: Partial<LabSettings> = {}) {
  const stage = await played(id, given)
  const sandbox = stage.sandbox(0)
  const sigil = stage.outcome()?.why?.sigil
  if (sandbox === null || sigil === undefined) throw new Error('no contest')
  const ask = async (change: Partial<Supposition> = {}) => {
    const supposition: Supposition = {
      sigil,
      facet: 'title',
      nudges: new Map(),
      cuts: new Set(),
      ...change,
    }
    const answer = await suppose({ ...sandbox, hash: sha256 }, supposition)
    if (answer === null) throw new Error('no answer')
    return answer
  }
  return { stage, ask }
}

test('[LB9] with nothing changed nothing changes', async () => {
  const { ask } = await contest('authority')
  const { before, after, contenders } = await ask()
  expect(after).toEqual(before)
  expect(before).toMatchObject({ rule: 'authority', value: '“Cocoa”' })
  expect(contenders.map(({ name }) => name).toSorted()).toEqual(['Ada', 'Bea'])
})

test('[LB9] a stamp nudged past the other flips the verdict; one nudged level with it amalgamates', async () => {
  const { ask } = await contest('authority')
  const { contenders } = await ask()
  const ada = contenders.find(({ name }) => name === 'Ada')
  const bea = contenders.find(({ name }) => name === 'Bea')
  if (ada === undefined || bea === undefined) throw new Error('nobody met')
  const apart = bea.stampMs - ada.stampMs
  const past = await ask({ nudges: new Map([[ada.sigil, apart + 1]]) })
  expect(past.after).toMatchObject({ rule: 'authority', value: '“Coffee”' })
  expect(past.after.sentence).toContain('Ada’s stamp')
  const level = await ask({ nudges: new Map([[ada.sigil, apart]]) })
  expect(level.after.rule).toBe('amalgam')
  expect(level.after.value).toContain('⟡')
  expect(level.before.rule).toBe('authority')
})

/*    Tea ← Coffee ← Cocoa      with the second link cut:   Tea ← Coffee
 *                                                             ↖ Cocoa       */
test('[LB9] a link cut makes two of one', async () => {
  const { ask } = await contest('primacy')
  const { links, before } = await ask()
  expect(before.rule).toBe('primacy')
  const link = links.find(({ text }) => text.startsWith('Bea had seen Ada'))
  if (link === undefined) throw new Error('nothing was seen')
  const cut = await ask({ cuts: new Set([`${link.from} ${link.to}`]) })
  expect(cut.after).toMatchObject({ rule: 'authority', value: '“Cocoa”' })
  expect(cut.links.find(({ isCut }) => isCut)).toMatchObject({ from: link.from, to: link.to })
})

test('[LB9] a stamp can’t be nudged below what it builds on', async () => {
  const { ask } = await contest('authority')
  const { contenders } = await ask()
  const nudges = new Map(contenders.map(({ sigil }): [SigilId, number] => [sigil, -86_400_000]))
  const { after } = await ask({ nudges })
  expect(after.rule).toBe('amalgam')
})

test('[LB9] the sandbox tells nobody: the lab is as it was', async () => {
  const { stage, ask } = await contest('authority')
  const told = (): unknown => [
    stage.events(),
    stage.flights(),
    stage.calcified(),
    stage.dueMs(),
    stage.players().map(({ chorus }) => chorus?.count()),
  ]
  const before = told()
  const { contenders } = await ask()
  await ask({ nudges: new Map(contenders.map(({ sigil }): [SigilId, number] => [sigil, 9_000])) })
  expect(told()).toEqual(before)
})

test('[LB9] of a facet that a sigil says nothing of, nothing is supposed', async () => {
  const { stage } = await contest('authority')
  const sandbox = stage.sandbox(0)
  const sigil = stage.outcome()?.why?.sigil
  if (sandbox === null || sigil === undefined) throw new Error('no contest')
  const asked: Supposition = { sigil, facet: 'hue', nudges: new Map(), cuts: new Set() }
  expect(await suppose({ ...sandbox, hash: sha256 }, asked)).toBeNull()
})

/** The lab's room: what plays, what stands still, and what the address says. */

import { expect, test } from 'vitest'

import { sha256 } from '../platform/sha256'
import { createScreen } from './frames.fixture'
import { createLab } from './lab'
import type { LabState } from './lab-store'

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))

/** A lab whose frames and real time are moved by hand. */
function openRoom(fragment: string) {
  const { ports, pass, draw, framesAsked } = createScreen()
  const lab = createLab({
    ...ports,
    turn,
    hash: sha256,
    urlOf: (one) => `http://localhost/#${one}`,
    fragment,
  })
  const state = (): LabState => lab.store.getState()
  const frame = async (ms: number): Promise<void> => {
    pass(ms)
    draw()
    for (let left = 0; left < 20; left += 1) await turn()
  }
  const until = async (isTrue: (now: LabState) => boolean, frameMs = 16): Promise<void> => {
    for (let count = 0; !isTrue(state()); count += 1) {
      if (count > 20_000) throw new Error('never came true')
      await frame(frameMs)
    }
  }
  return { lab, state, frame, until, framesAsked, actions: state().actions }
}

const isOpen = ({ weavers }: LabState): boolean => weavers.length > 0

test('[LB6] a scenario plays to its outcome, as fast as was asked, and then rests', async () => {
  const { lab, state, frame, until, actions, framesAsked } = openRoom('/lab/authority')
  await until(isOpen)
  expect(state()).toMatchObject({ nowMs: 0, isPlaying: false, isQuiet: false, outcome: null })
  actions.setSpeed(4)
  actions.play()
  await until(({ nowMs }) => nowMs >= 400)
  expect(state().nowMs).toBeLessThan(500)
  await until(({ isQuiet }) => isQuiet)
  expect(state().outcome).toMatchObject({ title: 'Temporal Authority', rule: 'authority' })
  expect(state().weavers.map(({ name }) => name)).toEqual(['Ada', 'Bea'])
  for (let count = 0; count < 3; count += 1) await frame(16)
  expect(framesAsked()).toBe(0)
  lab.close()
})

test('[LB5] paused, it stands still and asks for no frame', async () => {
  const { lab, state, frame, until, actions, framesAsked } = openRoom('/lab/storm?weavers=3')
  await until(isOpen)
  actions.play()
  await until(({ nowMs }) => nowMs > 1_000)
  actions.pause()
  for (let count = 0; count < 5; count += 1) await frame(16)
  const before = state()
  expect(framesAsked()).toBe(0)
  for (let count = 0; count < 5; count += 1) await frame(1_000)
  expect(state().nowMs).toBe(before.nowMs)
  expect(state().events).toBe(before.events)
  lab.close()
})

test('[LB6] a step goes to the next event, and to no further one', async () => {
  const { lab, state, until, actions } = openRoom('/lab/authority')
  await until(isOpen)
  const told: string[][] = []
  while (!state().isQuiet) {
    const seen = state().events.length
    actions.step()
    await until(({ events, isQuiet }) => events.length > seen || isQuiet)
    told.push(
      state()
        .events.slice(seen)
        .map(({ kind }) => kind),
    )
  }
  expect(told).toEqual([
    ['immutation', 'emanation'],
    ['immutation', 'emanation'],
    ['integration'],
    ['integration', 'calcification'],
  ])
  expect(state().isPlaying).toBe(false)
  lab.close()
})

test('[LB3] how fast it is played changes nothing of what happens', async () => {
  const told: unknown[] = []
  for (const frameMs of [3, 90]) {
    const { lab, state, until, actions } = openRoom('/lab/two-pens?seed=5&jitter=300')
    await until(isOpen)
    actions.play()
    await until(({ isQuiet }) => isQuiet, frameMs)
    told.push([state().events, state().calcified, state().outcome])
    lab.close()
  }
  expect(told[0]).toEqual(told[1])
})

test('[LB12] what a person does in a weaver’s own store is done by that weaver, and wakes the lab', async () => {
  const { lab, state, frame, until, actions } = openRoom('/lab/free?weavers=2')
  await until(({ isQuiet }) => isQuiet)
  actions.play()
  await frame(16)
  actions.setCurrent(0, 1, false)
  const stores = state().weavers.flatMap(({ store }) => store ?? [])
  for (const [nth, store] of stores.entries()) {
    const [glyph] = store.getState().glyphs.keys()
    if (glyph !== undefined)
      store.getState().actions.set(glyph, { title: ['Coffee', 'Cocoa'][nth] ?? '' })
    await until(({ events }) => events.filter(({ kind }) => kind === 'immutation').length > nth)
    await until(({ isQuiet }) => isQuiet)
  }
  expect(state().calcified).toBeNull()
  actions.setCurrent(0, 1, true)
  await until(({ calcified, isQuiet }) => calcified !== null && isQuiet)
  expect(state().outcome?.rule).toBe('authority')
  // The mirrors draw a frame later.
  await frame(16)
  const titles = stores.map((store) =>
    [...store.getState().glyphs.values()].map(({ title }) => title),
  )
  expect(titles).toEqual([['Cocoa'], ['Cocoa']])
  expect(state().events.map(({ text }) => text)).toContain(
    'The current between Ada and Bea is cut.',
  )
  lab.close()
})

test('[LB12] tides and clocks act at once, and stand in the address', async () => {
  const { lab, state, until, actions } = openRoom('/lab/authority?seed=3')
  await until(isOpen)
  actions.setTides({ latencyMs: 50 })
  actions.setClock(1, { offMs: -5_000 })
  expect(state().address).toBe(
    '#/lab/authority?seed=3&weavers=2&latency=50&jitter=0&loss=0&clocks=0,-5000',
  )
  actions.play()
  await until(({ outcome }) => outcome !== null)
  expect(state().events.map(({ text }) => text)).toContain('Bea’s clock is 5 s slow.')
  lab.close()
})

test('[LB2] another scenario begins anew; what the one before still does is of no account', async () => {
  const { lab, state, until, actions } = openRoom('/lab/storm?weavers=9')
  expect(state().trouble).toContain('weavers is now 6')
  actions.choose('primacy')
  actions.play()
  await until(({ outcome }) => outcome !== null)
  expect(state()).toMatchObject({ outcome: { rule: 'primacy' }, trouble: null })
  expect(state().weavers).toHaveLength(2)
  lab.close()
})

test('[LB8] the order proof works a few orders a frame, to one result', async () => {
  const { lab, state, frame, until, actions } = openRoom('/lab/authority')
  await until(isOpen)
  actions.play()
  await until(({ isQuiet }) => isQuiet)
  actions.proveOrder(40)
  await frame(16)
  expect(state().proof).toMatchObject({ orders: 40, sigils: 6 })
  await until(({ proof }) => proof?.done === 40)
  expect(state().proof?.digests).toHaveLength(1)
  lab.close()
})

test('[LB9] what-if answers as one nudges and cuts, and is gone when closed', async () => {
  const { lab, state, until, actions } = openRoom('/lab/authority')
  await until(isOpen)
  actions.play()
  await until(({ outcome }) => outcome !== null)
  const why = state().outcome?.why
  if (why === null || why === undefined || why.facet === 'body') throw new Error('no why')
  actions.askWhatIf(why.nth, why.sigil, why.facet)
  await until(({ whatIf }) => whatIf !== null)
  expect(state().whatIf?.after.value).toBe('“Cocoa”')
  const ada = state().whatIf?.contenders.find(({ name }) => name === 'Ada')
  if (ada === undefined) throw new Error('Ada is not there')
  actions.nudge(ada.sigil, 60_000)
  await until(({ whatIf }) => whatIf?.after.value === '“Coffee”')
  expect(state().whatIf?.before.value).toBe('“Cocoa”')
  actions.nudge(ada.sigil, 0)
  await until(({ whatIf }) => whatIf?.after.value === '“Cocoa”')
  actions.closeWhatIf()
  expect(state().whatIf).toBeNull()
  lab.close()
})

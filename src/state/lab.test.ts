/** The lab's room: what plays, what stands still, and what the address says. */

import { expect, test } from 'vitest'

import { sha256 } from '../platform/sha256'
import { createLab } from './lab'
import type { LabState } from './lab-store'

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))

/** A lab whose frames and real time are moved by hand. */
function openRoom(fragment: string) {
  let nowMs = 0
  let frames: (() => void)[] = []
  const lab = createLab({
    nextFrame: (callBack) => void frames.push(callBack),
    turn,
    nowMs: () => nowMs,
    hash: sha256,
    urlOf: (one) => `http://localhost/#${one}`,
    fragment,
  })
  const state = (): LabState => lab.store.getState()
  const frame = async (ms: number): Promise<void> => {
    nowMs += ms
    const due = frames
    frames = []
    for (const callBack of due) callBack()
    for (let left = 0; left < 20; left += 1) await turn()
  }
  const until = async (isTrue: (now: LabState) => boolean, frameMs = 16): Promise<void> => {
    for (let count = 0; !isTrue(state()); count += 1) {
      if (count > 20_000) throw new Error('never came true')
      await frame(frameMs)
    }
  }
  return { lab, state, frame, until, actions: state().actions }
}

test('[LB6] a scenario plays to its outcome', async () => {
  const { lab, state, until, actions } = openRoom('/lab/authority')
  await until(({ weavers }) => weavers.length === 2)
  expect(state().nowMs).toBe(0)
  actions.play()
  await until(({ outcome }) => outcome !== null)
  expect(state().outcome).toMatchObject({ title: 'Temporal Authority', rule: 'authority' })
  lab.close()
})

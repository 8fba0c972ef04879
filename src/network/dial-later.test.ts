/** Goal: nobody at either end can tell that the dialer came late, but by the time it took. */

import { expect, test } from 'vitest'

import { dialLater } from './dial-later'
import type { Dial } from './peer-link'
import type { Signal } from './signals'

const answer: Signal = { kind: 'answer', sdp: 'v=0' }
const candidate: Signal = { kind: 'candidate', candidate: 'udp', mid: '0', line: 0 }

/** A dialer that only writes down what it is told. */
function recorder(): { readonly dial: Dial; readonly said: string[] } {
  const said: string[] = []
  const dial: Dial = ({ isInitiator }) => {
    said.push(isInitiator ? 'calls' : 'is called')
    return {
      signal: ({ kind }) => void said.push(kind),
      close: (reason) => void said.push(reason),
    }
  }
  return { dial, said }
}

const silent = { isInitiator: false, onSignal: () => {}, onLink: () => {}, onClosed: () => {} }

test('what is said before the dialer is here is said in order once it is', async () => {
  const { dial, said } = recorder()
  let arrive: (dial: Dial) => void = () => {}
  const loading = new Promise<Dial>((resolve) => {
    arrive = resolve
  })
  const dialled = dialLater(() => loading)(silent)
  dialled.signal(answer)
  dialled.signal(candidate)
  dialled.close('enough')
  expect(said).toEqual([])
  arrive(dial)
  await loading
  expect(said).toEqual(['is called', 'answer', 'candidate', 'enough'])
  dialled.signal(answer)
  expect(said.at(-1)).toBe('answer')
})

test('where the dialer does not load, the connection is closed, and the next dial asks again', async () => {
  const { dial, said } = recorder()
  const loads = [Promise.reject<Dial>(new Error('offline')), Promise.resolve(dial)]
  const later = dialLater(() => loads.shift() ?? Promise.reject(new Error('asked too often')))
  const reason = await new Promise((resolve) => {
    later({ ...silent, onClosed: resolve }).signal(answer)
  })
  expect(reason).toBe('what connects did not load')
  later({ ...silent, isInitiator: true })
  await Promise.resolve()
  expect(said).toEqual(['calls'])
})

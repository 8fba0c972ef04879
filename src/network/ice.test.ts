import { expect, test } from 'vitest'

import { iceServersFrom, loadIceServers } from './ice'

test('the well-formed servers are taken, and the rest left out', () => {
  const stun = { urls: 'stun:stun.example.org' }
  const turn = { urls: ['turn:t.example', 'https://x'], username: 'u', credential: 'c', extra: 1 }
  expect(iceServersFrom({ iceServers: [stun, turn, {}, null, { urls: [] }, { urls: 7 }] })).toEqual(
    [
      { urls: ['stun:stun.example.org'] },
      { urls: ['turn:t.example'], username: 'u', credential: 'c' },
    ],
  )
  for (const wrong of [null, [], 'x', { iceServers: {} }]) expect(iceServersFrom(wrong)).toEqual([])
})

test('a list that cannot be had is an empty one', async () => {
  expect(await loadIceServers(() => Promise.reject(new Error('offline')))).toEqual([])
  expect(await loadIceServers(() => Promise.resolve({ iceServers: [] }))).toEqual([])
})

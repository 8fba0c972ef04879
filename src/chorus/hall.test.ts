/**
 * Goal: what goes wrong on the way into a chorus leaves nothing behind.
 * Method: one browser whose vault or link fails at the worst moment.
 */

import { expect, test } from 'vitest'

import { systemEntropy } from '../platform/entropy'
import { createWebCryptoVerifier } from '../platform/webcrypto'
import { readInvitation, writeInvitation } from '../protocol/invitation'
import type { Verifier } from '../protocol/ports'
import {
  type Browser,
  createBrowser,
  createEther,
  createVirtualTime,
  whileTimePasses,
} from './session.fixture'

/** A browser whose vaults fail at `broken.at`, for as long as that is set. */
function createWorld() {
  const time = createVirtualTime()
  const ether = createEther(time)
  const broken: { at: 'keep' | 'read' | null } = { at: null }
  const fail = (at: 'keep' | 'read') =>
    broken.at === at ? Promise.reject(new Error('The disk is gone.')) : null
  const flawed = createBrowser({
    time,
    ether,
    entropy: systemEntropy,
    wrapVault: (vault) => ({
      ...vault,
      keep: (sigils) => fail('keep') ?? vault.keep(sigils),
      read: (take) => fail('read') ?? vault.read(take),
    }),
  })
  const hurries: string[] = []
  const verifier: Verifier = {
    ...createWebCryptoVerifier(),
    hurry: () => {
      hurries.push('begun')
      return () => void hurries.push('over')
    },
  }
  const sound = (): Browser => createBrowser({ time, ether, entropy: systemEntropy, verifier })
  return {
    time,
    broken,
    flawed,
    sound,
    hurries,
    ask: <T>(call: Promise<T>) => whileTimePasses(time, call),
  }
}

test('[KR3] a chorus that could not be opened leaves its seat free', async () => {
  const { broken, flawed, ask } = createWorld()
  const hall = flawed.openTab()
  const first = await ask(hall.found('Great Work', 'Ada'))
  await ask(first.close())
  broken.at = 'read'
  await expect(hall.open(first.id)).rejects.toThrow('The disk is gone.')
  broken.at = null
  const again = await ask(hall.open(first.id))
  expect(again.self).toBe(first.self)
})

test('a chorus whose genesis could not be kept is not listed', async () => {
  const { broken, flawed } = createWorld()
  const hall = flawed.openTab()
  broken.at = 'keep'
  await expect(hall.found('Great Work', 'Ada')).rejects.toThrow('The disk is gone.')
  expect(await hall.choruses()).toEqual([])
})

test('a link that led nowhere is replaced by the next one', async () => {
  const { sound, ask } = createWorld()
  const ada = await ask(sound().openTab().found('Great Work', 'Ada'))
  const link = await ask(ada.invite('weave'))
  const read = readInvitation(link)
  if (!read.ok) throw new Error('a link of ours')
  const lost = writeInvitation({ ...read.invitation, inviteSeed: systemEntropy.bytes(32) })
  const hall = sound().openTab()
  const stranger = await ask(hall.join(lost, 'Bea'))
  expect(stranger.status().phase).toBe('joining')
  await ask(stranger.close())
  const bea = await ask(hall.join(link, 'Bea of Bath'))
  await ask(bea.ready)
  expect(bea.fellows().find(({ self }) => self)?.name).toBe('Bea of Bath')
})

test('seals are judged in a hurry from the moment a link is opened until its tab has joined', async () => {
  const { sound, hurries, ask } = createWorld()
  const ada = await ask(sound().openTab().found('Great Work', 'Ada'))
  const link = await ask(ada.invite('weave'))
  expect(hurries).toEqual([])
  const hall = sound().openTab()
  const bea = await ask(hall.join(link, 'Bea'))
  expect(hurries).toEqual(['begun'])
  await ask(bea.ready)
  expect(hurries).toEqual(['begun', 'over'])
  await ask(bea.close())
  // This browser holds a copy now, and its person can work on that at once.
  await ask(hall.join(link, null))
  expect(hurries).toEqual(['begun', 'over'])
})

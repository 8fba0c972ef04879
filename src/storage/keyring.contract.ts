/** What every keyring promises. Each implementation runs this suite unchanged. */

import { describe, expect, test } from 'vitest'

import type { ChorusId } from '../protocol/ids'
import type { KeyMaker, Signer } from '../protocol/ports'
import type { ChorusRecord, Keyring } from './keyring'

/** A fresh browser; each call of the opener opens its keyring in a further tab. */
export function describeKeyring(
  name: string,
  newBrowser: (maker: KeyMaker) => () => Keyring,
): void {
  describe(name, () => {
    test('[KR1] what is kept of a chorus comes back, after a restart too', async () => {
      const open = newBrowser(createCountingMaker())
      const before = open()
      await before.keepChorus(recordNamed('a'))
      before.close()
      expect(await open().chorus('a' as ChorusId)).toEqual(recordNamed('a'))
      expect(await open().chorus('b' as ChorusId)).toBeUndefined()
    })

    test('[KR1] keeping again replaces, and the last opened comes first', async () => {
      const keyring = newBrowser(createCountingMaker())()
      await keyring.keepChorus(recordNamed('a', 1))
      await keyring.keepChorus(recordNamed('b', 2))
      await keyring.keepChorus(recordNamed('a', 3))
      expect(await keyring.choruses()).toEqual([recordNamed('a', 3), recordNamed('b', 2)])
    })

    test('[KR6] tabs that change different fields at once do not undo each other', async () => {
      const open = newBrowser(createCountingMaker())
      const [tab, other] = [open(), open()]
      await tab.keepChorus(recordNamed('a'))
      await Promise.all([
        tab.changeChorus(a, { openedMs: 5 }),
        other.changeChorus(a, { name: 'Other' }),
        tab.changeChorus(a, ({ glyphs }) => ({ glyphs: glyphs + 6 })),
      ])
      expect(await tab.chorus(a)).toEqual({ ...recordNamed('a', 5), name: 'Other', glyphs: 9 })
    })

    test('[KR6] a change does not bring back what was forgotten', async () => {
      const keyring = newBrowser(createCountingMaker())()
      await keyring.changeChorus(a, { glyphs: 9 })
      expect(await keyring.choruses()).toEqual([])
    })

    test('[KR2] a kept key is there for every tab, after a restart too', async () => {
      const open = newBrowser(createCountingMaker())
      const before = open()
      await before.keepKey(a, keyOf(1))
      before.close()
      const [found, ...others] = await open().signers(a)
      expect(others).toEqual([])
      expect(found?.key).toEqual(new Uint8Array(32).fill(1))
      expect(await found?.sign(Uint8Array.of(7))).toEqual(Uint8Array.of(1, 7))
    })

    test('[KR5] keys come oldest first, and those of one chorus alone', async () => {
      const keyring = newBrowser(createCountingMaker())()
      await keyring.keepKey(a, keyOf(3))
      await keyring.keepKey(b, keyOf(2))
      await keyring.keepKey(a, keyOf(1))
      expect((await keyring.signers(a)).map(({ key }) => key[0])).toEqual([3, 1])
    })

    test('[KR4] forgetting a chorus takes its record and its keys, and no others', async () => {
      const keyring = newBrowser(createCountingMaker())()
      for (const id of [a, b]) {
        await keyring.keepChorus(recordNamed(id))
        await keyring.keepKey(id, keyOf(1))
      }
      await keyring.forgetChorus(a)
      expect(await keyring.choruses()).toEqual([recordNamed('b')])
      expect(await keyring.signers(a)).toEqual([])
      expect(await keyring.signers(b)).toHaveLength(1)
    })

    test('[KR8] the keys of a chorus can be forgotten alone', async () => {
      const keyring = newBrowser(createCountingMaker())()
      for (const id of [a, b]) {
        await keyring.keepChorus(recordNamed(id))
        await keyring.keepKey(id, keyOf(1))
      }
      await keyring.forgetKeys(a)
      expect(await keyring.chorus(a)).toEqual(recordNamed('a'))
      expect(await keyring.signers(a)).toEqual([])
      expect(await keyring.signers(b)).toHaveLength(1)
    })
  })
}

const [a, b] = ['a' as ChorusId, 'b' as ChorusId]

/** Stands for a key maker: a stored key is a number, and a seal is the key and the message. */
export function createCountingMaker(): KeyMaker {
  let minted = 0
  return {
    mint: async () => keyOf((minted += 1)),
    revive: async (stored) => signerOf((stored as ReturnType<typeof keyOf>).nth),
    fromSeed: async ([first = 0]) => signerOf(first),
  }
}

export const keyOf = (nth: number) => ({ nth })

const signerOf = (nth: number): Signer => ({
  key: new Uint8Array(32).fill(nth),
  sign: async (message) => Uint8Array.of(nth, ...message),
})

export const recordNamed = (id: string, openedMs = 0): ChorusRecord => ({
  id: id as ChorusId,
  name: `Chorus ${id}`,
  chorusSecret: new Uint8Array(32).fill(1),
  inviteSeed: null,
  madeInvites: { weave: new Uint8Array(32).fill(2) },
  weaverName: 'Ada',
  openedMs,
  glyphs: 3,
  weavers: 2,
})

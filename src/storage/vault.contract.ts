/** What every vault promises. Each implementation runs this suite unchanged. */

import { describe, expect, test } from 'vitest'

import { sha256 } from '../platform/sha256'
import { assembleSigil, encodeBody } from '../protocol/codec'
import { bodyWith, chorus, formalSeal } from '../protocol/codec.fixture'
import type { FaceChange, FaceHead, GlyphFace } from '../protocol/face'
import type { GlyphId, SigilId } from '../protocol/ids'
import type { Sigil } from '../protocol/sigil'
import { readSlice } from './limits'
import type { Vault } from './vault'

/** A fresh browser; each call of the opener opens its one chorus in a further tab. */
export function describeVault(name: string, newBrowser: () => () => Vault): void {
  describe(name, () => {
    test('[VT1] a kept sigil comes back byte for byte, after a restart too', async () => {
      const open = newBrowser()
      const before = open()
      await before.keep([sigil(1)])
      expect(await before.all()).toEqual([sigil(1)])
      before.close()
      expect(await open().all()).toEqual([sigil(1)])
    })

    test('[VT1] what the caller does to its bytes afterwards changes nothing', async () => {
      const vault = newBrowser()()
      const lent = sigil(1)
      await vault.keep([lent])
      lent.bytes.fill(0)
      expect(await vault.all()).toEqual([sigil(1)])
    })

    test('[VT2] a sigil kept again, in this tab or another, is there once', async () => {
      const open = newBrowser()
      const [tab, other] = [open(), open()]
      await tab.keep([sigil(1), sigil(1)])
      await tab.keep([sigil(1)])
      await other.keep([sigil(1)])
      expect(await tab.all()).toEqual([sigil(1)])
    })

    test('[VT3] sigils come back in the order first kept, not in that of their ids', async () => {
      const open = newBrowser()
      const [tab, other] = [open(), open()]
      await tab.keep([sigil(3), sigil(1)])
      await other.keep([sigil(4)])
      await tab.keep([sigil(1), sigil(2)])
      expect(await other.all()).toEqual([sigil(3), sigil(1), sigil(4), sigil(2)])
    })

    test('[VT13] read in slices they are the same, in that order, until somebody has enough', async () => {
      const open = newBrowser()
      const vault = open()
      const all = Array.from({ length: 2 * readSlice + 90 }, (_, nth) => sigil(nth))
      await vault.keep(all.slice(0, readSlice + 30))
      for (const one of all.slice(readSlice, readSlice + 60)) await vault.keep([one])
      await vault.keep(all.slice(readSlice))
      const slices: (readonly Sigil[])[] = []
      await open().read(async (slice) => slices.push(slice) > 0)
      expect(slices.flat()).toEqual(all)
      expect(slices.length).toBeGreaterThan(2)
      expect(slices.every(({ length }) => length > 0 && length <= readSlice)).toBe(true)
      const some: (readonly Sigil[])[] = []
      await open().read(async (slice) => some.push(slice) < 2)
      expect(some).toEqual(slices.slice(0, 2))
    })

    test('[VT13] of a vault in which nothing is, no slice is given', async () => {
      await newBrowser()().read(async () => {
        throw new Error('a slice of nothing')
      })
    })

    test('[VT4] every one of many calls made at once is kept when it resolves', async () => {
      const vault = newBrowser()()
      const all = Array.from({ length: 300 }, (_, nth) => sigil(nth))
      await Promise.all(all.map((one) => vault.keep([one])))
      expect(await vault.all()).toEqual(all)
    })

    test('[VT4] keeping nothing is kept', async () => {
      const vault = newBrowser()()
      await vault.keep([])
      expect(await vault.all()).toEqual([])
    })

    test('[VT11] a face stands in for the one before it, and there need be none', async () => {
      const open = newBrowser()
      const vault = open()
      expect(await vault.face()).toBeNull()
      expect(await vault.faceDigest()).toBeNull()
      await vault.keepFace(faceOf('1', null, ['a', 'b']))
      expect(await vault.keepFace(faceOf('2', null, ['c']))).toBe(true)
      expect(await open().face()).toMatchObject({
        head: headOf('2', 1),
        glyphs: [glyphOf('c', '2')],
      })
      expect(await open().faceDigest()).toBe('2')
    })

    test('[VT11] a change of a face writes the glyphs that differ, over that face alone', async () => {
      const open = newBrowser()
      const [tab, other] = [open(), open()]
      await tab.keepFace(faceOf('1', null, ['a', 'b']))
      expect(await tab.keepFace({ ...faceOf('2', '1', ['b', 'c']), head: headOf('2', 3) })).toBe(
        true,
      )
      // Made over a face that is not there any more.
      expect(await other.keepFace(faceOf('3', '1', ['a']))).toBe(false)
      const face = await other.face()
      expect(face?.head).toEqual(headOf('2', 3))
      expect(face?.glyphs.toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual([
        glyphOf('a', '1'),
        glyphOf('b', '2'),
        glyphOf('c', '2'),
      ])
    })

    test('[SN9] a face is the latest where its tab knew all that lay there, until more is kept', async () => {
      const open = newBrowser()
      const [tab, before] = [open(), open()]
      const isLatest = async () => (await open().face())?.isLatest
      await before.keep([sigil(0)])
      await tab.keep([sigil(1)])
      await tab.keepFace(faceOf('1', null, ['a'], true))
      // It has not looked at what lay there before.
      expect(await isLatest()).toBe(false)
      await tab.read(async () => true)
      await tab.keepFace(faceOf('1', '1', ['a'], true))
      expect(await isLatest()).toBe(true)
      await tab.keep([sigil(2)])
      expect(await isLatest()).toBe(false)
      await tab.keepFace(faceOf('2', '1', ['a'], true))
      expect(await isLatest()).toBe(true)
      // The tab has come to hold more than the face is of.
      await tab.keepFace(faceOf('3', '2', ['a'], false))
      expect(await isLatest()).toBe(false)
    })

    test('[SN9] what another tab kept, and this one never read, makes its face none of the latest', async () => {
      const open = newBrowser()
      const [tab, other] = [open(), open()]
      await tab.read(async () => true)
      await tab.keep([sigil(1)])
      await other.keep([sigil(2)])
      await tab.keepFace(faceOf('1', null, ['a'], true))
      expect((await tab.face())?.isLatest).toBe(false)
      await tab.read(async () => true)
      await tab.keepFace(faceOf('2', '1', ['a'], true))
      expect((await tab.face())?.isLatest).toBe(true)
    })

    test('[VT12] what was handed in before the close is kept, what comes after is refused', async () => {
      const open = newBrowser()
      const vault = open()
      const kept = Promise.all([vault.keep([sigil(1)]), vault.keep([sigil(2)])])
      vault.close()
      await expect(vault.keep([sigil(3)])).rejects.toMatchObject({ kind: 'failed' })
      await kept
      expect(await open().all()).toEqual([sigil(1), sigil(2)])
    })
  })
}

/** A sigil like no other, of some `size` bytes more than the 320 it takes at least. */
export function sigil(nth: number, size = nth % 7): Sigil {
  const payload = new Uint8Array(size).fill(nth + 1)
  const body = { ...bodyWith({ kind: 'unknown', code: 99, payload }), seq: 1000 + nth }
  return assembleSigil(body, encodeBody(body), formalSeal, chorus, sha256)
}

const glyphOf = (name: string, digest: string): GlyphFace => ({
  id: name as GlyphId,
  state: null,
  text: `body of ${name} at ${digest}`,
  version: [name as SigilId],
  facets: [],
})

const headOf = (digest: string, glyphs: number): FaceHead => ({
  digest,
  count: 7,
  admitted: [],
  invites: [],
  glyphs,
})

const faceOf = (
  digest: string,
  over: string | null,
  names: readonly string[],
  isLatest = false,
): FaceChange => ({
  isLatest: () => isLatest,
  over,
  head: headOf(digest, names.length),
  glyphs: names.map((name) => glyphOf(name, digest)),
})

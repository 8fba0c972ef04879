/**
 * Goal: a history that nobody looks at stays on the disk, and whoever needs it never misses it.
 * Method: a vault that counts how often its history is read.
 */

import { describe, expect, test } from 'vitest'

import type { GlyphId } from '../protocol/ids'
import type { Chorus } from './chorus'
import { held, reopened, shownBy, whole, written } from './face.fixture'
import { keepAgainMs } from './limits'
import { until, whileTimePasses } from './session.fixture'

/** Opened by the latest face, long ago, and alone. */
async function atRest(world = held()) {
  const { ada, glyph } = await written(world)
  const before = world.reads()
  const again = await reopened(world, ada)
  world.time.advance(60_000)
  await until(world.time, () => again.status().currents === 'open', 'others are looked for')
  return { world, again, glyph, reads: () => world.reads() - before }
}

describe('[SN9] a history that nobody asks for', () => {
  test('stays on the disk, and the board stands', async () => {
    const { world, again, reads } = await atRest()
    expect(again.status()).toMatchObject({
      phase: 'open',
      reading: { read: 0, of: 2, isLeft: true },
    })
    again.attend({ pointer: { x: 1, y: 1 } })
    world.time.advance(600_000)
    expect(reads()).toBe(0)
    const before = shownBy(again)
    await whole(world, again)
    expect(reads()).toBe(1)
    expect(shownBy(again)).toEqual(before)
  })

  test('is not read by leaving, nor then', async () => {
    const { world, again, reads } = await atRest()
    await whileTimePasses(world.time, again.close())
    const later = await reopened(world, again)
    world.time.advance(60_000)
    expect(later.status().reading?.isLeft).toBe(true)
    expect(reads()).toBe(0)
  })

  const asking: readonly (readonly [string, (chorus: Chorus, glyph: GlyphId) => unknown])[] = [
    ['history', (chorus) => expect(() => chorus.history()).toThrow(/being read/)],
    ['who wrote a body', (chorus, glyph) => expect(() => chorus.authorship(glyph)).toThrow()],
    ['to change a glyph', (chorus, glyph) => chorus.set(glyph, { hue: 7 })],
    ['to write', (chorus, glyph) => chorus.splice(glyph, [[0, 0, 'x']])],
    ['for a new glyph', (chorus) => chorus.create({ title: 'new' })],
    ['to undo', (chorus) => chorus.undo()],
    ['for a link', (chorus) => chorus.invite('weave')],
    ['whether all is settled', (chorus) => chorus.settled()],
    ['to open a glyph', (chorus, glyph) => chorus.attend({ glyph })],
    ['in so many words', (chorus) => chorus.recall()],
  ]
  for (const [what, ask] of asking) {
    test(`is read once somebody asks ${what}`, async () => {
      const { world, again, glyph, reads } = await atRest()
      ask(again, glyph)
      await until(world.time, () => again.status().reading === null, 'the history is read')
      expect(reads()).toBe(1)
      await whileTimePasses(world.time, again.settled())
      expect(again.status().unkept).toBe(0)
    })
  }

  test('is read once somebody is met, who then gets all of it', async () => {
    const world = held()
    const { again, reads } = await atRest(world)
    const hers = held(world.time, world.ether)
    // By a link that she was given before.
    const first = await reopened(world, again)
    const link = await whileTimePasses(world.time, first.invite('weave'))
    await whileTimePasses(world.time, first.close())
    await until(world.time, () => again.status().reading === null, 'met by the other tab')
    await whileTimePasses(world.time, again.close())
    const alone = await reopened(world, again)
    world.time.advance(60_000)
    const before = reads()
    const bea = await whileTimePasses(world.time, hers.browser.openTab().join(link, 'Bea'))
    await whileTimePasses(world.time, bea.ready)
    await until(world.time, () => bea.digest() === alone.digest(), 'in step')
    expect(reads() - before).toBe(1)
    expect(bea.count()).toBeGreaterThan(3)
  })
})

describe('[SN9] a history is read without being asked for', () => {
  const read = async (world: ReturnType<typeof held>, chorus: Chorus): Promise<void> =>
    until(world.time, () => chorus.status().reading === null, 'the history is read')

  test('where more may lie on the disk than the face shows', async () => {
    const world = held()
    const { ada, glyph } = await written(world)
    const shelf = world.browser.shelves.get(ada.id)
    const { face, faceOf } = shelf ?? {}
    const other = await reopened(world, ada)
    await whileTimePasses(world.time, other.set(glyph, { title: 'last words before a crash' }).kept)
    await whileTimePasses(world.time, other.close())
    Object.assign(shelf ?? {}, { face, faceOf })
    const again = await reopened(world, ada)
    expect(again.glyph(glyph)?.title).toBe('written')
    await read(world, again)
    expect(again.glyph(glyph)?.title).toBe('last words before a crash')
    // And from then on it is known to show all.
    await whileTimePasses(world.time, again.close())
    expect((await reopened(world, ada)).status().reading?.isLeft).toBe(true)
  })

  test('where the inbox holds what nobody has looked at', async () => {
    const { world, again } = await atRest()
    again.noteUnlooked(1)
    await whileTimePasses(world.time, again.close())
    const later = await reopened(world, again)
    await read(world, later)
    later.noteUnlooked(0)
    await whileTimePasses(world.time, later.close())
    expect((await reopened(world, again)).status().reading?.isLeft).toBe(true)
  })

  test('where somebody was removed, since something may be set aside', async () => {
    const world = held()
    const { again } = await atRest(world)
    const link = await whileTimePasses(world.time, again.invite('weave'))
    const hers = held(world.time, world.ether)
    const bea = await whileTimePasses(world.time, hers.browser.openTab().join(link, 'Bea'))
    await whileTimePasses(world.time, bea.ready)
    await until(world.time, () => again.digest() === bea.digest(), 'in step')
    await whileTimePasses(world.time, again.remove(bea.self).kept)
    await whileTimePasses(world.time, bea.close())
    await whileTimePasses(world.time, again.close())
    await read(world, await reopened(world, again))
  })
})

test('[SN9] a disk on which nothing lies any more leaves the board as it was shown, and that is told', async () => {
  const { world, again, glyph } = await atRest()
  const shelf = world.browser.shelves.get(again.id)
  const sigils = [...(shelf?.sigils ?? [])]
  shelf?.sigils.clear()
  again.recall()
  await until(world.time, () => again.status().trouble?.kind === 'gone', 'the trouble is told')
  expect(again.glyph(glyph)?.title).toBe('written')
  const { kept } = again.set(glyph, { title: 'still here' })
  // As another tab fills it again.
  for (const [id, sigil] of sigils) shelf?.sigils.set(id, sigil)
  world.time.advance(keepAgainMs)
  await whileTimePasses(world.time, kept)
  expect(again.status()).toMatchObject({ reading: null, trouble: null })
  expect(again.glyph(glyph)?.title).toBe('still here')
})

test('[SN9] what lies on the disk no more comes back from whoever is met, and what was changed meanwhile goes past it', async () => {
  const world = held()
  const { again, glyph } = await atRest(world)
  const link = await whileTimePasses(world.time, again.invite('weave'))
  const hers = held(world.time, world.ether)
  const bea = await whileTimePasses(world.time, hers.browser.openTab().join(link, 'Bea'))
  await whileTimePasses(world.time, bea.ready)
  await until(world.time, () => bea.digest() === again.digest(), 'in step')
  await whileTimePasses(world.time, again.close())
  bea.setTides({ cut: true })
  await whileTimePasses(world.time, bea.splice(glyph, [[0, 0, 'Meanwhile: ']]).kept)
  const later = await reopened(world, again)
  expect(later.status().reading?.isLeft).toBe(true)
  world.browser.shelves.get(again.id)?.sigils.clear()
  const { kept } = later.splice(glyph, [[8, 0, ', and more']])
  await until(world.time, () => later.status().trouble?.kind === 'gone', 'the trouble is told')
  expect(later.text(glyph)).toBe('the body, and more')
  bea.setTides({ cut: false })
  await until(world.time, () => bea.status().calcified, 'he holds again what she does')
  world.time.advance(keepAgainMs)
  await whileTimePasses(world.time, kept)
  await until(world.time, () => bea.digest() === later.digest(), 'in step again')
  for (const one of [bea, later]) expect(one.text(glyph)).toBe('Meanwhile: the body, and more')
  expect(later.status()).toMatchObject({ phase: 'open', reading: null, trouble: null })
})

/** Goal: people are let in, promoted, shown out and let in again, by whole weavers on real seals. */

import fc from 'fast-check'
import { expect, test } from 'vitest'

import { systemEntropy } from '../platform/entropy'
import { readInvitation, writeInvitation } from '../protocol/invitation'
import type { Splice } from '../protocol/sigil'
import { carryPast } from './carry'
import { isChangeRefusal } from './change'
import type { Chorus } from './chorus'
import { applySplices } from './overlay'
import {
  type Browser,
  createBrowser,
  createEther,
  createVirtualTime,
  inStep,
  until,
  type VirtualTime,
  whileTimePasses,
} from './session.fixture'

interface World {
  readonly time: VirtualTime
  readonly browser: () => Browser
  readonly ada: Chorus
  readonly joinedBy: (link: string, browser?: Browser) => Promise<Chorus>
}

async function createWorld(): Promise<World> {
  const time = createVirtualTime()
  const ether = createEther(time)
  const browser = (): Browser => createBrowser({ time, ether, entropy: systemEntropy })
  const ada = await whileTimePasses(time, browser().openTab().found('Great Work', 'Ada'))
  await whileTimePasses(time, ada.ready)
  const joinedBy = async (link: string, from = browser()): Promise<Chorus> => {
    const chorus = await whileTimePasses(time, from.openTab().join(link, 'Bea'))
    await whileTimePasses(time, chorus.ready)
    await until(time, () => inStep([ada, chorus]), 'in step')
    return chorus
  }
  return { time, browser, ada, joinedBy }
}

const kindOf = async (time: VirtualTime, promise: Promise<unknown>): Promise<unknown> =>
  whileTimePasses(
    time,
    promise.then(
      () => 'fine',
      (error: unknown) => (isChangeRefusal(error) ? error.kind : error),
    ),
  )

test('[SS13] whoever is removed keeps what was seen, is told so, and writes nothing more', async () => {
  const { time, ada, joinedBy } = await createWorld()
  const bea = await joinedBy(await whileTimePasses(time, ada.invite('weave')))
  const { glyph, kept } = bea.create({ title: 'seen' })
  await whileTimePasses(time, kept)
  await until(time, () => inStep([ada, bea]), 'in step')
  await whileTimePasses(time, ada.remove(bea.self).kept)
  await until(time, () => inStep([ada, bea]), 'in step')
  expect(ada.glyph(glyph)?.title).toBe('seen')
  expect(ada.fellows().find(({ weaver }) => weaver === bea.self)?.isRemoved).toBe(true)
  expect(await kindOf(time, bea.set(glyph, { title: 'again' }).kept)).toBe('removed')
  expect(await kindOf(time, ada.remove(ada.self).kept)).toBe('bad-value')
  expect(await kindOf(time, bea.invite('weave'))).toBe('removed')
})

test('[SS13] [CU27] a closed link lets nobody in, and says so', async () => {
  const { time, ada, browser, joinedBy } = await createWorld()
  const link = await whileTimePasses(time, ada.invite('weave'))
  const bea = await joinedBy(link)
  const [door] = ada.invites()
  expect(door).toMatchObject({ role: 'weave', by: ada.self, admitted: [bea.self], isOpen: true })
  await whileTimePasses(time, ada.revoke(door!.key).kept)
  expect(ada.invites()[0]?.isOpen).toBe(false)
  const late = await whileTimePasses(time, browser().openTab().join(link, 'Cyd'))
  const told = new Set<string>()
  late.subscribe(() => void told.add(late.status().phase))
  expect(await kindOf(time, late.ready)).toBe('removed')
  expect([...told]).toContain('turned-away')
  expect(late.status().phase).toBe('turned-away')
  expect(late.history(), 'nothing was read to it').toEqual([])
  expect(ada.fellows()).toHaveLength(2)
  expect(await whileTimePasses(time, ada.invite('weave'))).not.toBe(link)
})

test('[CU26] whoever has the chorus secret and no invite that is known is read nothing', async () => {
  const { time, ada, browser, joinedBy } = await createWorld()
  const bea = await joinedBy(await whileTimePasses(time, ada.invite('weave')))
  const reading = readInvitation(await whileTimePasses(time, ada.invite('weave')))
  if (!reading.ok) throw new Error(reading.refusal.message)
  const inviteSeed = systemEntropy.bytes(32)
  const stolen = writeInvitation({ ...reading.invitation, inviteSeed })
  const eve = await whileTimePasses(time, browser().openTab().join(stolen, 'Eve'))
  await whileTimePasses(time, ada.create({ title: 'private' }).kept)
  await until(time, () => inStep([ada, bea]), 'in step')
  const { phase, linked } = eve.status()
  expect([phase, linked, eve.history()]).toEqual(['joining', 0, []])
  expect(ada.status().linked).toBe(1)
  await until(time, () => ada.status().turnedDown === 'stranger', 'told of it')
})

test('[CU26] an invite that nobody present has heard of waits for whoever made it', async () => {
  const { time, ada, browser, joinedBy } = await createWorld()
  const bea = await joinedBy(await whileTimePasses(time, ada.invite('weave')))
  ada.setTides({ cut: true })
  const link = await whileTimePasses(time, ada.invite('witness'))
  const cyd = await whileTimePasses(time, browser().openTab().join(link, 'Cyd'))
  await whileTimePasses(time, bea.create({ title: 'meanwhile' }).kept)
  expect([cyd.status().linked, cyd.history()]).toEqual([0, []])
  ada.setTides({ cut: false })
  await whileTimePasses(time, cyd.ready)
  await until(time, () => inStep([ada, bea, cyd]), 'in step')
  expect(cyd.fellows().find(({ self }) => self)?.role).toBe('witness')
})

test('[SS11] whoever looks on and is given a link to weave becomes a weaver of the chorus', async () => {
  const { time, ada, browser, joinedBy } = await createWorld()
  const own = browser()
  const looker = await joinedBy(await whileTimePasses(time, ada.invite('witness')), own)
  expect(await kindOf(time, looker.create({ title: 'no' }).kept)).toBe('witness')
  await whileTimePasses(time, looker.close())
  const promoted = await joinedBy(await whileTimePasses(time, ada.invite('weave')), own)
  await until(time, () => promoted.fellows().find(({ self }) => self)?.role === 'weave', 'weave')
  expect(await kindOf(time, promoted.create({ title: 'yes' }).kept)).toBe('fine')
})

test('[SS11] [KR8] whoever was removed comes back by a new link, as somebody new', async () => {
  const { time, ada, browser, joinedBy } = await createWorld()
  const own = browser()
  const before = await joinedBy(await whileTimePasses(time, ada.invite('weave')), own)
  await whileTimePasses(time, ada.remove(before.self).kept)
  await until(time, () => inStep([ada, before]), 'in step')
  await whileTimePasses(time, before.close())
  const after = await joinedBy(await whileTimePasses(time, ada.invite('weave')), own)
  expect(after.self).not.toBe(before.self)
  expect(await kindOf(time, after.create({ title: 'back' }).kept)).toBe('fine')
})

test('[SS13] what is set aside is listed, and anyone may say it again', async () => {
  const { time, ada, joinedBy } = await createWorld()
  const bea = await joinedBy(await whileTimePasses(time, ada.invite('weave')))
  const { glyph, kept } = ada.create({ title: 'mine', body: '[]' })
  await whileTimePasses(time, kept)
  await until(time, () => inStep([ada, bea]), 'in step')
  // Apart: neither hears of the other's last word.
  for (const chorus of [ada, bea]) chorus.setTides({ cut: true })
  await whileTimePasses(time, bea.set(glyph, { title: 'hers' }).kept)
  await whileTimePasses(time, bea.splice(glyph, [[1, 0, 'words']]).kept)
  await whileTimePasses(time, ada.remove(bea.self).kept)
  for (const chorus of [ada, bea]) chorus.setTides({ cut: false })
  await until(time, () => inStep([ada, bea]), 'in step')
  expect([ada.glyph(glyph)?.title, ada.text(glyph)]).toEqual(['mine', '[]'])
  expect([bea.glyph(glyph)?.title, bea.text(glyph)]).toEqual(['mine', '[]'])
  expect(ada.asides()).toHaveLength(2)
  for (const { id } of ada.asides()) await whileTimePasses(time, ada.takeOver(id).kept)
  expect([ada.glyph(glyph)?.title, ada.text(glyph)]).toEqual(['hers', '[words]'])
})

/*
 *   [hers]   ada types in it and, in the same moment, removes bea, whose words go
 */
test('[SS12] what one types while one’s own removal is sealed stays where it was typed', async () => {
  const { time, ada, joinedBy } = await createWorld()
  const bea = await joinedBy(await whileTimePasses(time, ada.invite('weave')))
  const { glyph, kept } = ada.create({ body: '[]' })
  await whileTimePasses(time, kept)
  const shown = { text: ada.text(glyph) }
  ada.subscribe((event) => {
    if (event.kind === 'body') shown.text = applySplices(shown.text, event.splices)
  })
  await until(time, () => inStep([ada, bea]), 'in step')
  await whileTimePasses(time, bea.splice(glyph, [[1, 0, 'hers']]).kept)
  await until(time, () => inStep([ada, bea]), 'in step')
  const before = ada.admissionOf(bea.self)!
  expect(before.author).toBe(bea.self)
  const removal = ada.remove(bea.self)
  ada.splice(glyph, [[6, 0, '!']], 'editor')
  ada.splice(glyph, [[0, 0, '?']], 'editor')
  await whileTimePasses(time, removal.kept)
  await whileTimePasses(time, ada.settled())
  expect(ada.text(glyph)).toBe('?[hers]!')
  expect(shown.text).toBe(ada.text(glyph))
})

const anySplices = fc.array(
  fc.tuple(fc.nat(20), fc.nat(4), fc.string({ unit: fc.constantFrom('x', 'y'), maxLength: 3 })),
  { maxLength: 4 },
)

/** As a person could have made them on `text`. */
function fitting(text: string, drawn: readonly Splice[]): readonly Splice[] {
  let left = text.length
  return drawn.map(([at, deleted, inserted]): Splice => {
    const start = at % (left + 1)
    const gone = Math.min(deleted, left - start)
    left += inserted.length - gone
    return [start, gone, inserted]
  })
}

test('[SS12] two who changed one text come to the same, whichever is carried past the other', () => {
  fc.assert(
    fc.property(anySplices, anySplices, (one, other) => {
      const text = 'abcdefgh'
      const [mine, theirs] = [fitting(text, one), fitting(text, other)]
      const carried = carryPast(text, mine, theirs)
      const result = applySplices(applySplices(text, theirs), carried.mine)
      expect(applySplices(applySplices(text, mine), carried.theirs)).toBe(result)
      if (mine.length !== 1) return
      for (const [, , inserted] of mine) {
        expect(result).toContain(inserted)
      }
    }),
  )
})

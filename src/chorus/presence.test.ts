/**
 * Goal: one sees of the others what they look at now, where it is now, and nothing else.
 * Method: whole weavers for what crosses a link; one presence hub with hands for what must be refused.
 */

import { expect, test } from 'vitest'

import { systemEntropy } from '../platform/entropy'
import { createKeyMaker } from '../platform/keys'
import { judgeSeal } from '../platform/nacl'
import { concatBytes } from '../protocol/bytes'
import { type ChorusId, type GlyphId, type WeaverId, weaverIdFrom } from '../protocol/ids'
import { maxDrags } from '../protocol/limits'
import type { Signer } from '../protocol/ports'
import { encodePresence, noAttention, type Presence, presenceMessage } from '../protocol/presence'
import type { Dissolved } from '../protocol/trace'
import type { Chorus, Look } from './chorus'
import {
  caretWaitsMs,
  presenceBeatMs,
  presenceFlow,
  presenceGapMs,
  presenceLivesMs,
} from './limits'
import { nothingPending } from './overlay'
import { createPresences } from './presence'
import {
  createBrowser,
  createEther,
  createVirtualTime,
  inStep,
  until,
  whileTimePasses,
} from './session.fixture'

const chorus = 'c0'.repeat(32) as ChorusId
const glyph = 'aa'.repeat(16) as GlyphId

const mintSigner = async (): Promise<Signer> => {
  const maker = createKeyMaker(systemEntropy)
  return maker.revive(await maker.mint())
}

/** One hub, whose links, text and neighbours are the test's. */
async function createHub(options: { readonly linked?: boolean } = {}) {
  const time = createVirtualTime()
  const signer = await mintSigner()
  const bea = await mintSigner()
  const said: Uint8Array[] = []
  const noted: Dissolved[] = []
  const world = {
    linked: options.linked ?? true,
    admitted: true,
    unsealed: false,
    backMs: 0,
    changes: 0,
  }
  const hub = createPresences({
    weaver: {
      chorus,
      admittedAs: (weaver) =>
        world.admitted
          ? {
              weaver,
              name: '',
              role: 'weave',
              person: weaver,
              isFounder: false,
              isRemoved: false,
              fork: null,
            }
          : undefined,
    },
    board: () => ({
      textVersion: () => [],
      locate: (_glyph, _version, position) => position,
    }),
    signer,
    verifier: { verify: async (claims) => claims.map(judgeSeal) },
    clock: { now: () => time.now() - world.backMs },
    schedule: time,
    pen: {
      pending: () => (world.unsealed ? { ...nothingPending, splices: [[0, 0, 'ab']] } : null),
    },
    neighbours: {
      isLinked: () => world.linked,
      isAnyLinked: () => world.linked,
      say: (bytes) => said.push(bytes),
    },
    atWork: () => {},
    note: (dissolved) => noted.push(...dissolved),
    tell: () => (world.changes += 1),
  })
  const from = weaverIdFrom(bea.key)
  const presence = (number: number, over: Partial<Presence> = {}): Presence => ({
    ...noAttention,
    glyph,
    author: from,
    number,
    ...over,
  })
  const sealed = async (told: Presence, by: Signer = bea, of: ChorusId = chorus) => {
    const body = encodePresence(told)
    return concatBytes([body, await by.sign(presenceMessage(of, body))])
  }
  /** Real turns for the cryptography, and as much virtual time as asked for. */
  const pass = async (ms: number): Promise<void> => {
    time.advance(ms)
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve))
  }
  return { hub, said, noted, world, bea, from, presence, sealed, pass }
}

const openOnes = (looks: Pick<Chorus, 'onlookers'>): readonly (GlyphId | null)[] =>
  looks.onlookers().map(({ glyph: open }) => open)

test('[PR1] one is shown what a neighbour tells of itself, and nothing told of another', async () => {
  const { hub, noted, from, presence, sealed, pass } = await createHub()
  hub.take(await sealed(presence(1)), from)
  await pass(0)
  expect(hub.looks.onlookers()).toMatchObject([{ weaver: from, glyph }])
  const chi = await mintSigner()
  const chiId = weaverIdFrom(chi.key)
  // Chi's own words, genuinely sealed, but handed on by Bea.
  hub.take(await sealed(presence(2, { author: chiId }), chi), from)
  await pass(0)
  expect(hub.looks.onlookers()).toHaveLength(1)
  expect(noted.map(({ from: whose }) => whose)).toEqual([from])
})

test('[PR1] a seal by another key, over another chorus, or of a stranger is not shown', async () => {
  const { hub, noted, world, from, presence, sealed, pass } = await createHub()
  hub.take(await sealed(presence(1), await mintSigner()), from)
  hub.take(await sealed(presence(2), undefined, 'd1'.repeat(32) as ChorusId), from)
  await pass(0)
  expect(hub.looks.onlookers()).toEqual([])
  expect(noted).toHaveLength(2)
  world.admitted = false
  hub.take(await sealed(presence(3)), from)
  await pass(0)
  expect(hub.looks.onlookers()).toEqual([])
  expect(noted).toHaveLength(2)
})

test('[PR2] what was told before is passed over: a replay, a message that overtook another', async () => {
  const { hub, from, presence, sealed, pass } = await createHub()
  const early = await sealed(presence(5))
  const late = await sealed(presence(6, { glyph: null, pointer: { x: 1, y: 2 } }))
  hub.take(late, from)
  hub.take(early, from)
  await pass(0)
  expect(openOnes(hub.looks)).toEqual([null])
  hub.take(early, from)
  await pass(0)
  expect(openOnes(hub.looks)).toEqual([null])
  // A new link begins anew, since a clock may have been set back meanwhile.
  hub.parted(from)
  hub.take(early, from)
  await pass(0)
  expect(openOnes(hub.looks)).toEqual([glyph])
})

test('[PR2] own numbers rise though the clock jumps back', async () => {
  const { hub, world, said, pass } = await createHub()
  const numbers: number[] = []
  hub.looks.attend({ glyph })
  await pass(presenceGapMs)
  world.backMs = 3_600_000
  hub.looks.attend({ glyph: null })
  await pass(presenceGapMs)
  for (const bytes of said) {
    const view = new DataView(bytes.buffer, bytes.byteOffset + 33)
    numbers.push(view.getUint16(0) * 2 ** 32 + view.getUint32(2))
  }
  expect(numbers).toHaveLength(2)
  expect(numbers[1]).toBe((numbers[0] ?? 0) + 1)
})

test('[PR3] a flood is dropped unread, and what is malformed is told', async () => {
  const { hub, noted, from, presence, sealed, pass } = await createHub()
  hub.take(new Uint8Array(200), from)
  expect(noted).toMatchObject([{ from, refusal: { kind: 'broken-message' } }])
  const last = await sealed(presence(99))
  for (let nth = 1; nth < presenceFlow.burst; nth += 1) hub.take(new Uint8Array(3), from)
  hub.take(last, from)
  expect(noted).toHaveLength(presenceFlow.burst)
  await pass(0)
  expect(hub.looks.onlookers()).toEqual([])
  await pass(1000 / presenceFlow.perSecond)
  hub.take(last, from)
  await pass(0)
  expect(openOnes(hub.looks)).toEqual([glyph])
})

test('[PR5] however much is moved, one presence in 80 ms tells the latest', async () => {
  const { hub, said, pass } = await createHub()
  for (let x = 0; x < 200; x += 1) {
    hub.looks.attend({ pointer: { x, y: 0 } })
    if (x % 8 === 7) await pass(8)
  }
  await pass(presenceGapMs)
  // 200 ms of moving: at 0, 80, 160 and once at the end.
  expect(said.length).toBeLessThanOrEqual(4)
  expect(said.length).toBeGreaterThan(1)
  const again = said.length
  hub.looks.attend({ pointer: { x: 199, y: 0 } })
  await pass(presenceGapMs)
  expect(said).toHaveLength(again)
})

test('[PR5] what is shown is told again every 3 s; nothing shown, or nobody there, and all is still', async () => {
  const { hub, said, world, pass } = await createHub({ linked: false })
  hub.looks.attend({ glyph })
  await pass(presenceBeatMs)
  expect(said).toHaveLength(0)
  world.linked = true
  hub.met()
  await pass(0)
  expect(said).toHaveLength(1)
  await pass(presenceBeatMs)
  expect(said).toHaveLength(2)
  hub.looks.attend({ glyph: null })
  await pass(presenceGapMs)
  expect(said).toHaveLength(3)
  await pass(3 * presenceBeatMs)
  expect(said).toHaveLength(3)
})

test('[PR5] a caret waits a moment for its text to be sealed, and not for ever', async () => {
  const { hub, said, world, pass } = await createHub()
  const look: Partial<Look> = { glyph, caret: { anchor: 2, head: 2 } }
  world.unsealed = true
  hub.looks.attend(look)
  await pass(caretWaitsMs - 1)
  expect(said).toHaveLength(0)
  world.unsealed = false
  hub.sealed(glyph)
  await pass(presenceGapMs)
  expect(said).toHaveLength(1)
  world.unsealed = true
  hub.looks.attend({ caret: { anchor: 3, head: 3 } })
  await pass(caretWaitsMs)
  expect(said).toHaveLength(2)
})

test('[PR5] no more cards are told of than a presence holds', async () => {
  const { hub, said, pass } = await createHub()
  const drags = Array.from({ length: maxDrags + 9 }, (_, nth) => ({
    glyph: nth.toString(16).padStart(32, '0') as GlyphId,
    place: { x: nth, y: 0 },
  }))
  hub.looks.attend({ drags })
  await pass(presenceGapMs)
  expect(said).toHaveLength(1)
})

test('[PR6] a presence ends 10 s after it was last heard, and at once with the last link', async () => {
  const { hub, from, presence, sealed, pass } = await createHub()
  hub.take(await sealed(presence(1)), from)
  await pass(0)
  await pass(presenceLivesMs - 1)
  hub.take(await sealed(presence(2)), from)
  await pass(0)
  await pass(presenceLivesMs - 1)
  expect(hub.looks.onlookers()).toHaveLength(1)
  await pass(1)
  expect(hub.looks.onlookers()).toHaveLength(0)
  hub.take(await sealed(presence(3)), from)
  await pass(0)
  hub.parted(from)
  expect(hub.looks.onlookers()).toHaveLength(0)
})

/** Ada began, Bea and Chi joined; all linked and in step. */
async function three() {
  const time = createVirtualTime()
  const ether = createEther(time)
  const tab = () => createBrowser({ time, ether, entropy: systemEntropy }).openTab()
  const ask = <T>(call: Promise<T>): Promise<T> => whileTimePasses(time, call)
  const ada = await ask(tab().found('Great Work', 'Ada'))
  const link = await ask(ada.invite('weave'))
  const bea = await ask(tab().join(link, 'Bea'))
  const chi = await ask(tab().join(link, 'Chi'))
  await ask(Promise.all([bea.ready, chi.ready]))
  const all = [ada, bea, chi]
  const level = () => until(time, () => inStep(all), 'in step')
  await level()
  return { time, ask, ada, bea, chi, level }
}

const caretOf = (seenBy: Chorus, id: GlyphId, whose: WeaverId): number | undefined =>
  seenBy.caretsIn(id).find(({ weaver }) => weaver === whose)?.head

//  text      Bea’s caret: |             Ada writes before it, Bea after it, unseen by each other
//  “one two”  “one tw|o”   →   “ONE one twWO|o”
test('[PR4] a caret is where it belongs while both write at once', async () => {
  const { time, ask, ada, bea, level } = await three()
  const made = ada.create({ body: 'one two' })
  await ask(made.kept)
  await level()
  bea.attend({ glyph: made.glyph, caret: { anchor: 6, head: 6 } })
  await until(time, () => caretOf(ada, made.glyph, bea.self) === 6, 'seen')
  ada.setTides({ latencyMs: 400 })
  ada.splice(made.glyph, [[0, 0, 'ONE ']])
  // Ada’s own text is not even sealed, and the caret has already moved along.
  expect(caretOf(ada, made.glyph, bea.self)).toBe(10)
  bea.splice(made.glyph, [[6, 0, 'WO']])
  bea.attend({ caret: { anchor: 8, head: 8 } })
  // Bea tells it against a text that Ada will never have had: hers, without Ada’s.
  await until(time, () => ada.text(made.glyph) === 'ONE one twWOo', 'Bea’s text is here')
  await until(time, () => caretOf(ada, made.glyph, bea.self) === 12, 'behind what Bea wrote')
  ada.setTides({ latencyMs: 0 })
  await level()
  expect(caretOf(ada, made.glyph, bea.self)).toBe(12)
})

test('[PR6] a weaver that cuts its currents, or leaves, is gone from all at once', async () => {
  const { time, ada, bea, chi } = await three()
  bea.attend({ pointer: { x: 3, y: 4 } })
  chi.attend({ pointer: { x: 5, y: 6 } })
  await until(time, () => ada.onlookers().length === 2, 'both are seen')
  bea.setTides({ cut: true })
  await until(time, () => ada.onlookers().length === 1, 'Bea is gone')
  expect(bea.onlookers()).toEqual([])
  await whileTimePasses(time, chi.close())
  await until(time, () => ada.onlookers().length === 0, 'Chi is gone')
})

test('[PR7] a presence is told by its own weaver alone', async () => {
  const { time, ada, bea, chi } = await three()
  chi.setTides({ cut: true })
  bea.attend({ pointer: { x: 3, y: 4 } })
  await until(time, () => ada.onlookers().length === 1, 'Ada sees Bea')
  chi.setTides({ cut: false })
  await until(time, () => chi.onlookers().length === 1, 'and so does Chi, once linked with her')
  expect(chi.onlookers()).toMatchObject([{ weaver: bea.self }])
})

test('[PR8] a drag is presence until it ends: no sigil, and then one', async () => {
  const { time, ask, ada, bea, level } = await three()
  const { glyph: card, kept } = ada.create({ x: 0, y: 0 })
  await ask(kept)
  await level()
  const before = ada.count()
  for (let x = 10; x <= 50; x += 10) {
    bea.attend({ drags: [{ glyph: card, place: { x, y: 0 } }] })
    await until(time, () => ada.onlookers()[0]?.drags[0]?.place.x === x, `held at ${x}`)
    expect(ada.glyph(card)?.place.x).toBe(0)
  }
  expect(ada.count()).toBe(before)
  const dropped = bea.set(card, { x: 50, y: 0 })
  bea.attend({ drags: [] })
  await ask(dropped.kept)
  await level()
  expect(ada.count()).toBe(before + 1)
  expect(ada.glyph(card)?.place.x).toBe(50)
  await until(time, () => ada.onlookers().length === 0, 'nothing is held')
})

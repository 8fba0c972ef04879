/**
 * Goal: whole weavers, on real seals and vaults, keep the promises of §SS.
 * Method: a few browsers in one process; time moves only as far as needed.
 */

import fc from 'fast-check'
import { expect, test } from 'vitest'

import type { Currents, Link } from '../network/link'
import { systemEntropy } from '../platform/entropy'
import { sha256 } from '../platform/sha256'
import { toHex } from '../protocol/bytes'
import { bodyOf } from '../protocol/draft'
import type { ChorusId, GlyphId, SigilId } from '../protocol/ids'
import { encodeMessage } from '../protocol/message-codec'
import type { Signer } from '../protocol/ports'
import { sealBody, type SealChain } from '../protocol/sealing'
import type { Sigil, Splice } from '../protocol/sigil'
import { laterStamp, stepStamp } from '../protocol/stamp'
import { isChangeRefusal } from './change'
import type { Chorus, ChorusEvent } from './chorus'
import { vaultSilentMs } from './limits'
import { applySplices, inverseOf } from './overlay'
import {
  type Browser,
  type BrowserOptions,
  createBrowser,
  createEther,
  createVirtualTime,
  type Ether,
  inStep,
  until,
  type VirtualTime,
  whileTimePasses,
} from './session.fixture'

interface World {
  readonly time: VirtualTime
  readonly ether: Ether
  readonly browser: (options?: Partial<BrowserOptions>) => Browser
}

function createWorld(): World {
  const time = createVirtualTime()
  const ether = createEther(time)
  return {
    time,
    ether,
    browser: (options) => createBrowser({ time, ether, entropy: systemEntropy, ...options }),
  }
}

/** Ada founds, the others join by her link; all are in step. */
async function chorusOf(world: World, ...browsers: readonly Browser[]): Promise<readonly Chorus[]> {
  const { time } = world
  const [first, ...others] = browsers
  const ada = await whileTimePasses(time, first!.openTab().found('Great Work', 'Ada'))
  await whileTimePasses(time, ada.ready)
  const link = await whileTimePasses(time, ada.invite('weave'))
  const joined: Chorus[] = []
  for (const [at, browser] of others.entries()) {
    const chorus = await whileTimePasses(time, browser.openTab().join(link, `Bea ${at}`))
    await whileTimePasses(time, chorus.ready)
    joined.push(chorus)
  }
  const all = [ada, ...joined]
  await until(time, () => inStep(all), 'in step')
  return all
}

async function made(world: World, chorus: Chorus, title: string, body = ''): Promise<GlyphId> {
  const { glyph, kept } = chorus.create({ title, body })
  await whileTimePasses(world.time, kept)
  return glyph
}

test('[SS3] a joiner authors nothing before its join, which is its first sigil', async () => {
  const world = createWorld()
  const [ada] = await chorusOf(world, world.browser())
  await made(world, ada!, 'before')
  const link = await whileTimePasses(world.time, ada!.invite('weave'))
  const bea = await whileTimePasses(world.time, world.browser().openTab().join(link, 'Bea'))
  expect(bea.status().phase).toBe('joining')
  await expect(bea.create({ title: 'too early' }).kept).rejects.toMatchObject({ kind: 'not-open' })
  await whileTimePasses(world.time, bea.ready)
  await until(world.time, () => inStep([ada!, bea]), 'in step')
  const hers = bea.history().filter(({ weaver }) => weaver === bea.self)
  expect(hers.map(({ sigil }) => bea.sigil(sigil)?.deed.kind)).toEqual(['join'])
  expect(bea.fellows().map(({ name }) => name)).toEqual(['Ada', 'Bea'])
  expect(bea.glyphIds().map((id) => bea.glyph(id)?.title)).toEqual(['before'])
})

test('[SS3] whoever is gone before its join was kept can still join with the same invite', async () => {
  const world = createWorld()
  const [ada] = await chorusOf(world, world.browser())
  const link = await whileTimePasses(world.time, ada!.invite('weave'))
  let isStuck = true
  const browser = world.browser({
    wrapVault: (vault) => ({
      ...vault,
      keep: async (sigils) => {
        if (isStuck) await new Promise(() => {})
        return vault.keep(sigils)
      },
    }),
  })
  const gone = await whileTimePasses(world.time, browser.openTab().join(link, 'Bea'))
  await whileTimePasses(world.time, gone.ready)
  const hasInvite = async () => (await browser.keyring.chorus(ada!.id))?.inviteSeed !== null
  expect(await hasInvite()).toBe(true)
  isStuck = false
  const again = await whileTimePasses(world.time, browser.openTab().open(ada!.id))
  await whileTimePasses(world.time, again.ready)
  await whileTimePasses(world.time, again.create({ title: 'let in' }).kept)
  await until(world.time, () => true, 'a turn')
  expect(await hasInvite()).toBe(false)
})

test('[SS1] what is changed in one task is one sigil a glyph, and shows at once', async () => {
  const world = createWorld()
  const [ada] = await chorusOf(world, world.browser())
  const before = ada!.count()
  const { glyph, sealed } = ada!.create({ title: 'one' })
  ada!.set(glyph, { title: 'two', hue: 90 })
  const last = ada!.splice(glyph, [[0, 0, 'body']])
  expect(ada!.glyph(glyph)).toMatchObject({ title: 'two', hue: 90, alive: true })
  expect(ada!.text(glyph)).toBe('body')
  expect(ada!.count()).toBe(before)
  await whileTimePasses(world.time, last.kept)
  expect(await sealed).toBe(await last.sealed)
  expect(ada!.count()).toBe(before + 1)
  expect(ada!.glyph(glyph)).toMatchObject({ title: 'two', hue: 90, alive: true })
})

test('[SS1] an editor’s keystrokes within 50 ms are gathered into one sigil', async () => {
  const world = createWorld()
  const [ada] = await chorusOf(world, world.browser())
  const glyph = await made(world, ada!, 'typed')
  const before = ada!.count()
  const editor = {}
  // A pause has passed, so the first keystroke goes out at once; the rest follow together.
  world.time.advance(100)
  await whileTimePasses(world.time, ada!.splice(glyph, [[0, 0, 'a']], editor).sealed)
  const rest = ['b', 'c', 'd'].map((key, at) => ada!.splice(glyph, [[at + 1, 0, key]], editor))
  await whileTimePasses(world.time, rest.at(-1)!.kept)
  expect(ada!.count()).toBe(before + 2)
  expect(ada!.text(glyph)).toBe('abcd')
})

test('[SS2] a remote sigil waits for what is being gathered, and every position keeps its meaning', async () => {
  const world = createWorld()
  const [ada, bea] = await chorusOf(world, world.browser(), world.browser())
  const glyph = await made(world, ada!, 'shared', 'middle')
  await until(world.time, () => inStep([ada!, bea!]), 'in step')
  const events: ChorusEvent[] = []
  bea!.subscribe((event) => events.push(event))
  let mirror = bea!.text(glyph)
  bea!.subscribe((event) => {
    if (event.kind !== 'body') return
    for (const [at, deleted, inserted] of event.splices) {
      mirror = mirror.slice(0, at) + inserted + mirror.slice(at + deleted)
    }
  })
  for (let turn = 0; turn < 30; turn += 1) {
    const at = turn % 3
    ada!.splice(glyph, [[at, 0, String.fromCharCode(97 + (turn % 26))]], 'ada')
    bea!.splice(
      glyph,
      [[bea!.text(glyph).length - at, 0, String.fromCharCode(65 + (turn % 26))]],
      'bea',
    )
    await new Promise((resolve) => setImmediate(resolve))
    world.time.advance(7)
    expect(mirror).toBe(bea!.text(glyph))
  }
  await until(world.time, () => inStep([ada!, bea!]) && ada!.status().calcified, 'in step')
  expect(bea!.text(glyph)).toBe(ada!.text(glyph))
  expect(bea!.text(glyph)).toHaveLength('middle'.length + 60)
  expect(mirror).toBe(bea!.text(glyph))
})

//  shown   “kept ab”       what is sealed   “kept ”       the rest is taken back and given back
test('[SS10] what cannot be sealed does not stay on the screen, and its words are given back', async () => {
  const world = createWorld()
  let broken = false
  const browser = world.browser({
    wrapSigner: (signer) => ({
      ...signer,
      sign: async (message) => {
        if (broken) throw new Error('the key is gone')
        return signer.sign(message)
      },
    }),
  })
  const [ada] = await chorusOf(world, browser)
  const glyph = await made(world, ada!, 'here', 'kept ')
  const other = await made(world, ada!, 'other')
  let shown = ada!.text(glyph)
  const touched: GlyphId[] = []
  ada!.subscribe((event) => {
    if (event.kind === 'glyphs') touched.push(...event.touched)
    if (event.kind === 'body') shown = applySplices(shown, event.splices)
  })
  broken = true
  world.time.advance(100)
  const editor = {}
  const first = ada!.splice(glyph, [[5, 0, 'a']], editor)
  const second = ada!.splice(glyph, [[6, 0, 'b']], editor)
  ada!.set(glyph, { title: 'there' })
  expect(shown).toBe('kept ab')
  const reasons = await whileTimePasses(
    world.time,
    Promise.all([first, second].map(({ sealed }) => sealed.catch((error: unknown) => error))),
  )
  for (const reason of reasons) expect(reason).toMatchObject({ kind: 'not-sealed' })
  const words = reasons.map((reason) => (isChangeRefusal(reason) ? reason.words : '')).join(' ')
  for (const written of ['a', 'b', 'there']) expect(words).toContain(written)
  expect(shown).toBe('kept ')
  expect(ada!.text(glyph)).toBe('kept ')
  expect(ada!.glyph(glyph)?.title).toBe('here')
  expect(touched.at(-1)).toBe(glyph)
  expect(ada!.status().unkept).toBe(0)
  broken = false
  await whileTimePasses(world.time, ada!.set(other, { title: 'goes on' }).kept)
  await whileTimePasses(world.time, ada!.splice(glyph, [[5, 0, 'and more']]).kept)
  expect(ada!.text(glyph)).toBe('kept and more')
})

/** Two by two, as another thread hands back a long chain; ends before what cannot be sealed. */
const inPairs = (signer: Signer): SealChain =>
  async function* (drafts, chorus) {
    const ids: SigilId[] = []
    while (ids.length < drafts.length) {
      const sigils: Sigil[] = []
      for (const draft of drafts.slice(ids.length, ids.length + 2)) {
        const deps = { chorus, signer, hash: sha256 }
        const sigil = await sealBody(bodyOf(draft, ids), deps).catch(() => null)
        if (sigil === null) return
        ids.push(sigil.id)
        sigils.push(sigil)
      }
      yield sigils
    }
  }

test.each([
  ['in one go', (signer: Signer): Signer => signer],
  ['part by part', (signer: Signer): Signer => ({ ...signer, sealChain: inPairs(signer) })],
])(
  '[SS10] of changes sealed %s, the one that cannot be sealed is lost alone',
  async (_, parted) => {
    const world = createWorld()
    const spoiled = new TextEncoder().encode('spoiled')
    const browser = world.browser({
      wrapSigner: (signer) =>
        parted({
          ...signer,
          sign: async (message) => {
            if (toHex(message).includes(toHex(spoiled))) throw new Error('the key is gone')
            return signer.sign(message)
          },
        }),
    })
    const [ada] = await chorusOf(world, browser)
    const glyphs: GlyphId[] = []
    for (const title of ['a', 'b', 'c', 'd', 'e']) glyphs.push(await made(world, ada!, title))
    const titles = ['one', 'two', 'three', 'spoiled', 'five']
    const written = glyphs.map((glyph, nth) => ada!.set(glyph, { title: titles[nth]! }).sealed)
    const outcomes = await whileTimePasses(world.time, Promise.allSettled(written))
    const stands = ['one', 'two', 'three', 'd', 'five']
    expect(outcomes.map(({ status }) => status === 'fulfilled')).toEqual(
      stands.map((title) => title !== 'd'),
    )
    expect(glyphs.map((glyph) => ada!.glyph(glyph)?.title)).toEqual(stands)
  },
)

test('[SS10] splices and their inverse leave any text as it was', () => {
  const word = fc.string({ maxLength: 6 })
  fc.assert(
    fc.property(word, fc.array(fc.tuple(fc.nat(), fc.nat(3), word)), (text, raw) => {
      let current = text
      const splices = raw.map(([at, deleted, inserted]): Splice => {
        const from = at % (current.length + 1)
        const splice: Splice = [from, Math.min(deleted, current.length - from), inserted]
        current = applySplices(current, [splice])
        return splice
      })
      expect(applySplices(current, inverseOf(text, splices))).toBe(text)
    }),
  )
})

test('[SS4] what the vault refuses is not called kept, is told, and is kept in the end', async () => {
  const world = createWorld()
  let full = false
  const browser = world.browser({
    wrapVault: (vault) => ({
      ...vault,
      keep: async (sigils) => {
        if (full)
          throw Object.assign(new Error('full'), { kind: 'full', detail: 'the disk is full' })
        return vault.keep(sigils)
      },
    }),
  })
  const [ada] = await chorusOf(world, browser)
  full = true
  const change = ada!.create({ title: 'waiting for room' })
  let isKept = false
  void change.kept.then(() => {
    isKept = true
  })
  await whileTimePasses(world.time, change.sealed)
  await until(world.time, () => ada!.status().trouble !== null, 'told')
  expect(ada!.status()).toMatchObject({ trouble: { kind: 'full' }, unkept: 1 })
  expect(isKept).toBe(false)
  full = false
  world.time.advance(6000)
  await whileTimePasses(world.time, change.kept)
  expect(ada!.status()).toMatchObject({ trouble: null, unkept: 0 })
})

test('[SS4] a vault that neither takes nor refuses is told of, until it answers', async () => {
  const world = createWorld()
  const answers: (() => void)[] = []
  let isSilent = false
  const browser = world.browser({
    wrapVault: (vault) => ({
      ...vault,
      keep: (sigils) =>
        isSilent
          ? new Promise<void>((resolve) => answers.push(resolve)).then(() => vault.keep(sigils))
          : vault.keep(sigils),
    }),
  })
  const [ada] = await chorusOf(world, browser)
  isSilent = true
  const change = ada!.create({ title: 'no answer' })
  await whileTimePasses(world.time, change.sealed)
  expect(ada!.status().trouble).toBe(null)
  world.time.advance(vaultSilentMs)
  expect(ada!.status()).toMatchObject({ trouble: { kind: 'silent' }, unkept: 1 })
  for (const answer of answers) answer()
  await whileTimePasses(world.time, change.kept)
  expect(ada!.status()).toMatchObject({ trouble: null, unkept: 0 })
})

test('[SS4] a link is there once its invite is sealed, though the disk takes nothing', async () => {
  const world = createWorld()
  let full = false
  const browser = world.browser({
    wrapVault: (vault) => ({
      ...vault,
      keep: async (sigils) => {
        if (full) throw Object.assign(new Error('full'), { kind: 'full', detail: 'full' })
        return vault.keep(sigils)
      },
    }),
  })
  const ada = await whileTimePasses(world.time, browser.openTab().found('Great Work', 'Ada'))
  await whileTimePasses(world.time, ada.ready)
  full = true
  const link = await whileTimePasses(world.time, ada.invite('weave'))
  expect(ada.status().trouble?.kind).toBe('full')
  const bea = await whileTimePasses(world.time, world.browser().openTab().join(link, 'Bea'))
  await whileTimePasses(world.time, bea.ready)
  expect(await whileTimePasses(world.time, ada.invite('weave'))).toBe(link)
})

test('[SS4] nothing is called kept before what it builds on is', async () => {
  const world = createWorld()
  let hasRefused = true
  const browser = world.browser({
    wrapVault: (vault) => ({
      ...vault,
      keep: async (sigils) => {
        if (hasRefused) return vault.keep(sigils)
        hasRefused = true
        throw Object.assign(new Error('lost'), { kind: 'failed', detail: 'the connection is lost' })
      },
    }),
  })
  const [ada] = await chorusOf(world, browser)
  const glyph = await made(world, ada!, 'kept')
  const told: string[] = []
  hasRefused = false
  const first = ada!.set(glyph, { title: 'refused once' })
  void first.kept.then(() => told.push('first'))
  await whileTimePasses(world.time, first.sealed)
  const second = ada!.set(glyph, { title: 'taken at once' })
  void second.kept.then(() => told.push('second'))
  await whileTimePasses(world.time, second.sealed)
  await until(world.time, () => ada!.status().trouble === null, 'the second is taken')
  expect(told).toEqual([])
  expect(ada!.status().unkept).toBe(2)
  world.time.advance(6000)
  await whileTimePasses(world.time, second.kept)
  expect(told).toEqual(['first', 'second'])
})

test('[SS4] a chorus can be left while the vault refuses; what was not kept is told to whoever made it', async () => {
  const world = createWorld()
  let full = false
  const browser = world.browser({
    wrapVault: (vault) => ({
      ...vault,
      keep: (sigils) =>
        full
          ? Promise.reject(
              Object.assign(new Error('full'), { kind: 'full', detail: 'the disk is full' }),
            )
          : vault.keep(sigils),
    }),
  })
  const [ada, bea] = await chorusOf(world, browser, world.browser())
  full = true
  const { kept } = ada!.create({ title: 'no room' })
  await until(world.time, () => ada!.status().trouble !== null, 'told')
  // Something of another's is being kept as well, which nobody waits for.
  await whileTimePasses(world.time, bea!.create({ title: 'hers' }).kept)
  await until(world.time, () => inStep([ada!, bea!]), 'in step')
  await whileTimePasses(world.time, Promise.all([ada!.close(), ada!.close()]))
  await expect(kept).rejects.toMatchObject({ message: 'the disk is full' })
  await whileTimePasses(world.time, ada!.settled())
  full = false
  const again = await whileTimePasses(world.time, browser.openTab().open(ada!.id))
  expect(again.self).toBe(ada!.self)
  await until(world.time, () => inStep([again, bea!]), 'handed back by whoever holds it')
  const titles = new Set(again.glyphIds().map((id) => again.glyph(id)?.title))
  expect(titles).toEqual(new Set(['hers', 'no room']))
})

test('[SS4] everything kept is there when the last tab has closed and one opens again', async () => {
  const world = createWorld()
  const browser = world.browser()
  const [ada] = await chorusOf(world, browser)
  const glyph = await made(world, ada!, 'kept', 'word for word')
  const before = [ada!.self, ada!.digest(), ada!.glyph(glyph), ada!.text(glyph)]
  await whileTimePasses(world.time, ada!.close())
  const again = await whileTimePasses(world.time, browser.openTab().open(ada!.id))
  await whileTimePasses(world.time, again.ready)
  expect([again.self, again.digest(), again.glyph(glyph), again.text(glyph)]).toEqual(before)
  await whileTimePasses(world.time, again.set(glyph, { title: 'and editable' }).kept)
  expect(again.glyph(glyph)?.title).toBe('and editable')
})

test('[SS5] a sigil that a neighbour spoiled is listed with its reason and its bringer', async () => {
  const world = createWorld()
  let spoil = false
  const spoiling = (link: Link): Link => ({
    ...link,
    send: (message) => {
      const sent = message.slice()
      // The lowest byte of S: still in form, and the equation no longer holds.
      if (spoil && sent[0] === 7) sent[sent.length - 32] = (sent.at(-32) ?? 0) ^ 1
      return link.send(sent)
    },
  })
  const ether: Ether = {
    ...world.ether,
    currentsFor: (id) =>
      world.ether.currentsFor(id).map((currents) => ({
        ...currents,
        start: (onLink) => currents.start((link) => onLink(spoiling(link))),
      })),
  }
  const [ada, bea] = await chorusOf(world, world.browser(), world.browser({ ether }))
  const before = ada!.digest()
  spoil = true
  await made(world, bea!, 'spoiled')
  await until(world.time, () => ada!.dissolved().length > 0, 'dissolved')
  expect(ada!.dissolved()[0]).toMatchObject({
    refusal: { kind: 'forged', claimed: bea!.self },
    from: bea!.self,
  })
  expect(ada!.digest()).toBe(before)
  // The genuine sigil has another id: once it passes unspoiled, anti-entropy brings it.
  spoil = false
  await until(world.time, () => inStep([ada!, bea!]), 'healed')
})

test('[SS6] calcified follows equal digests, and own sigils count as sent when a neighbour holds them', async () => {
  const world = createWorld()
  const [ada, bea] = await chorusOf(world, world.browser(), world.browser())
  await until(world.time, () => ada!.status().calcified && bea!.status().calcified, 'calcified')
  ada!.setTides({ cut: true })
  await made(world, ada!, 'alone')
  expect(ada!.status()).toMatchObject({ linked: 0, calcified: false, unsent: 1 })
  ada!.setTides({ cut: false })
  await until(
    world.time,
    () => ada!.status().calcified && bea!.status().calcified,
    'calcified again',
  )
  expect(ada!.status()).toMatchObject({ linked: 1, unsent: 0 })
})

/** A message that any weaver takes and answers. */
const ping = encodeMessage({ kind: 'ping', nonce: 7 })

test('[SS7] of two links to one weaver the BroadcastChannel stays, whichever came first', async () => {
  for (const order of [
    ['webrtc', 'broadcast'],
    ['broadcast', 'webrtc'],
  ] as const) {
    const world = createWorld()
    const ethers = order.map((kind) => createEther(world.time, kind))
    const ether = {
      loops: [],
      currentsFor: (id: ChorusId) => ethers.flatMap((one) => one.currentsFor(id)),
    }
    const [ada, bea] = await chorusOf(world, world.browser({ ether }), world.browser({ ether }))
    const open = (): readonly string[] =>
      order.filter((_, at) => ethers[at]!.loops.some(({ a }) => a.send(ping)))
    await until(world.time, () => open().length === 1, 'one link is left')
    expect(open()).toEqual(['broadcast'])
    expect([ada!, bea!].map((chorus) => chorus.status().linked)).toEqual([1, 1])
  }
})

test('[SS7] two links of one kind to one weaver both stay, and count as one', async () => {
  const world = createWorld()
  const ethers = [createEther(world.time), createEther(world.time)]
  const ether = {
    loops: [],
    currentsFor: (id: ChorusId) => ethers.flatMap((one) => one.currentsFor(id)),
  }
  const all = await chorusOf(world, world.browser({ ether }), world.browser({ ether }))
  await made(world, all[0]!, 'twice told, once woven')
  await until(world.time, () => inStep(all), 'in step')
  expect(all.map((chorus) => chorus.status().linked)).toEqual([1, 1])
})

test('[SS8] bad input is refused with a kind and a sentence, and shows nowhere', async () => {
  const world = createWorld()
  const [ada] = await chorusOf(world, world.browser())
  const glyph = await made(world, ada!, 'sound', 'short')
  const before = [ada!.glyph(glyph), ada!.text(glyph), ada!.digest()]
  const nowhere = 'f'.repeat(32) as GlyphId
  const refusals = [
    [ada!.splice(glyph, [[6, 0, 'x']]), 'out-of-range'],
    [ada!.splice(glyph, [[0, 6, '']]), 'out-of-range'],
    [ada!.splice(glyph, [[-1, 0, 'x']]), 'out-of-range'],
    [ada!.splice(glyph, [[0.5, 0, 'x']]), 'out-of-range'],
    [ada!.set(nowhere, { title: 'x' }), 'no-such-glyph'],
    [ada!.shatter(nowhere), 'no-such-glyph'],
    [ada!.set(glyph, { title: 'x'.repeat(257) }), 'bad-value'],
    [ada!.set(glyph, { hue: 360 }), 'bad-value'],
    [ada!.set(glyph, { x: 2 ** 40 }), 'bad-value'],
    [ada!.set(glyph, { tags: [''] }), 'bad-value'],
    [ada!.set(glyph, { bonds: ['nonsense' as GlyphId] }), 'bad-value'],
  ] as const
  for (const [change, kind] of refusals) {
    const reason: unknown = await change.kept.catch((error: unknown) => error)
    expect(isChangeRefusal(reason) && reason.kind).toBe(kind)
    expect((reason as Error).message).toMatch(/[a-z]{3}.*\.$/)
  }
  expect([ada!.glyph(glyph), ada!.text(glyph), ada!.digest()]).toEqual(before)
})

test('[SS9] a change that changes nothing seals nothing, and names the sigil by which the glyph stands', async () => {
  const world = createWorld()
  const [ada] = await chorusOf(world, world.browser())
  const glyph = await made(world, ada!, 'sound', 'short')
  const [head] = ada!.glyph(glyph)!.heads
  const before = [ada!.count(), ada!.digest()]
  for (const change of [
    ada!.set(glyph, {}),
    ada!.set(glyph, { body: 'short' }),
    ada!.splice(glyph, []),
    ada!.splice(glyph, [[2, 0, '']]),
  ]) {
    expect(await whileTimePasses(world.time, change.sealed)).toBe(head)
    expect(await whileTimePasses(world.time, change.kept)).toBe(head)
  }
  expect([ada!.count(), ada!.digest()]).toEqual(before)
  // Of what is still being gathered the sigil is named that it becomes.
  const renamed = ada!.set(glyph, { title: 'renamed' })
  const idle = ada!.set(glyph, {})
  expect(await whileTimePasses(world.time, idle.kept)).toBe(await renamed.sealed)
  await whileTimePasses(world.time, ada!.shatter(glyph).kept)
  await whileTimePasses(world.time, ada!.set(glyph, {}).kept)
  expect(ada!.glyph(glyph)?.alive).toBe(false)
})

test('[SS8] half a surrogate pair is made whole before it is sealed', async () => {
  const world = createWorld()
  const [ada] = await chorusOf(world, world.browser())
  const glyph = await made(world, ada!, 'half \uD800 pair', '\uDC00')
  expect(ada!.glyph(glyph)?.title).toBe('half \uFFFD pair')
  expect(ada!.text(glyph)).toBe('\uFFFD')
})

test('[SS8] a body set anew over half a pair is sealed whole', async () => {
  const world = createWorld()
  const [ada] = await chorusOf(world, world.browser())
  const glyph = await made(world, ada!, 'halves', 'x🜍')
  // A splice may part a pair [TX1]: what is left is its low half.
  await whileTimePasses(world.time, ada!.splice(glyph, [[1, 1, '']]).kept)
  await whileTimePasses(world.time, ada!.set(glyph, { body: 'x🜍' }).kept)
  expect(ada!.text(glyph)).toBe('x🜍')
  // And here its high half, right before a whole pair.
  await whileTimePasses(world.time, ada!.splice(glyph, [[0, 1, '🜍']]).kept)
  await whileTimePasses(world.time, ada!.splice(glyph, [[1, 1, '']]).kept)
  await whileTimePasses(world.time, ada!.set(glyph, { body: 'x🜍' }).kept)
  expect(ada!.text(glyph)).toBe('x🜍')
})

test('a long paste becomes several sigils and reads as one', async () => {
  const world = createWorld()
  const [ada, bea] = await chorusOf(world, world.browser(), world.browser())
  const long = '😀 paste '.repeat(30_000)
  const glyph = await made(world, ada!, 'long', long)
  expect(ada!.text(glyph)).toBe(long)
  await until(world.time, () => inStep([ada!, bea!]), 'in step')
  expect(bea!.text(glyph)).toBe(long)
})

test('[KR3] a second tab of one browser is another weaver of the same person', async () => {
  const world = createWorld()
  const browser = world.browser()
  const [ada] = await chorusOf(world, browser)
  const twin = await whileTimePasses(world.time, browser.openTab().open(ada!.id))
  await whileTimePasses(world.time, twin.ready)
  expect(twin.self).not.toBe(ada!.self)
  await until(world.time, () => inStep([ada!, twin]), 'in step')
  const fellows = ada!.fellows()
  expect(fellows.map(({ name }) => name)).toEqual(['Ada', 'Ada'])
  expect(new Set(fellows.map(({ person }) => person)).size).toBe(1)
})

test('[KR3] a chorus that a tab has open is not forgotten; once closed, it is', async () => {
  const world = createWorld()
  const browser = world.browser()
  const [ada] = await chorusOf(world, browser)
  const other = browser.openTab()
  await expect(other.forget(ada!.id)).rejects.toMatchObject({ kind: 'in-use' })
  expect(await other.choruses()).toHaveLength(1)
  await whileTimePasses(world.time, ada!.close())
  await other.forget(ada!.id)
  expect(await other.choruses()).toEqual([])
  await expect(other.open(ada!.id)).rejects.toMatchObject({ kind: 'bad-value' })
})

test('[SS3] on a first visit, everything the neighbour held is integrated before the gate opens', async () => {
  const world = createWorld()
  const [ada] = await chorusOf(world, world.browser())
  for (let nth = 0; nth < 300; nth += 1) ada!.create({ title: `glyph ${nth}` })
  await whileTimePasses(world.time, ada!.settled())
  const link = await whileTimePasses(world.time, ada!.invite('weave'))
  const bea = await whileTimePasses(world.time, world.browser().openTab().join(link, 'Bea'))
  await whileTimePasses(world.time, bea.ready)
  expect(bea.glyphIds()).toHaveLength(300)
})

test('[ST6] a clock far off the median of two others is told, and stamps by its links alone', async () => {
  const world = createWorld()
  const { time } = world
  const fast = { now: () => time.now() + 90_000 }
  const [ada, bea, cy] = await chorusOf(
    world,
    world.browser(),
    world.browser({ clock: fast }),
    world.browser(),
  )
  await until(time, () => bea!.status().clockOffMs !== null, 'told')
  expect(bea!.status().clockOffMs).toBeGreaterThan(80_000)
  expect([ada!, cy!].map((chorus) => chorus.status().clockOffMs)).toEqual([null, null])
  const glyph = await made(world, ada!, 'by a true clock')
  await until(time, () => inStep([ada!, bea!, cy!]), 'in step')
  const sigil = await whileTimePasses(time, bea!.set(glyph, { hue: 1 }).kept)
  const { stamp, links } = bea!.sigil(sigil)!
  const linked = links.map((id) => bea!.sigil(id)!.stamp)
  // As little above its links as a stamp can be: its own clock has no say.
  expect(stamp).toEqual(stepStamp(linked.reduce(laterStamp)))
})

test('[SN1] a chorus opens from its snapshot, without replaying its text', async () => {
  const world = createWorld()
  const browser = world.browser({
    wrapVault: (vault) => ({
      ...vault,
      // Another text of the same version: only whoever replays history can tell.
      face: async () => {
        const face = await vault.face()
        if (face === null) return null
        const loud = face.glyphs.map((one) => ({ ...one, text: one.text.toUpperCase() }))
        return { ...face, glyphs: loud }
      },
    }),
  })
  const [ada] = await chorusOf(world, browser)
  const glyph = await made(world, ada!, 'kept', 'word for word')
  await whileTimePasses(world.time, ada!.close())
  const again = await whileTimePasses(world.time, browser.openTab().open(ada!.id))
  await whileTimePasses(world.time, again.ready)
  expect(again.text(glyph)).toBe('WORD FOR WORD')
})

test('a way open to this browser alone does not hide that nobody else can be reached', async () => {
  const world = createWorld()
  const { time } = world
  const ether = createEther(time)
  const relayless: Currents = {
    start: () => () => {},
    state: () => 'unreachable',
    watch: () => () => {},
  }
  const currentsFor: typeof ether.currentsFor = (id) => [...ether.currentsFor(id), relayless]
  const browser = world.browser({ ether: { ...ether, currentsFor } })
  const [ada] = await chorusOf(world, browser)
  expect(ada!.status()).toMatchObject({ linked: 0, currents: 'unreachable' })
})

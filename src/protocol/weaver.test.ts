/**
 * Goal: what a weaver promises beyond merging: drafts, holding, lanes, digests, snapshots.
 */

import fc from 'fast-check'
import { expect, test } from 'vitest'

import { bodyOf } from './draft'
import type { SigilId } from './ids'
import { maxAheadMs, maxLinks } from './limits'
import type { Sigil } from './sigil'
import {
  blank,
  createLoom,
  fakeHash,
  glyphNamed,
  sigilIdNamed,
  strandNamed,
  transmute,
  weaverNamed,
} from './sigil.fixture'
import { createWeaver } from './weaver'

const g = glyphNamed('g')
const farAhead = 1000 + maxAheadMs + 1

/** One sigil of bea's far ahead of a clock at 1000 ms, and one that ada wrote on top of it. */
function setupHeld() {
  const loom = createLoom(['bea'])
  const { a, far, child } = loom.weave({
    a: { by: 'ada', at: 10, title: 'A' },
    far: { by: 'bea', at: farAhead, after: ['a'], title: 'F' },
    child: { by: 'ada', at: farAhead + 5, after: ['far'], title: 'C' },
  })
  let now = 1000
  const weaver = loom.weaver([a], () => now)
  return { loom, weaver, a, far, child, setClock: (ms: number) => (now = ms) }
}

test('[ST5] a sigil from too far ahead is held, and its descendants wait', () => {
  const { weaver, far, child } = setupHeld()
  expect(weaver.resonate([child, far], 'cy').integrated).toEqual([])
  expect(weaver.waiting()).toEqual([
    { sigil: child.id, author: child.author, missing: [far.id], from: 'cy' },
    { sigil: far.id, author: far.author, missing: [], from: 'cy', heldMs: 1 },
  ])
  expect(weaver.missing()).toEqual([])
  expect(weaver.dueMs()).toBe(1001)
})

test('[ST5] the clock releases what it held, and what waited for it', () => {
  const { weaver, far, child, setClock } = setupHeld()
  weaver.resonate([far, child], 'cy')
  expect(weaver.attune().integrated).toEqual([])
  setClock(1001)
  expect(weaver.attune().integrated.map(({ id }) => id)).toEqual([far.id])
  expect(weaver.waiting()).toMatchObject([{ sigil: child.id, heldMs: 5 }])
  setClock(1006)
  expect(weaver.attune()).toMatchObject({ integrated: [{ id: child.id }], touched: new Set([g]) })
  expect(weaver.dueMs()).toBe(null)
  expect(weaver.glyph(g)?.title).toBe('C')
})

test('[ST5] what came from ourselves is never held', () => {
  const { weaver, far } = setupHeld()
  expect(weaver.resonate([far], 'self').integrated).toHaveLength(1)
})

test('[ST4] a held sigil moves no head, no digest and no stamp', () => {
  const { loom, weaver, a, far } = setupHeld()
  const before = { digest: weaver.digest(), heads: weaver.glyph(g)?.heads }
  weaver.resonate([far], 'cy')
  expect({ digest: weaver.digest(), heads: weaver.glyph(g)?.heads }).toEqual(before)
  const end = { ...loom.end('ada'), tip: a }
  expect(weaver.draft(end, transmute({ title: 'D' })).stamp).toEqual({ ms: 1000, tick: 0 })
  expect(weaver.knows(far.id)).toBe(true)
  expect(weaver.get(far.id)).toBeUndefined()
})

test('[AL1] a sigil waits for a parent that is not here, and for no longer', () => {
  const loom = createLoom(['bea'])
  const { a, b } = loom.weave({
    a: { by: 'ada', at: 10, title: 'A' },
    b: { by: 'bea', at: 20, after: ['a'], title: 'B' },
  })
  const weaver = loom.weaver()
  weaver.resonate([b], 'cy')
  expect(weaver.waiting()).toMatchObject([{ sigil: b.id, missing: [a.id], from: 'cy' }])
  expect(weaver.missing()).toEqual([{ id: a.id, from: 'cy' }])
  expect(weaver.resonate([a], 'dee').integrated.map(({ id }) => id)).toEqual([a.id, b.id])
  expect(weaver.waiting()).toEqual([])
})

test('[AL2] a chain of 20,000 poured backwards comes out forwards', () => {
  const loom = createLoom()
  const chain = Object.values<Sigil>(
    loom.weave(
      Object.fromEntries(
        Array.from({ length: 20_000 }, (_, at) => [
          `s${at}`,
          { by: 'ada', at: at + 1, hue: at % 360 },
        ]),
      ),
    ),
  )
  const { integrated } = loom.weaver().resonate(chain.toReversed(), 'bea')
  expect(integrated.map(({ id }) => id)).toEqual(chain.map(({ id }) => id))
})

test('[WV5] integrated, waiting and dissolved ids are known, others are not', () => {
  const loom = createLoom(['bea'])
  const { a, b } = loom.weave({
    a: { by: 'ada', at: 10, title: 'A' },
    b: { by: 'bea', at: 20, after: ['a'], title: 'B' },
  })
  const weaver = loom.weaver()
  weaver.resonate([b], 'cy')
  expect([loom.invite.id, b.id, a.id].map(weaver.knows)).toEqual([true, true, false])
})

test('[WV5] [SG9] a deed of an unknown kind is integrated, counted, passed on, and does nothing', () => {
  const loom = createLoom()
  const { odd } = loom.weave({
    odd: { by: 'ada', at: 5, deed: { kind: 'unknown', code: 77, payload: Uint8Array.of(1) } },
  })
  const weaver = loom.weaver()
  const before = weaver.digest()
  expect(weaver.resonate([odd], 'bea')).toMatchObject({ integrated: [odd], touched: new Set() })
  expect(weaver.digest()).not.toBe(before)
  expect(weaver.sigils()).toContain(odd)
  expect(weaver.woven(odd.id)).toMatchObject({ glyph: null, verdicts: [] })
  expect(weaver.glyphIds()).toEqual([])
})

test('[WV2] what nobody wrote of a glyph is empty, 0 or the origin', () => {
  const loom = createLoom(['bea'])
  const { a, b } = loom.weave({
    a: { by: 'ada', at: 10, writes: { 'tag:red': true, 'tag:blue': true, 'tag:old': false } },
    b: { by: 'bea', at: 20, writes: { [`bond:${glyphNamed('h')}`]: true } },
  })
  expect(loom.weaver([a, b]).glyph(g)).toEqual({
    id: g,
    alive: true,
    title: '',
    hue: 0,
    place: { x: 0, y: 0 },
    bonds: [glyphNamed('h')],
    tags: ['blue', 'red'],
    heads: [a.id, b.id].toSorted(),
    contested: [],
    touchedBy: b.author,
    stamp: b.stamp,
  })
})

test('[WV4] a state is the same object until its glyph is touched', () => {
  const loom = createLoom()
  const { a, other, b } = loom.weave({
    a: { by: 'ada', at: 10, title: 'A' },
    other: { by: 'ada', at: 11, glyph: 'other', title: 'O' },
    b: { by: 'ada', at: 12, title: 'B' },
  })
  const weaver = loom.weaver([a])
  const state = weaver.glyph(g)
  expect(weaver.resonate([other], 'bea').touched).toEqual(new Set([glyphNamed('other')]))
  expect(weaver.glyph(g)).toBe(state)
  weaver.resonate([b], 'bea')
  expect(weaver.glyph(g)).not.toBe(state)
  expect(state?.title).toBe('A')
})

test('[WV3] a draft links its strand and the heads of its glyph, and no other glyph', () => {
  const loom = createLoom(['bea', 'cy'])
  const { a, b, other } = loom.weave({
    a: { by: 'ada', at: 10, title: 'A' },
    b: { by: 'bea', at: 20, title: 'B' },
    other: { by: 'bea', at: 21, glyph: 'other', title: 'O' },
  })
  const body = loom.weaver([a, b, other]).draft(loom.end('cy'), transmute({ title: 'C' }))
  expect(body).toMatchObject({
    chorusTag: loom.chorus.slice(0, 8),
    author: weaverNamed('cy'),
    seq: 1,
    prev: loom.admission('cy').id,
    links: [loom.admission('cy').id, a.id, b.id].toSorted(),
  })
})

test('[WV3] the first draft of a strand links its author’s admission', () => {
  const loom = createLoom(['bea'])
  const body = loom.weaver().draft(loom.end('bea', 'new tab'), transmute({ title: 'C' }))
  expect(body).toMatchObject({ seq: 0, prev: null, links: [loom.admission('bea').id] })
})

test('[WV3] drafts of every kind are valid once sealed', () => {
  const loom = createLoom()
  const genesis = createWeaver({
    chorus: loom.chorus,
    hash: fakeHash,
    clock: { now: () => 5 },
  }).draft(
    { ...loom.end('ada', 'fresh'), tip: null },
    { kind: 'found', name: 'X', weaverName: 'ada', orderRule: 1 },
  )
  expect(genesis).toMatchObject({ chorusTag: '00000000', links: [], seq: 0, prev: null })
  const weaver = loom.weaver()
  const draftAndSeal = (
    by: string,
    deed: Parameters<typeof weaver.draft>[1],
    tip: Sigil | null,
  ) => {
    const sigil = loom.seal(weaver.draft({ ...loom.end(by, by), tip }, deed))
    expect(weaver.resonate([sigil], 'self').integrated).toEqual([sigil])
    return sigil
  }
  const key: string = weaverNamed('new door')
  const coSeal = new Uint8Array(64)
  draftAndSeal('ada', { kind: 'invite', key, role: 'weave' }, loom.invite)
  const join = draftAndSeal(
    'bea',
    { kind: 'join', via: 'invite', sponsor: key, coSeal, name: 'Bea' },
    null,
  )
  draftAndSeal(
    'bea 2',
    { kind: 'join', via: 'kin', sponsor: weaverNamed('bea'), coSeal, name: '' },
    null,
  )
  draftAndSeal('bea', transmute({ title: 'T' }), join)
  expect(weaver.glyph(g)?.title).toBe('T')
})

/** More heads on the one glyph than a sigil can link. */
const crowd = Array.from({ length: 20 }, (_, nth) => `w${nth}`)

/** Who wrote before, on which glyph; then the glyphs of the chain. */
const chains = fc.record({
  before: fc.array(fc.tuple(fc.constantFrom('ada', 'bea', 'cy'), fc.constantFrom('g', 'other'))),
  chain: fc.array(fc.constantFrom('g', 'other', 'third'), { maxLength: 12 }),
})

test('[WV3] drafted as one chain, sigils are those that would have been drafted one after another', () => {
  fc.assert(
    fc.property(chains, ({ before, chain }) => {
      const loom = createLoom(['bea', 'cy', ...crowd])
      loom.weave(
        Object.fromEntries([
          ...crowd.map((by, nth) => [by, { by, at: 10 + nth, title: by }]),
          ...before.map(([by, glyph], nth) => [
            `before ${nth}`,
            { by, at: 50 + nth, glyph, title: `${nth}` },
          ]),
        ]),
      )
      const held = loom.all().slice(loom.prelude.length)
      const end = loom.end('cy')
      const deeds = chain.map((glyph, nth) => transmute({ glyph, title: `${nth}` }))
      const [one, other] = [loom.weaver(held), loom.weaver(held)]
      const ids: SigilId[] = []
      const chained = one.draftChain(end, deeds).map((draft) => {
        const sigil = loom.seal(bodyOf(draft, ids))
        ids.push(sigil.id)
        return sigil
      })
      let tip = end.tip
      const single = deeds.map((deed) => {
        const sigil = loom.seal(other.draft({ ...end, tip }, deed))
        other.resonate([sigil], 'self')
        tip = sigil
        return sigil
      })
      expect(chained).toEqual(single)
      expect(one.resonate(chained, 'self').integrated).toEqual(chained)
      expect(one.digest()).toBe(other.digest())
    }),
  )
})

/*
 *   20 heads; the draft links its strand and the 15 newest, and leaves 5 as heads.
 */
test('[WV3] more heads than 16 links hold: the greatest stamps go first', () => {
  const names = Array.from({ length: 20 }, (_, at) => `w${at}`)
  const loom = createLoom(['cy', ...names])
  const heads = Object.values<Sigil>(
    loom.weave(Object.fromEntries(names.map((by, at) => [by, { by, at: at + 10, title: by }]))),
  )
  const weaver = loom.weaver(heads)
  const body = weaver.draft(loom.end('cy'), transmute({ title: 'C' }))
  const newest = heads.slice(-(maxLinks - 1)).map(({ id }) => id)
  expect(body.links).toEqual([loom.admission('cy').id, ...newest].toSorted())
  weaver.resonate([loom.seal(body)], 'self')
  expect(weaver.glyph(g)?.heads).toHaveLength(6)
})

test('[ST3] a draft’s stamp is above its strand and all it links, though our clock be behind', () => {
  const loom = createLoom(['bea'])
  const { b } = loom.weave({ b: { by: 'bea', at: { ms: 500, tick: 3 }, title: 'B' } })
  const weaver = loom.weaver([b], () => 450)
  expect(weaver.draft(loom.end('ada'), transmute({ title: 'A' })).stamp).toEqual({
    ms: 500,
    tick: 4,
  })
})

test('[ST6] a draft by a clock that says nothing steps from its past', () => {
  const loom = createLoom(['bea'])
  const { b } = loom.weave({ b: { by: 'bea', at: { ms: 500, tick: 3 }, title: 'B' } })
  const silent = { now: () => 0 }
  const body = loom.weaver([b]).draft(loom.end('ada'), transmute({ title: 'A' }), silent)
  expect(body.stamp).toEqual({ ms: 500, tick: 4 })
})

test('[WV6] each strand has a lane that ends at its tip', () => {
  const loom = createLoom(['bea'])
  const { a } = loom.weave({ a: { by: 'ada', at: 10, title: 'A' } })
  const lanes = loom.weaver([a]).lanes()
  expect(new Map(lanes.map(({ author, tips }) => [author, tips]))).toEqual(
    new Map([
      [a.author, [{ seq: 2, id: a.id }]],
      [weaverNamed('bea'), [{ seq: 0, id: loom.admission('bea').id }]],
    ]),
  )
  expect(lanes.map(({ author }) => author)).toEqual(lanes.map(({ author }) => author).toSorted())
})

/*
 *   a ─┬─ b ── c
 *      └─ d          ada forked her strand: d follows a too.
 */
test('[WV7] [SG8] a fork is kept on both sides, merged, and proven by the two that fork', () => {
  const loom = createLoom()
  const { a, b, c, d } = loom.weave({
    a: { by: 'ada', at: 10, title: 'A' },
    b: { by: 'ada', at: 11, title: 'B' },
    c: { by: 'ada', at: 12, title: 'C' },
    d: { by: 'ada', at: 13, prev: 'a', title: 'D' },
  })
  for (const order of [
    [a, b, c, d],
    [d, c, b, a],
    [a, d, b, c],
  ]) {
    const weaver = loom.weaver()
    for (const sigil of order) weaver.resonate([sigil], 'bea')
    expect(weaver.admitted()[0]?.fork).toEqual([b.id, d.id].toSorted())
    expect(weaver.lanes()[0]?.tips.map(({ id }) => id)).toEqual([c.id, d.id].toSorted())
    expect(weaver.glyph(g)).toMatchObject({ title: 'D', contested: ['title'] })
  }
})

test('[WV7] two first sigils of one strand are a fork too', () => {
  const loom = createLoom(['bea'])
  const begin = (title: string) =>
    loom.seal({
      ...blank(weaverNamed('bea'), strandNamed('tab')),
      links: [loom.admission('bea').id],
      deed: transmute({ title }),
    })
  const [one, two] = [begin('one'), begin('two')]
  const weaver = loom.weaver([one, two])
  expect(weaver.admittedAs(weaverNamed('bea'))?.fork).toEqual([one.id, two.id].toSorted())
  expect(weaver.admittedAs(weaverNamed('ada'))?.fork).toBe(null)
})

test('[AE1] the digest is the sum of all ids modulo 2^256', () => {
  const loom = createLoom(['bea', 'cy', 'dee'])
  const sum = loom.prelude.reduce((sum, { id }) => sum + BigInt(`0x${id}`), 0n)
  const weaver = loom.weaver()
  expect(weaver.digest()).toBe((sum % 2n ** 256n).toString(16).padStart(64, '0'))
  const none = createWeaver({ chorus: loom.chorus, hash: fakeHash, clock: { now: () => 0 } })
  expect(none.digest()).toBe('0'.repeat(64))
})

test('[SN1] a face tells text and version, and a weaver opened from it trusts it', () => {
  const loom = createLoom()
  const { a, b } = loom.weave({
    a: { by: 'ada', at: 10, splices: [[0, 0, 'one']] },
    b: { by: 'ada', at: 11, splices: [[3, 0, ' two']] },
  })
  const former = loom.weaver([a])
  expect(former.faceOf(g)).toEqual({
    id: g,
    state: former.glyph(g),
    text: 'one',
    version: [a.id],
    facets: [],
  })
  const reopened = loom.weaver([a, b])
  // Told apart from what replay would give, so that trusting it shows.
  reopened.restore([{ id: g, text: 'ONE', version: [a.id] }])
  expect(reopened.text(g)).toBe('ONE two')
})

test('[SN1] a face tells the text as it stands, and not as it was restored', () => {
  const loom = createLoom()
  const { a, b } = loom.weave({
    a: { by: 'ada', at: 10, splices: [[0, 0, 'one']] },
    b: { by: 'ada', at: 11, splices: [[3, 0, ' two']] },
  })
  const reopened = loom.weaver([a, b])
  reopened.restore([loom.weaver([a]).faceOf(g)])
  expect(reopened.faceOf(g)).toMatchObject({ text: 'one two', version: [b.id] })
})

test('[SN2] a text that does not fit is ignored', () => {
  const loom = createLoom()
  const { a, b, hue } = loom.weave({
    a: { by: 'ada', at: 10, splices: [[0, 0, 'one']] },
    b: { by: 'ada', at: 11, splices: [[3, 0, ' two']] },
    hue: { by: 'ada', at: 12, hue: 5 },
  })
  for (const version of [[], [sigilIdNamed('absent')], [a.id, b.id], [hue.id]]) {
    const weaver = loom.weaver([a, b, hue])
    weaver.restore([
      { id: g, text: 'WRONG', version },
      { id: glyphNamed('none'), text: 'WRONG', version },
    ])
    expect(weaver.text(g)).toBe('one two')
  }
})

test('[SN3] splices are told for bodies that were read before, and for no others', () => {
  const loom = createLoom(['bea'])
  const { a, b } = loom.weave({
    a: { by: 'ada', at: 10, splices: [[0, 0, 'one']] },
    b: { by: 'bea', at: 11, after: ['a'], splices: [[3, 0, ' two']] },
  })
  expect(loom.weaver([a]).resonate([b], 'bea').splices).toEqual(new Map())
  const reader = loom.weaver([a])
  expect(reader.text(g)).toBe('one')
  expect(reader.resonate([b], 'bea').splices).toEqual(new Map([[g, [[3, 0, ' two']]]]))
})

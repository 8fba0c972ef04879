/**
 * Goal: removals are read from the set, so that racing one gains nothing, and
 * whoever is removed keeps what its remover had seen.
 */

import fc from 'fast-check'
import { expect, test } from 'vitest'

import { judgeEffect } from './effect.oracle'
import type { SigilId, WeaverId } from './ids'
import { judgeAll } from './quintessence.oracle'
import type { Deed, Sigil } from './sigil'
import { createLoom, doorKey, type Drawn, fakeHash, glyphNamed, weaverNamed } from './sigil.fixture'
import type { Weaver } from './weaver'

const noSeal = new Uint8Array(64)
const remove = (whom: string, ...tips: readonly Sigil[]): Deed => ({
  kind: 'remove',
  weaver: weaverNamed(whom),
  tips: tips.map(({ id }) => id).toSorted(),
})
const revoke = (key: string, ...tips: readonly Sigil[]): Deed => ({
  kind: 'revoke',
  key,
  tips: tips.map(({ id }) => id).toSorted(),
})
const join = (via: 'invite' | 'kin', sponsor: string, name = ''): Deed => ({
  kind: 'join',
  via,
  sponsor,
  coSeal: noSeal,
  name,
})

const titleIn = (weaver: Weaver, glyph = 'g'): string | undefined =>
  weaver.glyph(glyphNamed(glyph))?.title
const textIn = (weaver: Weaver): string => weaver.text(glyphNamed('g'))

/*
 *   bea  t1 ───── t2          t2 is outside of what ada had seen
 *          └ ada: removes bea (tip t1)
 */
test('[CH10] [CH11] a removed weaver’s work stays as far as its remover had seen it', () => {
  const loom = createLoom(['bea'])
  const { t1 } = loom.weave({ t1: { by: 'bea', at: 10, title: 'seen' } })
  const { out, t2 } = loom.weave({
    out: { by: 'ada', at: 20, deed: remove('bea', t1) },
    t2: { by: 'bea', at: 30, title: 'unseen' },
  })
  for (const order of [
    [t1, out, t2],
    [t1, t2, out],
  ]) {
    const weaver = loom.weaver()
    for (const sigil of order) weaver.resonate([sigil], 'bea')
    expect(titleIn(weaver)).toBe('seen')
    expect(weaver.woven(t2.id)?.verdicts).toEqual([])
    expect(weaver.admittedAs(weaverNamed('bea'))?.isRemoved).toBe(true)
  }
})

test('[CH10] a removal waits for the tips it names', () => {
  const loom = createLoom(['bea'])
  const { t1 } = loom.weave({ t1: { by: 'bea', at: 10, title: 'seen' } })
  const { out } = loom.weave({ out: { by: 'ada', at: 20, deed: remove('bea', t1) } })
  const weaver = loom.weaver()
  weaver.resonate([out], 'bea')
  expect(weaver.waiting().map(({ sigil }) => sigil)).toEqual([out.id])
  weaver.resonate([t1], 'bea')
  expect(weaver.waiting()).toEqual([])
  expect(titleIn(weaver)).toBe('seen')
})

test('[CH11] the founder’s sigils stand, whoever removes it', () => {
  const loom = createLoom(['bea'])
  const sigils = Object.values<Sigil>(
    loom.weave({
      out: { by: 'bea', at: 10, deed: remove('ada') },
      t: { by: 'ada', at: 20, title: 'still here' },
    }),
  )
  expect(titleIn(loom.weaver(sigils))).toBe('still here')
})

/*
 *   bea ─ kin: bea2 joins on bea's word       removed together
 */
test('[CH11] kin go together, by whichever of them is named', () => {
  for (const named of ['bea', 'bea2']) {
    const loom = createLoom(['bea'])
    const joined = loom.seal({
      ...loom.admission('bea'),
      author: weaverNamed('bea2'),
      links: [loom.admission('bea').id],
      stamp: { ms: 1, tick: 0 },
      deed: join('kin', weaverNamed('bea')),
    })
    const { out } = loom.weave({ out: { by: 'ada', at: 10, deed: remove(named, joined) } })
    const later = loom.seal({
      ...joined,
      seq: 1,
      prev: joined.id,
      links: [joined.id],
      stamp: { ms: 20, tick: 0 },
      deed: {
        kind: 'transmute',
        glyph: glyphNamed('g'),
        shatters: false,
        writes: [{ facet: 'title', value: 'late' }],
        splices: [],
      },
    })
    const weaver = loom.weaver([joined, out, later])
    expect(titleIn(weaver)).toBeUndefined()
  }
})

test('[CH12] a revoked invite sets aside what came through it and was not seen', () => {
  const loom = createLoom(['bea', 'cy'])
  const { seen } = loom.weave({ seen: { by: 'bea', at: 10, title: 'seen' } })
  const sigils = Object.values<Sigil>(
    loom.weave({
      closed: { by: 'ada', at: 20, deed: revoke(doorKey, seen) },
      unseen: { by: 'cy', at: 30, title: 'unseen', glyph: 'h' },
      own: { by: 'ada', at: 40, title: 'own', glyph: 'i' },
    }),
  )
  const weaver = loom.weaver([seen, ...sigils])
  expect([titleIn(weaver), titleIn(weaver, 'h'), titleIn(weaver, 'i')]).toEqual([
    'seen',
    undefined,
    'own',
  ])
})

/*
 *   bea: invites (unseen by ada) ─ dan joins ─ dan writes      all of it goes with bea
 */
test('[CH12] whom a removed weaver let in unseen has no say either', () => {
  const loom = createLoom(['bea'])
  const door = weaverNamed('back door')
  const { out, opened } = loom.weave({
    out: { by: 'ada', at: 10, deed: remove('bea', loom.admission('bea')) },
    opened: { by: 'bea', at: 20, deed: { kind: 'invite', key: door, role: 'weave' } },
  })
  const joined = loom.seal({
    ...loom.admission('bea'),
    author: weaverNamed('dan'),
    links: [opened.id],
    stamp: { ms: 30, tick: 0 },
    deed: join('invite', door, 'dan'),
  })
  const wrote = loom.seal({
    ...joined,
    seq: 1,
    prev: joined.id,
    links: [joined.id],
    stamp: { ms: 40, tick: 0 },
    deed: {
      kind: 'transmute',
      glyph: glyphNamed('g'),
      shatters: false,
      writes: [{ facet: 'title', value: 'sly' }],
      splices: [],
    },
  })
  const weaver = loom.weaver([opened, joined, wrote])
  expect(titleIn(weaver)).toBe('sly')
  weaver.resonate([out], 'bea')
  expect(titleIn(weaver)).toBeUndefined()
  expect(weaver.admittedAs(weaverNamed('dan'))?.isRemoved).toBe(true)
})

/*
 *   bea removes cy ──── ada removes bea, unseen that: cy is back
 */
test('[CH13] [CH14] where a removal is set aside itself, what it took comes back', () => {
  const loom = createLoom(['bea', 'cy'])
  const { first } = loom.weave({ first: { by: 'ada', at: 5, splices: [[0, 0, '[]']] } })
  const { out, text } = loom.weave({
    out: { by: 'bea', at: 10, after: ['first'], deed: remove('cy') },
    text: { by: 'cy', at: 20, after: ['first'], splices: [[1, 0, 'mine']] },
  })
  const weaver = loom.weaver([first])
  expect(textIn(weaver)).toBe('[]')
  weaver.resonate([text], 'cy')
  const gone = weaver.resonate([out], 'bea')
  expect([...gone.splices]).toEqual([[glyphNamed('g'), [[1, 4, '']]]])
  expect(textIn(weaver)).toBe('[]')
  const { over } = loom.weave({ over: { by: 'ada', at: 30, deed: remove('bea') } })
  const back = weaver.resonate([over], 'ada')
  expect([...back.splices]).toEqual([[glyphNamed('g'), [[1, 0, 'mine']]]])
  expect(textIn(weaver)).toBe('[mine]')
})

test('[CH13] two who remove each other are both removed', () => {
  const loom = createLoom(['bea', 'cy'])
  const sigils = Object.values<Sigil>(
    loom.weave({
      b: { by: 'bea', at: 10, deed: remove('cy') },
      c: { by: 'cy', at: 20, deed: remove('bea') },
      bt: { by: 'bea', at: 30, title: 'bea was here' },
      ct: { by: 'cy', at: 40, title: 'cy was here', glyph: 'h' },
    }),
  )
  const weaver = loom.weaver(sigils)
  expect([titleIn(weaver), titleIn(weaver, 'h')]).toEqual([undefined, undefined])
})

/** Every way to merge the chains, keeping each in its order. */
function interleavings<T>(chains: readonly (readonly T[])[]): readonly (readonly T[])[] {
  const rest = chains.filter((chain) => chain.length > 0)
  if (rest.length === 0) return [[]]
  return rest.flatMap((chain) =>
    interleavings(rest.map((one) => (one === chain ? one.slice(1) : one))).map((tail) => [
      ...chain.slice(0, 1),
      ...tail,
    ]),
  )
}

const wardens = ['bea', 'cy', 'dan'] as const
const pairs = wardens.flatMap((by) =>
  wardens.filter((whom) => whom !== by).map((whom) => [by, whom] as const),
)

/** Each of the 64 graphs of who removes whom, none of them knowing of the others'; then each writes. */
test('[CH13] all removal graphs of three wardens come to one result in all delivery orders', () => {
  let orders = 0
  for (let graph = 0; graph < 1 << pairs.length; graph += 1) {
    const loom = createLoom(wardens)
    const drawn: Record<string, Drawn> = {}
    pairs.forEach(([by, whom], nth) => {
      if ((graph >> nth) % 2 === 1)
        drawn[`${by}-${whom}`] = { by, at: 10 + nth, deed: remove(whom) }
    })
    for (const by of wardens) drawn[by] = { by, at: 50, title: by, glyph: by }
    drawn['ada'] = { by: 'ada', at: 60, title: 'ada', glyph: 'ada' }
    const sigils = Object.values<Sigil>(loom.weave(drawn))
    const judge = judgeEffect([...loom.prelude, ...sigils])
    const survivors = wardens.filter((_, nth) => judge.hasSay(sigils.at(nth - 4)!.id))
    const chains = wardens.map((by) => sigils.filter(({ author }) => author === weaverNamed(by)))
    // Whoever writes last can come at any time; to keep the number bearable, it comes with its chain.
    for (const order of interleavings(chains)) {
      orders += 1
      const weaver = loom.weaver()
      for (const sigil of order) weaver.resonate([sigil], 'bea')
      weaver.resonate(sigils, 'ada')
      expect(wardens.filter((by) => titleIn(weaver, by) === by)).toEqual(survivors)
      expect(titleIn(weaver, 'ada')).toBe('ada')
    }
  }
  console.info(`64 removal graphs of three wardens, ${orders} delivery orders`)
  expect(orders).toBe(9918)
}, 120_000)

/** What a random history of people, removals and text is drawn from. Numbers are taken modulo what they choose from. */
interface Step {
  readonly who: number
  readonly what: number
  readonly whom: number
  readonly sees: readonly number[]
  readonly at: number
  readonly title: number
}

const anyStep: fc.Arbitrary<Step> = fc.record({
  who: fc.nat(9),
  what: fc.nat(9),
  whom: fc.nat(9),
  sees: fc.array(fc.nat(30), { maxLength: 3 }),
  at: fc.nat(20),
  title: fc.nat(3),
})

/** Ada founds; bea, cy and dan are there from the start; others come as it goes. */
function grow(steps: readonly Step[]) {
  const loom = createLoom(['bea', 'cy', 'dan'])
  const people = ['ada', 'bea', 'cy', 'dan']
  const doors: { readonly name: string; readonly key: string }[] = []
  const made: string[] = []
  const newest = new Map<string, Sigil>()
  steps.forEach(({ who, what, whom, sees, at, title }, nth) => {
    const name = String(nth)
    const by = people[who % people.length] ?? 'ada'
    const other = people[whom % people.length] ?? 'ada'
    const door = doors[whom % Math.max(1, doors.length)]
    const after = made.length === 0 ? [] : sees.map((seen) => made[seen % made.length] ?? '0')
    const tips = at % 2 === 0 ? [newest.get(other) ?? loom.admission(other)] : []
    const length = loom.weaver(loom.all()).text(glyphNamed('g')).length
    const draw = (): Drawn => {
      const drawn = { by, at: 10 + nth, after }
      if (what < 2) return { ...drawn, deed: remove(other, ...tips) }
      if (what < 3) return { ...drawn, deed: revoke(door?.key ?? doorKey, ...tips) }
      if (what < 4)
        return {
          ...drawn,
          deed: {
            kind: 'invite',
            key: weaverNamed(name),
            role: at % 4 === 0 ? 'witness' : 'weave',
          },
        }
      if (what < 5 && door !== undefined) {
        return {
          by: `p${nth}`,
          at: 10 + nth,
          after: [door.name],
          deed: join('invite', door.key, `p${nth}`),
        }
      }
      const splices = [[at % (length + 1), 0, `${by.charAt(0)}${nth}`]] as const
      return { ...drawn, title: `${title}`, splices }
    }
    const drawn = draw()
    const sigil = loom.weave({ [name]: drawn })[name]
    if (sigil === undefined) return
    if (drawn.deed?.kind === 'invite') doors.push({ name, key: drawn.deed.key })
    if (drawn.deed?.kind === 'join') people.push(drawn.by)
    made.push(name)
    newest.set(drawn.by, sigil)
  })
  // What a witness tried is dissolved, and with it whatever was built on it.
  const whole = loom.weaver(loom.all())
  const sigils = loom.all().filter(({ id }) => whole.get(id) !== undefined)
  return { sigils, weaver: () => loom.weaver(), people }
}

test('[VA7] [CH13] [CH14] [TX13] whatever is removed by whom, every order gives what the set says', () => {
  fc.assert(
    fc.property(
      fc.array(anyStep, { minLength: 2, maxLength: 14, size: 'max' }),
      fc.array(fc.nat(1000), { minLength: 20, maxLength: 20 }),
      (steps, picks) => {
        const { sigils, people, ...loom } = grow(steps)
        const weaver = loom.weaver()
        let text: string | null = null
        const order = sigils.toSorted((a, b) => keyOf(a, picks) - keyOf(b, picks))
        for (const sigil of order) {
          const { splices } = weaver.resonate([sigil], 'bea')
          for (const [at, deleted, inserted] of splices.get(glyphNamed('g')) ?? []) {
            if (text !== null) text = text.slice(0, at) + inserted + text.slice(at + deleted)
          }
          expect(text ?? textIn(weaver)).toBe(textIn(weaver))
          // Splices are told of a body that was read.
          if (weaver.glyphIds().length > 0) text = textIn(weaver)
        }
        expect(tell(weaver, sigils, people)).toEqual(truth(sigils, people))
      },
    ),
    { numRuns: 1200 },
  )
}, 120_000)

const keyOf = ({ id }: Sigil, picks: readonly number[]): number =>
  picks[Number.parseInt(id.slice(0, 6), 16) % picks.length] ?? 0

function tell(weaver: Weaver, sigils: readonly Sigil[], people: readonly string[]) {
  const state = weaver.glyph(glyphNamed('g'))
  return {
    count: weaver.count(),
    glyph: state && {
      title: state.title,
      heads: state.heads,
      text: textIn(weaver),
      verdicts: sigils.flatMap(({ id, deed }) =>
        deed.kind === 'transmute' ? [weaver.woven(id)?.verdicts] : [],
      ),
    },
    removed: people.map((name) => weaver.admittedAs(weaverNamed(name))?.isRemoved),
  }
}

function truth(sigils: readonly Sigil[], people: readonly string[]) {
  const [judged] = judgeAll(sigils, fakeHash)
  // One of which all is set aside is nowhere to be seen.
  const glyph = judged?.heads.length === 0 ? undefined : judged
  const judge = judgeEffect(sigils)
  const admission = (weaver: WeaverId): SigilId | undefined =>
    sigils.find(
      ({ author, deed }) => author === weaver && (deed.kind === 'join' || deed.kind === 'found'),
    )?.id
  return {
    count: sigils.length,
    glyph: glyph && {
      title: glyph.facets.find(({ facet }) => facet === 'title')?.value ?? '',
      heads: glyph.heads,
      text: glyph.text,
      verdicts: sigils.flatMap(({ id, deed }) =>
        deed.kind === 'transmute' ? [glyph.verdicts.get(id)] : [],
      ),
    },
    removed: people.map((name) => {
      const id = admission(weaverNamed(name))
      return id === undefined ? undefined : !judge.mayGoOn(id)
    }),
  }
}

/*
 *   cy types, unseen by ada ── bea types into it ── ada removes cy ── bea, knowing it, types on
 */
test('[TX12] [TX13] [WV8] what was written on a text set aside stays, and its author goes on from what it sees', () => {
  const loom = createLoom(['bea', 'cy'])
  const g = glyphNamed('g')
  const { base, mine, into, out } = loom.weave({
    base: { by: 'ada', at: 1, splices: [[0, 0, '[]']] },
    mine: { by: 'cy', at: 2, after: ['base'], splices: [[1, 0, 'cycy']] },
    into: { by: 'bea', at: 3, after: ['mine'], splices: [[3, 0, 'BEA']] },
    out: { by: 'ada', at: 4, after: ['base'], deed: remove('cy') },
  })
  const weaver = loom.weaver([base, mine, into, out])
  expect(weaver.text(g)).toBe('[BEA]')
  const draft = weaver.draft(loom.end('bea'), {
    kind: 'transmute',
    glyph: g,
    shatters: false,
    writes: [],
    splices: [[4, 0, '!']],
  })
  expect(draft.links).toContain(out.id)
  weaver.resonate([loom.seal(draft)], 'self')
  expect(weaver.text(g)).toBe('[BEA!]')
})

test('[SN5] a body with anything set aside is shown without a version, and opens from none', () => {
  const loom = createLoom(['cy'])
  const { base, mine, out } = loom.weave({
    base: { by: 'ada', at: 1, splices: [[0, 0, '[]']] },
    mine: { by: 'cy', at: 2, after: ['base'], splices: [[1, 0, 'cy']] },
    out: { by: 'ada', at: 4, after: ['base'], deed: remove('cy') },
  })
  const whole = loom.weaver([base, mine])
  expect(whole.text(glyphNamed('g'))).toBe('[cy]')
  const kept = whole.faceOf(glyphNamed('g'))
  const weaver = loom.weaver([base, mine, out])
  weaver.restore([kept])
  expect(weaver.text(glyphNamed('g'))).toBe('[]')
  expect(weaver.faceOf(glyphNamed('g'))).toMatchObject({ text: '[]', version: null })
})

test('[CH12] a door that rests on twenty thousand doors is judged without recursion', () => {
  const loom = createLoom(['bea'])
  const doors: Sigil[] = []
  let last = loom.invite
  for (let nth = 0; nth < 20_000; nth += 1) {
    const author = weaverNamed(`w${nth}`)
    const joined = loom.seal({
      ...loom.admission('bea'),
      author,
      links: [last.id],
      stamp: { ms: 10 + nth, tick: 0 },
      deed: join('invite', last.deed.kind === 'invite' ? last.deed.key : '', 'w'),
    })
    last = loom.seal({
      ...joined,
      seq: 1,
      prev: joined.id,
      links: [joined.id],
      stamp: { ms: 10 + nth, tick: 1 },
      deed: { kind: 'invite', key: weaverNamed(`d${nth}`), role: 'weave' },
    })
    doors.push(joined, last)
  }
  const { closed } = loom.weave({ closed: { by: 'ada', at: 5, deed: revoke(doorKey) } })
  const weaver = loom.weaver([...doors, closed])
  expect(weaver.admittedAs(weaverNamed('w19999'))?.isRemoved).toBe(true)
})

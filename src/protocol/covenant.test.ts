/**
 * Goal: who may weave is read from a sigil's own past; what a person is called, from the set.
 */

import { expect, test } from 'vitest'

import type { SigilId } from './ids'
import type { Deed, Join, Role, Sigil } from './sigil'
import {
  blank,
  createLoom,
  doorKey,
  glyphNamed,
  strandNamed,
  transmute,
  weaverNamed,
} from './sigil.fixture'

const noSeal = new Uint8Array(64)
const witnessDoor: string = weaverNamed('witness door')

const inviteFor = (role: Role, key = witnessDoor): Deed => ({ kind: 'invite', key, role })
const joinBy = (sponsor: string, name: string, via: Join['via'] = 'invite'): Deed => ({
  kind: 'join',
  via,
  sponsor,
  coSeal: noSeal,
  name,
})

/** A chorus of ada (founder) and bea, and the means to let others in as one likes. */
function setup() {
  const loom = createLoom(['bea'])
  const weaver = loom.weaver()
  const make = (
    by: string,
    deed: Deed,
    {
      links,
      ms,
      strand = by,
      prev,
    }: { links: readonly Sigil[]; ms: number; strand?: string; prev?: Sigil },
  ) =>
    loom.seal({
      ...blank(weaverNamed(by), strandNamed(strand)),
      seq: prev === undefined ? 0 : prev.seq + 1,
      prev: prev?.id ?? null,
      links: [...links, ...(prev === undefined ? [] : [prev])].map(({ id }) => id).toSorted(),
      stamp: { ms, tick: 0 },
      deed,
    })
  const refusalOf = (sigil: Sigil) => weaver.resonate([sigil], 'bea').dissolved[0]?.refusal
  const accept = (sigil: Sigil) => {
    expect(weaver.resonate([sigil], 'bea').integrated).toEqual([sigil])
    return sigil
  }
  return { loom, weaver, make, refusalOf, accept }
}

const edit = transmute({ title: 'T' })

test('[CH1] the genesis names the chorus and its founder, who may weave', () => {
  const { loom, weaver } = setup()
  expect(weaver.facts()).toEqual({
    id: loom.prelude[0]?.id,
    name: 'The Great Work',
    founder: weaverNamed('ada'),
  })
  expect(weaver.admittedAs(weaverNamed('ada'))).toMatchObject({ name: 'ada', role: 'weave' })
})

test('[CH1] before its genesis is here, a chorus has no facts', () => {
  const { loom } = setup()
  const empty = createLoom().weaver()
  expect(empty.facts()?.id).toBe(loom.chorus)
  expect(empty.admitted()).toHaveLength(1)
})

test('[CH3] of several invites for one key, the first by stamp is told, whichever came first', () => {
  const { weaver, make, accept, loom } = setup()
  const later = make('bea', inviteFor('weave'), { links: [], ms: 9, prev: loom.admission('bea') })
  const sooner = make('ada', inviteFor('witness'), { links: [], ms: 5, prev: loom.invite })
  accept(later)
  expect(weaver.inviteOf(witnessDoor)?.id).toBe(later.id)
  accept(sooner)
  expect(weaver.inviteOf(witnessDoor)?.id).toBe(sooner.id)
  expect(loom.weaver([sooner, later]).inviteOf(witnessDoor)?.id).toBe(sooner.id)
})

test('[CH4] a join has the role that its invite gives', () => {
  const { weaver, make, accept, loom } = setup()
  const invite = accept(make('ada', inviteFor('witness'), { links: [], ms: 1, prev: loom.invite }))
  accept(make('cy', joinBy(witnessDoor, 'Cy'), { links: [invite], ms: 2 }))
  accept(make('dee', joinBy(doorKey, 'Dee'), { links: [loom.invite], ms: 2 }))
  expect(weaver.admittedAs(weaverNamed('cy'))).toMatchObject({ name: 'Cy', role: 'witness' })
  expect(weaver.admittedAs(weaverNamed('dee'))).toMatchObject({ name: 'Dee', role: 'weave' })
})

test('[CH4] a join that links no invite of its sponsor is not admitted', () => {
  const { make, refusalOf, loom } = setup()
  const join = make('cy', joinBy(witnessDoor, 'Cy'), { links: [loom.invite], ms: 2 })
  expect(refusalOf(join)).toEqual({ kind: 'not-admitted', author: weaverNamed('cy') })
})

test('[CH5] kin have their sponsor’s name, role and person', () => {
  const { weaver, make, accept, loom } = setup()
  const bea = weaverNamed('bea')
  const tab = accept(
    make('bea 2', joinBy(bea, '', 'kin'), { links: [loom.admission('bea')], ms: 2 }),
  )
  accept(make('bea 3', joinBy(weaverNamed('bea 2'), '', 'kin'), { links: [tab], ms: 3 }))
  for (const name of ['bea 2', 'bea 3']) {
    expect(weaver.admittedAs(weaverNamed(name))).toMatchObject({
      name: 'bea',
      role: 'weave',
      person: bea,
    })
  }
})

test('[CH5] kin of nobody in its past is not admitted', () => {
  const { make, refusalOf, loom } = setup()
  const join = make('cy', joinBy(weaverNamed('bea'), '', 'kin'), {
    links: [loom.admission('ada')],
    ms: 2,
  })
  expect(refusalOf(join)?.kind).toBe('not-admitted')
})

test('[CH6] of two admissions the one that lets weave counts, then the earlier', () => {
  const { weaver, make, accept, loom } = setup()
  const cy = weaverNamed('cy')
  const door = accept(make('ada', inviteFor('witness'), { links: [], ms: 1, prev: loom.invite }))
  accept(make('cy', joinBy(witnessDoor, 'first'), { links: [door], ms: 2 }))
  expect(weaver.admittedAs(cy)).toMatchObject({ name: 'first', role: 'witness' })
  const third = make('cy', joinBy(doorKey, 'third'), { links: [loom.invite], ms: 9, strand: 'c' })
  const second = make('cy', joinBy(doorKey, 'second'), { links: [loom.invite], ms: 5, strand: 'b' })
  accept(third)
  expect(weaver.admittedAs(cy)).toMatchObject({ name: 'third', role: 'weave' })
  accept(second)
  expect(weaver.admittedAs(cy)).toMatchObject({ name: 'second', role: 'weave' })
  expect(weaver.admissionOf(cy)?.id).toBe(second.id)
})

test('[CH6] [CH2] a witness let weave may weave on that strand, and not on those before', () => {
  const { make, accept, refusalOf, loom } = setup()
  const door = accept(make('ada', inviteFor('witness'), { links: [], ms: 1, prev: loom.invite }))
  const watching = accept(make('cy', joinBy(witnessDoor, 'Cy'), { links: [door], ms: 2 }))
  const old = accept(
    make(
      'cy',
      { kind: 'unknown', code: 99, payload: noSeal },
      { links: [watching], ms: 3, strand: 'old' },
    ),
  )
  const raised = accept(
    make('cy', joinBy(doorKey, 'Cy'), { links: [loom.invite], ms: 4, prev: watching }),
  )
  accept(make('cy', edit, { links: [], ms: 5, prev: raised }))
  accept(make('cy', edit, { links: [watching, raised], ms: 5, strand: 'new' }))
  expect(refusalOf(make('cy', edit, { links: [], ms: 5, strand: 'old', prev: old }))?.kind).toBe(
    'no-right',
  )
})

test('[CH6] which admission counts does not hang on which came first', () => {
  const { weaver, make, accept, loom } = setup()
  const door = accept(make('ada', inviteFor('witness'), { links: [], ms: 1, prev: loom.invite }))
  accept(make('cy', joinBy(doorKey, 'weaves'), { links: [loom.invite], ms: 9 }))
  accept(make('cy', joinBy(witnessDoor, 'watches'), { links: [door], ms: 2, strand: 'other' }))
  expect(weaver.admittedAs(weaverNamed('cy'))).toMatchObject({ name: 'weaves', role: 'weave' })
})

test('[CH6] a second join as a witness takes no right away', () => {
  const { weaver, make, accept, loom } = setup()
  const door = accept(make('ada', inviteFor('witness'), { links: [], ms: 1, prev: loom.invite }))
  const again = accept(
    make('bea', joinBy(witnessDoor, 'Bea'), { links: [door], ms: 2, prev: loom.admission('bea') }),
  )
  accept(make('bea', edit, { links: [], ms: 3, prev: again }))
  expect(weaver.admittedAs(weaverNamed('bea'))).toMatchObject({ name: 'bea', role: 'weave' })
})

const needRight: readonly (readonly [string, Deed])[] = [
  ['changes a glyph', edit],
  ['invites', inviteFor('weave')],
]

test.each(needRight)('[CH7] a witness that %s has no right', (detail, deed) => {
  const { weaver, make, accept, refusalOf, loom } = setup()
  const door = accept(make('ada', inviteFor('witness'), { links: [], ms: 1, prev: loom.invite }))
  const join = accept(make('cy', joinBy(witnessDoor, 'Cy'), { links: [door], ms: 2 }))
  expect(refusalOf(make('cy', deed, { links: [], ms: 3, prev: join }))).toEqual({
    kind: 'no-right',
    author: weaverNamed('cy'),
    detail: `a witness ${detail}`,
  })
  expect(weaver.glyph(glyphNamed('g'))).toBeUndefined()
})

test('[CH2] the admitted are told in the order of their admissions, however they came', () => {
  const loom = createLoom(['bea', 'cy'])
  const told = [loom.prelude, loom.prelude.toReversed()].map((order) => {
    const weaver = createLoom(['bea', 'cy']).weaver()
    weaver.resonate(order, 'bea')
    return weaver.admitted().map(({ weaver }) => weaver)
  })
  expect(told[0]).toEqual(told[1])
  expect(told[0]?.[0]).toBe(weaverNamed('ada'))
})

test('an admission is asked for by a weaver’s key, and there is none for a stranger', () => {
  const { weaver, loom } = setup()
  const ids: (SigilId | undefined)[] = [weaverNamed('bea'), weaverNamed('stranger')].map(
    (id) => weaver.admissionOf(id)?.id,
  )
  expect(ids).toEqual([loom.admission('bea').id, undefined])
})

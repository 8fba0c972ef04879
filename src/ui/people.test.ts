import { expect, test } from 'vitest'

import type { WeaverId } from '../protocol/ids'
import type { WeaverCard } from '../state/chorus-store'
import { compareNames, initial, peopleOf, personByWeaver } from './people'

const weaver = (id: string, over: Partial<WeaverCard> = {}): WeaverCard => ({
  weaver: id as WeaverId,
  person: id as WeaverId,
  name: id,
  role: 'weave',
  fork: null,
  isFounder: false,
  isRemoved: false,
  self: false,
  linked: false,
  lacks: null,
  hue: 10,
  ...over,
})

test('you come first, then those who are here, then by name', () => {
  const order = peopleOf([
    weaver('away-ada'),
    weaver('zoe', { linked: true }),
    weaver('me', { self: true }),
    weaver('bea', { linked: true }),
  ]).map((person) => person.name)
  expect(order).toEqual(['me', 'bea', 'zoe', 'away-ada'])
})

// ada ── kin of ada (no name of its own): one person with two tabs
test('kin are one person, under the name of the one they are kin of', () => {
  const people = peopleOf([
    weaver('kin', { person: 'ada' as WeaverId, name: '', linked: true }),
    weaver('ada'),
  ])
  expect(people).toHaveLength(1)
  expect(people[0]).toMatchObject({ name: 'ada', here: true })
  expect(people[0]?.tabs).toHaveLength(2)
})

test('every weaver is found under its person', () => {
  const found = personByWeaver([weaver('kin', { person: 'ada' as WeaverId }), weaver('ada')])
  expect(found.get('kin' as WeaverId)).toBe(found.get('ada' as WeaverId))
})

test('names stand as in an index, plain ones too', () => {
  const names = ['Émile', 'zoe', 'Ada 10', 'ada', 'Zoe', 'Ben', 'Ådne', 'Ada 9', 'be n', '李']
  expect(names.toSorted(compareNames)).toEqual(names.toSorted((a, b) => a.localeCompare(b, 'en')))
})

test('an avatar letter is never half a character', () => {
  expect(initial('zoë')).toBe('Z')
  expect(initial('z')).toBe('Z')
  expect(initial('e\u0301mile')).toBe('E\u0301')
  expect(initial('👩‍🚀 Ada')).toBe('👩‍🚀')
  expect(initial('  ')).toBe('?')
})

import { expect, test } from 'vitest'

import type { WeaverId } from '../protocol/ids'
import { namesOf } from './onlooking'

const fellows = (...names: readonly string[]) =>
  names.map((name, at) => ({ weaver: `${at}` as WeaverId, name, hue: 0 }))

test('those who look on are named as one would say it', () => {
  expect(namesOf(fellows())).toBe('')
  expect(namesOf(fellows('Ada'))).toBe('Ada')
  expect(namesOf(fellows('Ada', 'Bea'))).toBe('Ada and Bea')
  expect(namesOf(fellows('Ada', 'Bea', 'Chi', 'Dov'))).toBe('Ada, Bea and 2 more')
  expect(namesOf(fellows('Ada', 'Ada'))).toBe('Ada')
})

import fc from 'fast-check'
import { expect, test } from 'vitest'

import { unchanged } from './unchanged'

const plain = fc.jsonValue({ maxDepth: 4 })

test('what says the same is the same object, however deep', () => {
  fc.assert(
    fc.property(plain, (value) => {
      const known = { value }
      const fresh = structuredClone(known)
      expect(unchanged(known, fresh)).toBe(known)
    }),
  )
})

test('what comes out always says what is fresh, and nothing handed in was changed', () => {
  fc.assert(
    fc.property(plain, plain, (a, b) => {
      const [known, fresh] = [
        { part: a, both: a },
        { part: b, both: structuredClone(a) },
      ]
      const [knownWas, freshWas] = [structuredClone(known), structuredClone(fresh)]
      const shared = unchanged(known, fresh)
      expect(shared).toEqual(freshWas)
      expect(known).toEqual(knownWas)
      expect(fresh).toEqual(freshWas)
      expect(shared.both).toBe(known.both)
    }),
  )
})

test('in a list, the entries that stayed keep their objects', () => {
  const known = [{ name: 'Ada' }, { name: 'Bea' }]
  const shared = unchanged(known, [{ name: 'Ada' }, { name: 'Chi' }])
  expect(shared[0]).toBe(known[0])
  expect(shared[1]).toEqual({ name: 'Chi' })
  expect(unchanged(known, [{ name: 'Ada' }])).toEqual([{ name: 'Ada' }])
})

import { expect, test } from 'vitest'

import { crystalShape } from './crystal'

const calm = { contested: false, bodyLength: 40 }

test('one id is one gem, and another id another', () => {
  expect(crystalShape('a1b2', calm)).toEqual(crystalShape('a1b2', calm))
  expect(crystalShape('a1b2', calm).outline).not.toBe(crystalShape('a1b3', calm).outline)
})

test('every corner lies within the box', () => {
  for (let nth = 0; nth < 200; nth += 1) {
    const numbers = crystalShape(`glyph${nth}`, calm).outline.split(/[ ,]/).map(Number)
    for (const number of numbers) {
      expect(number).toBeGreaterThanOrEqual(0)
      expect(number).toBeLessThanOrEqual(100)
    }
  }
})

test('a longer body grows facets; a contest leaves a seam', () => {
  const small = crystalShape('a1b2', { contested: false, bodyLength: 0 })
  const large = crystalShape('a1b2', { contested: true, bodyLength: 5000 })
  expect(large.facets.length).toBeGreaterThan(small.facets.length)
  expect(small.seam).toBeNull()
  expect(large.seam).not.toBeNull()
})

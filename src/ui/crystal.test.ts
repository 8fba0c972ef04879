import { expect, test } from 'vitest'

import { type CrystalShape, crystalShape } from './crystal'

const calm = { contested: false, bodyLength: 40 }
const facetsOf = ({ tones }: CrystalShape): number =>
  tones.reduce((count, { path }) => count + path.split('Z').length - 1, 0)

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
  expect(facetsOf(large)).toBeGreaterThan(facetsOf(small))
  expect(small.seam).toBeNull()
  expect(large.seam).not.toBeNull()
})

test('however many facets a gem has, it takes few elements to draw', () => {
  for (let nth = 0; nth < 200; nth += 1) {
    const gem = crystalShape(`glyph${nth}`, { contested: false, bodyLength: 10 ** (nth % 5) })
    expect(gem.tones.length).toBeLessThanOrEqual(5)
    expect(facetsOf(gem)).toBeGreaterThanOrEqual(11)
  }
})

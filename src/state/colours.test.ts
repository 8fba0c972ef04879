import { expect, test } from 'vitest'

import type { WeaverId } from '../protocol/ids'
import { huesOf } from './colours'

/** A key whose own hue is `step` steps of 15°. */
const keyed = (step: number, tail = ''): WeaverId =>
  `${step.toString(16).padStart(4, '0')}${tail}`.padEnd(64, '0') as WeaverId

test('the first keeps its own hue, and whoever comes later gives way to it', () => {
  const [ada, bea, cyd] = [keyed(3), keyed(4), keyed(12)]
  const hues = huesOf([ada, bea, cyd])
  expect(hues.get(ada)).toBe(45)
  expect(hues.get(bea)).toBe(105)
  expect(hues.get(cyd)).toBe(180)
})

test('nobody changes colour for a newcomer, and kin have one colour', () => {
  const people = Array.from({ length: 30 }, (_, nth) => keyed((nth * 7) % 5, `${nth}`))
  people.forEach((_, count) => {
    const before = huesOf(people.slice(0, count))
    const after = huesOf([...people.slice(0, count + 1), ...people.slice(0, count)])
    for (const [person, hue] of before) expect(after.get(person)).toBe(hue)
  })
})

test('up to twenty-four people have a hue each', () => {
  const people = Array.from({ length: 24 }, (_, nth) => keyed(0, `${nth + 10}`))
  expect(new Set(huesOf(people).values()).size).toBe(24)
  expect(new Set(huesOf(people.slice(0, 3)).values())).toEqual(new Set([0, 60, 300]))
})

import { expect, test } from 'vitest'

import { laneOf, type Point, type Size, stationAt, switchAt, wordsAreAbove } from './geometry'

const sizes: readonly Size[] = [
  { width: 720, height: 440 },
  { width: 350, height: 480 },
]
const counts = [2, 3, 4, 5, 6]

const apart = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y)

function nearest(points: readonly Point[]): number {
  const pairs = points.flatMap((a, at) => points.slice(at + 1).map((b) => apart(a, b)))
  return Math.min(...pairs)
}

const currents = (weavers: number): readonly (readonly [number, number])[] =>
  Array.from({ length: weavers }, (_, a) =>
    Array.from({ length: weavers - a - 1 }, (_unused, more) => [a, a + more + 1] as const),
  ).flat()

test('every weaver stands inside the figure, with room for its words above or below', () => {
  for (const size of sizes) {
    for (const weavers of counts) {
      for (let nth = 0; nth < weavers; nth += 1) {
        const { x, y } = stationAt(nth, weavers, size)
        const isAbove = wordsAreAbove(nth, weavers, size)
        expect(x).toBeGreaterThanOrEqual(60)
        expect(x).toBeLessThanOrEqual(size.width - 60)
        expect(y).toBeGreaterThanOrEqual(isAbove ? 110 : 40)
        expect(y).toBeLessThanOrEqual(size.height - (isAbove ? 40 : 110))
      }
    }
  }
})

test('no two switches lie so near that a finger could take the wrong one', () => {
  for (const size of sizes) {
    for (const weavers of counts) {
      const switches = currents(weavers).map(([a, b]) => switchAt(a, b, weavers, size))
      expect(nearest(switches), `${weavers} weavers, ${size.width} px`).toBeGreaterThan(24)
    }
  }
})

test('there and back are two lanes beside each other', () => {
  const a = { x: 0, y: 0 }
  const b = { x: 100, y: 0 }
  const [start, end] = laneOf(a, b)
  const [back] = laneOf(b, a)
  expect(start).toEqual({ x: 24, y: 6 })
  expect(end).toEqual({ x: 76, y: 6 })
  expect(back.y).toBe(-6)
})

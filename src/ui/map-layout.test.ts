import { expect, test } from 'vitest'

import { boxAround, framed, maskPath, patchesOf } from './map-layout'

const box = (x: number, y: number, width = 4, height = 2) => ({ x, y, width, height })

test('cards of one hue, and of hues that look alike, are one path', () => {
  const cards = [
    { ...box(0, 0), hue: 120 },
    { ...box(10, 5), hue: 123 },
    { ...box(20, 5), hue: 200 },
  ]
  expect(patchesOf(cards, 0)).toEqual([
    { hue: 120, path: 'M0 0h4v2h-4zM10 5h4v2h-4z' },
    { hue: 200, path: 'M20 5h4v2h-4z' },
  ])
})

test('round corners take their radius off each side', () => {
  const [patch] = patchesOf([{ ...box(0, 0, 10, 6), hue: 0 }], 1)
  expect(patch?.path).toBe(
    'M1 0h8a1 1 0 0 1 1 1v4a1 1 0 0 1 -1 1h-8a1 1 0 0 1 -1 -1v-4a1 1 0 0 1 1 -1z',
  )
})

test('the box around cards holds each of them, and there is none around nothing', () => {
  expect(boxAround([box(-3, 7), box(5, -1)])).toEqual({ x: -3, y: -1, width: 12, height: 10 })
  expect(boxAround([])).toBe(null)
})

test('a box is put into the middle of its picture, at the scale of the tighter side', () => {
  //  a box of 100 × 10 in 60 × 40 pixels, 5 of them left around: 2 units a pixel
  const frame = framed(box(0, 0, 100, 10), { width: 60, height: 40 }, 5)
  expect(frame).toEqual({ x: -10, y: -35, width: 120, height: 80, unitsAPixel: 2 })
})

test('the mask covers all but what is in view', () => {
  expect(maskPath(box(0, 0, 9, 9), box(2, 3))).toBe('M0 0h9v9h-9zM2 3h4v2h-4z')
})

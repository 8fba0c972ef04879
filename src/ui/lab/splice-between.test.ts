import fc from 'fast-check'
import { expect, test } from 'vitest'

import { caretAfter, spliceBetween } from './splice-between'

test('the splice between two texts makes the one of the other, and cuts no character in half', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '😀', '😁', '𝄞'), maxLength: 8 })
  fc.assert(
    fc.property(text, text, (from, to) => {
      const splice = spliceBetween(from, to)
      if (splice === null) return from === to
      const [at, deleted, insert] = splice
      expect(insert.isWellFormed()).toBe(true)
      expect(from.slice(0, at).isWellFormed()).toBe(true)
      expect(from.slice(at, at + deleted).isWellFormed()).toBe(true)
      return from.slice(0, at) + insert + from.slice(at + deleted) === to
    }),
  )
})

test('a caret stays with the words it stood at', () => {
  //  ab|cd, and XY is put before
  expect(caretAfter(2, [[0, 0, 'XY']])).toBe(4)
  // behind it
  expect(caretAfter(2, [[3, 0, 'XY']])).toBe(2)
  // around it: all of that is gone
  expect(caretAfter(2, [[1, 2, '']])).toBe(1)
})

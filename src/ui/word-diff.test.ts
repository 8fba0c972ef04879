import { expect, test } from 'vitest'

import { wordDiff } from './word-diff'

test('words that both hold are told from words that only one holds', () => {
  expect(wordDiff('Beds by the south wall', 'Beds along the wall')).toEqual([
    { text: 'Beds ', kind: 'same' },
    { text: 'along', kind: 'absent' },
    { text: 'by', kind: 'only' },
    { text: ' the ', kind: 'same' },
    { text: 'south ', kind: 'only' },
    { text: 'wall', kind: 'same' },
  ])
})

test('two texts with no word in common are not compared', () => {
  expect(wordDiff('Tea', 'Coffee')).toBeNull()
  expect(wordDiff('Tea', 'Tea')).toBeNull()
})

import { expect, test } from 'vitest'

import type { FacetName, FacetValue } from '../protocol/sigil'
import { facetWords, valueWords } from './facet-words'

const titleOf = (id: string): string => (id === 'g1' ? 'Tea' : 'a lost glyph')

test.each<[FacetName | 'body', string]>([
  ['title', 'title'],
  ['alive', 'existence'],
  ['bond:g1', 'bond to “Tea”'],
  ['tag:a:b', 'tag “a:b”'],
  ['x:later', 'facet “later”'],
])('%s is called %s', (facet, words) => {
  expect(facetWords(facet, titleOf)).toBe(words)
})

test.each<[FacetName | 'body', FacetValue, string]>([
  ['title', '', 'empty'],
  ['hue', 210, '210°'],
  ['place', { x: 4, y: -2 }, '4, -2'],
  ['alive', false, 'shattered'],
  ['tag:a', true, 'tagged'],
  ['x:later', new Uint8Array(3), '3 bytes'],
])('the value of %s is told in words: %#', (facet, value, words) => {
  expect(valueWords(facet, value)).toBe(words)
})

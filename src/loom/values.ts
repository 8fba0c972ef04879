/** A facet’s value within a sentence. */

import type { FacetValue } from '../protocol/sigil'
import type { Verdict } from '../protocol/trace'
import { quoted } from './words'

export function valueWords(facet: Verdict['facet'], value: FacetValue): string {
  if (typeof value === 'string') return value === '' ? 'nothing' : quoted(value)
  if (typeof value === 'number') return facet === 'hue' ? `${value}°` : String(value)
  if (typeof value === 'boolean') return answerWords(facet, value)
  if (value instanceof Uint8Array) return `${value.length} bytes`
  return `${value.x}, ${value.y}`
}

function answerWords(facet: string, value: boolean): string {
  if (facet === 'alive') return value ? '“whole”' : '“shattered”'
  if (facet.startsWith('bond:')) return value ? '“bonded”' : '“not bonded”'
  if (facet.startsWith('tag:')) return value ? '“tagged”' : '“not tagged”'
  return value ? '“yes”' : '“no”'
}

/** By what they hold: a value is flat. */
export function sameValue(a: FacetValue, b: FacetValue): boolean {
  if (typeof a !== 'object' || typeof b !== 'object') return a === b
  return JSON.stringify(Object.entries(a)) === JSON.stringify(Object.entries(b))
}

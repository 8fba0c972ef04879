/** Facets and their values, as a person calls them. */

import type { FacetName, FacetValue } from '../protocol/sigil'

/** Finds a glyph's title by its id; used for the far end of a bond. */
export type TitleOf = (glyph: string) => string

export const untitled = 'Untitled'

export function facetWords(facet: FacetName | 'body', titleOf: TitleOf): string {
  switch (facet) {
    case 'title':
    case 'hue':
    case 'place':
    case 'body':
      return facet
    case 'alive':
      return 'existence'
    default:
      return spreadFacetWords(facet, titleOf)
  }
}

function spreadFacetWords(facet: string, titleOf: TitleOf): string {
  const colon = facet.indexOf(':')
  const rest = facet.slice(colon + 1)
  if (facet.startsWith('bond:')) return `bond to “${titleOf(rest)}”`
  if (facet.startsWith('tag:')) return `tag “${rest}”`
  return `facet “${rest}”`
}

/** A value on one line; long texts are the caller's to cut. */
export function valueWords(facet: FacetName | 'body', value: FacetValue): string {
  if (typeof value === 'string') return value === '' ? 'empty' : value
  if (typeof value === 'number') return facet === 'hue' ? `${value}°` : String(value)
  if (typeof value === 'boolean') return booleanWords(facet, value)
  if (value instanceof Uint8Array) return `${value.length} bytes`
  return `${value.x}, ${value.y}`
}

function booleanWords(facet: FacetName | 'body', value: boolean): string {
  if (facet === 'alive') return value ? 'whole' : 'shattered'
  if (facet.startsWith('bond:')) return value ? 'bonded' : 'not bonded'
  if (facet.startsWith('tag:')) return value ? 'tagged' : 'not tagged'
  return value ? 'yes' : 'no'
}

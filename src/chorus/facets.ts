/**
 * Facets as a person sets them, read into writes as a sigil holds them, and
 * checked on the way: a bad value is refused here, in words, before anything shows.
 */

import type { GlyphId } from '../protocol/ids'
import { maxNameUnits, maxTagUnits } from '../protocol/limits'
import type { FacetName, FacetValue, Place, Splice } from '../protocol/sigil'
import type { GlyphState } from '../protocol/weaver'
import { changeRefusal } from './change'
import type { Facets } from './chorus'
import { applySplices, type Pending } from './overlay'

const maxPlace = 2 ** 31 - 1

/** The writes and splices that turn `glyph`, whose body is `text`, into what `facets` say. */
export function readFacets(
  facets: Partial<Facets>,
  glyph: GlyphState | undefined,
  text: string,
): Pending {
  const writes = new Map<FacetName, FacetValue>()
  if (facets.title !== undefined) writes.set('title', checkedTitle(facets.title))
  if (facets.hue !== undefined) writes.set('hue', checkedHue(facets.hue))
  if (facets.x !== undefined || facets.y !== undefined) {
    const under = glyph?.place ?? { x: 0, y: 0 }
    writes.set('place', checkedPlace({ x: facets.x ?? under.x, y: facets.y ?? under.y }))
  }
  if (facets.tags !== undefined) {
    writeMembers(writes, 'tag:', glyph?.tags ?? [], facets.tags.map(checkedTag))
  }
  if (facets.bonds !== undefined) {
    writeMembers(writes, 'bond:', glyph?.bonds ?? [], facets.bonds.map(checkedBond))
  }
  const splices = facets.body === undefined ? [] : spliceBetween(text, wellFormed(facets.body))
  return { writes, splices, shatters: false }
}

/** Splices against `text`, in order; refused where one reaches past the end. */
export function checkSplices(text: string, splices: readonly Splice[]): readonly Splice[] {
  let current = text
  return splices.map(([at, deleted, inserted]) => {
    const whole = Number.isInteger(at) && Number.isInteger(deleted) && at >= 0 && deleted >= 0
    if (!whole || at + deleted > current.length) {
      const detail = `${deleted} from ${at} in a body of ${current.length}`
      throw changeRefusal(
        'out-of-range',
        `This splice reaches past the end of the text: ${detail}.`,
      )
    }
    const checked: Splice = [at, deleted, wellFormed(inserted)]
    current = applySplices(current, [checked])
    return checked
  })
}

/** Half a surrogate pair can't be sealed: its bytes would not tell it from any other half. */
const wellFormed = (text: string): string => {
  if (typeof text !== 'string') throw changeRefusal('bad-value', 'Text must be a string.')
  return text.replaceAll(/\p{Surrogate}/gu, '\uFFFD')
}

/** The least splice at one place that turns `before` into `after`. */
function spliceBetween(before: string, after: string): readonly Splice[] {
  const shorter = Math.min(before.length, after.length)
  let start = 0
  while (start < shorter && before[start] === after[start]) start += 1
  if (start > 0 && isHighSurrogate(after, start - 1)) start -= 1
  let end = 0
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end += 1
  // What is inserted must be whole. The text before may hold lone halves, which match half a pair.
  if (end > 0 && isHighSurrogate(after, after.length - end - 1)) end -= 1
  const deleted = before.length - start - end
  const inserted = after.slice(start, after.length - end)
  return deleted === 0 && inserted === '' ? [] : [[start, deleted, inserted]]
}

const isHighSurrogate = (text: string, at: number): boolean =>
  (text.charCodeAt(at) & 0xfc00) === 0xd800

function writeMembers(
  writes: Map<FacetName, FacetValue>,
  prefix: 'tag:' | 'bond:',
  before: readonly string[],
  after: readonly string[],
): void {
  for (const member of before) if (!after.includes(member)) writes.set(`${prefix}${member}`, false)
  for (const member of after) if (!before.includes(member)) writes.set(`${prefix}${member}`, true)
}

function checkedTitle(title: string): string {
  const text = wellFormed(title)
  if (text.length > maxNameUnits) {
    throw changeRefusal(
      'bad-value',
      `A title holds up to ${maxNameUnits} characters; this has ${text.length}.`,
    )
  }
  return text
}

function checkedHue(hue: number): number {
  if (!Number.isInteger(hue) || hue < 0 || hue > 359) {
    throw changeRefusal(
      'bad-value',
      `A hue is a whole number of degrees from 0 to 359, not ${hue}.`,
    )
  }
  return hue
}

function checkedPlace({ x, y }: Place): Place {
  const place = { x: Math.round(x), y: Math.round(y) }
  const fits = (n: number): boolean => Number.isInteger(n) && Math.abs(n) <= maxPlace
  if (!fits(place.x) || !fits(place.y)) {
    throw changeRefusal('bad-value', `A place lies within ±${maxPlace}, unlike (${x}, ${y}).`)
  }
  return place
}

function checkedTag(tag: string): string {
  const text = wellFormed(tag)
  if (text.length === 0 || text.length > maxTagUnits) {
    throw changeRefusal(
      'bad-value',
      `A tag has 1 to ${maxTagUnits} characters; this has ${text.length}.`,
    )
  }
  return text
}

function checkedBond(glyph: GlyphId): GlyphId {
  if (!/^[0-9a-f]{32}$/.test(glyph)) {
    throw changeRefusal('bad-value', `A bond names a glyph by its id, which “${glyph}” is not.`)
  }
  return glyph
}

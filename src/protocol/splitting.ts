/**
 * Splitting: a change too large for one sigil, as several that follow each other (PROTOCOL.md §SG, [SG7]).
 */

import { createWriter, varintLength } from './bytes'
import { compareFacets, writeWrite } from './deed'
import { maxDeedBytes, maxSigilBytes, maxSplices, maxWrites } from './limits'
import type { FacetWrite, Splice, Transmute } from './sigil'
import { utf8Length } from './utf8'

/** True where one sigil can hold the whole change. */
export function fitsOneSigil(deed: Transmute): boolean {
  const bytes =
    deedOverheadBytes + sum(deed.writes.map(writeBytes)) + sum(deed.splices.map(spliceBytes))
  return (
    bytes <= maxDeedBytes && deed.splices.length <= maxSplices && deed.writes.length <= maxWrites
  )
}

/** Glyph, flags, and two counts of up to two bytes. */
const deedOverheadBytes = 16 + 1 + 2 + 2

/**
 * [SG7] Cuts a change into as few deeds as hold it, to be sealed in order, with
 * the effect of the whole. Writes are put in their order and splices that
 * change nothing left out, so the result is canonical; there is always one.
 * What is `repeated`, named facets, is written by each of them.
 */
export function splitDeed(
  deed: Transmute,
  repeated: readonly FacetWrite[] = [],
): readonly Transmute[] {
  const { glyph, shatters } = deed
  const writes = deed.writes.toSorted((a, b) => compareFacets(a.facet, b.facet))
  const splices = deed.splices.filter(([, deleted, inserted]) => deleted > 0 || inserted !== '')
  const parts = packParts(writes, splices, sum(repeated.map(writeBytes)))
  // An edit after the shattering would bring the glyph back [CO6], so the last part shatters it.
  return parts.map((part, at) => ({
    kind: 'transmute',
    glyph,
    shatters: shatters && at === parts.length - 1,
    splices: part.splices,
    writes: [...part.writes, ...repeated].toSorted((a, b) => compareFacets(a.facet, b.facet)),
  }))
}

interface Part {
  readonly writes: FacetWrite[]
  readonly splices: Splice[]
}

function packParts(
  writes: readonly FacetWrite[],
  splices: readonly Splice[],
  reservedBytes: number,
): readonly Part[] {
  const parts: Part[] = []
  let room = 0
  const turn = (): Part => {
    const part: Part = { writes: [], splices: [] }
    parts.push(part)
    room = maxDeedBytes - deedOverheadBytes - reservedBytes
    return part
  }
  let part = turn()
  for (const write of writes) {
    const bytes = writeBytes(write)
    if (bytes > room || part.writes.length === maxWrites - 1) part = turn()
    part.writes.push(write)
    room -= bytes
  }
  for (const splice of splices) {
    for (let left: Splice | null = splice; left !== null;) {
      if (room < worthFillingBytes || part.splices.length === maxSplices) part = turn()
      const [fitting, rest]: readonly [Splice, Splice | null] = cutSplice(left, room)
      part.splices.push(fitting)
      room -= spliceBytes(fitting)
      left = rest
    }
  }
  return parts
}

/** Room for less than this is left empty: three varints and a character take up to 19 bytes. */
const worthFillingBytes = 64

/** Cuts what one splice inserts so that the first half takes at most `room` bytes; never inside a pair. */
function cutSplice(splice: Splice, room: number): readonly [Splice, Splice | null] {
  const [at, deleted, inserted] = splice
  // A unit takes a byte at least; asking this first keeps a long paste from being measured at every cut.
  if (inserted.length <= room && spliceBytes(splice) <= room) return [splice, null]
  const header = varintLength(at) + varintLength(deleted) + varintLength(maxSigilBytes)
  const cut = unitsWithin(inserted, room - header)
  return [
    [at, deleted, inserted.slice(0, cut)],
    [at + cut, 0, inserted.slice(cut)],
  ]
}

/** UTF-16 units of the longest run of whole characters whose UTF-8 takes at most `bytes`. */
function unitsWithin(text: string, bytes: number): number {
  let units = 0
  let left = bytes
  for (const character of text) {
    left -= utf8Length(character)
    if (left < 0) break
    units += character.length
  }
  return units
}

function spliceBytes([at, deleted, inserted]: Splice): number {
  const length = utf8Length(inserted)
  return varintLength(at) + varintLength(deleted) + varintLength(length) + length
}

/** Nothing that it writes is kept. */
const measure = createWriter((part) => part)

function writeBytes(write: FacetWrite): number {
  // Whatever could not be written to its end has left its beginning.
  measure.finish()
  writeWrite(measure, write)
  return measure.length()
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

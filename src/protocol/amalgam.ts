/**
 * FN_AMALGAMATE: one value from several that are perfectly simultaneous (AL-7.3 §29.3.4, PROTOCOL.md §AM).
 * Standard term: the merge function of an exact tie.
 *
 * It takes the whole tied set at once: merged pairwise, three ties would give
 * three answers. It is derived by every weaver and emitted by none. And it
 * reckons in whole numbers alone, since Math.sin may differ between engines.
 */

import { bytesOfHex, compareBytes, concatBytes, equalBytes } from './bytes'
import { maxNudge } from './limits'
import type { NonEmpty } from './nonempty'
import type { Hash } from './ports'
import { sealOf } from './seal'
import type { FacetName, FacetValue, Place, Sigil } from './sigil'
import { encodeUtf8 } from './utf8'

/** One sigil's value of the facet at hand. */
export interface Write {
  readonly sigil: Sigil
  readonly value: FacetValue
}

/** Between the titles of an amalgam, so that no one's words are lost. */
export const titleBond = ' ⟡ '

/** The value that `tied` amalgamate to, in whatever order and however often each is given. */
export function amalgamate(facet: FacetName, tied: NonEmpty<Write>, hash: Hash): FacetValue {
  const writes = inOrderOfId(tied)
  const [{ value }] = writes
  // [AM2] Where all say the same there is nothing to synthesise.
  if (writes.every((write) => equalValues(write.value, value))) return value
  const seed = seedOf(writes, hash)
  switch (facet) {
    case 'title':
      return amalgamTitle(writes, seed, hash)
    case 'hue':
      return amalgamHue(
        writes.map((write) => write.value).filter((value) => typeof value === 'number'),
        seed,
      )
    case 'place':
      return amalgamPlace(writes.map((write) => write.value).filter(isPlace), seed)
    case 'alive':
      return true
    default:
      return facet.startsWith('x:') ? firstInSeedOrder(writes, seed, hash).value : true
  }
}

/** [AM1] No weaver chooses this order, and no weaver knows the seed before all seals are made. */
function inOrderOfId(tied: NonEmpty<Write>): NonEmpty<Write> {
  const byId = new Map(tied.map((write) => [write.sigil.id, write]))
  const [first = tied[0], ...rest] = [...byId.values()].toSorted((a, b) =>
    a.sigil.id < b.sigil.id ? -1 : 1,
  )
  return [first, ...rest]
}

function seedOf(writes: NonEmpty<Write>, hash: Hash): Uint8Array {
  return hash(concatBytes(writes.map(({ sigil }) => sealOf(sigil))))
}

/** [AM3] */
function amalgamTitle(writes: NonEmpty<Write>, seed: Uint8Array, hash: Hash): string {
  const titles = new Set(
    writes.map(({ value }) => value).filter((value) => typeof value === 'string'),
  )
  return seedOrder([...titles], (title) => encodeUtf8(title) ?? new Uint8Array(), {
    seed,
    hash,
  }).join(titleBond)
}

/** [AM6] */
function firstInSeedOrder(writes: NonEmpty<Write>, seed: Uint8Array, hash: Hash): Write {
  const [first = writes[0]] = seedOrder(writes, ({ sigil }) => bytesOfHex(sigil.id), { seed, hash })
  return first
}

/** Orders by SHA-256(seed ‖ name), so that neither alphabet nor author has the first word. */
function seedOrder<T>(
  items: readonly T[],
  nameOf: (item: T) => Uint8Array,
  { seed, hash }: { readonly seed: Uint8Array; readonly hash: Hash },
): readonly T[] {
  return items
    .map((item) => ({ item, rank: hash(concatBytes([seed, nameOf(item)])) }))
    .toSorted((a, b) => compareBytes(a.rank, b.rank))
    .map(({ item }) => item)
}

/** [AM4] The mean, moved a little, so that the card is seen to lie where no one put it. */
function amalgamPlace(places: readonly Place[], seed: Uint8Array): Place {
  const [right = 0, down = 0] = seed
  return {
    x: mean(places.map(({ x }) => x)) + nudge(right),
    y: mean(places.map(({ y }) => y)) + nudge(down),
  }
}

/** Exact: fewer than 2^20 sums of 32-bit numbers stay far below 2^53. */
function mean(values: readonly number[]): number {
  return Math.floor(values.reduce((sum, value) => sum + value, 0) / values.length)
}

/** −16 to 16: two such steps at right angles are 22.6 units, within {@link maxNudge}. */
function nudge(byte: number): number {
  const reach = Math.floor((maxNudge * 2) / 3)
  return (byte % (2 * reach + 1)) - reach
}

/** [AM5] The whole degree nearest to the mean direction; the seed decides where that is moot. */
export function amalgamHue(hues: readonly number[], seed: Uint8Array): number {
  const east = hues.reduce((sum, hue) => sum + cosine(hue), 0)
  const north = hues.reduce((sum, hue) => sum + sine(hue), 0)
  const candidates =
    Math.max(Math.abs(east), Math.abs(north)) <= 2 * hues.length
      ? midpoints(hues)
      : nearestDegrees(east, north, hues.length)
  const [pick = 0] = seed
  return candidates[pick % candidates.length] ?? 0
}

/** All degrees whose direction is as near as the table can tell. */
function nearestDegrees(east: number, north: number, count: number): readonly number[] {
  const nearness = allHues.map((hue) => east * cosine(hue) + north * sine(hue))
  const greatest = Math.max(...nearness)
  return allHues.filter((hue) => (nearness[hue] ?? 0) >= greatest - count * 2 ** 22)
}

/** Hues that pull evenly in all directions have no mean: what is left lies between neighbours. */
function midpoints(hues: readonly number[]): readonly number[] {
  const around = [...new Set(hues)].toSorted((a, b) => a - b)
  return around.map((hue, at) => {
    const next = around[at + 1] ?? (around[0] ?? 0) + 360
    return Math.floor((hue + next) / 2) % 360
  })
}

const allHues: readonly number[] = Array.from({ length: 360 }, (_, hue) => hue)

function cosine(degrees: number): number {
  return sine(degrees + 90)
}

/** Sine times 2^20, rounded, of any whole degrees from 0 up. */
export function sine(degrees: number): number {
  const around = degrees % 360
  if (around >= 180) return -sine(around - 180)
  return quarterWave[around <= 90 ? around : 180 - around] ?? 0
}

/** round(2^20 · sin d) for d of 0 to 90 degrees. */
const quarterWave: readonly number[] = [
  0, 18300, 36595, 54878, 73145, 91389, 109606, 127789, 145934, 164033, 182083, 200078, 218011,
  235878, 253673, 271391, 289027, 306574, 324028, 341383, 358634, 375776, 392803, 409711, 426494,
  443147, 459665, 476044, 492277, 508360, 524288, 540057, 555661, 571095, 586356, 601438, 616338,
  631049, 645568, 659890, 674012, 687928, 701634, 715127, 728402, 741455, 754282, 766880, 779244,
  791370, 803256, 814897, 826289, 837430, 848316, 858943, 869309, 879410, 889243, 898805, 908093,
  917105, 925838, 934288, 942454, 950333, 957922, 965219, 972223, 978930, 985339, 991448, 997255,
  1002758, 1007956, 1012847, 1017429, 1021701, 1025662, 1029311, 1032646, 1035666, 1038371, 1040760,
  1042832, 1044586, 1046022, 1047139, 1047937, 1048416, 1048576,
]

function equalValues(a: FacetValue, b: FacetValue): boolean {
  if (isPlace(a) && isPlace(b)) return a.x === b.x && a.y === b.y
  if (a instanceof Uint8Array && b instanceof Uint8Array) return equalBytes(a, b)
  return a === b
}

export function isPlace(value: FacetValue): value is Place {
  return typeof value === 'object' && 'x' in value
}

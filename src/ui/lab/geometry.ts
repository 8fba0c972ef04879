/**
 * Where everything of Figure 29-A stands: weavers on a ring, currents between
 * them, and a switch on each. Numbers in, numbers out; whoever draws adds nothing.
 */

export interface Point {
  readonly x: number
  readonly y: number
}

/** CSS pixels. */
export interface Size {
  readonly width: number
  readonly height: number
}

/** Room that a station's name, clock and glyph take on the side away from the others, CSS pixels. */
const margin = { side: 84, text: 112, bare: 40 }

/** By how much a lane lies beside the middle of its current, so that two ways do not collide. */
const laneOffset = 6

/** Radius of a station's mark: lanes begin and end at its rim. */
const stationRadius = 24

/** The n-th weaver's mark. Two face each other; more stand around, as much apart as the place is wide. */
export function stationAt(nth: number, weavers: number, { width, height }: Size): Point {
  const angle = (firstAngle(weavers, width > height * 1.15) + nth / weavers) * 2 * Math.PI
  const { left, right, top, bottom } = box({ width, height }, weavers)
  const stretch = weavers === 4 ? Math.SQRT2 : 1
  return {
    x: (left + right) / 2 + ((Math.cos(angle) * (right - left)) / 2) * stretch,
    y: (top + bottom) / 2 + ((Math.sin(angle) * (bottom - top)) / 2) * stretch,
  }
}

function box({ width, height }: Size, weavers: number) {
  const side = Math.min(margin.side, width * 0.2)
  const top = weavers === 2 ? margin.bare : margin.text
  return { left: side, right: width - side, top, bottom: height - margin.text }
}

/** Words stand away from the middle, where the currents cross. */
export function wordsAreAbove(nth: number, weavers: number, size: Size): boolean {
  const { top, bottom } = box(size, weavers)
  return weavers > 2 && stationAt(nth, weavers, size).y < (top + bottom) / 2 - 1
}

/** In turns. The founder stands left of two, above of three and five, and top left else, as one reads. */
function firstAngle(weavers: number, isWide: boolean): number {
  if (weavers === 2) return 0.5
  if (weavers === 4) return -3 / 8
  if (weavers === 6) return isWide ? -1 / 3 : -5 / 12
  return -1 / 4
}

/** Where the switch of a current sits: in its middle, but off the place where the longest ones cross. */
export function switchAt(a: number, b: number, weavers: number, size: Size): Point {
  const isLongest = weavers % 2 === 0 && weavers > 2 && (b - a) * 2 === weavers
  return between(stationAt(a, weavers, size), stationAt(b, weavers, size), isLongest ? 0.38 : 0.5)
}

/** The lane from one rim to the other, right of the middle as one travels. */
export function laneOf(from: Point, to: Point): readonly [Point, Point] {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1
  const along = { x: (to.x - from.x) / length, y: (to.y - from.y) / length }
  const aside = { x: -along.y * laneOffset, y: along.x * laneOffset }
  return [
    {
      x: from.x + along.x * stationRadius + aside.x,
      y: from.y + along.y * stationRadius + aside.y,
    },
    { x: to.x - along.x * stationRadius + aside.x, y: to.y - along.y * stationRadius + aside.y },
  ]
}

export function between(from: Point, to: Point, share: number): Point {
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share }
}

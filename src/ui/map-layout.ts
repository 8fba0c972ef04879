/**
 * The map of a board as data: a path for each hue and not an element for each card, since
 * a thousand of those cost more than all that is drawn beside them.
 */

export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface MapCard extends Box {
  /** Degrees. */
  readonly hue: number
}

export interface Patch {
  /** Degrees. */
  readonly hue: number
  /** In board units. */
  readonly path: string
}

/** Degrees that look alike on a map. */
const hueStep = 10

/** Cards of one hue in one path; with round corners of `radius` board units, 0 for none. */
export function patchesOf(cards: readonly MapCard[], radius: number): readonly Patch[] {
  const paths = new Map<number, string>()
  for (const card of cards) {
    const hue = Math.round(card.hue / hueStep) * hueStep
    paths.set(hue, (paths.get(hue) ?? '') + (radius === 0 ? square(card) : rounded(card, radius)))
  }
  return [...paths].map(([hue, path]) => ({ hue, path }))
}

const square = ({ x, y, width, height }: Box): string => `M${x} ${y}h${width}v${height}h${-width}z`

function rounded({ x, y, width, height }: Box, r: number): string {
  const across = width - 2 * r
  const down = height - 2 * r
  const corner = (dx: number, dy: number): string => `a${r} ${r} 0 0 1 ${dx} ${dy}`
  return `M${x + r} ${y}h${across}${corner(r, r)}v${down}${corner(-r, r)}h${-across}${corner(-r, -r)}v${-down}${corner(r, -r)}z`
}

/** Around all of them; null around none. */
export function boxAround(boxes: readonly Box[]): Box | null {
  const [first] = boxes
  if (first === undefined) return null
  let [left, top, right, bottom] = [first.x, first.y, first.x, first.y]
  for (const { x, y, width, height } of boxes) {
    left = Math.min(left, x)
    top = Math.min(top, y)
    right = Math.max(right, x + width)
    bottom = Math.max(bottom, y + height)
  }
  return { x: left, y: top, width: right - left, height: bottom - top }
}

/** Everything but what is in view, for a fill by the even-odd rule. */
export const maskPath = (all: Box, view: Box): string => square(all) + square(view)

/** `box` in the middle of a picture of those pixels, with that many of them left around it. */
export function framed(
  box: Box,
  picture: { readonly width: number; readonly height: number },
  margin: number,
): Box & { readonly unitsAPixel: number } {
  const unitsAPixel = Math.max(
    box.width / (picture.width - 2 * margin),
    box.height / (picture.height - 2 * margin),
  )
  const width = picture.width * unitsAPixel
  const height = picture.height * unitsAPixel
  return {
    x: box.x - (width - box.width) / 2,
    y: box.y - (height - box.height) / 2,
    width,
    height,
    unitsAPixel,
  }
}

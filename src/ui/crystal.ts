/**
 * A glyph's crystal: its shape from its id, its light from its state.
 *
 * Drawn from the id alone, so the same glyph is the same gem on every screen,
 * and two glyphs of one title can be told apart. Longer bodies grow more facets;
 * a contested glyph shows the seam along which two crystals met.
 */

/** All facets of a crystal that are in the same light. */
export interface Tone {
  /** SVG path, in a box of 100 by 100. */
  readonly path: string
  /** −1 in shade, 1 in the light. */
  readonly light: number
}

export interface CrystalShape {
  /** SVG points, in the same box. */
  readonly outline: string
  /** In few lights, since each is an element to draw, a hundred times over on a board. */
  readonly tones: readonly Tone[]
  readonly seam: string | null
}

export interface CrystalState {
  readonly contested: boolean
  /** UTF-16 units of the body. */
  readonly bodyLength: number
}

type Point = readonly [x: number, y: number]

interface Facet {
  readonly corners: readonly Point[]
  readonly light: number
}

/** Lights are told apart in steps of this. */
const lightStep = 0.5

const centre = 50
const radius = 46

/** Direction towards the light: from above, and a little from the left. */
const lightAngle = -Math.PI * 0.62

export function crystalShape(id: string, state: CrystalState): CrystalShape {
  const die = diceFrom(id)
  const sides = Math.min(9, 5 + Math.floor(die() * 3) + growth(state.bodyLength))
  const lean = (die() - 0.5) * 0.5
  const slim = 0.74 + die() * 0.22
  const outer = ring(sides, () => radius * (0.84 + die() * 0.16), { lean, slim, at: 0 })
  const table = 0.4 + die() * 0.16
  const inner = ring(sides, () => radius * table, { lean: lean + 0.12, slim, at: -4 })
  return {
    outline: outer.map(pair).join(' '),
    tones: tonesOf([...crown(outer, inner), { corners: inner, light: 0.5 }]),
    seam: state.contested ? seamAcross(outer, Math.floor(die() * sides)) : null,
  }
}

/** One more side for each tenfold of text. */
const growth = (bodyLength: number): number => Math.min(3, Math.floor(Math.log10(bodyLength + 1)))

function ring(
  sides: number,
  reach: () => number,
  form: { readonly lean: number; readonly slim: number; readonly at: number },
): readonly Point[] {
  return Array.from({ length: sides }, (_, at): Point => {
    const angle = (at / sides) * 2 * Math.PI - Math.PI / 2 + form.lean
    const distance = reach()
    return [
      centre + Math.cos(angle) * distance * form.slim,
      centre + form.at + Math.sin(angle) * distance,
    ]
  })
}

/** Two triangles between each pair of neighbouring corners. */
function crown(outer: readonly Point[], inner: readonly Point[]): readonly Facet[] {
  return outer.flatMap((corner, at) => {
    const next = (at + 1) % outer.length
    const nextCorner = outer[next] ?? corner
    const top = inner[at] ?? corner
    const nextTop = inner[next] ?? corner
    return [facet([corner, nextCorner, top]), facet([nextCorner, nextTop, top])]
  })
}

function facet(corners: readonly Point[]): Facet {
  const x = corners.reduce((sum, point) => sum + point[0], 0) / corners.length - centre
  const y = corners.reduce((sum, point) => sum + point[1], 0) / corners.length - centre
  return { corners, light: Math.cos(Math.atan2(y, x) - lightAngle) }
}

function tonesOf(facets: readonly Facet[]): readonly Tone[] {
  const paths = new Map<number, string>()
  for (const { corners, light } of facets) {
    const tone = Math.round(light / lightStep) * lightStep
    paths.set(tone, `${paths.get(tone) ?? ''}M${corners.map(pair).join(' ')}Z`)
  }
  return [...paths].map(([light, path]) => ({ light, path }))
}

function seamAcross(outer: readonly Point[], from: number): string {
  const start = outer[from]
  const end = outer[(from + Math.floor(outer.length / 2)) % outer.length]
  if (start === undefined || end === undefined) return ''
  const kink: Point = [(start[0] + end[0]) / 2 + 7, (start[1] + end[1]) / 2 - 5]
  return [start, kink, end].map(pair).join(' ')
}

const pair = ([x, y]: Point): string => `${x.toFixed(1)},${y.toFixed(1)}`

/** Fractions drawn from an id (FNV-1a, then a xorshift): the same ones every time. */
function diceFrom(id: string): () => number {
  let state = 0x811c9dc5
  for (const unit of id) state = Math.imul(state ^ (unit.codePointAt(0) ?? 0), 0x01000193)
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
}

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

/** In the box of {@link Tone}, and as SVG writes it. */
interface Corner {
  readonly x: number
  readonly y: number
  readonly text: string
}

interface Facet {
  readonly path: string
  readonly light: number
}

/** Lights are told apart in steps of this. */
const lightStep = 0.5

const centre = 50
const radius = 46

/** Towards the light, one unit: from above, and a little from the left. */
const lightAngle = -Math.PI * 0.62
const toLight = { x: Math.cos(lightAngle), y: Math.sin(lightAngle) }

export function crystalShape(id: string, state: CrystalState): CrystalShape {
  const die = diceFrom(id)
  const sides = Math.min(9, 5 + Math.floor(die() * 3) + growth(state.bodyLength))
  const lean = (die() - 0.5) * 0.5
  const slim = 0.74 + die() * 0.22
  const outer = ring(sides, () => radius * (0.84 + die() * 0.16), { lean, slim, at: 0 })
  const table = 0.4 + die() * 0.16
  const inner = ring(sides, () => radius * table, { lean: lean + 0.12, slim, at: -4 })
  return {
    outline: textsOf(outer),
    tones: tonesOf([...crown(outer, inner), { path: pathAround(inner), light: 0.5 }]),
    seam: state.contested ? seamAcross(outer, Math.floor(die() * sides)) : null,
  }
}

/** One more side for each tenfold of text. */
const growth = (bodyLength: number): number => Math.min(3, Math.floor(Math.log10(bodyLength + 1)))

function ring(
  sides: number,
  reach: () => number,
  form: { readonly lean: number; readonly slim: number; readonly at: number },
): readonly Corner[] {
  return Array.from({ length: sides }, (_, at) => {
    const angle = (at / sides) * 2 * Math.PI - Math.PI / 2 + form.lean
    const distance = reach()
    return cornerAt(
      centre + Math.cos(angle) * distance * form.slim,
      centre + form.at + Math.sin(angle) * distance,
    )
  })
}

const cornerAt = (x: number, y: number): Corner => ({
  x,
  y,
  text: `${x.toFixed(1)},${y.toFixed(1)}`,
})

/** Two triangles between each pair of neighbouring corners. */
function crown(outer: readonly Corner[], inner: readonly Corner[]): readonly Facet[] {
  return outer.flatMap((corner, at) => {
    const next = (at + 1) % outer.length
    const nextCorner = outer[next] ?? corner
    const top = inner[at] ?? corner
    const nextTop = inner[next] ?? corner
    return [triangle(corner, nextCorner, top), triangle(nextCorner, nextTop, top)]
  })
}

/** Lit by how far its middle lies towards the light, seen from the centre. */
function triangle(a: Corner, b: Corner, c: Corner): Facet {
  const x = (a.x + b.x + c.x) / 3 - centre
  const y = (a.y + b.y + c.y) / 3 - centre
  const light = (x * toLight.x + y * toLight.y) / Math.hypot(x, y)
  return { path: `M${a.text} ${b.text} ${c.text}Z`, light }
}

function tonesOf(facets: readonly Facet[]): readonly Tone[] {
  const paths = new Map<number, string>()
  for (const { path, light } of facets) {
    const tone = Math.round(light / lightStep) * lightStep
    paths.set(tone, (paths.get(tone) ?? '') + path)
  }
  return [...paths].map(([light, path]) => ({ light, path }))
}

function seamAcross(outer: readonly Corner[], from: number): string {
  const start = outer[from]
  const end = outer[(from + Math.floor(outer.length / 2)) % outer.length]
  if (start === undefined || end === undefined) return ''
  const kink = cornerAt((start.x + end.x) / 2 + 7, (start.y + end.y) / 2 - 5)
  return textsOf([start, kink, end])
}

const textsOf = (corners: readonly Corner[]): string => corners.map(({ text }) => text).join(' ')

const pathAround = (corners: readonly Corner[]): string => `M${textsOf(corners)}Z`

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

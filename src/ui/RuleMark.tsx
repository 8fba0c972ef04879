import type { Knot } from '../loom/threads'

/**
 * Shapes, not colours, tell what became of a sigil: a circle, a diamond, a star
 * for the three rules; a hollow square, a cross, an hourglass for what is not woven in.
 */
const shapes: Readonly<Record<Knot, (x: number, y: number, size: number) => string>> = {
  primacy: (x, y, size) =>
    `M${x - size},${y}a${size},${size} 0 1 0 ${size * 2},0a${size},${size} 0 1 0 ${-size * 2},0Z`,
  authority: (x, y, size) =>
    around(
      x,
      y,
      Array.from({ length: 4 }, () => size * 1.25),
    ),
  amalgam: (x, y, size) =>
    around(
      x,
      y,
      Array.from({ length: 10 }, (_, at) => size * (at % 2 === 0 ? 1.45 : 0.62)),
    ),
  'set-aside': (x, y, size) => `M${x - size},${y - size}h${size * 2}v${size * 2}h${-size * 2}Z`,
  dissolved: (x, y, size) =>
    `M${x - size},${y - size}l${size * 2},${size * 2}M${x + size},${y - size}l${-size * 2},${size * 2}`,
  waiting: (x, y, size) =>
    `M${x - size},${y - size}h${size * 2}L${x - size},${y + size}h${size * 2}Z`,
}

/** An SVG path around this middle, `size` to each side. */
export const ruleShape = (knot: Knot, x: number, y: number, size: number): string =>
  shapes[knot](x, y, size)

/** Corners at these distances, clockwise from the top. */
function around(x: number, y: number, reaches: readonly number[]): string {
  const points = reaches.map((reach, at) => {
    const angle = (at / reaches.length) * 2 * Math.PI - Math.PI / 2
    return `${(x + Math.cos(angle) * reach).toFixed(2)},${(y + Math.sin(angle) * reach).toFixed(2)}`
  })
  return `M${points.join('L')}Z`
}

/** Style sheets know the waiting room as `waiting`. */
export const knotClass = (knot: Knot): string => (knot === 'waiting' ? 'early' : knot)

/** Decoration: the rule's name stands beside it, or in the control around it. */
export function RuleMark({ rule, size = 14 }: { readonly rule: Knot; readonly size?: number }) {
  return (
    <svg
      className={`rule-mark ${knotClass(rule)}`}
      viewBox="0 0 16 16"
      width={size}
      height={size}
      aria-hidden="true"
    >
      <path d={ruleShape(rule, 8, 8, 4.8)} />
    </svg>
  )
}

/**
 * A shape for each weaver of the lab, so that its sigils are told from others'
 * without their colour. None is a shape that stands for a rule.
 */

type Corner = readonly [x: number, y: number]

/** In a box from −1 to 1. */
const shapes: readonly (readonly Corner[])[] = [
  polygon(6, 0),
  polygon(4, 1 / 8, 1.18),
  polygon(3, -1 / 4, 1.24),
  polygon(5, -1 / 4, 1.06),
  polygon(8, 1 / 16),
  cross(),
]

/** An SVG path around `0, 0`; `size` is half of what it is about as wide as. */
export function weaverPath(nth: number, size: number): string {
  const corners = shapes[nth % shapes.length] ?? []
  return `M${corners.map(([x, y]) => `${(x * size).toFixed(2)},${(y * size).toFixed(2)}`).join('L')}Z`
}

function polygon(corners: number, turn: number, reach = 1): readonly Corner[] {
  return Array.from({ length: corners }, (_, at): Corner => {
    const angle = (at / corners + turn) * 2 * Math.PI
    return [Math.cos(angle) * reach, Math.sin(angle) * reach]
  })
}

function cross(): readonly Corner[] {
  const near = 0.46
  const far = 0.98
  const arm: readonly Corner[] = [
    [near, -far],
    [near, -near],
    [far, -near],
  ]
  const turned = ([x, y]: Corner, quarters: number): Corner =>
    quarters === 0 ? [x, y] : turned([-y, x], quarters - 1)
  return [0, 1, 2, 3].flatMap((quarters) => arm.map((corner) => turned(corner, quarters)))
}

import type { Rule } from '../protocol/trace'

/** Shapes, not colours, tell the rules apart: circle, diamond, star. */
export function ruleShape(rule: Rule, x: number, y: number, size: number): string {
  const corners = { primacy: 0, authority: 4, amalgam: 10 }[rule]
  if (corners === 0) {
    return `M${x - size},${y}a${size},${size} 0 1 0 ${size * 2},0a${size},${size} 0 1 0 ${-size * 2},0Z`
  }
  const points = Array.from({ length: corners }, (_, at) => {
    const angle = (at / corners) * 2 * Math.PI - Math.PI / 2
    const reach = rule === 'amalgam' ? size * (at % 2 === 0 ? 1.45 : 0.62) : size * 1.25
    return `${(x + Math.cos(angle) * reach).toFixed(2)},${(y + Math.sin(angle) * reach).toFixed(2)}`
  })
  return `M${points.join('L')}Z`
}

/** Decoration: the rule's name stands beside it, or in the control around it. */
export function RuleMark({ rule, size = 14 }: { readonly rule: Rule; readonly size?: number }) {
  return (
    <svg
      className={`rule-mark ${rule}`}
      viewBox="0 0 16 16"
      width={size}
      height={size}
      aria-hidden="true"
    >
      <path d={ruleShape(rule, 8, 8, 4.8)} />
    </svg>
  )
}

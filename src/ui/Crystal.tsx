import { memo } from 'react'

import { crystalShape } from './crystal'

interface CrystalProps {
  readonly id: string
  /** Degrees. */
  readonly hue: number
  readonly size: number
  readonly contested?: boolean
  readonly bodyLength?: number
}

/** A glyph's gem. Decoration: whatever it stands beside carries the name. */
export const Crystal = memo(function Crystal(props: CrystalProps) {
  const { id, hue, size, contested = false, bodyLength = 0 } = props
  const shape = crystalShape(id, { contested, bodyLength })
  return (
    <svg className="crystal" viewBox="0 0 100 100" width={size} height={size} aria-hidden="true">
      {shape.tones.map(({ light, path }) => (
        <path
          key={light}
          d={path}
          fill={`oklch(${(0.66 + light * 0.17).toFixed(3)} ${(0.125 - Math.abs(light) * 0.03).toFixed(3)} ${hue})`}
        />
      ))}
      {shape.seam !== null && (
        <polyline
          points={shape.seam}
          fill="none"
          stroke="white"
          strokeWidth="5"
          strokeLinejoin="round"
        />
      )}
      <polygon
        points={shape.outline}
        fill="none"
        stroke={`oklch(0.5 0.13 ${hue} / 0.45)`}
        strokeWidth="2"
        strokeLinejoin="round"
      />
    </svg>
  )
})

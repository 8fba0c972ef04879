import { initial } from '../people'
import { weaverPath } from './weaver-shapes'

interface WeaverMarkProps {
  readonly nth: number
  readonly name: string
  /** CSS pixels across. */
  readonly size: number
}

/** A weaver's shape with its initial. Decoration: the name stands beside it, or in the control around it. */
export function WeaverMark({ nth, name, size }: WeaverMarkProps) {
  return (
    <svg
      className="weaver-mark"
      viewBox="-12 -12 24 24"
      width={size}
      height={size}
      aria-hidden="true"
    >
      <path d={weaverPath(nth, 10.6)} />
      <text y={nth === 2 ? 5.2 : 3.6}>{initial(name)}</text>
    </svg>
  )
}

import { Link2, Unlink2 } from 'lucide-react'
import { memo } from 'react'

import type { LabCurrent, LabWeaver } from '../../state/lab-store'
import { Hint } from '../Word'
import { type Size, stationAt, switchAt } from './geometry'
import { useIsWorld, useLabActions } from './lab-context'

interface CurrentsProps {
  readonly currents: readonly LabCurrent[]
  readonly weavers: number
  readonly size: Size
}

/** The lines alone; what is cut is dashed, and says so at its switch. */
export const CurrentLines = memo(function CurrentLines({ currents, weavers, size }: CurrentsProps) {
  return (
    <g>
      {currents.map(({ a, b, isOpen }) => {
        const from = stationAt(a, weavers, size)
        const to = stationAt(b, weavers, size)
        return (
          <line
            key={`${a} ${b}`}
            className="current"
            data-open={isOpen}
            x1={from.x}
            y1={from.y}
            x2={to.x}
            y2={to.y}
          />
        )
      })}
    </g>
  )
})

interface SwitchesProps extends Omit<CurrentsProps, 'weavers'> {
  readonly weavers: readonly LabWeaver[]
}

/** A switch on each current, for pointer and keyboard. */
export const CurrentSwitches = memo(function CurrentSwitches(props: SwitchesProps) {
  const { currents, weavers, size } = props
  const { setCurrent } = useLabActions()
  const isWorld = useIsWorld()
  const nameOf = (nth: number): string => weavers[nth]?.name ?? ''
  if (isWorld) return null
  return (
    <div className="current-switches" role="group" aria-label="Currents">
      {currents.map(({ a, b, isOpen }) => {
        const { x, y } = switchAt(a, b, weavers.length, size)
        const ends = `${nameOf(a)} and ${nameOf(b)}`
        return (
          <Hint key={`${a} ${b}`} text={`${isOpen ? 'Cut' : 'Open'} the current of ${ends}`}>
            <button
              type="button"
              role="switch"
              aria-checked={isOpen}
              aria-label={`Current between ${ends}`}
              className="current-switch"
              style={{ left: x, top: y }}
              onClick={() => setCurrent(a, b, !isOpen)}
            >
              {isOpen ? <Link2 aria-hidden="true" /> : <Unlink2 aria-hidden="true" />}
            </button>
          </Hint>
        )
      })}
    </div>
  )
})

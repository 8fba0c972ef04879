/** Figure 29-A of AL-7.3, drawn live: the flow of a Chimeric Sigil. */

import './figure.css'
import { Play } from 'lucide-react'
import { useShallow } from 'zustand/shallow'

import { short } from '../words'
import { CurrentLines, CurrentSwitches } from './Currents'
import { stageOf, transmutations } from './event-words'
import { FlightLayer } from './FlightLayer'
import { stationAt, wordsAreAbove } from './geometry'
import { useLab, useLabActions } from './lab-context'
import { Station } from './Station'
import { useSize } from './use-size'

/** Until the first measurement, CSS pixels. */
const firstSize = { width: 720, height: 380 }

export function Figure() {
  const [place, size] = useSize<HTMLDivElement>(firstSize)
  const weavers = useLab((state) => state.weavers)
  const currents = useLab((state) => state.currents)
  return (
    <figure className="figure" aria-label="Figure 29-A: the flow of a Chimeric Sigil">
      <Stages />
      <div className="figure-place" ref={place} data-weavers={weavers.length}>
        <svg width={size.width} height={size.height} aria-hidden="true">
          <CurrentLines currents={currents} weavers={weavers.length} size={size} />
          <FlightLayer size={size} />
        </svg>
        {weavers.map((weaver) => (
          <Station
            key={weaver.nth}
            weaver={weaver}
            isAbove={wordsAreAbove(weaver.nth, weavers.length, size)}
            {...stationAt(weaver.nth, weavers.length, size)}
          />
        ))}
        <CurrentSwitches currents={currents} weavers={weavers} size={size} />
        <Begin />
      </div>
    </figure>
  )
}

/** The Five Transmutations, and which one is going on. */
function Stages() {
  const stage = useLab(stageOf)
  const { calcified, honest } = useLab(
    useShallow((state) => ({
      calcified: state.calcified,
      honest: state.weavers.filter((weaver) => !weaver.isLiar).length,
    })),
  )
  return (
    <div className="stages-row">
      <ol className="stages" aria-label="The Five Transmutations">
        {transmutations.map(({ name, plain }, at) => (
          <li
            key={name}
            title={plain}
            className="stage"
            aria-current={at === stage ? 'step' : undefined}
          >
            {name}
          </li>
        ))}
      </ol>
      {calcified !== null && (
        <p className="calcified" title={`Digest ${calcified}`}>
          <span aria-hidden="true">=</span> {honest === 2 ? 'Both' : `All ${honest}`} hold the same:{' '}
          <code>{short(calcified)}</code>
        </p>
      )}
    </div>
  )
}

/** Before anything has happened: the one thing to do. */
function Begin() {
  const isWaiting = useLab(
    (state) => state.nowMs <= 0 && !state.isPlaying && !state.isQuiet && state.weavers.length > 0,
  )
  const { play } = useLabActions()
  if (!isWaiting) return null
  return (
    <button type="button" className="button primary figure-begin" onClick={play}>
      <Play aria-hidden="true" />
      Watch it happen
    </button>
  )
}

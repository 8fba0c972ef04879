import { Clock, ClockAlert } from 'lucide-react'

import type { LabWeaver } from '../../state/lab-store'
import { useIsWorld, useLab, useLabActions } from './lab-context'
import { clockReading, stampTime } from './time-words'

/** Milliseconds by which one press of an arrow key moves a clock. */
const stepMs = 100

/** Real milliseconds between two readings shown of a clock that runs. */
const tickMs = 100

/** A weaver's own clock: what it reads, how far off it is, and whether it goes at all. */
export function ClockField({ weaver }: { readonly weaver: LabWeaver }) {
  const isWorld = useIsWorld()
  const { name, clock } = weaver
  const Face = clock.isStopped || clock.offMs !== 0 ? ClockAlert : Clock
  return (
    <div className="clock" role="group" aria-label={`${name}’s clock`}>
      <Face aria-hidden="true" />
      <Reading weaver={weaver} />
      {!isWorld && <Setting weaver={weaver} />}
    </div>
  )
}

function Setting({ weaver: { nth, name, clock } }: { readonly weaver: LabWeaver }) {
  const { setClock } = useLabActions()
  return (
    <>
      <label>
        <span className="hidden-text">{name}’s clock is off by, in milliseconds</span>
        <input
          type="number"
          className="clock-off"
          value={clock.offMs}
          step={stepMs}
          onChange={({ currentTarget: { valueAsNumber } }) => {
            if (Number.isFinite(valueAsNumber)) setClock(nth, { offMs: Math.round(valueAsNumber) })
          }}
        />
        <span aria-hidden="true">ms off</span>
      </label>
      <button
        type="button"
        className="button plain slim"
        aria-pressed={clock.isStopped}
        aria-label={`Stop ${name}’s clock`}
        onClick={() => setClock(nth, { isStopped: !clock.isStopped })}
      >
        {clock.isStopped ? 'Stopped' : 'Stop'}
      </button>
    </>
  )
}

function Reading({ weaver: { clock } }: { readonly weaver: LabWeaver }) {
  const words = useLab(({ nowMs, epochMs, isPlaying, speed }) => {
    // While it runs nobody reads milliseconds; where it rests, they are what decides.
    const grain = isPlaying ? tickMs * speed : 1
    return stampTime(epochMs + clockReading(clock, Math.floor(nowMs / grain) * grain))
  })
  return <span className="clock-reading mono">{words}</span>
}

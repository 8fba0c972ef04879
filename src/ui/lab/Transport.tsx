import { Pause, Play, RotateCcw, StepForward } from 'lucide-react'

import { Hint } from '../Word'
import { useLab, useLabActions } from './lab-context'
import { elapsedWords } from './time-words'
import { usePlay } from './use-play'

const speeds: readonly (readonly [speed: number, label: string])[] = [
  [0.25, '¼×'],
  [1, '1×'],
  [4, '4×'],
  [16, '16×'],
]

/** Time, in one's own hands. */
export function Transport() {
  const face = useLab(({ isPlaying, isQuiet, outcome }) => {
    if (isQuiet && outcome !== null) return 'Play again'
    return isPlaying ? 'Pause' : 'Play'
  })
  const { step } = useLabActions()
  const { toggle, restart } = usePlay()
  return (
    <div className="transport" role="group" aria-label="Time">
      <Hint text={face} keys="Space" side="top">
        <button
          type="button"
          className="button primary icon transport-play"
          aria-label={face}
          onClick={toggle}
        >
          {face === 'Pause' ? <Pause aria-hidden="true" /> : <Play aria-hidden="true" />}
        </button>
      </Hint>
      <Hint text="One step: up to the next event" keys="." side="top">
        <button type="button" className="button plain icon" aria-label="Step" onClick={step}>
          <StepForward aria-hidden="true" />
        </button>
      </Hint>
      <Hint text="Restart this scenario" keys="R" side="top">
        <button type="button" className="button plain icon" aria-label="Restart" onClick={restart}>
          <RotateCcw aria-hidden="true" />
        </button>
      </Hint>
      <Now />
      <Speed />
    </div>
  )
}

function Now() {
  const words = useLab((state) => elapsedWords(state.nowMs))
  const isQuiet = useLab((state) => state.isQuiet)
  return (
    <p className="transport-now">
      <span className="mono" title="Virtual time since the scenario began">
        {words}
      </span>
      <span className="quiet small">{isQuiet ? 'all quiet' : ''}</span>
    </p>
  )
}

function Speed() {
  const speed = useLab((state) => state.speed)
  const { setSpeed } = useLabActions()
  return (
    <div className="segments" role="group" aria-label="Speed">
      {speeds.map(([one, label]) => (
        <button
          key={one}
          type="button"
          aria-pressed={one === speed}
          aria-label={`Speed ${label}`}
          onClick={() => setSpeed(one)}
        >
          {label}
        </button>
      ))}
    </div>
  )
}

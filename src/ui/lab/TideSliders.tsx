import { PlainSlider } from '../PlainSlider'
import { useLab, useLabActions } from './lab-context'
import { spanWords } from './time-words'

/** Milliseconds at the sliders' right ends. */
const worstLatencyMs = 3000
const worstJitterMs = 2000
const stepMs = 20

/** Percent of messages lost at the right end: beyond, nothing would ever come. */
const worstLoss = 90

/** The Aetheric tides between all weavers (AL-7.3 §29.4). */
export function TideSliders() {
  const { latencyMs, jitterMs, loss } = useLab((state) => state.settings)
  const { setTides } = useLabActions()
  return (
    <div className="tide-sliders" role="group" aria-label="Tides">
      <Tide
        label="Latency"
        unit="ms"
        value={latencyMs}
        max={worstLatencyMs}
        step={stepMs}
        onChange={(value) => setTides({ latencyMs: value })}
      />
      <Tide
        label="Jitter"
        unit="ms"
        value={jitterMs}
        max={worstJitterMs}
        step={stepMs}
        onChange={(value) => setTides({ jitterMs: value })}
      />
      <Tide
        label="Loss"
        unit="%"
        value={Math.round(loss * 100)}
        max={worstLoss}
        step={5}
        onChange={(value) => setTides({ loss: value / 100 })}
      />
    </div>
  )
}

interface TideProps {
  readonly label: string
  readonly unit: string
  readonly value: number
  readonly max: number
  readonly step: number
  readonly onChange: (value: number) => void
}

function Tide({ label, unit, value, max, step, onChange }: TideProps) {
  return (
    <div className="tide-slider">
      <span>{label}</span>
      <output>{unit === 'ms' ? spanWords(value) : `${value} ${unit}`}</output>
      <PlainSlider
        label={label}
        text={`${value} ${unit}`}
        {...{ value, min: 0, max, step, onChange }}
      />
    </div>
  )
}

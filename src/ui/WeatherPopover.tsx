import { CloudSun } from 'lucide-react'
import { Popover, Switch } from 'radix-ui'

import { calmTides, tidesWords } from './Banners'
import { useActions, useChorus } from './chorus-context'
import { PlainSlider } from './PlainSlider'
import { Hint } from './Word'
import { plain } from './words'

/** Milliseconds at the sliders' right end: as bad as a satellite link in rain. */
const worstLatencyMs = 3000
const worstJitterMs = 2000

/** This tab's tides: for trying things out, and always shown while they are on. */
export function WeatherPopover() {
  const tides = useChorus((state) => state.tides)
  const { setTides } = useActions()
  const on = tidesWords(tides) !== ''
  return (
    <Popover.Root>
      <Hint text={plain.weather} side="top">
        <Popover.Trigger className="button plain dock-button" aria-label="Weather" data-on={on}>
          <CloudSun aria-hidden="true" />
          <span>Weather</span>
        </Popover.Trigger>
      </Hint>
      <Popover.Portal>
        <Popover.Content
          className="popover weather"
          side="top"
          sideOffset={12}
          collisionPadding={12}
          aria-label="Weather of this tab"
        >
          <h2>Weather</h2>
          <p className="quiet small">
            Tides on what this tab sends and hears. They change when things arrive, never what they
            come to.
          </p>
          <label className="weather-cut">
            <span>
              Cut the currents
              <small className="quiet">As if the network were gone.</small>
            </span>
            <Switch.Root
              className="switch"
              checked={tides.cut}
              onCheckedChange={(cut) => setTides({ cut })}
              aria-label="Cut the currents"
            >
              <Switch.Thumb className="switch-thumb" />
            </Switch.Root>
          </label>
          <Tide
            label="Latency"
            value={tides.latencyMs}
            max={worstLatencyMs}
            step={50}
            unit="ms"
            onChange={(latencyMs) => setTides({ latencyMs })}
          />
          <Tide
            label="Jitter"
            value={tides.jitterMs}
            max={worstJitterMs}
            step={50}
            unit="ms"
            onChange={(jitterMs) => setTides({ jitterMs })}
          />
          <Tide
            label="Loss"
            value={Math.round(tides.loss * 100)}
            max={90}
            step={5}
            unit="%"
            onChange={(percent) => setTides({ loss: percent / 100 })}
          />
          <button
            type="button"
            className="button slim"
            disabled={!on}
            onClick={() => setTides(calmTides)}
          >
            Calm weather
          </button>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}

interface TideProps {
  readonly label: string
  readonly value: number
  readonly max: number
  readonly step: number
  readonly unit: string
  readonly onChange: (value: number) => void
}

function Tide({ label, value, max, step, unit, onChange }: TideProps) {
  return (
    <div className="tide">
      <span>{label}</span>
      <output className="mono">
        {value} {unit}
      </output>
      <PlainSlider text={`${value} ${unit}`} {...{ label, value, min: 0, max, step, onChange }} />
    </div>
  )
}

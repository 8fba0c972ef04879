/** The scrubber: steps, play, the cut in words, and the ways out: to now, or to then by restoring. */

import { Pause, Play, RotateCcw, StepBack, StepForward, X } from 'lucide-react'
import { Slider } from 'radix-ui'
import { useEffect, useRef, useState } from 'react'

import type { Visit } from './use-past'
import { Hint } from './Word'

/** Stops a second. */
const speeds = [4, 16, 64] as const

interface TimeBarProps {
  readonly visit: Visit
  /** Title of the one glyph that the scrubber follows; null for the whole chorus. */
  readonly scopeTitle: string | null
  readonly onRestore: () => void
  readonly onClose: () => void
}

export function TimeBar({ visit, scopeTitle, onRestore, onClose }: TimeBarProps) {
  const { stop, stops, known, words, place } = visit
  const last = stops.length - 1
  const isReady = known === 1
  return (
    <section className="time-bar" aria-label="Time">
      <Transport visit={visit} isReady={isReady} />
      <Scrubber visit={visit} isReady={isReady} />
      <p className="time-words">
        <b>{words}</b>
        <span>
          {place}
          {scopeTitle !== null && ` · only “${scopeTitle}”`}
        </span>
      </p>
      <div className="time-ways">
        <button
          type="button"
          className="button slim"
          disabled={!isReady || stop === last}
          onClick={onRestore}
        >
          <RotateCcw aria-hidden="true" />
          Restore to here
        </button>
        <Hint text="Back to now" keys="Esc" side="top">
          <button type="button" className="button primary slim" onClick={onClose}>
            <X aria-hidden="true" />
            Back to now
          </button>
        </Hint>
      </div>
    </section>
  )
}

function Scrubber({ visit, isReady }: { readonly visit: Visit; readonly isReady: boolean }) {
  const { stop, stops, goTo, words, place } = visit
  const thumb = useRef<HTMLSpanElement>(null)
  // Whoever comes here wants to scrub: the keys go to the thumb.
  useEffect(() => {
    if (isReady) thumb.current?.focus({ preventScroll: true })
  }, [isReady])
  return (
    <Slider.Root
      className="slider time-slider"
      value={[stop]}
      max={Math.max(1, stops.length - 1)}
      disabled={!isReady}
      onValueChange={([next]) => next !== undefined && goTo(next)}
    >
      <Slider.Track className="slider-track">
        <Slider.Range className="slider-range" />
      </Slider.Track>
      <Slider.Thumb
        ref={thumb}
        className="slider-thumb"
        aria-label="Point in the past"
        aria-valuetext={`${words}; ${place}`}
      />
    </Slider.Root>
  )
}

function Transport({ visit, isReady }: { readonly visit: Visit; readonly isReady: boolean }) {
  const { stop, stops, goTo } = visit
  const last = stops.length - 1
  const [speed, setSpeed] = useState<number>(speeds[0])
  const { isPlaying, toggle, pause } = usePlay(visit, speed)
  const step = (by: number): void => {
    pause()
    goTo(stop + by)
  }
  return (
    <div className="time-transport" role="group" aria-label="Play">
      <Tool label="One sigil back" isOff={!isReady || stop === 0} onPress={() => step(-1)}>
        <StepBack aria-hidden="true" />
      </Tool>
      <Tool label={isPlaying ? 'Pause' : 'Play'} isOff={!isReady || last === 0} onPress={toggle}>
        {isPlaying ? <Pause aria-hidden="true" /> : <Play aria-hidden="true" />}
      </Tool>
      <Tool label="One sigil on" isOff={!isReady || stop === last} onPress={() => step(1)}>
        <StepForward aria-hidden="true" />
      </Tool>
      <select
        className="time-speed"
        aria-label="Speed"
        value={speed}
        onChange={(event) => setSpeed(Number(event.currentTarget.value))}
      >
        {speeds.map((one) => (
          <option key={one} value={one}>
            {one} a second
          </option>
        ))}
      </select>
    </div>
  )
}

/** Steps from stop to stop until the last; from there it starts anew. */
function usePlay({ stop, stops, goTo }: Visit, speed: number) {
  const [wants, setWants] = useState(false)
  const last = stops.length - 1
  const isPlaying = wants && stop < last
  useEffect(() => {
    if (!isPlaying) return undefined
    const timer = setTimeout(() => goTo(stop + 1), 1_000 / speed)
    return () => clearTimeout(timer)
  }, [goTo, isPlaying, speed, stop])
  return {
    isPlaying,
    pause: () => setWants(false),
    toggle: () => {
      if (!isPlaying && stop >= last) goTo(0)
      setWants(!isPlaying)
    },
  }
}

interface ToolProps {
  readonly label: string
  readonly isOff: boolean
  readonly onPress: () => void
  readonly children: React.ReactNode
}

function Tool({ label, isOff, onPress, children }: ToolProps) {
  return (
    <button
      type="button"
      className="button plain icon slim"
      aria-label={label}
      title={label}
      aria-disabled={isOff}
      onClick={isOff ? undefined : onPress}
    >
      {children}
    </button>
  )
}

/** What a person must know while it lasts: storage in trouble, a clock that is off, weather that is on. */

import { Clock, CloudLightning, DoorOpen, Eye, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'

import type { ChorusSnapshot } from '../state/chorus-store'
import { useActions, useChorus } from './chorus-context'
import { clockSentence, troubleSentence } from './status-words'

export function Banners() {
  const status = useChorus((state) => state.status)
  const clock = clockSentence(status)
  return (
    <div className="banners">
      {status.trouble !== null && (
        <p className="banner warning" role="alert">
          <TriangleAlert aria-hidden="true" />
          {troubleSentence(status.trouble)}
        </p>
      )}
      {clock !== null && (
        <p className="banner warning" role="alert">
          <Clock aria-hidden="true" />
          {clock}
        </p>
      )}
      <StandingBanner />
      <WeatherBanner />
    </div>
  )
}

function StandingBanner(): ReactNode {
  const standing = useChorus((state) => state.standing)
  if (standing === 'weave') return null
  if (standing === 'witness') {
    return (
      <p className="banner" role="status">
        <Eye aria-hidden="true" />
        You look on here: you see everything as it happens, and change nothing.
      </p>
    )
  }
  return (
    <p className="banner warning" role="alert">
      <DoorOpen aria-hidden="true" />
      You were removed from this chorus. What is here stays yours to read and copy; to write again
      you need a new link.
    </p>
  )
}

function WeatherBanner(): ReactNode {
  const tides = useChorus((state) => state.tides)
  const { setTides } = useActions()
  const words = tidesWords(tides)
  if (words === '') return null
  return (
    <p className="banner" role="status">
      <CloudLightning aria-hidden="true" />
      <span>Weather is on in this tab: {words}.</span>
      <button type="button" className="button slim" onClick={() => setTides(calmTides)}>
        Calm it
      </button>
    </p>
  )
}

export const calmTides: ChorusSnapshot['tides'] = { latencyMs: 0, jitterMs: 0, loss: 0, cut: false }

/** The tides that are on, in words; empty in calm weather. */
export function tidesWords(tides: ChorusSnapshot['tides']): string {
  if (tides.cut) return 'the currents are cut'
  return [
    tides.latencyMs > 0 ? `${tides.latencyMs} ms latency` : '',
    tides.jitterMs > 0 ? `up to ${tides.jitterMs} ms jitter` : '',
    tides.loss > 0 ? `${Math.round(tides.loss * 100)}% lost` : '',
  ]
    .filter((part) => part !== '')
    .join(', ')
}

import { useEffect, useRef } from 'react'

import { createAuthors } from './authors'
import { createFlightLayer } from './flight-layer'
import type { Size } from './geometry'
import { useLabStore } from './lab-context'
import { useIsStill } from './use-still'

/** All that is under way. React makes the place; frames do the rest, and only while time goes on. */
export function FlightLayer({ size }: { readonly size: Size }) {
  const root = useRef<SVGGElement>(null)
  const store = useLabStore()
  const isStill = useIsStill()
  useEffect(() => {
    if (root.current === null) return undefined
    const place = root.current
    const layer = createFlightLayer(place)
    const authorsOf = createAuthors()
    let frame = 0
    const draw = (): void => {
      frame = 0
      const state = store.getState()
      layer.draw({ state, size, isStill, authors: authorsOf(state.events) })
    }
    // One picture a frame, however often the store changes in it.
    const undo = store.subscribe((state, before) => {
      const isNews = state.nowMs !== before.nowMs || state.flights !== before.flights
      if (isNews && frame === 0) frame = requestAnimationFrame(draw)
    })
    draw()
    return () => {
      undo()
      cancelAnimationFrame(frame)
      place.replaceChildren()
    }
  }, [store, size, isStill])
  return <g ref={root} className="flights" />
}

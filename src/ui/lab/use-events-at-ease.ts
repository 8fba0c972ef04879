import { useDeferredValue, useEffect, useState } from 'react'

import type { LabEvent } from '../../state/lab-store'
import { useLabStore } from './lab-context'

/** Milliseconds between two readings while it plays: a storm tells faster than anyone reads. */
const easeMs = 250

/**
 * What happened, oldest first. Each new row moves all others, so while much
 * happens the log is drawn a few times a second; all of it once time stands.
 */
export function useEventsAtEase(): readonly LabEvent[] {
  const store = useLabStore()
  const [events, setEvents] = useState(() => store.getState().events)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const show = (): void => {
      clearTimeout(timer)
      timer = undefined
      setEvents(store.getState().events)
    }
    timer = setTimeout(show, 0)
    const undo = store.subscribe((state, before) => {
      const isResting = !state.isPlaying || state.isQuiet || state.events.length === 0
      if (isResting) show()
      else if (state.events !== before.events) timer ??= setTimeout(show, easeMs)
    })
    return () => {
      undo()
      clearTimeout(timer)
    }
  }, [store])
  // The figure is drawn first, and this as time allows.
  return useDeferredValue(events)
}

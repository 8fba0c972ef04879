import { useMemo } from 'react'

import { useLabStore } from './lab-context'

export interface PlayControls {
  /** Play, or pause; once all is over, from the start again. */
  readonly toggle: () => void
  /** The scenario from its start, as it is set now; plays on where it played. */
  readonly restart: () => void
}

export function usePlay(): PlayControls {
  const store = useLabStore()
  return useMemo(() => {
    const again = (plays: boolean): void => {
      const { actions, scenario, settings } = store.getState()
      actions.choose(scenario.id, settings)
      if (plays) actions.play()
    }
    return {
      toggle: () => {
        const { actions, isPlaying, isQuiet, outcome } = store.getState()
        if (isQuiet && outcome !== null) again(true)
        else if (isPlaying) actions.pause()
        else actions.play()
      },
      restart: () => again(store.getState().isPlaying),
    }
  }, [store])
}

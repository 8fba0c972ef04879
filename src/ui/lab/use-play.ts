import { useMemo } from 'react'

import type { LabSettings } from '../../state/lab-store'
import { useLabStore } from './lab-context'

export interface PlayControls {
  /** Play, or pause; once all is over, from the start again. */
  readonly toggle: () => void
  /** The scenario from its start, as it is set now; plays on where it played. */
  readonly restart: () => void
  /** The same with something set anew that counts from the start on; plays where it played, or had been played. */
  readonly vary: (change: Partial<LabSettings>) => void
}

export function usePlay(): PlayControls {
  const store = useLabStore()
  return useMemo(() => {
    const again = (plays: boolean, change: Partial<LabSettings> = {}): void => {
      const { actions, scenario, settings } = store.getState()
      actions.choose(scenario.id, { ...settings, ...change })
      if (plays) actions.play()
    }
    const isOver = (): boolean => {
      const { isQuiet, outcome } = store.getState()
      return isQuiet && outcome !== null
    }
    return {
      toggle: () => {
        const { actions, isPlaying } = store.getState()
        if (isOver()) again(true)
        else if (isPlaying) actions.pause()
        else actions.play()
      },
      restart: () => again(store.getState().isPlaying),
      vary: (change) => again(store.getState().isPlaying || isOver(), change),
    }
  }, [store])
}

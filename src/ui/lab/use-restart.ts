import { useCallback } from 'react'

import { useLabStore } from './lab-context'

/** Begins the scenario anew, as it is set now. */
export function useRestart(): () => void {
  const store = useLabStore()
  return useCallback(() => {
    const { actions, scenario, settings } = store.getState()
    actions.choose(scenario.id, settings)
  }, [store])
}

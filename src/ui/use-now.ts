import { useCallback, useSyncExternalStore } from 'react'

/** Wall time in milliseconds, rounded down to whole steps; renders again once a step. */
export function useNow(stepMs = 30_000): number {
  const subscribe = useCallback(
    (onTick: () => void) => {
      const timer = setInterval(onTick, stepMs)
      return () => clearInterval(timer)
    },
    [stepMs],
  )
  const read = (): number => Math.floor(Date.now() / stepMs) * stepMs
  return useSyncExternalStore(subscribe, read, read)
}

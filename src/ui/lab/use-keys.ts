import { useEffect } from 'react'

import { useLabStore } from './lab-context'
import { useRestart } from './use-restart'

/** What takes letters itself, and what a space would press. */
const writable = 'input, textarea, select, [contenteditable="true"], [role="slider"]'
const pressable = 'button, a, summary, [role="switch"], [role="tab"]'

/** The lab's keys: space, full stop, R, and a digit for each scenario. Silent while a dialog is open. */
export function useLabKeys(): void {
  const store = useLabStore()
  const restart = useRestart()
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
      const target = event.target instanceof Element ? event.target : document.body
      if (target.closest(`${writable}, [role="dialog"]`) !== null) return
      if (document.querySelector('[role="dialog"]') !== null) return
      const { actions, isPlaying, scenarios } = store.getState()
      const chosen = scenarios[Number.parseInt(event.key, 10) - 1]
      if (event.key === ' ' && target.closest(pressable) === null) {
        if (isPlaying) actions.pause()
        else actions.play()
      } else if (event.key === '.') actions.step()
      else if (event.key === 'r' || event.key === 'R') restart()
      else if (chosen !== undefined) actions.choose(chosen.id)
      else return
      event.preventDefault()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [store, restart])
}

import { useEffect } from 'react'

import { useLabStore } from './lab-context'
import { usePlay } from './use-play'

/** What takes letters itself, and what a space would press. */
const writable = 'input, textarea, select, [contenteditable="true"], [role="slider"]'
const pressable = 'button, a, summary, [role="switch"], [role="tab"]'

/** The lab's keys: space, full stop, R, and a digit for each scenario. Silent while a dialog is open. */
export function useLabKeys(): void {
  const store = useLabStore()
  const { toggle, restart } = usePlay()
  useEffect(() => {
    // Whoever clicked a button and then presses space means time, and not that button again.
    let isPointing = false
    const onPointer = (): void => {
      isPointing = true
    }
    const act = (key: string, target: Element): boolean => {
      const { actions, scenarios } = store.getState()
      const chosen = scenarios[Number.parseInt(key, 10) - 1]
      if (key === ' ' && (isPointing || target.closest(pressable) === null)) toggle()
      else if (key === '.') actions.step()
      else if (key === 'r' || key === 'R') restart()
      else if (chosen !== undefined) actions.choose(chosen.id)
      else return false
      return true
    }
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Tab') isPointing = false
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
      const target = event.target instanceof Element ? event.target : document.body
      if (target.closest(writable) !== null) return
      if (document.querySelector('[role="dialog"], [role="menu"]') !== null) return
      if (act(event.key, target)) event.preventDefault()
    }
    document.addEventListener('pointerdown', onPointer)
    document.addEventListener('keydown', onKey)
    return () => {
      document.removeEventListener('pointerdown', onPointer)
      document.removeEventListener('keydown', onKey)
    }
  }, [store, toggle, restart])
}

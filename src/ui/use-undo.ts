import { useCallback, useEffect, useMemo } from 'react'

import { asOf } from './as-of'
import { useActions, useChorus, useDoors } from './chorus-context'
import { isWriting } from './is-writing'

export interface UndoShown {
  /** “renamed “Tea””; null where there is nothing. */
  readonly undoWords: string | null
  readonly redoWords: string | null
  readonly undo: () => void
  readonly redo: () => void
}

/** Undo and redo of the whole board. `onDone` is told what was taken back; what could not be is a toast. */
export function useUndo(onDone: (words: string) => void): UndoShown {
  const actions = useActions()
  const { toast } = useDoors()
  const historyCount = useChorus((state) => state.historyCount)
  const words = useMemo(
    () => asOf(historyCount, () => [actions.undoWords(), actions.redoWords()] as const),
    [actions, historyCount],
  )
  const run = useCallback(
    async (what: 'undo' | 'redo') => {
      const told = await actions[what]()
      if (told.kind === 'done') onDone(told.words)
      else toast({ text: told.words })
    },
    [actions, onDone, toast],
  )
  return {
    undoWords: words[0],
    redoWords: words[1],
    undo: useCallback(() => void run('undo'), [run]),
    redo: useCallback(() => void run('redo'), [run]),
  }
}

/** Ctrl or ⌘ with Z, Shift Z and Y, wherever nobody is writing: fields and the editor have their own. */
export function useUndoKeys({ undo, redo }: Pick<UndoShown, 'undo' | 'redo'>, isOn: boolean): void {
  useEffect(() => {
    if (!isOn) return undefined
    const onKey = (event: KeyboardEvent): void => {
      const what = keyOf(event)
      if (what === null || event.defaultPrevented || isWriting(event.target)) return
      event.preventDefault()
      if (what === 'undo') undo()
      else redo()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [isOn, undo, redo])
}

function keyOf(event: KeyboardEvent): 'undo' | 'redo' | null {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return null
  const key = event.key.toLowerCase()
  if (key === 'z') return event.shiftKey ? 'redo' : 'undo'
  return key === 'y' && !event.shiftKey ? 'redo' : null
}

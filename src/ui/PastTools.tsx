/** Undo, redo, and the way into the past: what a person does about what was done. */

import { History, Redo2, Undo2 } from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'

import './time.css'
import { isWriting } from './is-writing'
import { useMayWrite } from './may-write'
import { stillReadingWords, useIsLeft, useIsRead } from './OnceRead'
import { useUndo, useUndoKeys } from './use-undo'
import { Hint } from './Word'
import { plain } from './words'

interface PastToolsProps {
  /** The board shows the past, where nothing can be undone. */
  readonly isPast: boolean
  readonly onTime: () => void
}

export function PastTools({ isPast, onTime }: PastToolsProps) {
  const [said, say] = useState('')
  const { undoWords, redoWords, undo, redo } = useUndo(say)
  const mayWrite = useMayWrite()
  const isOff = isPast || !mayWrite
  useUndoKeys({ undo, redo }, !isOff)
  useKeyT(onTime)
  const way = useRef<HTMLButtonElement>(null)
  const wasPast = useRef(isPast)
  // Back from the past, the keys are where they were on leaving.
  useEffect(() => {
    if (wasPast.current && !isPast) way.current?.focus()
    wasPast.current = isPast
  }, [isPast])
  return (
    <section className="past-tools" aria-label="What was done">
      <Tool words={undoWords} verb="Undo" keys="Ctrl Z" isOff={isOff} onPress={undo}>
        <Undo2 aria-hidden="true" />
      </Tool>
      <Tool words={redoWords} verb="Redo" keys="Ctrl Y" isOff={isOff} onPress={redo}>
        <Redo2 aria-hidden="true" />
      </Tool>
      <span className="dock-rule" aria-hidden="true" />
      <Hint text={plain.time} keys="T">
        <button
          ref={way}
          type="button"
          className="button plain icon"
          aria-label="Time"
          aria-pressed={isPast}
          onClick={onTime}
        >
          <History aria-hidden="true" />
        </button>
      </Hint>
      <p className="hidden-text" role="status">
        {said}
      </p>
    </section>
  )
}

interface ToolProps {
  readonly words: string | null
  readonly verb: 'Undo' | 'Redo'
  readonly keys: string
  readonly isOff: boolean
  readonly onPress: () => void
  readonly children: ReactNode
}

/** Never disabled for good: focus stays where it is when the last step is taken back. */
function Tool({ words, verb, keys, isOff, onPress, children }: ToolProps) {
  const isRead = useIsRead()
  const isLeft = useIsLeft()
  const nothing = isRead ? `Nothing of yours to ${verb.toLowerCase()}` : stillReadingWords
  const unknown = isLeft ? verb : nothing
  const label = words === null ? unknown : `${verb}: ${words}`
  // What it would take back is in the history, which is read as soon as it is pressed.
  const isIdle = isOff || (words === null && !isLeft)
  return (
    <Hint text={label} keys={keys}>
      <button
        type="button"
        className="button plain icon"
        aria-label={label}
        aria-disabled={isIdle}
        onClick={isIdle ? undefined : onPress}
      >
        {children}
      </button>
    </Hint>
  )
}

/** T leads into the past and back. */
function useKeyT(onTime: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 't' || event.ctrlKey || event.metaKey || event.altKey) return
      if (event.repeat || isWriting(event.target)) return
      event.preventDefault()
      onTime()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [onTime])
}

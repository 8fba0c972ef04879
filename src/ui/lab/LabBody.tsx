import {
  useCallback,
  useLayoutEffect,
  useReducer,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react'

import type { GlyphId } from '../../protocol/ids'
import { useActions } from '../chorus-context'
import { caretAfter, spliceBetween } from './splice-between'

interface LabBodyProps {
  readonly glyph: GlyphId
  readonly label: string
}

/** A body as plain text, live both ways: several stand side by side here, so no whole editor each. */
export function LabBody({ glyph, label }: LabBodyProps) {
  const { text: textOf, splice, watchBody } = useActions()
  const field = useRef<HTMLTextAreaElement>(null)
  const caret = useRef<readonly [number, number] | null>(null)
  // The object itself is the name by which this field's own changes are told apart.
  const [source] = useState(() => ({}))
  const [, written] = useReducer((times: number) => times + 1, 0)
  const watch = useCallback(
    (onChange: () => void) =>
      watchBody(glyph, source, (splices) => {
        const { selectionStart = 0, selectionEnd = 0 } = field.current ?? {}
        caret.current = [caretAfter(selectionStart, splices), caretAfter(selectionEnd, splices)]
        onChange()
      }),
    [glyph, source, watchBody],
  )
  const read = (): string => textOf(glyph)
  const text = useSyncExternalStore(watch, read, read)
  useLayoutEffect(() => {
    if (caret.current === null) return
    if (field.current === document.activeElement) field.current?.setSelectionRange(...caret.current)
    caret.current = null
  })
  return (
    <textarea
      ref={field}
      className="lab-body"
      aria-label={label}
      value={text}
      rows={1}
      placeholder="Body"
      spellCheck={false}
      onChange={({ currentTarget: { value } }) => {
        const change = spliceBetween(textOf(glyph), value)
        if (change !== null) splice(glyph, [change], source)
        written()
      }}
    />
  )
}

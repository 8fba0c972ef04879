/**
 * The title, typed as a draft: it goes out when typing pauses, on Enter and on
 * leaving. While someone writes here, a title from elsewhere is told beside the
 * field and never put under their fingers.
 */

import { useEffect, useRef, useState } from 'react'

import { maxNameUnits } from '../protocol/limits'
import type { GlyphCard } from '../state/chorus-store'
import { useActions, useChorus, usePersonOf } from './chorus-context'
import { untitled } from './facet-words'

/** Milliseconds without a key until a draft goes out. */
const pauseMs = 400

interface TitleFieldProps {
  readonly card: GlyphCard
  readonly autoFocus: boolean
}

export function TitleField({ card, autoFocus }: TitleFieldProps) {
  const field = useRef<HTMLInputElement>(null)
  const { shown, hint, type, send, leave } = useTitleDraft(card)
  useEffect(() => {
    if (!autoFocus) return
    field.current?.focus()
    field.current?.select()
  }, [autoFocus])
  return (
    <>
      <input
        ref={field}
        className="title-input"
        aria-label="Title"
        aria-describedby={hint === null ? undefined : 'title-hint'}
        value={shown}
        maxLength={maxNameUnits}
        placeholder={untitled}
        autoComplete="off"
        onChange={(event) => type(event.currentTarget.value)}
        onBlur={leave}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
          event.preventDefault()
          send()
        }}
      />
      {hint !== null && (
        <p className="title-hint" id="title-hint" role="status">
          {hint}
        </p>
      )}
    </>
  )
}

/** What someone is writing here, and the last of it that went out. */
interface Draft {
  readonly text: string
  readonly sent: string
  /** What stood when writing began: no news, even where the store mirrors it once more. */
  readonly base: string
}

function useTitleDraft(card: GlyphCard) {
  const { set } = useActions()
  const self = useChorus((state) => state.self)
  const person = usePersonOf()(card.touchedBy)
  /** Null while nobody writes here: the field then shows what stands. */
  const [draft, setDraft] = useState<Draft | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)

  const send = (): void => {
    clearTimeout(timer.current)
    if (draft === null || draft.text === draft.sent) return
    set(card.id, { title: draft.text })
    setDraft({ ...draft, sent: draft.text })
  }
  const latest = useRef(send)
  useEffect(() => {
    latest.current = send
  })
  // Closing the panel is leaving the field: what was written goes out.
  useEffect(() => () => latest.current(), [])

  const type = (text: string): void => {
    setDraft({ text, sent: draft?.sent ?? card.title, base: draft?.base ?? card.title })
    clearTimeout(timer.current)
    timer.current = setTimeout(() => latest.current(), pauseMs)
  }
  const leave = (): void => {
    send()
    setDraft(null)
  }
  const elsewhere = draft !== null && ![draft.text, draft.sent, draft.base].includes(card.title)
  const name = person.self ? 'Another tab of yours' : person.name
  const news = elsewhere && card.touchedBy !== self
  const hint = news ? `${name} renamed it to “${card.title}”` : null
  return { shown: draft?.text ?? card.title, hint, type, send, leave }
}

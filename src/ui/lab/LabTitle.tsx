import { useState } from 'react'

import { maxNameUnits } from '../../protocol/limits'
import type { GlyphCard } from '../../state/chorus-store'
import { useActions } from '../chorus-context'
import { untitled } from '../facet-words'

interface LabTitleProps {
  readonly card: GlyphCard
  readonly label: string
}

/** A title, which goes out whole: on Enter, or on leaving the field. Escape puts it back. */
export function LabTitle({ card, label }: LabTitleProps) {
  const { set } = useActions()
  /** Null while nobody writes here: the field then shows what stands. */
  const [draft, setDraft] = useState<string | null>(null)
  const send = (): void => {
    if (draft !== null && draft !== card.title) set(card.id, { title: draft })
    setDraft(null)
  }
  return (
    <input
      className="lab-title"
      aria-label={label}
      value={draft ?? card.title}
      maxLength={maxNameUnits}
      placeholder={untitled}
      autoComplete="off"
      spellCheck={false}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onBlur={send}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return
        if (event.key === 'Enter') send()
        if (event.key === 'Escape') setDraft(null)
      }}
    />
  )
}

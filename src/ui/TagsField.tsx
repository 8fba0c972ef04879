import { X } from 'lucide-react'
import { type FormEvent, memo, useState } from 'react'

import { maxTagUnits } from '../protocol/limits'
import type { GlyphCard } from '../state/chorus-store'
import { useActions } from './chorus-context'

export const TagsField = memo(function TagsField({ id, tags }: Pick<GlyphCard, 'id' | 'tags'>) {
  const { set } = useActions()
  const [draft, setDraft] = useState('')
  const add = (event: FormEvent): void => {
    event.preventDefault()
    const tag = draft.trim()
    setDraft('')
    if (tag !== '' && !tags.includes(tag)) set(id, { tags: [...tags, tag] })
  }
  return (
    <div className="facet">
      <span className="label">Tags</span>
      <div className="facet-value chips">
        {tags.map((tag) => (
          <span key={tag} className="chip">
            {tag}
            <button
              type="button"
              aria-label={`Remove tag ${tag}`}
              onClick={() => set(id, { tags: tags.filter((one) => one !== tag) })}
            >
              <X aria-hidden="true" />
            </button>
          </span>
        ))}
        <form onSubmit={add}>
          <input
            className="chip-input"
            aria-label="Add a tag"
            placeholder="Add a tag"
            value={draft}
            maxLength={maxTagUnits}
            autoComplete="off"
            onChange={(event) => setDraft(event.currentTarget.value)}
          />
        </form>
      </div>
    </div>
  )
})

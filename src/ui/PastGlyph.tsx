import { RotateCcw, X } from 'lucide-react'
import { Switch } from 'radix-ui'

import type { GlyphCard } from '../state/chorus-store'
import { usePersonOf } from './chorus-context'
import { Crystal } from './Crystal'
import { untitled } from './facet-words'
import { toned } from './toned'

interface PastGlyphProps {
  readonly card: GlyphCard
  readonly body: string
  /** The scrubber stops only where this glyph changed. */
  readonly isScope: boolean
  readonly onScope: (isScope: boolean) => void
  readonly onRestore: () => void
  readonly onClose: () => void
}

/** One glyph as it was at the cut: to read, to follow, and to have back. */
export function PastGlyph({ card, body, isScope, onScope, onRestore, onClose }: PastGlyphProps) {
  const person = usePersonOf()(card.touchedBy)
  return (
    <aside className="past-glyph toned" style={toned(card.hue)} aria-label="Glyph as it was">
      <header className="past-glyph-head">
        <Crystal
          id={card.id}
          hue={card.hue}
          size={36}
          contested={false}
          bodyLength={card.bodyLength}
        />
        <div>
          <h2>{card.title === '' ? untitled : card.title}</h2>
          <p className="quiet small">Last touched by {person.self ? 'you' : person.name}</p>
        </div>
        <button
          type="button"
          className="button plain icon slim"
          aria-label="Close glyph"
          onClick={onClose}
        >
          <X aria-hidden="true" />
        </button>
      </header>
      {card.tags.length > 0 && (
        <p className="past-glyph-tags">
          {card.tags.map((tag) => (
            <span key={tag} className="glyph-tag">
              {tag}
            </span>
          ))}
        </p>
      )}
      <p className="past-glyph-body">{body === '' ? <i className="quiet">No text yet</i> : body}</p>
      <footer className="past-glyph-foot">
        <label>
          <Switch.Root
            className="switch"
            checked={isScope}
            onCheckedChange={onScope}
            aria-label="Only its changes: the scrubber stops where this glyph changed"
          >
            <Switch.Thumb className="switch-thumb" />
          </Switch.Root>
          Only its changes
        </label>
        <button type="button" className="button slim" onClick={onRestore}>
          <RotateCcw aria-hidden="true" />
          Restore this glyph
        </button>
      </footer>
    </aside>
  )
}

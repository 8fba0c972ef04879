import './panel.css'
import { X } from 'lucide-react'
import { type KeyboardEvent, Suspense, useEffect, useRef } from 'react'

import type { GlyphId } from '../protocol/ids'
import { AludelPanel } from './AludelPanel'
import { type Panel, useChorus } from './chorus-context'
import { DissolvedPanel } from './DissolvedPanel'
import { GlyphPanel } from './GlyphPanel'
import { OnceRead } from './OnceRead'
import { InboxPanel, LoomPanel } from './parts'
import { plain } from './words'

interface SidePanelProps {
  readonly panel: Panel
  readonly glyph: GlyphId | null
  readonly focus: 'title' | undefined
  readonly onClose: () => void
}

const names = {
  glyph: 'Glyph',
  loom: 'Loom',
  inbox: 'Inbox',
  aludel: 'Aludel',
  dissolved: 'Dissolved',
} as const

/** One panel at a time beside the board; a sheet over it where the screen is narrow. */
export function SidePanel({ panel, glyph, focus, onClose }: SidePanelProps) {
  const section = useRef<HTMLElement>(null)
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented) return
    onClose()
    document.querySelector<HTMLElement>(`.react-flow__node[data-id="${glyph ?? ''}"]`)?.focus()
  }
  useEffect(() => {
    // A glyph's panel opens by pointing at its card; focus stays there unless asked for.
    if (panel !== 'glyph') section.current?.focus({ preventScroll: true })
  }, [panel])
  return (
    <aside
      ref={section}
      className="side"
      aria-label={names[panel]}
      tabIndex={-1}
      onKeyDown={onKeyDown}
    >
      <header className="side-head">
        <h2 title={plain[panel]}>{names[panel]}</h2>
        <button
          type="button"
          className="button plain icon slim"
          aria-label="Close panel"
          onClick={onClose}
        >
          <X aria-hidden="true" />
        </button>
      </header>
      {panel === 'glyph' && <OpenGlyph glyph={glyph} focus={focus} onClose={onClose} />}
      {panel === 'aludel' && <AludelPanel />}
      {panel !== 'glyph' && panel !== 'aludel' && (
        <OnceRead>
          <Suspense>
            {panel === 'loom' && <LoomPanel glyph={glyph} />}
            {panel === 'inbox' && <InboxPanel />}
          </Suspense>
          {panel === 'dissolved' && <DissolvedPanel />}
        </OnceRead>
      )}
    </aside>
  )
}

function OpenGlyph({ glyph, focus, onClose }: Pick<SidePanelProps, 'glyph' | 'focus' | 'onClose'>) {
  const card = useChorus((state) => (glyph === null ? undefined : state.glyphs.get(glyph)))
  if (card === undefined) {
    return (
      <div className="empty">
        <h3>This glyph has shattered</h3>
        <p>
          Someone deleted it. Its history is in the Loom, and it can be brought back from there.
        </p>
      </div>
    )
  }
  return <GlyphPanel key={card.id} card={card} focus={focus} onClose={onClose} />
}

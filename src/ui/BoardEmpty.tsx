import { Panel } from '@xyflow/react'

import { Crystal } from './Crystal'
import { useCreateGlyph } from './use-create-glyph'
import { Word } from './Word'

/** The board holds nothing because nothing was made: told apart from one still on its way. */
export function BoardEmpty() {
  const createGlyph = useCreateGlyph()
  return (
    <Panel position="center-left" className="board-empty">
      <div className="empty">
        <Crystal id="the first one" hue={288} size={64} bodyLength={200} />
        <h2>Nothing on the board yet</h2>
        <p>
          Double-click anywhere to set down a <Word of="glyph">glyph</Word>, or press N. Share the
          chorus when you would like company.
        </p>
        <button type="button" className="button" onClick={() => createGlyph()}>
          Set down the first glyph
        </button>
      </div>
    </Panel>
  )
}

/**
 * History as the interface shows it: all at once as rows, or as a Loom that is
 * kept up with. Words come from `loom/`; here they meet the glyphs of one open chorus.
 */

import type { Chorus } from '../chorus/chorus'
import type { GlyphId } from '../protocol/ids'
import type { LoomRow } from './chorus-store'
import { createLoomDesk, type OpenLoom } from './loom-desk'
import { createTeller } from './telling'

export interface HistoryReader {
  /** Newest first. A row keeps its object until something it tells changes. Costs what the history is long. */
  readonly rows: (glyph?: GlyphId) => readonly LoomRow[]
  /** A Loom of one's own, which costs what is new. */
  readonly openLoom: () => OpenLoom
}

export function createHistoryReader(chorus: Chorus): HistoryReader {
  const teller = createTeller(chorus)
  return {
    rows: (glyph) => chorus.history(glyph).map(teller.row).toReversed(),
    openLoom: createLoomDesk(chorus, teller).open,
  }
}

import { useCallback } from 'react'

import type { GlyphId } from '../protocol/ids'
import { useChorusStore, useDoors } from './chorus-context'
import { untitled } from './facet-words'

/** Shatters a glyph without asking, and says at once how to have it back. */
export function useShatter(): (glyph: GlyphId) => void {
  const store = useChorusStore()
  const { toast } = useDoors()
  return useCallback(
    (glyph) => {
      const { glyphs, actions } = store.getState()
      const title = glyphs.get(glyph)?.title
      const name = title === undefined || title === '' ? untitled : title
      actions.shatter(glyph)
      toast({
        text: `“${name}” shattered. It can be restored from the Loom.`,
        action: { label: 'Bring it back', run: () => actions.restore(glyph, 'alive', true) },
      })
    },
    [store, toast],
  )
}

import { useCallback } from 'react'

import type { GlyphId } from '../protocol/ids'
import { useActions, useChorus, useDoors } from './chorus-context'
import { untitled } from './facet-words'

/** Shatters a glyph without asking, and says at once how to have it back. */
export function useShatter(): (glyph: GlyphId) => void {
  const { shatter, restore } = useActions()
  const { toast } = useDoors()
  const glyphs = useChorus((state) => state.glyphs)
  return useCallback(
    (glyph) => {
      const title = glyphs.get(glyph)?.title
      const name = title === undefined || title === '' ? untitled : title
      shatter(glyph)
      toast({
        text: `“${name}” shattered. It can be restored from the Loom.`,
        action: { label: 'Bring it back', run: () => restore(glyph, 'alive', true) },
      })
    },
    [glyphs, restore, shatter, toast],
  )
}

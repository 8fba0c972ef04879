/**
 * Writing: what a person may change, checked before it shows (PROTOCOL.md §SS).
 * Everything here answers at once; sealing, emanating and keeping follow.
 */

import { type GlyphId, glyphIdFrom } from '../protocol/ids'
import type { Entropy } from '../protocol/ports'
import type { GlyphState } from '../protocol/weaver'
import { changeRefusal } from './change'
import type { Change, Chorus, ChorusEvent } from './chorus'
import { checkSplices, readFacets } from './facets'
import { nothingPending, type Pending } from './overlay'
import type { Pen } from './pen'

export interface WritingDeps {
  readonly pen: Pen
  readonly entropy: Entropy
  readonly glyph: (id: GlyphId) => GlyphState | undefined
  readonly text: (id: GlyphId) => string
  /** Why nothing may be changed at present; null where it may. */
  readonly reasonAgainst: () => Error | null
  readonly tell: (event: ChorusEvent) => void
}

export type Writing = Pick<Chorus, 'create' | 'set' | 'splice' | 'shatter' | 'restore'>

export function createWriting(deps: WritingDeps): Writing {
  const { pen, glyph, text } = deps

  function change(id: GlyphId, make: () => Pending, source: unknown = null): Change {
    const made = attempt(make)
    if (made instanceof Error) return refused(made)
    // Whoever names itself as a source is an editor, and more keystrokes are likely [SS1].
    const written = pen.change(id, made, source !== null)
    if (made.splices.length > 0) {
      deps.tell({ kind: 'body', glyph: id, splices: made.splices, source })
    }
    deps.tell({ kind: 'glyphs', touched: new Set([id]), remote: false })
    deps.tell({ kind: 'facts' })
    return written
  }

  function attempt(make: () => Pending): Pending | Error {
    const against = deps.reasonAgainst()
    if (against !== null) return against
    try {
      return make()
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error))
    }
  }

  const mustExist = (id: GlyphId): GlyphState => {
    const state = glyph(id)
    if (state === undefined) throw changeRefusal('no-such-glyph', `There is no glyph ${id} here.`)
    return state
  }

  return {
    create: (facets) => {
      const id = glyphIdFrom(deps.entropy.bytes(16))
      return { glyph: id, ...change(id, () => readFacets(facets, undefined, '')) }
    },
    set: (id, facets) => change(id, () => readFacets(facets, mustExist(id), text(id))),
    splice: (id, splices, source) => {
      const make = (): Pending => {
        mustExist(id)
        return { ...nothingPending, splices: checkSplices(text(id), splices) }
      }
      return change(id, make, source)
    },
    shatter: (id) =>
      change(id, () => {
        mustExist(id)
        return { ...nothingPending, shatters: true }
      }),
    restore: (id, facet, value) =>
      change(id, () => {
        mustExist(id)
        // Any change makes a glyph alive again, so restoring life needs no write of its own [CO6].
        if (facet === 'alive') return { ...nothingPending, shatters: value === false }
        return { ...nothingPending, writes: new Map([[facet, value]]) }
      }),
  }
}

function refused(reason: Error): Change {
  const never = Promise.reject(reason)
  // A caller that does not look has its change refused all the same; one that looks sees why.
  never.catch(() => {})
  return { sealed: never, kept: never }
}

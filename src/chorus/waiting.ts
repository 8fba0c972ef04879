/**
 * What waits for its seal: on the pen's line, and gathered behind it (PROTOCOL.md §SS).
 */

import type { GlyphId } from '../protocol/ids'
import type { Deed, Splice } from '../protocol/sigil'
import type { Resonance } from '../protocol/weaver'
import { carryWaiting } from './carry'
import type { Line, Settles } from './line'
import { gather, nothingPending, type Pending } from './overlay'
import type { Written } from './pen'

export interface Gathered {
  readonly pending: Pending
  readonly written: Written
  readonly settles: Settles
}

export interface Waiting {
  /** All that lies over the glyph: being sealed, then gathered. Null where nothing does. */
  readonly pendingOf: (glyph: GlyphId) => Pending | null
  readonly glyphs: () => readonly GlyphId[]
  /** What waits goes past these changes of the texts under it; returns them as they change what is shown. */
  readonly carry: (
    splices: Resonance['splices'],
    texts: ReadonlyMap<GlyphId, string>,
  ) => Resonance['splices']
}

/** Reads both as they are whenever it is asked; only {@link Waiting.carry} changes them. */
export function createWaiting(line: Line, gathered: Map<GlyphId, Gathered>): Waiting {
  const carry: Waiting['carry'] = (splices, texts) =>
    carryWaiting(splices, texts, { pendingOf, rewrite })

  /** What waits of a glyph has other splices from now on: all of them in its first job. */
  function rewrite(glyph: GlyphId, splices: readonly Splice[]): void {
    let left = splices
    line.rewrite(glyph, (job) => {
      const deed = job.deed.kind === 'transmute' ? { ...job.deed, splices: left } : job.deed
      left = []
      return { ...job, deed }
    })
    const last = gathered.get(glyph)
    if (last === undefined) return
    gathered.set(glyph, { ...last, pending: { ...last.pending, splices: left } })
  }

  const glyphs = (): readonly GlyphId[] => [...new Set([...line.glyphs(), ...gathered.keys()])]

  function pendingOf(glyph: GlyphId): Pending | null {
    const sealing = line.of(glyph).map(({ deed }) => pendingFrom(deed))
    const last = gathered.get(glyph)
    const all = last === undefined ? sealing : [...sealing, last.pending]
    return all.length === 0 ? null : all.reduce(gather, nothingPending)
  }

  return { pendingOf, glyphs, carry }
}

/** As it lies over its glyph; nothing where it changes none. */
export function pendingFrom(deed: Deed): Pending {
  if (deed.kind !== 'transmute') return nothingPending
  const { writes, splices, shatters } = deed
  return { writes: new Map(writes.map(({ facet, value }) => [facet, value])), splices, shatters }
}

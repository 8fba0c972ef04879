import type { GlyphId } from '../protocol/ids'
import type { Resonance } from '../protocol/weaver'
import { isRemoval } from './carry'
import type { ChorusEvent } from './chorus'
import { inverseOf, type Pending } from './overlay'

/** Hands events to whoever listens. */
export interface EventHub {
  readonly tell: (event: ChorusEvent) => void
  /** Shorthand for the commonest event. */
  readonly tellFacts: () => void
  readonly subscribe: (listener: (event: ChorusEvent) => void) => () => void
  readonly clear: () => void
}

export function createEventHub(): EventHub {
  const listeners = new Set<(event: ChorusEvent) => void>()
  const tell = (event: ChorusEvent): void => {
    for (const listener of listeners) listener(event)
  }
  return {
    tell,
    tellFacts: () => tell({ kind: 'facts' }),
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    clear: () => listeners.clear(),
  }
}

/** Tells editors and boards to show what stands again, where changes over it were taken back [SS10]. */
export function createLossTeller(
  textOf: (glyph: GlyphId) => string,
  tell: EventHub['tell'],
): (glyph: GlyphId, lost: Pending) => void {
  return (glyph, { splices }) => {
    const back = inverseOf(textOf(glyph), splices)
    if (back.length > 0) tell({ kind: 'body', glyph, splices: back, source: null })
    tell({ kind: 'glyphs', touched: new Set([glyph]), remote: false })
    tell({ kind: 'facts' })
  }
}

/** What integrating changed in the glyphs. `own`: by sigils of this weaver. */
export function tellResonance(
  tell: (event: ChorusEvent) => void,
  { integrated, splices, touched }: Resonance,
  own: boolean,
): void {
  // Our own splices were told as they were made; what our removals do to others' were not.
  const isTold = own && integrated.every(({ deed }) => !isRemoval(deed))
  for (const [glyph, changes] of isTold ? [] : splices) {
    tell({ kind: 'body', glyph, splices: changes, source: null })
  }
  if (touched.size > 0) tell({ kind: 'glyphs', touched, remote: !own })
}

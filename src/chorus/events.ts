import type { GlyphId } from '../protocol/ids'
import type { Weaver } from '../protocol/weaver'
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
  weaver: Pick<Weaver, 'text'>,
  tell: EventHub['tell'],
): (glyph: GlyphId, lost: Pending) => void {
  return (glyph, { splices }) => {
    const back = inverseOf(weaver.text(glyph), splices)
    if (back.length > 0) tell({ kind: 'body', glyph, splices: back, source: null })
    tell({ kind: 'glyphs', touched: new Set([glyph]), remote: false })
    tell({ kind: 'facts' })
  }
}

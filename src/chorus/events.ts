import type { ChorusEvent } from './chorus'

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

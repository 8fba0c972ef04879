/**
 * What spares the text engine work, and must never change what comes out
 * (PROTOCOL.md §TX) [TX8]. Each can be switched off, which only tests do: with
 * and without it, every text, every rival and every void run is the same.
 */

export interface Shortcuts {
  /** Runs each written on all there was go into the text as they are, without a walk. */
  readonly passesRow: boolean
  /** Walks begin at a critical version, and take critical runs as they are; else all is walked from the start. */
  readonly skipsCriticals: boolean
  /** The tracker of the last walk serves the next; else each walk begins anew. */
  readonly keepsTracker: boolean
  /** Branches are walked one after the other, the lighter first; else runs are walked as they arrived. */
  readonly plansWalk: boolean
  /** A text that is new as a whole is written when the walk is done; else as each run is. */
  readonly writesAtOnce: boolean
  /** What is typed in a row is placed as one, by however many runs; else each insertion alone. */
  readonly gathersTyping: boolean
  /** Several prepare versions are kept, and a walk goes on from the nearest; else there is one. */
  readonly keepsStances: boolean
  /** A key that goes on where its author's last one ended is taken without going to its version. */
  readonly keepsCarets: boolean
}

export const allShortcuts: Shortcuts = {
  passesRow: true,
  skipsCriticals: true,
  keepsTracker: true,
  plansWalk: true,
  writesAtOnce: true,
  gathersTyping: true,
  keepsStances: true,
  keepsCarets: true,
}

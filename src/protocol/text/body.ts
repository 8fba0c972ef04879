/**
 * One glyph's body: plain text, and the history it can be rebuilt from (PROTOCOL.md §TX).
 *
 * Text is derived lazily. `add` only notes a run; `advance` merges all runs
 * noted since and says what changed, so that opening a chorus from a snapshot
 * walks nothing.
 */

import type { Splice } from '../sigil'
import type { RunOrder, TextRun } from './history'

export interface BodyText {
  /** Notes a run, merging nothing. Returns its index. */
  readonly add: (run: TextRun) => number
  /** Merges every run noted so far. Returns the splices that turn the old text into the new. */
  readonly advance: () => readonly Splice[]
  /** The text as of the last {@link advance} or {@link load}. */
  readonly text: () => string
  /** UTF-16 units of {@link text}. */
  readonly length: () => number
  /**
   * Trusts `text` to be the text at `version` (heads, run indices): how a
   * snapshot is opened. Only before the first `advance`.
   */
  readonly load: (text: string, version: readonly number[]) => void
  /** Runs that `run` met at one place [TX6], ascending, without itself. A function of the set. */
  readonly rivals: (run: number) => readonly number[]
  /** True where [TX5] made the run void: a position past the end at its parent version. */
  readonly isVoid: (run: number) => boolean
  /** The text at any version (heads, run indices), by replay from the start. */
  readonly textAt: (version: readonly number[]) => string
}

export type CreateBodyText = (order: RunOrder) => BodyText

/**
 * The history of one body: its text operations and their graph (PROTOCOL.md §TX).
 * Standard term: the event graph of Eg-walker (Gentle and Kleppmann, EuroSys 2025).
 *
 * A run is the text part of one sigil. Its index is local, in order of arrival,
 * and always above its parents' indices. Only the *text* graph is kept here:
 * sigils without splices are passed through before they get this far.
 */

import type { Splice } from '../sigil'

export interface TextRun {
  /** Indices of the runs this one was written on: heads of its text version, ascending. */
  readonly parents: readonly number[]
  readonly splices: readonly Splice[]
}

/** Total order on runs, for concurrent rivals alone [TX4]: negative where `a` goes first. */
export type RunOrder = (a: number, b: number) => number

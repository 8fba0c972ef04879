/**
 * The mark by which an undo says what it undid: a named facet of the sigil that
 * undoes (PROTOCOL.md §UN). It is sealed with the undo, so no crash parts the two.
 *
 * The name holds the strand, and a strand is a chain: nobody writes it at once
 * with anybody, so it never comes to a conflict.
 */

import type { StrandId } from './ids'
import { maxSeq } from './limits'
import type { FacetName, FacetWrite, Transmute } from './sigil'

/** A stretch of one weaver's own sigils: what one step was made of. */
export interface StrandRange {
  readonly strand: StrandId
  readonly first: number
  readonly last: number
}

export interface UndoMark {
  readonly kind: 'undo' | 'redo'
  /** The step as it was first made, also where it was redone since. */
  readonly range: StrandRange
}

const prefix = 'x:undo/'

export const isMark = (facet: FacetName): boolean => facet.startsWith(prefix)

/** The write that marks a sigil of strand `own`. */
export function markWrite(own: StrandId, { kind, range }: UndoMark): FacetWrite {
  return {
    facet: `${prefix}${own}` as FacetName,
    value: [kind, range.strand, range.first, range.last].join(' '),
  }
}

/** Null where the sigil is no undo, or says so in a way that we never did. */
export function markOf({ writes }: Transmute): UndoMark | null {
  const value = writes.find(({ facet }) => isMark(facet))?.value
  const parts = typeof value === 'string' ? form.exec(value) : null
  if (parts === null) return null
  const [, kind, strand, first, last] = parts
  const range = { strand: strand as StrandId, first: Number(first), last: Number(last) }
  if (range.last > maxSeq || range.first > range.last) return null
  return { kind: kind === 'redo' ? 'redo' : 'undo', range }
}

const form = /^(undo|redo) ([0-9a-f]{16}) (\d{1,10}) (\d{1,10})$/

/**
 * What waits to be sealed while the text under it changes (PROTOCOL.md §SS).
 * Nothing remote is integrated then. But a removal of one's own is, and takes
 * others' words out from under the caret [SS12]; and a face may turn out to have
 * shown another text than the history tells [SN7].
 */

import type { GlyphId } from '../protocol/ids'
import type { Deed, Splice } from '../protocol/sigil'
import { differenceOf } from '../protocol/text/difference'
import type { Resonance } from '../protocol/weaver'
import { applySplices, type Pending } from './overlay'

export interface WaitingLine {
  readonly pendingOf: (glyph: GlyphId) => Pending | null
  readonly rewrite: (glyph: GlyphId, splices: readonly Splice[]) => void
}

export const isRemoval = ({ kind }: Deed): boolean => kind === 'remove' || kind === 'revoke'

/** `texts`: those under what waits, as they were. The splices told are those that change what is shown. */
export function carryWaiting(
  changes: Resonance['splices'],
  texts: ReadonlyMap<GlyphId, string>,
  { pendingOf, rewrite }: WaitingLine,
): Resonance['splices'] {
  const splices = new Map(changes)
  for (const [glyph, text] of texts) {
    const theirs = splices.get(glyph)
    const mine = pendingOf(glyph)?.splices ?? []
    if (theirs === undefined || mine.length === 0) continue
    const carried = carryPast(text, mine, theirs)
    rewrite(glyph, carried.mine)
    splices.set(glyph, carried.theirs)
  }
  return splices
}

/**
 * Two lists of splices on one text, each carried past the other: `mine` as made on what
 * `theirs` left, and `theirs` as made on what `mine` left. Where both inserted at one place,
 * theirs stands first; what either deleted is gone.
 */
export function carryPast(
  text: string,
  mine: readonly Splice[],
  theirs: readonly Splice[],
): { readonly mine: readonly Splice[]; readonly theirs: readonly Splice[] } {
  const [own, other] = [markUp(text.length, mine), markUp(text.length, theirs)]
  let merged = ''
  for (let at = 0; at <= text.length; at += 1) {
    merged += (other.before.get(at) ?? '') + (own.before.get(at) ?? '')
    if (at < text.length && !own.gone.has(at) && !other.gone.has(at)) merged += text.charAt(at)
  }
  return {
    mine: differenceOf(applySplices(text, theirs), merged),
    theirs: differenceOf(applySplices(text, mine), merged),
  }
}

/** What splices do to each unit of a text: which go, and what comes before which. */
function markUp(length: number, splices: readonly Splice[]) {
  type Unit = { readonly at: number } | { readonly unit: string }
  let units: readonly Unit[] = Array.from({ length }, (_, at) => ({ at }))
  for (const [at, deleted, inserted] of splices) {
    const put = Array.from({ length: inserted.length }, (_, nth) => ({
      unit: inserted.charAt(nth),
    }))
    units = [...units.slice(0, at), ...put, ...units.slice(at + deleted)]
  }
  const gone = new Set(Array.from({ length }, (_, at) => at))
  const before = new Map<number, string>()
  let next = length
  for (const unit of units.toReversed()) {
    if ('at' in unit) {
      next = unit.at
      gone.delete(next)
    } else before.set(next, unit.unit + (before.get(next) ?? ''))
  }
  return { gone, before }
}

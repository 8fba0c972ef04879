/**
 * Overlay: local changes that show already and are not sealed yet (PROTOCOL.md §SS).
 *
 * A remote sigil is never integrated while anything lies here [SS2], so a
 * pending splice always counts in the text as it is integrated, and laying over
 * is plain application, not merging.
 */

import type { GlyphId, WeaverId } from '../protocol/ids'
import type { FacetName, FacetValue, Place, Splice } from '../protocol/sigil'
import { stampZero } from '../protocol/stamp'
import type { GlyphState } from '../protocol/weaver'

/** Changes of one glyph, in the making. */
export interface Pending {
  readonly writes: ReadonlyMap<FacetName, FacetValue>
  readonly splices: readonly Splice[]
  readonly shatters: boolean
}

export const nothingPending: Pending = { writes: new Map(), splices: [], shatters: false }

/** One change after another, as one. The later write of a facet replaces the earlier. */
export function gather(earlier: Pending, later: Pending): Pending {
  return {
    writes: later.writes.size === 0 ? earlier.writes : withWrites(earlier.writes, later.writes),
    splices: later.splices.reduce(appendSplice, earlier.splices),
    // Whoever edits after shattering wants it alive again.
    shatters: later.shatters,
  }
}

const withWrites = (earlier: Pending['writes'], later: Pending['writes']): Pending['writes'] =>
  earlier.size === 0 ? later : new Map([...earlier, ...later])

/** Typing on at the end of the last insertion makes that insertion longer. */
function appendSplice(splices: readonly Splice[], next: Splice): readonly Splice[] {
  const last = splices.at(-1)
  if (last === undefined || next[1] > 0 || next[0] !== last[0] + last[2].length) {
    return [...splices, next]
  }
  return [...splices.slice(0, -1), [last[0], last[1], last[2] + next[2]]]
}

export const changesText = ([, deleted, inserted]: Splice): boolean =>
  deleted > 0 || inserted !== ''

export function applySplices(text: string, splices: readonly Splice[]): string {
  return splices.reduce(
    (before, [at, deleted, inserted]) =>
      before.slice(0, at) + inserted + before.slice(at + deleted),
    text,
  )
}

/** The splices that take `splices`, made to `text`, back again. */
export function inverseOf(text: string, splices: readonly Splice[]): readonly Splice[] {
  let current = text
  const back: Splice[] = []
  for (const splice of splices) {
    const [at, deleted, inserted] = splice
    back.unshift([at, inserted.length, current.slice(at, at + deleted)])
    current = applySplices(current, [splice])
  }
  return back
}

/** What a person wrote in it, for giving it back to them. */
export function wordsIn({ writes, splices }: Pending): string {
  const title = writes.get('title')
  const typed = splices.map(([, , inserted]) => inserted)
  return [...(typeof title === 'string' ? [title] : []), ...typed]
    .filter((words) => words !== '')
    .join('\n')
}

/** The glyph as it will stand once `pending` is sealed. */
export function layOver(
  id: GlyphId,
  base: GlyphState | undefined,
  pending: Pending,
  self: WeaverId,
): GlyphState {
  const under = base ?? unwritten(id, self)
  const bonds = new Set(under.bonds)
  const tags = new Set(under.tags)
  for (const [facet, value] of pending.writes) {
    if (facet.startsWith('bond:')) setMember(bonds, facet.slice(5) as GlyphId, value === true)
    if (facet.startsWith('tag:')) setMember(tags, facet.slice(4), value === true)
  }
  return {
    ...under,
    alive: !pending.shatters,
    title: (pending.writes.get('title') as string | undefined) ?? under.title,
    hue: (pending.writes.get('hue') as number | undefined) ?? under.hue,
    place: (pending.writes.get('place') as Place | undefined) ?? under.place,
    bonds: [...bonds].toSorted(),
    tags: [...tags].toSorted(),
    touchedBy: self,
  }
}

function setMember<T>(members: Set<T>, member: T, belongs: boolean): void {
  if (belongs) members.add(member)
  else members.delete(member)
}

function unwritten(id: GlyphId, self: WeaverId): GlyphState {
  return {
    id,
    alive: true,
    title: '',
    hue: 0,
    place: { x: 0, y: 0 },
    bonds: [],
    tags: [],
    heads: [],
    contested: [],
    touchedBy: self,
    stamp: stampZero,
  }
}

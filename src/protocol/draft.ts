/**
 * Immutation: the bodies of a weaver's next sigils (AL-7.3 §29.3.1, PROTOCOL.md §WV).
 * Standard term: preparing operations.
 *
 * Several are drafted at once, as one chain: a sigil has no name before it is
 * sealed, so those after it in the chain name it by its place in it.
 */

import type { ChorusId, GlyphId, SigilId } from './ids'
import { maxLinks } from './limits'
import type { Clock } from './ports'
import type { Body, Deed, Sigil } from './sigil'
import { compareStamps, laterStamp, nextStamp, type Stamp, stampZero } from './stamp'
import type { StrandEnd } from './weaver'

/** What a draft builds on: a sigil by its id, or a draft of the same chain by its place, counted from 0. */
export type Link = SigilId | number

/** A body, but for the names of what comes before it in its chain. */
export interface Draft extends Omit<Body, 'links' | 'prev'> {
  readonly links: readonly Link[]
  readonly prev: Link | null
}

/** What informs a chain of drafts. */
export interface DraftPast {
  readonly chorus: ChorusId
  readonly clock: Clock
  /** Links that validity asks of the first beside `prev`: an admission, an invite. */
  readonly vouchers: readonly Sigil[]
  /** The heads of the glyph that a deed changes; none for other deeds. */
  readonly headsFor: (deed: Deed) => readonly Sigil[]
}

interface Parent {
  readonly link: Link
  readonly stamp: Stamp
}

/** [WV3] [ST3] Each links what is required and as many heads as fit; stamps above all of it. */
export function draftChain(
  { author, strand, tip }: StrandEnd,
  deeds: readonly Deed[],
  past: DraftPast,
): readonly Draft[] {
  /** Heads of the glyphs that the chain changes. */
  const heads = new Map<GlyphId, readonly Parent[]>()
  const chorusTag = past.chorus.slice(0, 8)
  let last = tip && parentOf(tip)
  return deeds.map((deed, nth): Draft => {
    const found =
      (deed.kind === 'transmute' ? heads.get(deed.glyph) : undefined) ??
      past.headsFor(deed).map(parentOf)
    const required = nth === 0 ? past.vouchers.map(parentOf) : []
    const parents = parentsOf(last === null ? required : [last, ...required], found)
    const newest = parents.reduce((stamp, parent) => laterStamp(stamp, parent.stamp), stampZero)
    const draft: Draft = {
      chorusTag: deed.kind === 'found' ? '00000000' : chorusTag,
      author,
      strand,
      seq: tip === null ? nth : tip.seq + 1 + nth,
      stamp: nextStamp(newest, past.clock),
      links: parents.map(({ link }) => link),
      prev: last?.link ?? null,
      deed,
    }
    last = { link: nth, stamp: draft.stamp }
    if (deed.kind === 'transmute') {
      heads.set(deed.glyph, [...found.filter(({ link }) => !draft.links.includes(link)), last])
    }
    return draft
  })
}

/** The body of a draft, once all that comes before it in its chain is named by `ids`. */
export function bodyOf(draft: Draft, ids: readonly SigilId[]): Body {
  const named = (link: Link): SigilId => {
    const id = typeof link === 'number' ? ids[link] : link
    if (id === undefined)
      throw new RangeError(`A draft builds on number ${link}, which has no name`)
    return id
  }
  return {
    ...draft,
    links: draft.links.map(named).toSorted(),
    prev: draft.prev === null ? null : named(draft.prev),
  }
}

const parentOf = ({ id, stamp }: Sigil): Parent => ({ link: id, stamp })

/** The greatest stamps first where not all fit: they are what would win otherwise. */
function parentsOf(required: readonly Parent[], heads: readonly Parent[]): readonly Parent[] {
  const parents = new Map(required.map((parent) => [parent.link, parent]))
  for (const head of heads.length === 1 ? heads : heads.toSorted(latestFirst)) {
    if (parents.size < maxLinks) parents.set(head.link, head)
  }
  return [...parents.values()]
}

function latestFirst(a: Parent, b: Parent): number {
  return compareStamps(b.stamp, a.stamp) || (String(a.link) < String(b.link) ? 1 : -1)
}

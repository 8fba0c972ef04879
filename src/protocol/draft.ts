/**
 * Immutation: the body of a weaver's next sigil (AL-7.3 §29.3.1, PROTOCOL.md §WV).
 * Standard term: preparing an operation.
 */

import { compareSigils } from './concordance'
import type { ChorusId, SigilId } from './ids'
import { maxLinks } from './limits'
import type { Clock } from './ports'
import type { Body, Deed, Sigil } from './sigil'
import { laterStamp, nextStamp, stampZero } from './stamp'
import type { StrandEnd } from './weaver'

/** What informs a draft. */
export interface DraftPast {
  readonly chorus: ChorusId
  readonly clock: Clock
  /** Links that validity asks for beside `prev`: an admission, an invite. */
  readonly vouchers: readonly Sigil[]
  /** The heads of the glyph that is changed; none for other deeds. */
  readonly heads: readonly Sigil[]
}

/** [WV3] [ST3] Links what is required and as many heads as fit; stamps above all of it. */
export function draftBody(end: StrandEnd, deed: Deed, past: DraftPast): Body {
  const { author, strand, tip } = end
  const links = linksOf(tip === null ? past.vouchers : [tip, ...past.vouchers], past.heads)
  const newest = links.reduce((stamp, link) => laterStamp(stamp, link.stamp), stampZero)
  return {
    chorusTag: deed.kind === 'found' ? '00000000' : past.chorus.slice(0, 8),
    author,
    strand,
    seq: tip === null ? 0 : tip.seq + 1,
    stamp: nextStamp(newest, past.clock),
    links: links.map(({ id }) => id).toSorted(),
    prev: tip?.id ?? null,
    deed,
  }
}

/** The greatest stamps first where not all fit: they are what would win otherwise. */
function linksOf(required: readonly Sigil[], heads: readonly Sigil[]): readonly Sigil[] {
  const links = new Map<SigilId, Sigil>(required.map((sigil) => [sigil.id, sigil]))
  for (const head of heads.toSorted((a, b) => compareSigils(b, a))) {
    if (links.size < maxLinks) links.set(head.id, head)
  }
  return [...links.values()]
}

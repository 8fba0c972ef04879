/**
 * Whether one of several sigils had seen another: the way back between them (PROTOCOL.md §RC).
 * Standard term: ancestry in a Merkle DAG.
 *
 * Stamps grow along links, so the way back from one sigil to another leads
 * through stamps between theirs and nowhere else. That keeps it short, and shows
 * which sigils are enough to prove that there is no such way.
 */

import type { SigilId } from '../protocol/ids'
import type { Sigil } from '../protocol/sigil'
import { compareStamps } from '../protocol/stamp'

export interface Descent {
  /** Every sigil that was looked at on the way, the contenders left out. */
  readonly past: ReadonlyMap<SigilId, Sigil>
  /** A contender that another one descends from; null where none does. */
  readonly seen: { readonly by: SigilId; readonly sigil: SigilId } | null
  /** A link that had to be followed and could not be. */
  readonly missing: { readonly of: SigilId; readonly link: SigilId } | null
  /** A sigil whose stamp is not above its link’s: no weaver would have taken it in [VA3]. */
  readonly misstamped: SigilId | null
  /** The way was longer than `most`, and was left before its end. */
  readonly isTooLong: boolean
}

type Get = (id: SigilId) => Sigil | undefined

/** [RC3] Follows the links of each of `contenders`, and on through its glyph’s sigils above the least stamp. */
export function descentBetween(contenders: readonly Sigil[], get: Get, most: number): Descent {
  const ids = new Set(contenders.map(({ id }) => id))
  const leadsOn = createLeadsOn(contenders)
  const past = new Map<SigilId, Sigil>()
  const queue = [...contenders]
  let seen: Descent['seen'] = null
  let missing: Descent['missing'] = null
  let misstamped: SigilId | null = null
  for (const sigil of queue) {
    for (const link of sigil.links) {
      if (ids.has(link)) seen ??= { by: sigil.id, sigil: link }
      if (ids.has(link) || past.has(link)) continue
      const found = get(link)
      if (found === undefined) {
        missing ??= { of: sigil.id, link }
        continue
      }
      if (past.size === most) return { past, seen, missing, misstamped, isTooLong: true }
      past.set(link, found)
      if (compareStamps(found.stamp, sigil.stamp) >= 0) misstamped ??= sigil.id
      if (leadsOn(found)) queue.push(found)
    }
  }
  return { past, seen, missing, misstamped, isTooLong: false }
}

/** Below the least stamp, and outside of the glyph, no way leads to a contender. */
function createLeadsOn(contenders: readonly Sigil[]): (sigil: Sigil) => boolean {
  const [first] = contenders
  if (first === undefined) return () => false
  const least = contenders.reduce(
    (least, { stamp }) => (compareStamps(stamp, least) < 0 ? stamp : least),
    first.stamp,
  )
  const glyph = glyphOf(first)
  return (sigil) => glyphOf(sigil) === glyph && compareStamps(sigil.stamp, least) > 0
}

/** Null for sigils of the chorus itself. */
export function glyphOf({ deed }: Sigil) {
  return deed.kind === 'transmute' ? deed.glyph : null
}

/** True where `later` descends from `earlier` within their glyph; false too where the way is longer than `most`. */
export function hasSeen(
  later: Sigil,
  earlier: Sigil,
  walk: { readonly get: Get; readonly most: number },
): boolean {
  const { seen } = descentBetween([later, earlier], walk.get, walk.most)
  return seen?.sigil === earlier.id
}

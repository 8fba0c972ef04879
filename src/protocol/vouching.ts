/**
 * Vouching: what a few genuine seals say of many sigils (PROTOCOL.md §SE, [SE8]). Standard term: a
 * hash chain with a signed head.
 *
 * A sigil names the one before it on its strand by an id that covers that one's seal too. So
 * whoever sealed the last of a run has put its name to all of the run, well before each seal is
 * looked at. It may have lied about those: a run is vouched for, and not yet verified.
 */

import type { SigilId } from './ids'
import type { Sigil } from './sigil'

/** A share of a pack above which looking at its tips first would gain nothing. */
const mostTips = 1 / 4

/** So few are looked at in any case: that takes no time, and the rest of a board may wait for them. */
const fewTips = 32

/**
 * What has to be genuine for all of `sigils` to be vouched for: the last of each run, and whatever
 * is no transmutation. None where that would be many, and most of them.
 */
export function tipsOf(sigils: readonly Sigil[]): readonly Sigil[] {
  const before = beforeIn(sigils)
  const followed = new Set(sigils.map((sigil) => before(sigil)?.id))
  const tips = sigils.filter((sigil) => standsAlone(sigil) || !followed.has(sigil.id))
  return tips.length > Math.max(fewTips, sigils.length * mostTips) ? [] : tips
}

/** Those of `sigils` that the genuine among them vouch for, in the same order. */
export function vouchedFor(
  sigils: readonly Sigil[],
  genuine: ReadonlySet<Sigil>,
): readonly Sigil[] {
  const before = beforeIn(sigils)
  const vouched = new Set<Sigil>()
  for (const tip of genuine) {
    let sigil: Sigil | undefined = tip
    for (; sigil !== undefined && !vouched.has(sigil); sigil = before(sigil)) vouched.add(sigil)
  }
  return sigils.filter((sigil) => (standsAlone(sigil) ? genuine : vouched).has(sigil))
}

/** Who comes in, goes, or lets somebody in is never taken on another seal's word. */
const standsAlone = ({ deed }: Sigil): boolean => deed.kind !== 'transmute'

/** Finds the one before on the same strand. */
function beforeIn(sigils: readonly Sigil[]): (sigil: Sigil) => Sigil | undefined {
  const byId = new Map<SigilId, Sigil>(sigils.map((sigil) => [sigil.id, sigil]))
  return ({ prev, author, strand }) => {
    const found = prev === null ? undefined : byId.get(prev)
    return found?.author === author && found.strand === strand ? found : undefined
  }
}

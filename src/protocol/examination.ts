/**
 * Examination: a pack becomes sigils with verdicts on their seals (AL-7.3 §29.3.3, PROTOCOL.md §SE, [SE5]).
 *
 * Reading comes first and judging second, and in between whoever asked picks what is
 * worth judging: a seal costs more than all the rest. Both may happen in another thread.
 */

import type { ChorusId } from './ids'
import { readPack, type ReadPack } from './pack-reader'
import type { Hash, SealClaim, Verifier } from './ports'
import { claimOf, coSealClaimOf } from './seal'
import type { Sigil } from './sigil'

/** Of the author's seal, and of the sponsor's where there has to be one. */
export type SealVerdict = 'genuine' | 'not-sealed' | 'not-sponsored'

/**
 * Calls `choose` once, with what was read; resolves with a verdict for each that was chosen.
 * Nothing is judged before `mayJudge`, where there is such.
 */
export type Examine = (
  pack: Uint8Array,
  chorus: ChorusId,
  choose: (read: ReadPack) => readonly Sigil[],
  mayJudge?: Promise<void>,
) => Promise<readonly SealVerdict[]>

/** In this thread, before this returns. */
export function createExamine(verifier: Verifier, hash: Hash): Examine {
  return async (pack, chorus, choose, mayJudge) => {
    const chosen = choose(readPack(pack, chorus, hash))
    if (mayJudge !== undefined) await mayJudge
    return judgeSigils(chosen, chorus, verifier)
  }
}

/** One verdict a sigil, in the same order. */
export async function judgeSigils(
  sigils: readonly Sigil[],
  chorus: ChorusId,
  verifier: Verifier,
): Promise<readonly SealVerdict[]> {
  if (sigils.length === 0) return []
  const claims = sigils.map((sigil) => claimOf(sigil, chorus))
  const coClaims = sigils.map((sigil) => coSealClaimOf(sigil, chorus))
  const joins = coClaims.filter((claim): claim is SealClaim => claim !== null)
  const verdicts = await verifier.verify([...claims, ...joins])
  let join = claims.length
  return sigils.map((_, at) => {
    const isSponsored = coClaims[at] === null || verdicts[join++] === true
    if (verdicts[at] !== true) return 'not-sealed'
    return isSponsored ? 'genuine' : 'not-sponsored'
  })
}

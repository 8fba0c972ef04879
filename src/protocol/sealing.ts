/**
 * Sealing: drafts become sigils (AL-7.3 §29.3.1 and §29.5, PROTOCOL.md §SE).
 * Standard term: signing a hash chain.
 */

import { bytesOfHex, concatBytes } from './bytes'
import { assembleSigil, decodeSigil, encodeBody } from './codec'
import { bodyOf, type Draft } from './draft'
import { completeBody, draftsIn, type PackedDrafts } from './draft-codec'
import type { ChorusId, SigilId } from './ids'
import { sealedAtOnce } from './limits'
import type { Hash, Signer } from './ports'
import { sealMessage } from './seal'
import type { Body, Sigil } from './sigil'

export interface SealingDeps {
  /** Null for the genesis alone, which names its chorus itself. */
  readonly chorus: ChorusId | null
  readonly signer: Pick<Signer, 'sign'>
  readonly hash: Hash
}

/**
 * The sigils of a chain's drafts, part by part. Where it ends early, the rest has to be sealed
 * otherwise; null where all has to be.
 */
export type SealChain = (
  drafts: readonly Draft[],
  chorus: ChorusId,
) => AsyncIterable<readonly Sigil[]> | null

/** Rejects with a RangeError for a body that others would refuse, and with whatever the signer rejects with. */
export async function sealBody(body: Body, { chorus, signer, hash }: SealingDeps): Promise<Sigil> {
  const bytes = encodeBody(body)
  return assembleSigil(body, bytes, await signer.sign(sealMessage(chorus, bytes)), chorus, hash)
}

export interface ChainSealingDeps extends SealingDeps {
  readonly chorus: ChorusId
  readonly signer: Signer
  /** Takes the sigils part by part. */
  readonly take: (sigils: readonly Sigil[]) => void
  /** Between parts that are sealed here: seals come so thick that nothing else would get its turn. */
  readonly turn: () => Promise<void>
}

/**
 * Each is sealed as soon as the one before it has its name; in another thread where the signer
 * has one for so many [SE7]. Rejects as {@link sealBody} does, for all that was not taken, and
 * as {@link ChainSealingDeps.take} does.
 */
export async function sealChain(
  drafts: readonly Draft[],
  { chorus, signer, hash, take, turn }: ChainSealingDeps,
): Promise<void> {
  const ids: SigilId[] = []
  const parts = signer.sealChain?.(drafts, chorus) ?? null
  if (parts !== null) {
    for await (const sigils of parts) {
      for (const { id } of sigils) ids.push(id)
      take(sigils)
    }
  }
  while (ids.length < drafts.length) {
    const sigils: Sigil[] = []
    for (const draft of drafts.slice(ids.length, ids.length + sealedAtOnce)) {
      const sigil = await sealBody(bodyOf(draft, ids), { chorus, signer, hash })
      ids.push(sigil.id)
      sigils.push(sigil)
    }
    take(sigils)
    if (ids.length < drafts.length) await turn()
  }
}

/**
 * As {@link sealChain} seals, in the thread that was handed the drafts. `ids` name what comes
 * before them in their chain, and are added to. Null where others would refuse one of them.
 */
export async function sealPacked(
  drafts: PackedDrafts,
  ids: Uint8Array[],
  { chorus, signer, hash }: SealingDeps & { readonly chorus: ChorusId },
): Promise<readonly Sigil[] | null> {
  const sigils: Sigil[] = []
  for (const draft of draftsIn(drafts)) {
    const body = completeBody(draft, ids)
    const seal = await signer.sign(sealMessage(chorus, body))
    const read = decodeSigil(concatBytes([body, seal]), chorus, hash)
    if (!read.ok) return null
    ids.push(bytesOfHex(read.sigil.id))
    sigils.push(read.sigil)
  }
  return sigils
}

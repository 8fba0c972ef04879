/**
 * Sealing: drafts become sigils (AL-7.3 §29.3.1 and §29.5, PROTOCOL.md §SE).
 * Standard term: signing a hash chain.
 */

import { assembleSigil, encodeBody } from './codec'
import { bodyOf, type Draft } from './draft'
import type { ChorusId, SigilId } from './ids'
import type { Hash, Signer } from './ports'
import { sealMessage } from './seal'
import type { Body, Sigil } from './sigil'

export interface SealingDeps {
  /** Null for the genesis alone, which names its chorus itself. */
  readonly chorus: ChorusId | null
  readonly signer: Pick<Signer, 'sign'>
  readonly hash: Hash
}

/** Rejects with a RangeError for a body that others would refuse, and with whatever the signer rejects with. */
export async function sealBody(body: Body, { chorus, signer, hash }: SealingDeps): Promise<Sigil> {
  const bytes = encodeBody(body)
  return assembleSigil(body, bytes, await signer.sign(sealMessage(chorus, bytes)), chorus, hash)
}

/** Each is sealed as soon as the one before it has its name. Rejects as {@link sealBody} does, for all. */
export async function sealChain(
  drafts: readonly Draft[],
  deps: SealingDeps,
): Promise<readonly Sigil[]> {
  const ids: SigilId[] = []
  const sigils: Sigil[] = []
  for (const draft of drafts) {
    const sigil = await sealBody(bodyOf(draft, ids), deps)
    ids.push(sigil.id)
    sigils.push(sigil)
  }
  return sigils
}

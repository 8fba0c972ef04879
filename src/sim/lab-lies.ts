/** Sigils made by hand, for those who lie in the lab (PROTOCOL.md §LB). */

import { createSeedSigner } from '../platform/nacl'
import { concatBytes } from '../protocol/bytes'
import { encodeBody } from '../protocol/codec'
import type { ChorusId, GlyphId, WeaverId } from '../protocol/ids'
import type { Signer } from '../protocol/ports'
import { sealMessage } from '../protocol/seal'
import type { Body, Sigil, Transmute } from '../protocol/sigil'
import { laterStamp, type Stamp, stepStamp } from '../protocol/stamp'
import type { Cast } from './lab-script'

export const renames = (glyph: GlyphId, title: string): Transmute => ({
  kind: 'transmute',
  glyph,
  shatters: false,
  writes: [{ facet: 'title', value: title }],
  splices: [],
})

interface Claim {
  /** Whose it claims to be. */
  readonly author: number
  /** Who really seals it. */
  readonly sealer: number
  readonly deed: Transmute
  /** Added to the least stamp that it may bear. */
  readonly afterMs: number
}

/** The bytes of a sigil that goes on where the author's strand ends, as `witness` sees it. */
export async function madeByHand(cast: Cast, witness: number, claim: Claim): Promise<Uint8Array> {
  const author = cast.people[claim.author]
  const sealer = cast.people[claim.sealer]
  if (author === undefined || sealer === undefined) throw new RangeError('nobody plays that part')
  const chorus = cast.chorus(witness)
  const tip = tipOf(cast, witness, author.weaver)
  const heads = chorus.glyph(claim.deed.glyph)?.heads ?? []
  const links = [...new Set([tip.id, ...heads])].toSorted()
  const newest = links.reduce<Stamp>(
    (stamp, id) => laterStamp(stamp, chorus.sigil(id)?.stamp ?? stamp),
    tip.stamp,
  )
  const { ms } = stepStamp(newest)
  return sealed(chorus.id, createSeedSigner(sealer.seed), {
    chorusTag: chorus.id.slice(0, 8),
    author: author.weaver,
    strand: tip.strand,
    seq: tip.seq + 1,
    stamp: { ms: ms + 1 + claim.afterMs, tick: 0 },
    links,
    prev: tip.id,
    deed: claim.deed,
  })
}

function tipOf(cast: Cast, witness: number, author: WeaverId): Sigil {
  const chorus = cast.chorus(witness)
  const own = chorus
    .history()
    .flatMap(({ sigil }) => chorus.sigil(sigil) ?? [])
    .filter((sigil) => sigil.author === author)
  const tip = own.reduce<Sigil | null>(
    (last, one) => (last === null || one.seq > last.seq ? one : last),
    null,
  )
  if (tip === null) throw new RangeError('that author has woven nothing')
  return tip
}

async function sealed(chorus: ChorusId, signer: Signer, body: Body): Promise<Uint8Array> {
  const bytes = encodeBody(body)
  return concatBytes([bytes, await signer.sign(sealMessage(chorus, bytes))])
}

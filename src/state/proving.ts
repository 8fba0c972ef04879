/**
 * Why-cards, and what stands behind them: the rules rerun, and receipts to take
 * away (PROTOCOL.md §RC). Words come from `loom/`; here they meet one open chorus.
 */

import type { Chorus } from '../chorus/chorus'
import { descentBetween, glyphOf } from '../loom/descent'
import { maxReceiptPast } from '../loom/limits'
import {
  comparisonStep,
  presenceStep,
  type ProofStep,
  proofOf,
  type Witnessed,
} from '../loom/proof'
import { gatherReceipt, makeReceipt } from '../loom/receipt'
import { summarise } from '../loom/summaries'
import { type Contender, whySentence } from '../loom/why'
import { quoted } from '../loom/words'
import { toHex } from '../protocol/bytes'
import { decodeSigil } from '../protocol/codec'
import type { SigilId } from '../protocol/ids'
import { claimOf, sealOf } from '../protocol/seal'
import type { FacetName, FacetValue, Sigil, Transmute } from '../protocol/sigil'
import type { Verdict } from '../protocol/trace'
import type { SettledFacet } from '../protocol/weaver'
import type { ChorusActions, WhyCard, WhyLink, WhyVersion } from './chorus-store'
import { nameOf } from './names'

export type Proving = Pick<ChorusActions, 'why' | 'recompute' | 'receipt'>

type Facet = FacetName | 'body'

export function createProving(chorus: Chorus): Proving {
  const verdictOn = (sigil: SigilId, facet: Facet): Verdict | undefined =>
    chorus.woven(sigil)?.verdicts.find((one) => one.facet === facet)

  function why(sigil: SigilId, facet: Facet): WhyCard | null {
    const glyph = chorus.woven(sigil)?.glyph ?? null
    const verdict = verdictOn(sigil, facet)
    if (glyph === null || verdict === undefined) return null
    const versions = verdict.contenders.flatMap((id) => versionOf(chorus, id, verdict) ?? [])
    const present = chorus.facets(glyph).find((settled) => settled.facet === facet)
    return {
      glyph,
      facet,
      rule: verdict.rule,
      sentence: whySentence(verdict, versions),
      versions: versions.toSorted((a, b) => Number(b.stands) - Number(a.stands)),
      now: facet === 'body' ? chorus.text(glyph) : (present?.value ?? ''),
      changedSince: present !== undefined && !sameContest(present.verdict, verdict),
    }
  }

  async function recompute(sigil: SigilId, facet: Facet): Promise<readonly ProofStep[]> {
    const told = verdictOn(sigil, facet)
    if (told === undefined) return []
    const [first, ...rest] = await witness(chorus, told.contenders)
    if (first === undefined) return []
    const sigils = [first, ...rest].map((one) => one.sigil)
    const descent = descentBetween(sigils, chorus.sigil, maxReceiptPast)
    const proof = proofOf(facet, [first, ...rest], { descent, hash: chorus.hash })
    // The Loom is asked again: while seals were checked, more sigils may have come.
    const now = verdictOn(sigil, facet) ?? told
    const shown = presentOf(sigil, facet)
    const isPresent = shown !== undefined && sameContest(shown.verdict, told)
    return [
      ...proof.steps,
      comparisonStep('the Loom', now, proof.verdict),
      ...(isPresent && proof.value !== null ? [presenceStep(facet, shown.value, proof.value)] : []),
    ]
  }

  function presentOf(sigil: SigilId, facet: Facet): SettledFacet | undefined {
    const glyph = chorus.woven(sigil)?.glyph ?? null
    return glyph === null ? undefined : chorus.facets(glyph).find((one) => one.facet === facet)
  }

  function receipt(sigil: SigilId, facet: Facet): string | null {
    const verdict = verdictOn(sigil, facet)
    const genesis = chorus.sigil(chorus.id)
    if (verdict === undefined || genesis === undefined) return null
    const { sigil: get, admissionOf, hash } = chorus
    const parts = gatherReceipt(verdict, { genesis, get, admissionOf })
    return parts === null ? null : `${JSON.stringify(makeReceipt(parts, hash), null, 2)}\n`
  }

  return { why, recompute, receipt }
}

/** [RC5] Each contender read anew from its bytes, and its seal verified. */
async function witness(chorus: Chorus, ids: readonly SigilId[]): Promise<readonly Witnessed[]> {
  const sigils = ids.flatMap((id) => chorus.sigil(id) ?? [])
  const read = sigils.map(({ bytes }) => decodeSigil(bytes, chorus.id, chorus.hash))
  const claims = read.flatMap((one) => (one.ok ? [claimOf(one.sigil, chorus.id)] : []))
  const verdicts = [...(await chorus.verifier.verify(claims))]
  return sigils.map((sigil, nth) => {
    const one = read[nth]
    const isRead = one?.ok === true
    const isGenuine = isRead && verdicts.shift() === true && one.sigil.id === sigil.id
    return { sigil: isRead ? one.sigil : sigil, name: nameOf(chorus, sigil.author), isGenuine }
  })
}

function versionOf(
  chorus: Chorus,
  id: SigilId,
  { facet, stands }: Verdict,
): (WhyVersion & Contender) | null {
  const sigil = chorus.sigil(id)
  if (sigil === undefined || sigil.deed.kind !== 'transmute') return null
  const { author, stamp, links, deed } = sigil
  return {
    sigil: id,
    weaver: author,
    name: nameOf(chorus, author),
    stamp,
    seal: toHex(sealOf(sigil)),
    links: links.flatMap((link) => linkOf(chorus, link, deed) ?? []),
    value: valueIn(deed, facet),
    lost: facet === 'body' ? lostText(deed, chorus.text(deed.glyph)) : '',
    stands: stands === id,
  }
}

/** What one link is, in words: whose, what it did, and where, if elsewhere. */
function linkOf(chorus: Chorus, id: SigilId, from: Transmute): WhyLink | null {
  const sigil: Sigil | undefined = chorus.sigil(id)
  if (sigil === undefined) return null
  const { author, deed, stamp } = sigil
  const glyph = glyphOf(sigil)
  const titleOf = (one: Transmute['glyph']) => chorus.glyph(one)?.title
  const isFirst = glyph !== null && !sigil.links.some((one) => isOf(chorus.sigil(one), glyph))
  const doing = summarise(deed, { isFirst, titleOf })
  const where =
    glyph === null || glyph === from.glyph ? '' : `, in ${quoted(titleOf(glyph) || 'Untitled')}`
  return { sigil: id, stamp, words: `${nameOf(chorus, author)} ${doing}${where}` }
}

const isOf = (sigil: Sigil | undefined, glyph: Transmute['glyph']): boolean =>
  sigil !== undefined && glyphOf(sigil) === glyph

/** What this sigil made of the facet; of a body, what it inserted. */
function valueIn(deed: Transmute, facet: Facet): FacetValue {
  if (facet === 'alive') return !deed.shatters
  if (facet === 'body') return insertedIn(deed).join(' … ')
  return deed.writes.find((write) => write.facet === facet)?.value ?? ''
}

const insertedIn = ({ splices }: Transmute): readonly string[] =>
  splices.map(([, , inserted]) => inserted).filter((inserted) => inserted !== '')

/** A merge loses no text, but people delete it: what of this sigil's is not in the body any more. */
function lostText(deed: Transmute, text: string): string {
  return insertedIn(deed)
    .filter((inserted) => inserted.trim() !== '' && !text.includes(inserted))
    .join('\n')
}

function sameContest(a: Verdict, b: Verdict): boolean {
  return (
    a.contenders.length === b.contenders.length &&
    a.contenders.every((id) => b.contenders.includes(id))
  )
}

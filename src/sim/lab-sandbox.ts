/**
 * What if: one contest judged again by the real rules, with a stamp nudged or a
 * link cut (PROTOCOL.md §LB, LB9).
 *
 * Whatever is changed gets a new seal, and so does all that builds on it: a
 * changed sigil has another name. It all happens in a weaver core of its own that
 * has no links and no vault, with keys that seal nothing of value; what comes out
 * are words.
 */

import { type Contender, whySentence } from '../loom/why'
import { possessive } from '../loom/words'
import { amalgamate } from '../protocol/amalgam'
import { assembleSigil, encodeBody } from '../protocol/codec'
import { writeOf } from '../protocol/concordance'
import type { ChorusId, SigilId, WeaverId } from '../protocol/ids'
import { maxLinks, maxStampMs } from '../protocol/limits'
import type { Hash, Signer } from '../protocol/ports'
import { sealMessage } from '../protocol/seal'
import type { Body, FacetName, FacetValue, Sigil, Transmute } from '../protocol/sigil'
import { compareStamps, laterStamp, stampZero, stepStamp } from '../protocol/stamp'
import type { Verdict } from '../protocol/trace'
import { createWeaver, type Weaver } from '../protocol/weaver'
import { valueWords } from './lab-journal'
import type { WhatIf, WhatIfLink, WhatIfVerdict } from './lab-model'

export interface SandboxDeps {
  readonly chorus: ChorusId
  /** All that one weaver holds, causes before effects. */
  readonly sigils: readonly Sigil[]
  readonly hash: Hash
  readonly nameOf: (weaver: WeaverId) => string
  /** Undefined for whom nothing can be sealed anew. */
  readonly signerOf: (weaver: WeaverId) => Signer | undefined
}

/** What is changed. */
export interface Supposition {
  readonly sigil: SigilId
  readonly facet: FacetName
  /** By sigil, in ms. */
  readonly nudges: ReadonlyMap<SigilId, number>
  /** `from to`. */
  readonly cuts: ReadonlySet<string>
}

type GlyphSigil = Sigil & { readonly deed: Transmute }

/** Null where that sigil says nothing of that facet. */
export async function suppose(deps: SandboxDeps, asked: Supposition): Promise<WhatIf | null> {
  const { facet } = asked
  const held = new Map(deps.sigils.map((sigil) => [sigil.id, sigil]))
  const sigil = held.get(asked.sigil)
  if (!writes(sigil, facet)) return null
  const before = weaverOf(deps, deps.sigils)
  const verdict = verdictIn(before, sigil.id, facet)
  if (verdict === null) return null
  const rivals = rivalsOf(sigil, verdict, held)
  const rebuilt = await rebuild(deps, asked)
  const after = weaverOf(deps, [...rebuilt.values()])
  const now = verdictIn(after, rebuilt.get(sigil.id)?.id ?? sigil.id, facet)
  return {
    glyph: sigil.deed.glyph,
    facet,
    contenders: rivals.map((one) => ({
      sigil: one.id,
      name: deps.nameOf(one.author),
      stampMs: one.stamp.ms,
      byMs: asked.nudges.get(one.id) ?? 0,
      value: valueWords(writeOf(one.deed, facet)),
    })),
    links: rivals.flatMap((one) => linksOf(one, held, asked, deps)),
    before: told(before, verdict, deps),
    after: told(after, now ?? verdict, deps),
  }
}

/** Those who met, or, where nobody did, the one with those that it replaced. */
function rivalsOf(
  sigil: GlyphSigil,
  verdict: Verdict,
  held: ReadonlyMap<SigilId, Sigil>,
): readonly GlyphSigil[] {
  const ids = verdict.contenders.length > 1 ? verdict.contenders : [sigil.id, ...sigil.links]
  return ids
    .map((id) => held.get(id))
    .filter(
      (one): one is GlyphSigil => writes(one, verdict.facet) && one.deed.glyph === sigil.deed.glyph,
    )
}

function writes(sigil: Sigil | undefined, facet: Verdict['facet']): sigil is GlyphSigil {
  if (sigil?.deed.kind !== 'transmute' || facet === 'body') return false
  return writeOf(sigil.deed, facet) !== undefined
}

function linksOf(
  sigil: GlyphSigil,
  held: ReadonlyMap<SigilId, Sigil>,
  asked: Supposition,
  { nameOf }: SandboxDeps,
): readonly WhatIfLink[] {
  // Its own strand it can't have missed.
  const seen = sigil.links.map((id) => held.get(id)).filter((one) => one !== undefined)
  return seen
    .filter(
      ({ id, deed }) =>
        id !== sigil.prev && deed.kind === 'transmute' && deed.glyph === sigil.deed.glyph,
    )
    .map(({ id, author, deed }) => ({
      from: sigil.id,
      to: id,
      isCut: asked.cuts.has(`${sigil.id} ${id}`),
      text: `${nameOf(sigil.author)} had seen ${possessive(nameOf(author))} ${sayingOf(deed, asked.facet)}`,
    }))
}

/** What it said of that facet, which tells it from its author’s other sigils. */
function sayingOf(deed: Sigil['deed'], facet: FacetName): string {
  const value = deed.kind === 'transmute' ? writeOf(deed, facet) : undefined
  return value === undefined ? 'sigil' : valueWords(value)
}

const weaverOf = ({ chorus, hash }: SandboxDeps, sigils: readonly Sigil[]): Weaver => {
  const weaver = createWeaver({ chorus, hash, clock: { now: () => maxStampMs } })
  weaver.resonate(sigils, 'self')
  return weaver
}

const verdictIn = (weaver: Weaver, id: SigilId, facet: FacetName): Verdict | null =>
  weaver.woven(id)?.verdicts.find((one) => one.facet === facet) ?? null

/** Every sigil by its first id, as it would then be. */
async function rebuild(
  deps: SandboxDeps,
  { nudges, cuts }: Supposition,
): Promise<ReadonlyMap<SigilId, Sigil>> {
  const held = new Map(deps.sigils.map((sigil) => [sigil.id, sigil]))
  const rebuilt = new Map<SigilId, Sigil>()
  for (const sigil of deps.sigils) {
    const byMs = nudges.get(sigil.id) ?? 0
    const seen = new Set(sigil.links.flatMap((link) => seenInstead(sigil, link, cuts, held)))
    const links = [...seen].map((link) => rebuilt.get(link)?.id ?? link)
    const isSame = byMs === 0 && sameIds(links, sigil.links)
    const signer = isSame ? undefined : deps.signerOf(sigil.author)
    const past = [...seen].map((link) => rebuilt.get(link)?.stamp ?? stampZero)
    const prev = sigil.prev === null ? null : (rebuilt.get(sigil.prev)?.id ?? sigil.prev)
    const next = signer && (await reseal(deps, sigil, { links, prev, past, byMs }, signer))
    rebuilt.set(sigil.id, next ?? sigil)
  }
  return rebuilt
}

/** Whoever missed a sigil has seen what that one had seen of the glyph. */
function seenInstead(
  sigil: Sigil,
  link: SigilId,
  cuts: ReadonlySet<string>,
  held: ReadonlyMap<SigilId, Sigil>,
): readonly SigilId[] {
  if (!cuts.has(`${sigil.id} ${link}`) || link === sigil.prev) return [link]
  return (held.get(link)?.links ?? []).filter((one) => {
    const deed = held.get(one)?.deed
    return (
      deed?.kind === 'transmute' &&
      sigil.deed.kind === 'transmute' &&
      deed.glyph === sigil.deed.glyph
    )
  })
}

interface Changes {
  readonly links: readonly SigilId[]
  readonly prev: SigilId | null
  /** Stamps of the links. */
  readonly past: readonly Sigil['stamp'][]
  readonly byMs: number
}

async function reseal(
  { chorus, hash }: SandboxDeps,
  sigil: Sigil,
  { links, prev, past, byMs }: Changes,
  signer: Signer,
): Promise<Sigil> {
  const least = stepStamp(past.reduce(laterStamp, stampZero))
  const ms = Math.min(maxStampMs, Math.max(0, sigil.stamp.ms + byMs))
  const wanted = { ms, tick: byMs === 0 ? sigil.stamp.tick : 0 }
  const kept = prev === null ? links : [prev, ...links.filter((link) => link !== prev)]
  const body: Body = {
    chorusTag: sigil.chorusTag,
    author: sigil.author,
    strand: sigil.strand,
    seq: sigil.seq,
    // Below its links it would dissolve, and prove nothing.
    stamp: laterStamp(wanted, least),
    links: kept.slice(0, maxLinks).toSorted(),
    prev,
    deed: sigil.deed,
  }
  const bytes = encodeBody(body)
  return assembleSigil(body, bytes, await signer.sign(sealMessage(chorus, bytes)), chorus, hash)
}

const sameIds = (a: readonly SigilId[], b: readonly SigilId[]): boolean =>
  a.length === b.length && a.every((id) => b.includes(id))

function told(weaver: Weaver, verdict: Verdict, { nameOf, hash }: SandboxDeps): WhatIfVerdict {
  const met = verdict.contenders
    .map((id) => weaver.get(id))
    .filter((one): one is GlyphSigil => writes(one, verdict.facet))
  const contenders = met.map((sigil): Contender => {
    const { id, author: weaverId, stamp } = sigil
    return {
      sigil: id,
      weaver: weaverId,
      name: nameOf(weaverId),
      stamp,
      value: valueIn(sigil, verdict),
    }
  })
  return {
    rule: verdict.rule,
    sentence: whySentence(verdict, contenders),
    value: valueWords(standing(met, verdict, hash)),
  }
}

const valueIn = ({ deed }: GlyphSigil, { facet }: Verdict): FacetValue =>
  facet === 'body' ? '' : (writeOf(deed, facet) ?? '')

/** What the contest came to, even where somebody has written over it since. */
function standing(
  met: readonly GlyphSigil[],
  verdict: Verdict,
  hash: Hash,
): FacetValue | undefined {
  const winner = met.find(({ id }) => id === verdict.stands)
  if (winner !== undefined) return valueIn(winner, verdict)
  const latest = met.map(({ stamp }) => stamp).reduce(laterStamp, stampZero)
  const [first, ...rest] = met
    .filter(({ stamp }) => compareStamps(stamp, latest) === 0)
    .map((sigil) => ({ sigil, value: valueIn(sigil, verdict) }))
  if (first === undefined || verdict.facet === 'body') return undefined
  return amalgamate(verdict.facet, [first, ...rest], hash)
}

/**
 * Merge receipt: what one verdict was made of, to be checked by anybody, offline (PROTOCOL.md §RC).
 * Standard term: a self-contained proof.
 *
 * The sealed bytes are all that counts. Every other field is a copy for eyes, and
 * follows from the bytes and the facet alone: so a check makes the receipt anew
 * and compares. The sentences are part of the format, and never change within a version.
 */

import { toBase64Url } from '../protocol/base64url'
import { toHex } from '../protocol/bytes'
import { compareSigils, settle, verdictOf, writeOf } from '../protocol/concordance'
import type { ChorusId, GlyphId, SigilId, WeaverId } from '../protocol/ids'
import { chorusIdFrom } from '../protocol/ids'
import type { NonEmpty } from '../protocol/nonempty'
import type { Hash } from '../protocol/ports'
import { sealOf } from '../protocol/seal'
import type { FacetValue, Sigil } from '../protocol/sigil'
import type { Rule, Verdict } from '../protocol/trace'
import { descentBetween } from './descent'
import { maxReceiptBytes, maxReceiptPast } from './limits'

/** What a receipt is made of; the rest follows. */
export interface ReceiptParts {
  readonly genesis: Sigil
  readonly facet: Verdict['facet']
  /** Transmutations of one glyph that write the facet. */
  readonly contenders: NonEmpty<Sigil>
  /** Links, and what leads on from them; and the admissions of the authors. Without the genesis. */
  readonly past: readonly Sigil[]
  /** The past is whole, so that no way from one contender to another is left out. */
  readonly isProven: boolean
}

export type ReceiptValue =
  | string
  | number
  | boolean
  | null
  | { readonly x: number; readonly y: number }
  /** Base64url. */
  | { readonly bytes: string }

export interface Receipt {
  readonly format: typeof receiptFormat
  readonly version: typeof receiptVersion
  readonly chorus: { readonly id: ChorusId; readonly name: string; readonly genesis: SealedCopy }
  readonly glyph: GlyphId
  readonly facet: Verdict['facet']
  readonly verdict: {
    readonly rule: Rule
    readonly contenders: readonly SigilId[]
    readonly stands: SigilId | null
    /** Null for a body, of which everything stands. */
    readonly value: ReceiptValue
  }
  readonly contenders: readonly ContenderCopy[]
  /** Whether none of them had seen another. */
  readonly concurrency: 'proven' | 'claimed'
  readonly past: readonly SealedCopy[]
  readonly proves: readonly string[]
  readonly doesNotProve: readonly string[]
}

export interface SealedCopy {
  readonly sigil: SigilId
  readonly weaver: WeaverId
  readonly strand: string
  readonly seq: number
  readonly stamp: { readonly ms: number; readonly tick: number; readonly utc: string }
  readonly links: readonly SigilId[]
  readonly kind: string
  /** Null for sigils of the chorus itself. */
  readonly glyph: GlyphId | null
  /** Hex. */
  readonly seal: string
  /** Body and seal, base64url. */
  readonly bytes: string
}

export interface ContenderCopy extends SealedCopy {
  /** As its author called itself when it was admitted. */
  readonly name: string
  readonly value: ReceiptValue
  readonly stands: boolean
}

export const receiptFormat = 'aetherlink receipt'
export const receiptVersion = 1

/** Where one open chorus looks things up. */
export interface ReceiptSources {
  readonly genesis: Sigil
  readonly get: (id: SigilId) => Sigil | undefined
  /** By key, hex. */
  readonly admissionOf: (key: string) => Sigil | undefined
}

/** [RC2] [RC3] Gathers what the verdict rests on; null where a contender is not held here. */
export function gatherReceipt(
  { facet, contenders: ids }: Pick<Verdict, 'facet' | 'contenders'>,
  { genesis, get, admissionOf }: ReceiptSources,
): ReceiptParts | null {
  const [first, ...rest] = ids.flatMap((id) => get(id) ?? [])
  if (first === undefined || rest.length + 1 < ids.length) return null
  const contenders: NonEmpty<Sigil> = [first, ...rest]
  // One alone descends from none of the others, whatever lies below it.
  const descent = descentBetween(ids.length === 1 ? [] : contenders, get, maxReceiptPast)
  const walked = [...descent.past.values()]
  const bytes = walked.reduce((sum, sigil) => sum + sigil.bytes.length, 0)
  const isProven = !descent.isTooLong && descent.missing === null && bytes <= maxReceiptBytes
  const roots = contenders.flatMap(({ author }) => admissionChain(author, admissionOf))
  const past = new Map([...(isProven ? walked : []), ...roots].map((sigil) => [sigil.id, sigil]))
  past.delete(genesis.id)
  for (const { id } of contenders) past.delete(id)
  return { genesis, facet, contenders, past: [...past.values()], isProven }
}

/** A weaver’s admission, and of kin its sponsor’s too, up to the one that bears a name [CH5]. */
export function admissionChain(
  weaver: string,
  admissionOf: (key: string) => Sigil | undefined,
): readonly Sigil[] {
  const chain: Sigil[] = []
  for (let key: string | null = weaver; key !== null;) {
    const admission: Sigil | undefined = admissionOf(key)
    if (admission === undefined || chain.includes(admission)) break
    chain.push(admission)
    const { deed } = admission
    key = deed.kind === 'join' && deed.via === 'kin' ? deed.sponsor : null
  }
  return chain
}

/** [RC1] The whole receipt. Throws a RangeError where a contender does not write the facet. */
export function makeReceipt(parts: ReceiptParts, hash: Hash): Receipt {
  const { genesis, facet, isProven } = parts
  const [first, ...rest] = parts.contenders.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const contenders: NonEmpty<Sigil> = [first ?? parts.contenders[0], ...rest]
  const { verdict, value } = judge(facet, contenders, hash)
  const nameOf = createNames([genesis, ...parts.past])
  return {
    format: receiptFormat,
    version: receiptVersion,
    chorus: {
      id: chorusIdFrom(genesis.id),
      name: genesis.deed.kind === 'found' ? genesis.deed.name : '',
      genesis: sealedCopy(genesis),
    },
    glyph: transmuted(contenders[0]).glyph,
    facet,
    verdict: {
      rule: verdict.rule,
      contenders: verdict.contenders,
      stands: verdict.stands,
      value: value === null ? null : receiptValue(value),
    },
    contenders: contenders.map((sigil) => ({
      ...sealedCopy(sigil),
      name: nameOf(sigil.author) ?? '',
      value: receiptValue(valueIn(sigil, facet)),
      stands: verdict.stands === sigil.id,
    })),
    concurrency: isProven ? 'proven' : 'claimed',
    past: parts.past.toSorted(compareSigils).map(sealedCopy),
    proves: provenWords(contenders.length, facet, isProven),
    doesNotProve: unprovenWords(contenders.length, facet, isProven),
  }
}

/** The three rules over these and no others [CO1] [CO2] [CO3]; the value is null for a body. */
export function judge(
  facet: Verdict['facet'],
  contenders: NonEmpty<Sigil>,
  hash: Hash,
): { readonly verdict: Verdict; readonly value: FacetValue | null } {
  if (facet === 'body') return { verdict: verdictOf(facet, contenders), value: null }
  const [first, ...rest] = contenders
  const write = (sigil: Sigil) => ({ sigil, value: valueIn(sigil, facet) })
  return settle(facet, [write(first), ...rest.map(write)], hash)
}

/** What a sigil says of the facet; of a body, what it inserted. */
export function valueIn(sigil: Sigil, facet: Verdict['facet']): FacetValue {
  const deed = transmuted(sigil)
  if (facet === 'body') return deed.splices.map(([, , inserted]) => inserted).join('')
  const value = writeOf(deed, facet)
  if (value === undefined) throw new RangeError(`Sigil ${sigil.id} writes no ${facet}`)
  return value
}

/** Whether {@link valueIn} has an answer. */
export function writes({ deed }: Sigil, facet: string): facet is Verdict['facet'] {
  if (deed.kind !== 'transmute') return false
  if (facet === 'body') return deed.splices.length > 0
  return facet === 'alive' || deed.writes.some((write) => write.facet === facet)
}

function transmuted({ id, deed }: Sigil) {
  if (deed.kind !== 'transmute') throw new RangeError(`Sigil ${id} changes no glyph`)
  return deed
}

/** What weavers call themselves, by the admissions among `sigils`; undefined where those don’t tell. */
function createNames(sigils: readonly Sigil[]): (weaver: string) => string | undefined {
  const admissions = admissionsIn(sigils)
  return (weaver) => {
    const last = admissionChain(weaver, (key) => admissions.get(key)).at(-1)
    if (last?.deed.kind === 'found') return last.deed.weaverName
    return last?.deed.kind === 'join' && last.deed.via === 'invite' ? last.deed.name : undefined
  }
}

/** Of several by one weaver the first in the order of (stamp, id). */
export function admissionsIn(sigils: readonly Sigil[]): ReadonlyMap<string, Sigil> {
  const admissions = sigils
    .filter(({ deed }) => deed.kind === 'found' || deed.kind === 'join')
    .toSorted((a, b) => compareSigils(b, a))
  return new Map(admissions.map((sigil) => [sigil.author, sigil]))
}

function sealedCopy(sigil: Sigil): SealedCopy {
  const { id, author, strand, seq, stamp, links, deed, bytes } = sigil
  return {
    sigil: id,
    weaver: author,
    strand,
    seq,
    stamp: { ...stamp, utc: new Date(stamp.ms).toISOString() },
    links,
    kind: deed.kind,
    glyph: deed.kind === 'transmute' ? deed.glyph : null,
    seal: toHex(sealOf(sigil)),
    bytes: toBase64Url(bytes),
  }
}

function receiptValue(value: FacetValue): ReceiptValue {
  return value instanceof Uint8Array ? { bytes: toBase64Url(value) } : value
}

function provenWords(count: number, facet: Verdict['facet'], isProven: boolean): readonly string[] {
  const what = facet === 'body' ? 'splices of the body' : 'values'
  return [
    `The holders of these keys sealed these ${what}, stamps and links, for this chorus and glyph.`,
    'The weavers called themselves by these names when they were admitted.',
    ...(isProven && count > 1 ? ['None of the contenders descends from another.'] : []),
    'Of these contenders, the rules of AL-7.3 make this verdict.',
  ]
}

function unprovenWords(
  count: number,
  facet: Verdict['facet'],
  isProven: boolean,
): readonly string[] {
  return [
    'That no other sigil belongs among the contenders, and that none has written the facet since: whoever made this receipt says so, and no file can show it.',
    'That this chorus and these keys are those you know: compare them with your own.',
    'That the stamps tell the true time: each is what its author’s clock said.',
    'That the authors were admitted by the covenant, and the sigils below those in this file were valid: every weaver checks that, from the whole history.',
    ...(facet === 'body'
      ? ['That they wrote in the same place: that follows from the whole text.']
      : []),
    ...(!isProven && count > 1
      ? ['That none of the contenders descends from another: their past is too long for this file.']
      : []),
  ]
}

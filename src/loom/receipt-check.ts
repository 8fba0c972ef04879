/**
 * Checks a merge receipt, and names the first field that is wrong (PROTOCOL.md §RC).
 *
 * Nothing in it is believed: the sealed bytes are read and their seals verified,
 * then the receipt is made anew from them and compared, field by field.
 */

import { fromBase64Url } from '../protocol/base64url'
import { decodeSigil } from '../protocol/codec'
import { type ChorusId, chorusIdFrom, type SigilId } from '../protocol/ids'
import type { NonEmpty } from '../protocol/nonempty'
import type { Hash, SealClaim, Verifier } from '../protocol/ports'
import { claimOf, coSealClaimOf, sigilId } from '../protocol/seal'
import type { Refusal, Sigil } from '../protocol/sigil'
import type { Verdict } from '../protocol/trace'
import { differences, isRecord, type WrongField } from './compare'
import { descentBetween, glyphOf } from './descent'
import { maxReceiptPast } from './limits'
import {
  admissionChain,
  admissionsIn,
  makeReceipt,
  type Receipt,
  type ReceiptParts,
  receiptFormat,
  receiptVersion,
  writes,
} from './receipt'

export type ReceiptCheck =
  | { readonly ok: true; readonly receipt: Receipt; readonly parts: ReceiptParts }
  | { readonly ok: false; readonly wrong: WrongField }

export interface CheckDeps {
  readonly hash: Hash
  readonly verifier: Verifier
}

/** Path of the document itself. */
const wholeFile = '(file)'

/** [RC1] Of any text whatever. What is refused is refused as a value; nothing throws. */
export async function checkReceipt(
  text: string,
  { hash, verifier }: CheckDeps,
): Promise<ReceiptCheck> {
  const given = parse(text)
  if (!isRecord(given)) return wrong(wholeFile, 'it is not a JSON document')
  if (given.format !== receiptFormat) return wrong('format', 'it is no receipt of Aetherlink')
  if (given.version !== receiptVersion) {
    return wrong('version', 'it is of a version that is not known here')
  }
  const genesis = readGenesis(given, hash)
  if ('path' in genesis) return { ok: false, wrong: genesis }
  // Whatever else is here is read as of its chorus, so its own seal is the first to count.
  const chorus = chorusIdFrom(genesis.sigil.id)
  const read = (await firstForged([genesis], chorus, verifier)) ?? readSealed(given, genesis, hash)
  if ('path' in read) return { ok: false, wrong: read }
  const forged = await firstForged([...read.contenders, ...read.past], chorus, verifier)
  if (forged !== null) return { ok: false, wrong: forged }
  const parts = readParts(given, read)
  if ('path' in parts) return { ok: false, wrong: parts }
  const fault = firstDifference(parts, given, hash)
  return fault === null
    ? { ok: true, receipt: makeReceipt(parts, hash), parts }
    : { ok: false, wrong: fault }
}

const wrong = (path: string, why: string): ReceiptCheck => ({ ok: false, wrong: { path, why } })

type Json = Readonly<Record<string, unknown>>

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null // Not JSON: what it is instead does not matter.
  }
}

/** A sigil, and where in the document its bytes stand. */
interface Placed {
  readonly at: string
  readonly sigil: Sigil
}

interface Sealed {
  readonly genesis: Placed
  readonly contenders: readonly Placed[]
  readonly past: readonly Placed[]
}

/** [RC2] The genesis names the chorus, so it is read without being told the name. */
function readGenesis(given: Json, hash: Hash): Placed | WrongField {
  const at = 'chorus.genesis'
  const path = `${at}.bytes`
  const bytes = bytesOf(isRecord(given.chorus) ? given.chorus.genesis : undefined)
  if (bytes === null) return { path, why: noBytes }
  const reading = decodeSigil(bytes, chorusIdFrom(sigilId(null, bytes, hash)), hash)
  if (!reading.ok) return { path, why: refusalWords(reading.refusal) }
  const { sigil } = reading
  return sigil.deed.kind === 'found' ? { at, sigil } : { path, why: 'this begins no chorus' }
}

const noBytes = 'these are no bytes in base64url'

function readSealed(given: Json, genesis: Placed, hash: Hash): Sealed | WrongField {
  const reading = {
    chorus: chorusIdFrom(genesis.sigil.id),
    hash,
    known: new Set([genesis.sigil.id]),
  }
  const contenders = readList(given, 'contenders', reading)
  if ('path' in contenders) return contenders
  const past = readList(given, 'past', reading)
  return 'path' in past ? past : { genesis, contenders, past }
}

interface Reading {
  readonly chorus: ChorusId
  readonly hash: Hash
  /** Grows with what is read. */
  readonly known: Set<SigilId>
}

function readList(
  given: Json,
  name: string,
  { chorus, hash, known }: Reading,
): readonly Placed[] | WrongField {
  const list = given[name]
  if (!Array.isArray(list)) return { path: name, why: 'this should be a list' }
  // The past is bounded; an admission or two a contender comes on top.
  if (list.length > 2 * maxReceiptPast)
    return { path: name, why: 'this is longer than a receipt can be' }
  const placed: Placed[] = []
  for (const [nth, copy] of list.entries()) {
    const at = `${name}[${nth}]`
    const bytes = bytesOf(copy)
    if (bytes === null) return { path: `${at}.bytes`, why: noBytes }
    const reading = decodeSigil(bytes, chorus, hash)
    if (!reading.ok) return { path: `${at}.bytes`, why: refusalWords(reading.refusal) }
    if (known.has(reading.sigil.id)) return { path: at, why: 'this sigil is here twice' }
    known.add(reading.sigil.id)
    placed.push({ at, sigil: reading.sigil })
  }
  return placed
}

function bytesOf(copy: unknown): Uint8Array | null {
  if (!isRecord(copy) || typeof copy.bytes !== 'string') return null
  return fromBase64Url(copy.bytes)
}

function refusalWords(refusal: Refusal): string {
  if (refusal.kind === 'malformed')
    return `these bytes are no sigil: ${refusal.form}, ${refusal.detail}`
  return 'this sigil is of another chorus than the genesis'
}

/** [RC2] Every seal, and every co-seal, by the one rule [SE3]. */
async function firstForged(
  placed: readonly Placed[],
  chorus: ChorusId,
  verifier: Verifier,
): Promise<WrongField | null> {
  const claims: { readonly at: string; readonly claim: SealClaim; readonly whose: string }[] = []
  for (const { at, sigil } of placed) {
    claims.push({ at, claim: claimOf(sigil, chorus), whose: 'its seal' })
    const coSeal = coSealClaimOf(sigil, chorus)
    if (coSeal !== null) claims.push({ at, claim: coSeal, whose: 'its sponsor’s seal' })
  }
  const verdicts = await verifier.verify(claims.map(({ claim }) => claim))
  const forged = claims.find((_, nth) => verdicts[nth] !== true)
  return forged === undefined
    ? null
    : {
        path: `${forged.at}.bytes`,
        why: `${forged.whose} does not verify: these are not the bytes that were sealed`,
      }
}

/** [RC3] What the sigils are to each other. */
function readParts(given: Json, sealed: Sealed): ReceiptParts | WrongField {
  const [first, ...rest] = sealed.contenders
  if (first === undefined) return { path: 'contenders', why: 'there are none' }
  const stray = sealed.contenders.find(
    ({ sigil }) => glyphOf(sigil) === null || glyphOf(sigil) !== glyphOf(first.sigil),
  )
  if (stray !== undefined)
    return { path: `${stray.at}.glyph`, why: 'it changes another glyph than the first' }
  const told = isRecord(given.verdict) ? given.verdict.contenders : undefined
  if (Array.isArray(told) && told.length > sealed.contenders.length) {
    return {
      path: 'contenders',
      why: `the verdict names ${told.length}, and ${sealed.contenders.length} are here`,
    }
  }
  const contenders: NonEmpty<Sigil> = [first.sigil, ...rest.map(({ sigil }) => sigil)]
  const { facet } = given
  if (typeof facet !== 'string' || !contenders.every((sigil) => writes(sigil, facet))) {
    return { path: 'facet', why: 'it is none that every contender writes' }
  }
  return withPast({ ...sealed, facet: facet as Verdict['facet'], list: contenders })
}

interface Questioned extends Sealed {
  readonly facet: Verdict['facet']
  readonly list: NonEmpty<Sigil>
}

function withPast({
  facet,
  genesis,
  list,
  contenders,
  past,
}: Questioned): ReceiptParts | WrongField {
  const placed = [genesis, ...past]
  const held = new Map([...placed, ...contenders].map((one) => [one.sigil.id, one]))
  const get = (id: SigilId): Sigil | undefined => held.get(id)?.sigil
  const atOf = (id: SigilId): string => held.get(id)?.at ?? wholeFile
  // One alone descends from none of the others, whatever lies below it.
  const descent = descentBetween(list.length === 1 ? [] : list, get, placed.length)
  if (descent.seen !== null) {
    const { by, sigil } = descent.seen
    return { path: atOf(by), why: `it descends from ${atOf(sigil)}, so the two never met` }
  }
  if (descent.misstamped !== null) {
    return {
      path: `${atOf(descent.misstamped)}.bytes`,
      why: 'its stamp is not above those of its links',
    }
  }
  const admissions = admissionsIn(placed.map(({ sigil }) => sigil))
  const roots = new Set<SigilId>([genesis.sigil.id])
  for (const { at, sigil } of contenders) {
    const chain = admissionChain(sigil.author, (key) => admissions.get(key))
    const { deed } = chain.at(-1) ?? {}
    if (deed === undefined || (deed.kind === 'join' && deed.via === 'kin')) {
      return { path: 'past', why: `the admission of ${at}.weaver is missing from it` }
    }
    for (const { id } of chain) roots.add(id)
  }
  const isProven = descent.missing === null
  const walked = past.some(({ sigil }) => !roots.has(sigil.id))
  if (!isProven && walked)
    return {
      path: 'past',
      why: `it lacks ${descent.missing.link}, which ${atOf(descent.missing.of)} links`,
    }
  const leadsHere = (id: SigilId): boolean => descent.past.has(id) || roots.has(id)
  const stray = past.find(({ sigil }) => !leadsHere(sigil.id))
  if (stray !== undefined) return { path: stray.at, why: 'nothing in this receipt leads to it' }
  return {
    genesis: genesis.sigil,
    facet,
    contenders: list,
    past: past.map(({ sigil }) => sigil),
    isProven,
  }
}

/**
 * A receipt with one wrong field can look like one with many: had the facet been
 * another, all that follows from it would be. So before a copy is blamed, what it
 * is a copy of is put to the question.
 */
function firstDifference(parts: ReceiptParts, given: Json, hash: Hash): WrongField | null {
  const all = differences(makeReceipt(parts, hash), given)
  const [difference = null] = all
  if (difference === null) return null
  const others = facetsOf(parts).filter((facet) => facet !== parts.facet)
  const isFacet = others.some((facet) => {
    const left = differences(makeReceipt({ ...parts, facet }, hash), given)
    return left.every(({ path }) => path === 'facet')
  })
  if (isFacet) return { path: 'facet', why: 'all else in this receipt tells of another facet' }
  // Without the past its claims are told apart from its proofs in more places than one.
  const lacksPast = !parts.isProven && given.concurrency === 'proven' && all.length > 1
  return lacksPast ? { path: 'past', why: 'it lacks what the contenders link' } : difference
}

function facetsOf({ contenders: [{ deed }, ...rest] }: ReceiptParts): readonly Verdict['facet'][] {
  if (deed.kind !== 'transmute') return []
  const all = [...deed.writes.map(({ facet }) => facet), 'alive' as const, 'body' as const]
  return all.filter(
    (facet) =>
      [...rest].every((sigil) => writes(sigil, facet)) &&
      (facet !== 'body' || deed.splices.length > 0),
  )
}

/**
 * What the page asks of its workers, and what it is answered, as both cross between the
 * threads: bulk as one buffer that is handed over and not copied.
 */

import { concatBytes, createReader, createWriter, type Fault, putHex } from '../protocol/bytes'
import { recallSigil } from '../protocol/codec'
import type { PackedDrafts } from '../protocol/draft-codec'
import type { SealVerdict } from '../protocol/examination'
import { type ChorusId, readSigilId } from '../protocol/ids'
import type { ReadPack } from '../protocol/pack-reader'
import type { SealClaim } from '../protocol/ports'
import type { Refusal, Sigil } from '../protocol/sigil'

export type Question =
  /** Made by {@link packClaims}. */
  | { readonly kind: 'claims'; readonly claims: Uint8Array }
  /** What is read is kept until it is judged, by this number. */
  | {
      readonly kind: 'read'
      readonly reading: number
      readonly pack: Uint8Array
      readonly chorus: ChorusId
    }
  /** Which of the sigils of that reading, counted from 0 without those that were refused. Asked once, even for none. */
  | { readonly kind: 'judge'; readonly reading: number; readonly chosen: Uint32Array }
  /** Lends a private key that no script can read, by a number. Answered with its seal on the public one. */
  | {
      readonly kind: 'lend'
      readonly lent: number
      readonly privateKey: CryptoKey
      readonly publicKey: Uint8Array
    }
  /** The next drafts of a chain, with a key that was lent. A chain begins where `from`, how many came before, is 0. */
  | {
      readonly kind: 'seal'
      readonly lent: number
      readonly chorus: ChorusId
      readonly from: number
      readonly drafts: PackedDrafts
    }

export interface Answers {
  readonly claims: readonly boolean[]
  readonly read: PackedReading
  readonly judge: readonly SealVerdict[]
  readonly lend: Uint8Array
  readonly seal: PackedSigils
}

export interface PackedSigils {
  /** Of all sigils, end to end. */
  readonly bytes: Uint8Array
  /** Where each ends in {@link bytes}. */
  readonly ends: Uint32Array
  /** 32 bytes each. */
  readonly ids: Uint8Array
}

export interface PackedReading extends PackedSigils {
  /** What was refused, each with how many sigils had been read by then. */
  readonly refused: readonly (readonly [after: number, refusal: Refusal])[]
  readonly fault: Fault | null
}

/** A question on its way, by whose number its answer is known. */
export interface Asked {
  readonly nth: number
  readonly question: Question
}

export interface Answered {
  readonly nth: number
  /** Null where the worker could not tell. */
  readonly answer: Answers[Question['kind']] | null
}

export function packClaims(claims: readonly SealClaim[]): Uint8Array {
  const writer = createWriter()
  for (const { key, message, seal } of claims) {
    writer.blob(key)
    writer.blob(message)
    writer.blob(seal)
  }
  return writer.finish()
}

/** Views into `packed`. */
export function unpackClaims(packed: Uint8Array): readonly SealClaim[] {
  const reader = createReader(packed)
  const claims: SealClaim[] = []
  while (reader.left() > 0) {
    claims.push({ key: reader.blob(), message: reader.blob(), seal: reader.blob() })
  }
  return claims
}

const idBytes = 32

export function packReading({ readings, fault }: ReadPack): PackedReading {
  const sigils: Sigil[] = []
  const refused: (readonly [number, Refusal])[] = []
  for (const read of readings) {
    if (read.ok) sigils.push(read.sigil)
    else refused.push([sigils.length, read.refusal])
  }
  return { ...packSigils(sigils), refused, fault }
}

/** As {@link unpackSigils}. */
export function unpackReading({ refused, fault, ...packed }: PackedReading): ReadPack {
  const sigils = unpackSigils(packed)
  const readings: ReadPack['readings'][number][] = []
  let next = 0
  for (let nth = 0; nth <= sigils.length; nth++) {
    for (; refused[next]?.[0] === nth; next++) {
      const [, refusal] = refused[next] ?? []
      if (refusal !== undefined) readings.push({ ok: false, refusal })
    }
    const sigil = sigils[nth]
    if (sigil !== undefined) readings.push({ ok: true, sigil })
  }
  return { readings, fault }
}

export function packSigils(sigils: readonly Sigil[]): PackedSigils {
  const ids = new Uint8Array(sigils.length * idBytes)
  sigils.forEach(({ id }, nth) => putHex(ids, nth * idBytes, id))
  let end = 0
  return {
    bytes: concatBytes(sigils.map(({ bytes }) => bytes)),
    ends: Uint32Array.from(sigils, ({ bytes }) => (end += bytes.length)),
    ids,
  }
}

/** The sigils are views into `packed`, so all of it lasts as long as any of them. */
export function unpackSigils({ bytes, ends, ids }: PackedSigils): readonly Sigil[] {
  const sigils: Sigil[] = []
  const names = createReader(ids)
  let from = 0
  ends.forEach((to) => {
    sigils.push(recallSigil(bytes.subarray(from, to), readSigilId(names)))
    from = to
  })
  return sigils
}

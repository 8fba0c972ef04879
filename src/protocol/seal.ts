/**
 * Seal of Provenance: what is signed, what names a sigil, and which seals may count (AL-7.3 §29.5, PROTOCOL.md §SE).
 * Standard term: Ed25519 signature (RFC 8032), with the encodings pinned down.
 *
 * Libraries disagree on malleated seals and small-order keys, and a seal that
 * one weaver accepts and another refuses splits the chorus for ever. So our own
 * code refuses, by bytes alone, whatever they could disagree on; a library is
 * asked only for the cofactorless equation.
 */

import { bytesOfHex, concatBytes } from './bytes'
import { type ChorusId, type SigilId, sigilIdFrom, type WeaverId } from './ids'
import type { Hash, SealClaim } from './ports'
import type { Malformed, Sigil } from './sigil'

const keyBytes = 32
const sealBytes = 64

/** Where the author's key lies in a sigil's bytes: after version, kind and chorus tag. */
const authorAt = 6

// Domain labels [SE1]. Each ends in a newline, so none is a prefix of another.
const sealLabel = ascii('aetherlink seal 1\n')
const sigilIdLabel = ascii('aetherlink sigil id 1\n')
const coSealLabel = ascii('aetherlink co-seal 1\n')

/** Stands for the chorus where a genesis has none yet. */
const noChorus = new Uint8Array(keyBytes)

/** What an author signs: label, chorus, body. `chorus` is null for the genesis alone [SE1]. */
export function sealMessage(chorus: ChorusId | null, body: Uint8Array): Uint8Array {
  return concatBytes([sealLabel, chorusBytes(chorus), body])
}

/** Where what is hashed is laid out: one place for all, since a hash is done before the next is begun. */
let hashed = new Uint8Array(1024)

/** The name of `bytes`, body and seal. `chorus` is null for the genesis alone [SG4]. */
export function sigilId(chorus: ChorusId | null, bytes: Uint8Array, hash: Hash): SigilId {
  const head = sigilIdLabel.length + keyBytes
  if (head + bytes.length > hashed.length) hashed = new Uint8Array(2 * (head + bytes.length))
  hashed.set(sigilIdLabel)
  hashed.set(chorusBytes(chorus), sigilIdLabel.length)
  hashed.set(bytes, head)
  return sigilIdFrom(hash(hashed.subarray(0, head + bytes.length)))
}

/** What an invite or kin signs to let `joiner` in [SE2]. */
export function coSealMessage(chorus: ChorusId, joiner: WeaverId): Uint8Array {
  return concatBytes([coSealLabel, chorusBytes(chorus), bytesOfHex(joiner)])
}

/** Seal of Provenance: 64 bytes, a view into those of the sigil. */
export function sealOf({ bytes }: Pick<Sigil, 'bytes'>): Uint8Array {
  return bytes.subarray(bytes.length - sealBytes)
}

/** The question whether the author sealed this sigil. */
export function claimOf(sigil: Sigil, chorus: ChorusId): SealClaim {
  const { bytes, deed } = sigil
  const body = bytes.subarray(0, bytes.length - sealBytes)
  return {
    key: bytes.subarray(authorAt, authorAt + keyBytes),
    message: sealMessage(deed.kind === 'found' ? null : chorus, body),
    seal: sealOf(sigil),
  }
}

/** The question whether a join's sponsor let its author in; null for every other kind. */
export function coSealClaimOf({ author, deed }: Sigil, chorus: ChorusId): SealClaim | null {
  if (deed.kind !== 'join') return null
  return {
    key: bytesOfHex(deed.sponsor),
    message: coSealMessage(chorus, author),
    seal: deed.coSeal,
  }
}

/** Every question that makes a sigil genuine where all are answered with yes. */
export function sealClaimsOf(sigil: Sigil, chorus: ChorusId): readonly SealClaim[] {
  const coSeal = coSealClaimOf(sigil, chorus)
  return coSeal === null ? [claimOf(sigil, chorus)] : [claimOf(sigil, chorus), coSeal]
}

/** How a key or seal is out of form; null where only the equation is left to check [SE3]. */
export type SealFault = Extract<
  Malformed,
  'truncated' | 'non-canonical' | 'small-order-key' | 'seal-not-reduced'
>

export function sealForm(key: Uint8Array, seal: Uint8Array): SealFault | null {
  return keyForm(key) ?? signatureForm(seal)
}

/** The half of [SE3] that concerns the public key A. Whether it is a point at all, the equation tells. */
export function keyForm(key: Uint8Array): SealFault | null {
  if (key.length !== keyBytes) return 'truncated'
  if (isSmallOrder(key)) return 'small-order-key'
  return isCanonicalPoint(key, 0) ? null : 'non-canonical'
}

/** The half of [SE3] that concerns the signature R ‖ S. */
export const signatureForm = (seal: Uint8Array): SealFault | null => signatureFormAt(seal, 0)

/** The same of the signature that begins at `start` and ends with the bytes. */
export function signatureFormAt(bytes: Uint8Array, start: number): SealFault | null {
  if (bytes.length - start !== sealBytes) return 'truncated'
  if (!isReduced(bytes, start + keyBytes)) return 'seal-not-reduced'
  return isCanonicalPoint(bytes, start) ? null : 'non-canonical'
}

/** Order of the base point: L = 2^252 + 27742317777372353535851937790883648493, little-endian. */
const groupOrder = bytesOfHex('edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010')

/** S < L, so that nobody without the key can turn one seal into another. */
const isReduced = (bytes: Uint8Array, start: number): boolean =>
  compareLittleEndian(bytes, start, groupOrder, wholeByte) < 0

/** The field's prime: p = 2^255 − 19, little-endian. */
const fieldPrime = bytesOfHex('edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f')

/** The two y of which x is 0, which has no sign: 1 and p − 1. */
const one = bytesOfHex('0100000000000000000000000000000000000000000000000000000000000000')
const minusOne = bytesOfHex('ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f')

/** y < p, and no sign bit where x is 0 (RFC 8032 §5.1.3). */
function isCanonicalPoint(bytes: Uint8Array, start: number): boolean {
  if (compareY(bytes, start, fieldPrime) >= 0) return false
  const signed = (bytes[start + keyBytes - 1] ?? 0) >= 0x80
  if (!signed) return true
  return compareY(bytes, start, one) !== 0 && compareY(bytes, start, minusOne) !== 0
}

/** Every y that encodes one of the eight points of order 1, 2, 4 or 8: p and p + 1 are 0 and 1 again. */
const smallOrderYs = [
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
].map(bytesOfHex)

/** With such a key one seal fits many messages, with the identity every one. The sign tells none apart. */
function isSmallOrder(key: Uint8Array): boolean {
  return smallOrderYs.some((small) => compareY(key, 0, small) === 0)
}

const wholeByte = 0xff
const withoutSign = 0x7f

/** Compares the y of the point at `start`, whatever its sign, with a y. */
const compareY = (bytes: Uint8Array, start: number, y: Uint8Array): number =>
  compareLittleEndian(bytes, start, y, withoutSign)

/** Of numbers of 32 bytes, the first from `start` on; of its last byte only the bits of `mask` count. */
function compareLittleEndian(a: Uint8Array, start: number, b: Uint8Array, mask: number): number {
  const last = keyBytes - 1
  const highest = ((a[start + last] ?? 0) & mask) - (b[last] ?? 0)
  if (highest !== 0) return highest
  for (let at = last - 1; at >= 0; at--) {
    const difference = (a[start + at] ?? 0) - (b[at] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** The chorus asked for last: a tab has one open, and asks for it with every sigil. */
let lastChorus: { readonly id: ChorusId; readonly bytes: Uint8Array } | null = null

function chorusBytes(chorus: ChorusId | null): Uint8Array {
  if (chorus === null) return noChorus
  if (lastChorus?.id !== chorus) lastChorus = { id: chorus, bytes: bytesOfHex(chorus) }
  return lastChorus.bytes
}

function ascii(label: string): Uint8Array {
  return Uint8Array.from(label, (character) => character.charCodeAt(0))
}

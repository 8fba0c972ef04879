/**
 * Edwards25519 in BigInts, as in RFC 8032 §5.1: slow, obvious and test-only.
 * Crafts the seals that no library would make [SE3], and judges every other verifier.
 */

import { createHash } from 'node:crypto'

export interface Point {
  readonly x: bigint
  readonly y: bigint
}

export const p = 2n ** 255n - 19n
export const order = 2n ** 252n + 27742317777372353535851937790883648493n
const d = mod(-121665n * inverse(121666n))
const rootOfMinusOne = power(2n, (p - 1n) / 4n)

export const identity: Point = { x: 0n, y: 1n }
export const base: Point = pointOfY(mod(4n * inverse(5n)), false) ?? identity

/** A point of order 8. Its multiples are all the points of small order. */
export const torsion: Point = findTorsion()

export function mod(value: bigint, modulus = p): bigint {
  const rest = value % modulus
  return rest < 0n ? rest + modulus : rest
}

function power(root: bigint, exponent: bigint): bigint {
  let result = 1n
  for (
    let square = mod(root), left = exponent;
    left > 0n;
    left >>= 1n, square = mod(square * square)
  )
    if (left & 1n) result = mod(result * square)
  return result
}

function inverse(value: bigint): bigint {
  return power(value, p - 2n)
}

export function add(a: Point, b: Point): Point {
  return affine(addExtended(extended(a), extended(b)))
}

export function times(point: Point, scalar: bigint): Point {
  let result = extended(identity)
  let double = extended(point)
  for (let left = scalar; left > 0n; left >>= 1n) {
    if (left & 1n) result = addExtended(result, double)
    double = addExtended(double, double)
  }
  return affine(result)
}

/** Extended homogeneous coordinates (RFC 8032 §5.1.4): x = X/Z, y = Y/Z, xy = T/Z. */
type Extended = readonly [x: bigint, y: bigint, z: bigint, t: bigint]

function extended({ x, y }: Point): Extended {
  return [x, y, 1n, mod(x * y)]
}

function affine([x, y, z]: Extended): Point {
  return { x: mod(x * inverse(z)), y: mod(y * inverse(z)) }
}

function addExtended([x1, y1, z1, t1]: Extended, [x2, y2, z2, t2]: Extended): Extended {
  const a = mod((y1 - x1) * (y2 - x2))
  const b = mod((y1 + x1) * (y2 + x2))
  const c = mod(2n * d * t1 * t2)
  const e = mod(2n * z1 * z2)
  return [
    mod((b - a) * (e - c)),
    mod((e + c) * (b + a)),
    mod((e - c) * (e + c)),
    mod((b - a) * (b + a)),
  ]
}

export function equalPoints(a: Point, b: Point): boolean {
  return a.x === b.x && a.y === b.y
}

/** The point with this y and sign of x; null where there is none. Takes y ≥ p as what it is modulo p. */
function pointOfY(y: bigint, negative: boolean): Point | null {
  const u = mod(y * y - 1n)
  const v = mod(d * y * y + 1n)
  const square = mod(u * inverse(v))
  let x = power(square, (p + 3n) / 8n)
  if (mod(x * x) !== square) x = mod(x * rootOfMinusOne)
  if (mod(x * x) !== square) return null
  return { x: (x & 1n) === (negative ? 1n : 0n) ? x : mod(-x), y: mod(y) }
}

function findTorsion(): Point {
  for (let y = 2n; ; y++) {
    const point = pointOfY(y, false)
    if (point === null) continue
    const candidate = times(point, order)
    if (!equalPoints(times(candidate, 4n), identity)) return candidate
  }
}

export function bytesOfNumber(value: bigint, length = 32): Uint8Array {
  return Uint8Array.from({ length }, (_, at) => Number((value >> BigInt(8 * at)) & 255n))
}

export function numberOfBytes(bytes: Uint8Array): bigint {
  return bytes.reduceRight((number, byte) => number * 256n + BigInt(byte), 0n)
}

export function encodePoint({ x, y }: Point): Uint8Array {
  return encodeY(y, (x & 1n) === 1n)
}

/** Any y below 2^255 under any sign: how encodings that are not canonical are made. */
export function encodeY(y: bigint, negative: boolean): Uint8Array {
  return bytesOfNumber(y + (negative ? 2n ** 255n : 0n))
}

/** Takes what is not canonical, too. */
export function decodePoint(bytes: Uint8Array): Point | null {
  const number = numberOfBytes(bytes)
  return pointOfY(number & (2n ** 255n - 1n), number >> 255n === 1n)
}

export function sha512(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash('sha512')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

/** The challenge k. */
export function challenge(r: Uint8Array, key: Uint8Array, message: Uint8Array): bigint {
  return mod(numberOfBytes(sha512(r, key, message)), order)
}

/** The secret scalar and prefix of a seed. */
export function expand(seed: Uint8Array): { readonly scalar: bigint; readonly prefix: Uint8Array } {
  const digest = sha512(seed)
  const scalar = numberOfBytes(digest.subarray(0, 32)) & (2n ** 254n - 8n)
  return { scalar: scalar | (2n ** 254n), prefix: digest.subarray(32) }
}

/** SB = R + kA, the cofactorless equation, and nothing else of [SE3]. */
export function equationHolds(key: Uint8Array, message: Uint8Array, seal: Uint8Array): boolean {
  const [a, r] = [decodePoint(key), decodePoint(seal.subarray(0, 32))]
  if (a === null || r === null) return false
  const k = challenge(seal.subarray(0, 32), key, message)
  const s = numberOfBytes(seal.subarray(32))
  return equalPoints(times(base, s), add(r, times(a, k)))
}

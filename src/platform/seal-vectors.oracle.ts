/** Crafts the table of `seal-vectors.ts`, each the work of someone who would split the chorus [SE3]. */

import {
  add,
  base,
  bytesOfNumber,
  challenge,
  decodePoint,
  encodePoint,
  encodeY,
  equalPoints,
  expand,
  identity,
  mod,
  numberOfBytes,
  order,
  p,
  type Point,
  sha512,
  times,
  torsion,
} from './ed25519.oracle'

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
const join = (a: Uint8Array, b: Uint8Array): Uint8Array => Uint8Array.from([...a, ...b])

const seed = new Uint8Array(32).fill(7)
const { scalar, prefix } = expand(seed)
const honestPoint = times(base, scalar)
const honestKey = encodePoint(honestPoint)
const message = utf8('The Great Work')
const longMessage = new Uint8Array(200).fill(0x61)

interface Forging {
  /** Encoded as the key, and hashed as such. */
  readonly key: Uint8Array
  /** Added to R after it was made of its nonce. */
  readonly offset: Point
  /** How the finished R is written down. */
  readonly encodeR: (point: Point) => Uint8Array
  readonly nonce: bigint
  readonly message: Uint8Array
}

/** A seal of the honest scalar, with whatever is bent. */
function forge(bent: Partial<Forging>): Uint8Array {
  const text = bent.message ?? message
  const nonce = bent.nonce ?? mod(numberOfBytes(sha512(prefix, text)), order)
  const point = add(times(base, nonce), bent.offset ?? identity)
  const r = (bent.encodeR ?? encodePoint)(point)
  const s = mod(nonce + challenge(r, bent.key ?? honestKey, text) * scalar, order)
  return join(r, bytesOfNumber(s))
}

/** The first message `n` of these for which `fits`. */
function messageSuchThat(fits: (text: Uint8Array) => boolean): Uint8Array {
  for (let n = 0; ; n++) if (fits(utf8(`message ${n}`))) return utf8(`message ${n}`)
}

const mixedKey = encodePoint(add(honestPoint, torsion))
const mixedChallenge = (text: Uint8Array): bigint =>
  challenge(forge({ message: text, key: mixedKey }).subarray(0, 32), mixedKey, text)

function withS(change: (s: bigint) => bigint, seal = forge({})): Uint8Array {
  return join(seal.subarray(0, 32), bytesOfNumber(change(numberOfBytes(seal.subarray(32)))))
}

function flipped(source: Uint8Array, at: number): Uint8Array {
  return source.map((byte, index) => (index === at ? byte ^ 1 : byte))
}

/** Every 32 bytes that decode to a point of small order, canonical ones first. */
export function smallOrderEncodings(): readonly Uint8Array[] {
  const canonical = Array.from({ length: 8 }, (_, n) => encodePoint(times(torsion, BigInt(n))))
  const known = new Set(canonical.map(hex))
  const ys = [...canonical.map((key) => numberOfBytes(key) & (2n ** 255n - 1n)), p, p + 1n]
  const others = ys.flatMap((y) => [encodeY(y, false), encodeY(y, true)])
  return [...canonical, ...others.filter((key) => !known.has(hex(key)) && known.add(hex(key)))]
}

/** y ≥ p, on the curve, of no small order. */
function unreducedKeys(): readonly Uint8Array[] {
  return Array.from({ length: 17 }, (_, n) => encodeY(p + 2n + BigInt(n), false)).filter(
    (key) => decodePoint(key) !== null,
  )
}

/** No point at all: its y has no x. */
const offCurve = encodeY(2n, false)

/** Rows of the table, as it stands there. */
export function craftVectors(): readonly string[] {
  const honest = forge({})
  const even = messageSuchThat((text) => mixedChallenge(text) % 8n === 0n)
  const odd = messageSuchThat((text) => mixedChallenge(text) % 8n === 1n)
  const vector = (
    name: string,
    counts: boolean,
    seal: Uint8Array,
    { key = honestKey, text = message }: { key?: Uint8Array; text?: Uint8Array } = {},
  ): string =>
    [counts ? 'yes' : 'no', hex(key) || '-', hex(text) || '-', hex(seal) || '-', name].join(' ')

  return [
    [
      'yes d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a -',
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
      'RFC 8032 §7.1, test 1',
    ].join(' '),
    vector('honest', true, honest),
    vector('honest, 200 bytes', true, forge({ message: longMessage }), {
      text: longMessage,
    }),
    vector('another message', false, honest, { text: utf8('The Great Wark') }),
    vector('another key', false, honest, { key: encodePoint(times(base, 5n)) }),
    vector('R changed in one bit', false, flipped(honest, 3)),
    vector('S changed in one bit', false, flipped(honest, 40)),
    ...[1n, 2n, 7n, 14n].map((n) =>
      vector(
        `S + ${n}L`,
        false,
        withS((s) => s + n * order),
      ),
    ),
    vector(
      'S = L',
      false,
      withS(() => order),
    ),
    vector(
      'S = L − 1',
      false,
      withS(() => order - 1n),
    ),
    vector('all zeros', false, new Uint8Array(64)),
    vector('all ones', false, new Uint8Array(64).fill(0xff)),
    ...[1n, 2n, 4n].map((n) =>
      // The cofactored equation takes these; ours does not.
      vector(`R + torsion of order ${8n / n}`, false, forge({ offset: times(torsion, n) })),
    ),
    vector('key + torsion, where it cancels out', true, forge({ message: even, key: mixedKey }), {
      key: mixedKey,
      text: even,
    }),
    vector('key + torsion, where it does not', false, forge({ message: odd, key: mixedKey }), {
      key: mixedKey,
      text: odd,
    }),
    // With nonce 0, R is the identity: canonical, and the equation holds.
    vector('R the identity', true, forge({ nonce: 0n })),
    vector(
      'R the identity, y unreduced',
      false,
      forge({ nonce: 0n, encodeR: () => encodeY(p + 1n, false) }),
    ),
    vector('R the identity, signed', false, forge({ nonce: 0n, encodeR: () => encodeY(1n, true) })),
    ...smallOrderEncodings().map((key, n) =>
      vector(`small order ${n}, S = 0`, false, keylessSeal, { key, text: cancelling(key) }),
    ),
    ...unreducedKeys()
      .slice(0, 2)
      .map((key, n) => vector(`unreduced key ${n}`, false, honest, { key })),
    vector('key off the curve', false, honest, { key: offCurve }),
    vector('R off the curve', false, join(offCurve, honest.subarray(32))),
    vector('no seal', false, new Uint8Array(0)),
    vector('seal of 63 bytes', false, honest.subarray(0, 63)),
    vector('seal of 65 bytes', false, join(honest, Uint8Array.of(0))),
    vector('no key', false, honest, { key: new Uint8Array(0) }),
    vector('key of 31 bytes', false, honest, { key: honestKey.subarray(0, 31) }),
  ]
}

/** The identity and S = 0: fits every message for which kA vanishes, and needs no secret. */
const keylessSeal = join(encodePoint(identity), new Uint8Array(32))

function cancelling(key: Uint8Array): Uint8Array {
  const point = decodePoint(key) ?? identity
  const r = encodePoint(identity)
  return messageSuchThat((text) => equalPoints(times(point, challenge(r, key, text)), identity))
}

/**
 * Goal: no sigil is vouched for but by its own author, through an unbroken run of its strand.
 * Method: small packs, drawn; which seals are genuine is said by the test.
 */

import { expect, test } from 'vitest'

import type { Sigil } from './sigil'
import { createLoom, type Drawn, doorKey } from './sigil.fixture'
import { tipsOf, vouchedFor } from './vouching'

const loom = createLoom(['bea'])
const drawn: Record<string, Drawn> = {}
for (let nth = 1; nth <= 9; nth++) {
  drawn[`a${nth}`] = { by: 'ada', at: 10 * nth, title: `${nth}` }
  drawn[`b${nth}`] = { by: 'bea', at: 10 * nth + 1, title: `${nth}` }
}
const woven = loom.weave(drawn)
const named = (names: string): readonly Sigil[] => names.split(' ').map((name) => woven[name]!)
const nameOf = (sigil: Sigil): string =>
  Object.keys(woven).find((name) => woven[name] === sigil) ?? sigil.deed.kind
const names = (sigils: readonly Sigil[]): string => sigils.map(nameOf).join(' ')

const allOf = (by: string): string => [1, 2, 3, 4, 5, 6, 7, 8, 9].map((nth) => by + nth).join(' ')

const pack = named('a1 b1 a2 b2 a3 b3 a4 b4 a5 b5')

/*   a1 ── a2 ── a3 ── a4 ── a5 ✓        b1 ── b2 ── b3 ✗ ── b4 ── b5 ✓   */
test('[SE8] the last of each run vouches for all of it, whatever seals are in its midst', () => {
  expect(names(tipsOf(pack))).toBe('a5 b5')
  expect(vouchedFor(pack, new Set(named('a5 b5')))).toEqual(pack)
})

test('[SE8] a forged end vouches for nothing, and nobody for another’s strand', () => {
  expect(vouchedFor(pack, new Set())).toEqual([])
  expect(names(vouchedFor(pack, new Set(named('b5'))))).toBe('b1 b2 b3 b4 b5')
})

/*   a1 ── a2 ── a3 · · · a5 ── a6 ── a7 ── a8 ── a9   */
test('[SE8] a run ends where one is missing', () => {
  const parted = named('a1 a2 a3 a5 a6 a7 a8 a9')
  expect(names(tipsOf(parted))).toBe('a3 a9')
  expect(names(vouchedFor(parted, new Set(named('a9'))))).toBe('a5 a6 a7 a8 a9')
})

test('[SE8] who comes in, and who lets in, stands on a seal of its own', () => {
  const all = [...loom.prelude, ...named(`${allOf('a')} ${allOf('b')}`)]
  expect(names(tipsOf(all))).toBe('found invite join a9 b9')
  // Ada's last stands for what she wrote, and not for her genesis and her invite.
  expect(names(vouchedFor(all, new Set(named('a9'))))).toBe(allOf('a'))
})

test('[SE8] an invite in the midst of a strand parts nothing, and is not vouched for', () => {
  const own = createLoom()
  const { a, b, c, d, e } = own.weave({
    a: { by: 'ada', at: 10, title: 'A' },
    b: { by: 'ada', at: 11, deed: { kind: 'invite', key: doorKey, role: 'witness' } },
    c: { by: 'ada', at: 12, title: 'C' },
    d: { by: 'ada', at: 13, title: 'D' },
    e: { by: 'ada', at: 14, title: 'E' },
  })
  expect(vouchedFor([a, b, c, d, e], new Set([e]))).toEqual([a, c, d, e])
})

test('[SE8] where many would have to be looked at, and most, none is looked at before its turn', () => {
  const own = createLoom()
  const all = own.weave(
    Object.fromEntries(
      Array.from({ length: 100 }, (_, nth) => [
        `a${nth}`,
        { by: 'ada', at: 10 + nth, title: `${nth}` },
      ]),
    ),
  )
  const everyThird = Object.values(all).filter((_, nth) => nth % 3 === 0)
  expect(everyThird).toHaveLength(34)
  expect(tipsOf(everyThird)).toEqual([])
  expect(tipsOf(everyThird.slice(2))).toHaveLength(32)
  expect(names(tipsOf(named('a1 b1 b2')))).toBe('a1 b2')
  expect(tipsOf([])).toEqual([])
})

test('[SE8] of a fork both ends are looked at', () => {
  const forked = createLoom()
  const { a, b, c, d, e, f, left, right } = forked.weave({
    a: { by: 'ada', at: 10, title: 'A' },
    b: { by: 'ada', at: 11, title: 'B' },
    c: { by: 'ada', at: 12, title: 'C' },
    d: { by: 'ada', at: 13, title: 'D' },
    e: { by: 'ada', at: 14, title: 'E' },
    f: { by: 'ada', at: 15, title: 'F' },
    left: { by: 'ada', at: 16, title: 'left' },
    right: { by: 'ada', at: 17, prev: 'f', title: 'right' },
  })
  const all = [a, b, c, d, e, f, left, right]
  expect(tipsOf(all)).toEqual([left, right])
  expect(vouchedFor(all, new Set([right]))).toEqual([a, b, c, d, e, f, right])
})

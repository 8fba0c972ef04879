import { expect, test } from 'vitest'

import { createAludel, isTooFarAhead, type AludelBudgets } from './aludel'
import { maxAheadMs } from './limits'
import { blank, sealFake, sigilIdNamed, strandNamed, weaverNamed } from './sigil.fixture'

const roomy = { sigils: 1000, bytes: 1_000_000 }

function sigilAt(ms: number, by = 'ada') {
  return sealFake({ ...blank(weaverNamed(by), strandNamed(by)), stamp: { ms, tick: 0 } })
}

function createSmallAludel(budgets: Partial<AludelBudgets>) {
  return createAludel({ author: roomy, neighbour: roomy, total: roomy, ...budgets })
}

test('[AL1] a sigil is drawn when the last of its links is here, and not before', () => {
  const aludel = createSmallAludel({})
  const poured = { sigil: sigilAt(1), from: 'bea' }
  aludel.rest(poured, [sigilIdNamed('a'), sigilIdNamed('b')])
  expect(aludel.draw(sigilIdNamed('a'))).toEqual([])
  expect(aludel.waiting(0)).toMatchObject([{ missing: [sigilIdNamed('b')], from: 'bea' }])
  expect(aludel.draw(sigilIdNamed('b'))).toMatchObject([poured])
  expect(aludel.has(poured.sigil.id)).toBe(false)
  expect(aludel.waiting(0)).toEqual([])
})

test('[AL4] missing is what something waits for and nothing holds, with whoever handed it over', () => {
  const aludel = createSmallAludel({})
  const child = sigilAt(2)
  aludel.rest({ sigil: child, from: 'bea' }, [sigilIdNamed('parent')])
  aludel.rest({ sigil: sigilAt(3), from: 'cy' }, [child.id])
  expect(aludel.missing()).toEqual([{ id: sigilIdNamed('parent'), from: 'bea' }])
})

test('what waited for a sigil that will never come is spilled, whatever else it waits for', () => {
  const aludel = createSmallAludel({})
  aludel.rest({ sigil: sigilAt(1), from: 'bea' }, [sigilIdNamed('a'), sigilIdNamed('b')])
  expect(aludel.spill(sigilIdNamed('a'))).toHaveLength(1)
  expect(aludel.missing()).toEqual([])
})

test('[AL3] a batch may exceed the budgets until it ends', () => {
  const aludel = createSmallAludel({ author: { sigils: 8, bytes: 1_000_000 } })
  for (let ms = 1; ms <= 20; ms++) {
    aludel.rest({ sigil: sigilAt(ms), from: 'bea' }, [sigilIdNamed(`${ms}`)])
  }
  expect(aludel.waiting(0)).toHaveLength(20)
  aludel.trim()
  expect(aludel.waiting(0).length).toBeLessThanOrEqual(8)
})

test('[AL3] an author over budget loses the greatest stamps, and nobody else loses any', () => {
  const aludel = createSmallAludel({ author: { sigils: 8, bytes: 1_000_000 } })
  const mine = sigilAt(999, 'bea')
  aludel.rest({ sigil: mine, from: 'cy' }, [sigilIdNamed('x')])
  const flood = [5, 3, 9, 1, 7, 2, 8, 4, 6].map((ms) => sigilAt(ms))
  for (const sigil of flood) aludel.rest({ sigil, from: 'cy' }, [sigilIdNamed('y')])
  aludel.trim()
  const left = flood.filter(({ id }) => aludel.has(id)).map(({ stamp }) => stamp.ms)
  expect(new Set(left)).toEqual(new Set([1, 2, 3, 4, 5, 6, 7]))
  expect(aludel.has(mine.id)).toBe(true)
})

test('[AL3] a neighbour over budget in bytes loses its own share alone', () => {
  const size = sigilAt(1).bytes.length
  const aludel = createSmallAludel({ neighbour: { sigils: 1000, bytes: size * 4 } })
  for (let ms = 1; ms <= 6; ms++) {
    aludel.rest({ sigil: sigilAt(ms, `author ${ms}`), from: 'flooder' }, [sigilIdNamed('x')])
  }
  const honest = sigilAt(50, 'bea')
  aludel.rest({ sigil: honest, from: 'cy' }, [sigilIdNamed('y')])
  aludel.trim()
  expect(aludel.waiting(0).filter(({ from }) => from === 'flooder').length).toBeLessThan(5)
  expect(aludel.has(honest.id)).toBe(true)
})

test('[AL3] over the total budget the largest neighbour pays', () => {
  const aludel = createSmallAludel({ total: { sigils: 10, bytes: 1_000_000 } })
  for (let ms = 1; ms <= 9; ms++) {
    aludel.rest({ sigil: sigilAt(ms, `author ${ms}`), from: 'flooder' }, [sigilIdNamed('x')])
  }
  const honest = [100, 200].map((ms) => sigilAt(ms, 'bea'))
  for (const sigil of honest) aludel.rest({ sigil, from: 'cy' }, [sigilIdNamed('y')])
  aludel.trim()
  expect(aludel.waiting(0).length).toBeLessThanOrEqual(10)
  expect(honest.every(({ id }) => aludel.has(id))).toBe(true)
})

test('[AL3] what has left is waited for again by those that link it', () => {
  const aludel = createSmallAludel({ author: { sigils: 1, bytes: 1_000_000 } })
  const parent = sigilAt(7)
  const child = sigilAt(2)
  aludel.rest({ sigil: parent, from: 'cy' }, [sigilIdNamed('x')])
  aludel.rest({ sigil: child, from: 'cy' }, [parent.id])
  expect(aludel.missing()).toEqual([{ id: sigilIdNamed('x'), from: 'cy' }])
  aludel.trim()
  expect(aludel.missing().map(({ id }) => id)).not.toContain(sigilIdNamed('x'))
})

test('[ST5] held sigils are released once the clock is near enough, earliest first', () => {
  const aludel = createSmallAludel({})
  const [near, far] = [maxAheadMs + 10, maxAheadMs + 20].map((ms) => sigilAt(ms))
  aludel.hold({ sigil: far!, from: 'bea' })
  aludel.hold({ sigil: near!, from: 'bea' })
  expect(aludel.dueMs()).toBe(10)
  expect(aludel.waiting(4)).toMatchObject([{ heldMs: 16 }, { heldMs: 6 }])
  expect(aludel.release(9)).toEqual([])
  expect(aludel.release(25).map(({ sigil }) => sigil.id)).toEqual([near!.id, far!.id])
  expect(aludel.dueMs()).toBe(null)
})

test('[ST5] two minutes ahead is near enough, a millisecond more is not', () => {
  expect(isTooFarAhead(sigilAt(maxAheadMs), 0)).toBe(false)
  expect(isTooFarAhead(sigilAt(maxAheadMs + 1), 0)).toBe(true)
})

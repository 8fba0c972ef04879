/** The rules of the text, one case each. Runs are named by their index. */

import { describe, expect, test } from 'vitest'

import type { Splice } from '../sigil'
import { type BodyText, createBodyText } from './body'
import type { RunOrder } from './history'

const byIndex: RunOrder = (a, b) => a - b

/** A body of runs `[parents, ...splices]`, merged. */
function bodyOf(
  runs: readonly (readonly [parents: readonly number[], ...splices: Splice[]])[],
  order: RunOrder = byIndex,
): BodyText {
  const body = createBodyText(order)
  for (const [parents, ...splices] of runs) body.add({ parents, splices })
  body.advance()
  return body
}

test('[TX1] positions count UTF-16 units, and half a pair may stand alone', () => {
  const body = bodyOf([
    [[], [0, 0, '🜁']],
    [[0], [1, 0, '-']],
  ])
  expect(body.text()).toBe('\ud83d-\udf01')
  expect(body.text().toWellFormed()).toBe('\ufffd-\ufffd')
  expect(body.length()).toBe(3)
})

/*
 *    0: 'abc'
 *    ├─ 1: deletes b, then types x and y there
 *    2: types z at the end
 */
test('[TX2] a run is read against its parents’ text, each splice against what the one before left', () => {
  const body = bodyOf([
    [[], [0, 0, 'abc']],
    [[0], [1, 1, 'x'], [2, 0, 'y']],
    [[0], [3, 0, 'z']],
  ])
  expect(body.text()).toBe('axycz')
})

test('[TX2] a splice deletes before it inserts, and a character deleted twice is gone once', () => {
  const body = bodyOf([
    [[], [0, 0, 'abcd']],
    [[0], [1, 2, 'x']],
    [[0], [0, 3, 'y']],
  ])
  expect(body.text()).toBe('yxd')
})

/*
 *    0: 'ab'      1 names 0 although 2 implies it
 *    1: c
 *    2: (0, 1) d
 */
test('[TX3] a parent that another parent descends from adds nothing', () => {
  const body = bodyOf([
    [[], [0, 0, 'ab']],
    [[0], [2, 0, 'c']],
    [
      [0, 1],
      [3, 0, 'd'],
    ],
  ])
  expect(body.text()).toBe('abcd')
  expect(body.rivals(2)).toEqual([])
})

describe('[TX4] concurrent insertions at one place', () => {
  const rivals = [
    [[], [0, 0, '()']],
    [[0], [1, 0, 'ab']],
    [[0], [1, 0, 'cd']],
  ] as const

  test('[TX4] stand in the order of their keys, each in one piece', () => {
    expect(bodyOf(rivals).text()).toBe('(abcd)')
    expect(bodyOf(rivals, (a, b) => b - a).text()).toBe('(cdab)')
  })

  /*
   *    0: '()'
   *    ├─ 1: a   ─ 3: b before a   (typed backwards)
   *    2: c      ─ 4: d before c
   */
  test('[TX4] stay in one piece when typed backwards too, whatever the keys', () => {
    const runs = [
      [[], [0, 0, '()']],
      [[0], [1, 0, 'a']],
      [[0], [1, 0, 'c']],
      [[1], [1, 0, 'b']],
      [[2], [1, 0, 'd']],
    ] as const
    expect(bodyOf(runs).text()).toBe('(badc)')
    const odd: RunOrder = (a, b) => [0, 1, 4, 5, 2].indexOf(a) - [0, 1, 4, 5, 2].indexOf(b)
    expect(bodyOf(runs, odd).text()).toMatch(/^\((badc|dcba)\)$/)
  })
})

describe('[TX5] a run that reaches past the end at its parents is void', () => {
  test('[TX5] position or deletion, first splice or last, the whole run does nothing', () => {
    const body = bodyOf([
      [[], [0, 0, 'abc']],
      [[0], [4, 0, 'x']],
      [[1], [2, 2, 'x']],
      [[2], [0, 0, 'x'], [4, 1, '']],
      [[3], [0, 1, ''], [3, 0, 'x']],
      [[4], [3, 0, 'd']],
    ])
    expect(body.text()).toBe('abcd')
    expect([0, 1, 2, 3, 4, 5].filter(body.isVoid)).toEqual([1, 2, 3, 4])
  })

  /*
   *    0: 'abc'
   *    ├─ 1: deletes abc
   *    2: types at 3: fits, since 1 is not in its past
   *    └──┬─┘
   *       3: types at 3: does not, one character is left
   */
  test('[TX5] its own past alone decides, whatever else has happened', () => {
    const body = bodyOf([
      [[], [0, 0, 'abc']],
      [[0], [0, 3, '']],
      [[0], [3, 0, 'x']],
      [
        [1, 2],
        [3, 0, 'y'],
      ],
    ])
    expect(body.text()).toBe('x')
    expect([0, 1, 2, 3].filter(body.isVoid)).toEqual([3])
  })

  test('[TX5] a void run is a version like any other, and meets nobody', () => {
    const body = bodyOf([
      [[], [0, 0, 'a']],
      [[0], [1, 0, 'b'], [9, 0, 'x']],
      [[0], [1, 0, 'c']],
      [[1], [1, 0, 'd']],
    ])
    expect(body.text()).toBe('acd')
    expect([0, 1, 2, 3].map(body.rivals)).toEqual([[], [], [3], [2]])
  })
})

describe('[TX6] rivals are the runs that inserted at one place', () => {
  /*
   *    0: '()'
   *    ├─ 1: a in the middle ── 3: b after a: not the same place any more
   *    ├─ 2: c in the middle
   *    4: d at the end
   */
  test('[TX6] same left and right neighbour, concurrently', () => {
    const body = bodyOf([
      [[], [0, 0, '()']],
      [[0], [1, 0, 'a']],
      [[0], [1, 0, 'c']],
      [[1], [2, 0, 'b']],
      [[0], [2, 0, 'd']],
    ])
    expect([0, 1, 2, 3, 4].map(body.rivals)).toEqual([[], [2], [1], [], []])
  })

  test('[TX6] a body opened from a snapshot tells them too', () => {
    const body = createBodyText(byIndex)
    body.add({ parents: [], splices: [[0, 0, 'a']] })
    body.add({ parents: [], splices: [[0, 0, 'b']] })
    body.load('ab', [0, 1])
    expect(body.advance()).toEqual([])
    expect(body.rivals(0)).toEqual([1])
    body.add({ parents: [], splices: [[0, 0, 'c']] })
    expect(body.advance()).toEqual([[2, 0, 'c']])
    expect(body.rivals(0)).toEqual([1, 2])
  })

  /*
   *    0: a    1: b    2: c    3: d    all at the start, none having seen another
   *
   * Asked when it holds two of them, it has let these meet. A walk takes the newest first, so
   * the next lets the other two meet before any of them meets one of the first two.
   */
  test('[TX6] a body that is asked before it has merged tells all of them, too', () => {
    const body = createBodyText(byIndex)
    const arrive = (text: string) => body.add({ parents: [], splices: [[0, 0, text]] })
    arrive('a')
    arrive('b')
    expect(body.rivals(0)).toEqual([1])
    arrive('c')
    arrive('d')
    expect([0, 1, 2, 3].map(body.rivals)).toEqual([
      [1, 2, 3],
      [0, 2, 3],
      [0, 1, 3],
      [0, 1, 2],
    ])
  })

  test('[TX6] a crowd at one place costs no square of memory, and all are met', () => {
    const crowd = 2000
    const body = bodyOf(Array.from({ length: crowd }, (_, nth) => [[], [0, 0, `${nth % 10}`]]))
    expect(body.rivals(7)).toHaveLength(crowd - 1)
  })
})

describe('[TX8] advance tells what changed', () => {
  test('[TX8] typing comes out as one insertion, a held backspace as one deletion', () => {
    const body = bodyOf([[[], [0, 0, 'say: ']]])
    for (const [nth, letter] of Array.from('hello').entries()) {
      body.add({ parents: [nth], splices: [[5 + nth, 0, letter]] })
    }
    expect(body.advance()).toEqual([[5, 0, 'hello']])
    body.add({ parents: [5], splices: [[9, 1, '']] })
    body.add({ parents: [6], splices: [[8, 1, '']] })
    expect(body.advance()).toEqual([[8, 2, '']])
    expect(body.advance()).toEqual([])
  })

  test('[TX8] what two deleted is deleted once', () => {
    const body = bodyOf([
      [[], [0, 0, 'abcd']],
      [[0], [1, 2, '']],
    ])
    body.add({ parents: [0], splices: [[0, 3, '']] })
    expect(body.advance()).toEqual([[0, 1, '']])
    expect(body.text()).toBe('d')
  })

  test('[TX8] runs that a loaded version lacks are merged into it', () => {
    const body = createBodyText(byIndex)
    body.add({ parents: [], splices: [[0, 0, 'ab']] })
    body.add({ parents: [0], splices: [[1, 0, 'x']] })
    body.add({ parents: [0], splices: [[2, 0, 'y']] })
    body.load('aby', [2])
    expect(body.text()).toBe('aby')
    expect(body.advance()).toEqual([[1, 0, 'x']])
    expect(body.text()).toBe('axby')
  })
})

test('[TX9] any version can be read, merged or not, and reading it moves nothing', () => {
  const body = bodyOf([
    [[], [0, 0, 'ab']],
    [[0], [0, 1, '']],
    [[0], [2, 0, 'c']],
  ])
  const versions = [[], [0], [1], [2], [1, 2], [0, 2]]
  const texts = ['', 'ab', 'b', 'abc', 'bc', 'abc']
  expect(versions.map((version) => body.textAt(version))).toEqual(texts)
  expect(body.text()).toBe('bc')
})

describe('hostile graphs', () => {
  /** Each run of a row was written on all 16 of the row before. */
  test('[TX8] a lattice of 16 parents a run is merged without walking its paths', () => {
    const body = createBodyText(byIndex)
    for (let row = 0; row < 60; row += 1) {
      const above = row === 0 ? [] : Array.from({ length: 16 }, (_, nth) => 16 * row - 16 + nth)
      for (let nth = 0; nth < 16; nth += 1) {
        body.add({ parents: above, splices: [[0, 0, 'x']] })
      }
    }
    body.advance()
    expect(body.text()).toBe('x'.repeat(960))
  })

  /** Two authors offline, 20,000 keys each, whose keys arrive in turn. */
  test('[TX8] two long branches that arrive in turn are walked one after the other', () => {
    const body = createBodyText(byIndex)
    body.add({ parents: [], splices: [[0, 0, '()']] })
    for (let key = 0; key < 20_000; key += 1) {
      const above = key === 0 ? [0, 0] : [2 * key - 1, 2 * key]
      body.add({ parents: above.slice(0, 1), splices: [[1 + key, 0, 'a']] })
      body.add({ parents: above.slice(1), splices: [[1 + key, 0, 'b']] })
    }
    body.advance()
    expect(body.text()).toBe(`(${'a'.repeat(20_000)}${'b'.repeat(20_000)})`)
  })

  test('[TX8] a chain of 100,000 runs beside another root is neither recursed into nor refused', () => {
    const body = createBodyText(byIndex)
    for (let run = 0; run < 100_000; run += 1) {
      body.add({ parents: run === 0 ? [] : [run - 1], splices: [[run, 0, 'a']] })
    }
    body.advance()
    body.add({ parents: [], splices: [[0, 0, 'z']] })
    expect(body.advance()).toEqual([[100_000, 0, 'z']])
    expect(body.length()).toBe(100_001)
  })
})

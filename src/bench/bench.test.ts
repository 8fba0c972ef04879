/**
 * The benchmarks' arithmetic, and that every work comes out right in a tiny form.
 * Nothing here is timed: a figure is only ever told by `npm run bench`.
 */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, describe, expect, test } from 'vitest'

import { contend } from './contest'
import { tookTooLong } from './contestant'
import { bestWays, judge, movedBy, ratioOf, spreadOf, type Standing } from './figures'
import { tinySceneIn } from './tiny.fixture'
import { bestPeer, ours, type Contender, type Take, type TraceRef } from './work'
import { works } from './works'

const scratch = mkdtempSync(join(tmpdir(), 'aetherlink-bench-'))
afterAll(() => rmSync(scratch, { recursive: true }))
const tinyScene = tinySceneIn(scratch)

const standing = (who: string, samples: readonly number[], how = ''): Standing => ({
  who,
  how,
  samples,
  isAside: false,
})

describe('figures', () => {
  test('the median of an even number of samples lies between the two in the middle', () => {
    expect(spreadOf([4, 1, 3, 2])).toEqual({ median: 2.5, low: 1, high: 4 })
  })

  test('a ratio is of medians, and its spread is that of the rounds', () => {
    expect(ratioOf([10, 30, 20], [10, 10, 40])).toEqual({ median: 2, low: 0.5, high: 3 })
  })

  test('a single sample stands for every round', () => {
    expect(ratioOf([10, 20, 30], [100])).toEqual({ median: 0.2, low: 0.1, high: 0.3 })
  })

  test('a contender counts by the best of its ways', () => {
    const ways = [standing('yjs', [9], 'slow'), standing('yjs', [3], 'fast'), standing(ours, [1])]
    expect(bestWays(ways).map(({ how, who }) => [who, how])).toEqual([
      ['yjs', 'fast'],
      [ours, ''],
    ])
  })

  test('the best peer is neither ourselves nor anyone aside', () => {
    const standings = [
      standing(ours, [6]),
      standing('yjs', [4]),
      standing('loro', [3]),
      { ...standing('bare', [1]), isAside: true },
    ]
    expect(judge(standings, ours, { atMost: 2, times: bestPeer })).toMatchObject({
      median: 2,
      against: 'loro',
      isReached: true,
    })
    expect(judge(standings, ours, { atMost: 1, times: 'yjs' })).toMatchObject({
      median: 1.5,
      isReached: false,
    })
    expect(judge(standings, ours, { atMost: 5, times: null })).toMatchObject({
      median: 6,
      against: null,
      isReached: false,
    })
    expect(judge(standings, ours, { atMost: 1, times: 'automerge' })).toBeNull()
  })

  test('a figure moved where its spread is clear of the baseline’s, and by more than a tenth', () => {
    const before = { median: 1, low: 0.9, high: 1.2 }
    expect(movedBy({ median: 1.5, low: 1.3, high: 1.6 }, before)).toBeCloseTo(0.5)
    expect(movedBy({ median: 1.5, low: 1.1, high: 1.6 }, before)).toBeNull()
    const narrow = { median: 1, low: 1, high: 1 }
    expect(movedBy({ median: 1.05, low: 1.04, high: 1.06 }, narrow)).toBeNull()
  })
})

describe('a contest', () => {
  const contender = (who: string, isFresh = false): Contender => ({
    who,
    isFresh,
    prepare: async () => [],
  })

  test('everybody does it in turn, after a round that counts for nothing', async () => {
    const turns: string[] = []
    const { standings } = await contend([contender('a'), contender('b')], {
      rounds: 2,
      now: () => 0,
      enter: async ({ who }) => ({
        hows: [''],
        take: async () => ({ row: turns.push(who) }),
        leave: async () => {},
      }),
    })
    expect(turns.join('')).toBe('ababab')
    expect(standings.get('row')?.map(({ samples }) => samples)).toEqual([
      [3, 5],
      [4, 6],
    ])
  })

  test('short samples are taken several times in a turn, and their median counts', async () => {
    const turns: string[] = []
    let nowMs = 0
    const { standings } = await contend([contender('quick'), contender('slow')], {
      rounds: 1,
      takesATurn: 3,
      now: () => nowMs,
      enter: async ({ who }) => ({
        hows: [''],
        take: async () => {
          nowMs += who === 'slow' ? 600 : 1
          return { row: turns.push(who) }
        },
        leave: async () => {},
      }),
    })
    const [quick, slow] = ['quick', 'slow'].map((who) => turns.filter((one) => one === who).length)
    expect([quick, slow]).toEqual([6, 4])
    expect(turns.slice(0, 5)).toEqual(['quick', 'quick', 'quick', 'slow', 'slow'])
    expect(standings.get('row')?.map(({ samples }) => samples)).toEqual([[7], [9.5]])
  })

  test('whoever takes too long is asked once', async () => {
    let nowMs = 0
    const { standings } = await contend([contender('slow'), contender('quick')], {
      rounds: 3,
      now: () => nowMs,
      enter: async ({ who }) => ({
        hows: [''],
        take: async () => {
          nowMs += who === 'slow' ? 60_000 : 1
          return { row: 1 }
        },
        leave: async () => {},
      }),
    })
    expect(standings.get('row')?.map(({ samples }) => samples.length)).toEqual([1, 3])
  })

  test('a wrong result is a failure and no figure', async () => {
    let turn = 0
    const { standings, failures } = await contend([contender('a')], {
      rounds: 3,
      now: () => 0,
      enter: async () => ({
        hows: [''],
        take: async () => {
          if (++turn === 3) throw new Error('wrong result: a text')
          return { row: 1 }
        },
        leave: async () => {},
      }),
    })
    expect(failures).toEqual(['a: wrong result: a text'])
    expect(standings.size).toBe(0)
  })

  test('whoever takes too long is left out with all its ways, and of ours that is a failure', async () => {
    let asked = 0
    const outcome = await contend([contender('quick'), contender('slow'), contender(ours)], {
      rounds: 2,
      now: () => 0,
      enter: async ({ who }) => ({
        hows: ['one way', 'another'],
        take: async (way) => {
          if (who === 'quick' || way === 1) return { row: 1 }
          asked += 1
          throw tookTooLong
        },
        leave: async () => {},
      }),
    })
    expect(outcome.leftOut).toEqual(['slow: not done within 3 minutes'])
    expect(outcome.failures).toEqual(['ours: not done within 3 minutes'])
    expect(outcome.standings.get('row')?.map(({ who }) => who)).toEqual(['quick', 'quick'])
    expect(asked).toBe(2)
  })

  test('who must be fresh starts anew for every sample', async () => {
    let entered = 0
    let left = 0
    await contend([contender('a', true)], {
      rounds: 2,
      now: () => 0,
      enter: async () => {
        entered += 1
        return { hows: [''], take: async () => ({ row: 1 }), leave: async () => void (left += 1) }
      },
    })
    expect([entered, left]).toEqual([4, 4])
  })
})

describe.each(works)('$id', (work) => {
  const contenders = work
    .cases(tinyScene)
    .flatMap((one) => one.contenders.map((contender) => ({ ...contender, name: one.name })))

  test.each(contenders)('$name by $who comes out right, twice over', async ({ prepare }) => {
    const takes = await prepare()
    const rows = new Set<string>()
    for (const { sample } of [...takes, ...takes]) {
      const values = Object.entries(await sample())
      for (const [row, value] of values) {
        expect([row, Number.isFinite(value) && value >= 0]).toEqual([row, true])
        rows.add(row)
      }
    }
    const known = work.rows.map(({ name }) => name)
    expect([...rows].filter((row) => !known.includes(row))).toEqual([])
    expect(rows.size).toBeGreaterThan(0)
  })
})

test('where a trace ends in another text, each contender says so', async () => {
  const wrong: readonly TraceRef[] = tinyScene.traces.map((trace) => ({
    ...trace,
    read: () => ({ ...trace.read(), endContent: 'lead' }),
  }))
  const onTraces = works.flatMap(({ cases }) =>
    cases({ ...tinyScene, traces: wrong }).filter(({ name }) =>
      wrong.some((trace) => trace.name === name),
    ),
  )
  const verdicts: string[] = []
  for (const { contenders } of onTraces) {
    for (const { prepare } of contenders) {
      for (const take of await prepare()) verdicts.push(await verdictOn(take))
    }
  }
  expect(verdicts.length).toBeGreaterThan(0)
  expect(new Set(verdicts)).toEqual(new Set(['wrong']))
})

const verdictOn = ({ sample }: Take): Promise<string> =>
  sample().then(
    () => 'right',
    (error: unknown) => (String(error).includes('wrong result') ? 'wrong' : String(error)),
  )

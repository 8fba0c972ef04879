/** The text engine against its oracle: random histories, every arrival order, every way to replay. */

import fc from 'fast-check'
import { expect, test } from 'vitest'

import { type BodyText, createBodyText } from './body'
import { createOracle, type Oracle } from './body.oracle'
import {
  ancestors,
  arrivalOf,
  branchings,
  histories,
  type NamedRun,
  orderOf,
  typings,
} from './graphs.fixture'
import type { Shortcuts } from './shortcuts'
import { fewerShortcuts } from './shortcuts.fixture'
import { applySplices } from './splices.fixture'

/** Causal orders each history is replayed under, the one it grew in among them. */
const orders = 4

/** What the arrivals of one history have in common. Runs by name. */
interface Verdicts {
  readonly text: string
  readonly voids: readonly number[]
  readonly rivals: readonly (readonly number[])[]
}

interface Arrival {
  readonly body: BodyText
  /** Name of each run, by index, and the other way round. */
  readonly names: readonly number[]
  readonly indexOf: ReadonlyMap<number, number>
  readonly add: (index: number) => void
}

/** Milliseconds the longest property may take on a busy machine. */
const patience = 120_000

const choices = fc.array(fc.nat({ max: 1_000_000 }), { minLength: 40, maxLength: 40 })
const scene = fc.tuple(histories(26), fc.array(choices, { minLength: orders, maxLength: orders }))

test(
  '[TX8] in every arrival order and manner of replay, text, rivals and void runs are the oracle’s',
  () => {
    fc.assert(
      fc.property(scene, ([runs, picks]) => {
        const oracle = createOracle(orderOf(runs))
        for (const run of runs) oracle.add(run)
        const truth = verdictsOf(oracle, runs)
        picks.forEach((pick, nth) => {
          const arrive = (): Arrival => arrivalAs(runs, nth === 0 ? [0] : pick)
          expect(wholeAtOnce(arrive())).toEqual(truth)
          expect(oneByOne(arrive())).toEqual(truth)
          expect(inBatches(arrive(), pick)).toEqual(truth)
          expect(fromSnapshot(arrive(), pick, oracle)).toEqual(truth)
        })
      }),
      { numRuns: 1500 },
    )
  },
  patience,
)

test.each(fewerShortcuts)(
  '[TX8] %s switched off, text, rivals and void runs are still the oracle’s',
  (_off, shortcuts) => {
    fc.assert(
      fc.property(histories(26), choices, (runs, pick) => {
        const oracle = createOracle(orderOf(runs))
        for (const run of runs) oracle.add(run)
        const truth = verdictsOf(oracle, runs)
        const arrive = (): Arrival => arrivalAs(runs, pick, shortcuts)
        expect(wholeAtOnce(arrive())).toEqual(truth)
        expect(oneByOne(arrive())).toEqual(truth)
        expect(inBatches(arrive(), pick)).toEqual(truth)
        expect(fromSnapshot(arrive(), pick, oracle)).toEqual(truth)
        expect(toldAs(arrive())).toEqual(toldAs(arrivalAs(runs, pick)))
      }),
      { numRuns: 300 },
    )
  },
  patience,
)

test.each([
  ['type on, erase and type again side by side', typings(40), 800],
  // Only where versions lie far apart does a walk keep several of them.
  ['change much before they merge', branchings(24), 300],
] as const)(
  '[TX8] of authors who %s too',
  (_what, authored, numRuns) => {
    fc.assert(
      fc.property(authored, choices, (runs, pick) => {
        const oracle = createOracle(orderOf(runs))
        for (const run of runs) oracle.add(run)
        const truth = verdictsOf(oracle, runs)
        expect(oneByOne(arrivalAs(runs, [0]))).toEqual(truth)
        expect(oneByOne(arrivalAs(runs, pick))).toEqual(truth)
        expect(inBatches(arrivalAs(runs, pick), pick)).toEqual(truth)
        expect(wholeAtOnce(arrivalAs(runs, pick))).toEqual(truth)
      }),
      { numRuns },
    )
  },
  patience,
)

/** Small histories fit one leaf of the tree; these fill several levels of it. */
test(
  '[TX8] long histories too',
  () => {
    fc.assert(
      fc.property(histories(160), choices, (runs, pick) => {
        const oracle = createOracle(orderOf(runs))
        for (const run of runs) oracle.add(run)
        const truth = verdictsOf(oracle, runs)
        expect(wholeAtOnce(arrivalAs(runs, pick))).toEqual(truth)
        expect(oneByOne(arrivalAs(runs, pick))).toEqual(truth)
        expect(fromSnapshot(arrivalAs(runs, pick), pick, oracle)).toEqual(truth)
      }),
      { numRuns: 40 },
    )
  },
  patience,
)

test('[TX9] the text at any version is what the oracle reads there', () => {
  fc.assert(
    fc.property(histories(20), choices, (runs, pick) => {
      const oracle = createOracle(orderOf(runs))
      for (const run of runs) oracle.add(run)
      const { body, names, add } = arrivalAs(runs, pick)
      names.forEach((_, index) => add(index))
      for (const chosen of pick.slice(0, 4)) {
        const version = [chosen % runs.length, (chosen >> 6) % runs.length]
        expect(body.textAt(version)).toBe(oracle.textAt(version.map((index) => names[index] ?? 0)))
      }
    }),
    { numRuns: 400 },
  )
})

test('[TX3] naming an ancestor of a parent as a parent too changes nothing', () => {
  fc.assert(
    fc.property(histories(24), (runs) => {
      const named = arrivalAs(runs, [0])
      const implied = arrivalAs(
        runs.map((run) => ({ ...run, parents: withoutImplied(runs, run.parents) })),
        [0],
      )
      expect(wholeAtOnce(named)).toEqual(wholeAtOnce(implied))
    }),
    { numRuns: 400 },
  )
})

/** Several authors, each in bursts that nobody else saw: what one typed stays in one piece. */
test('[TX4] words typed at one place at the same time never interleave', () => {
  const word = fc.tuple(fc.integer({ min: 2, max: 6 }), fc.boolean(), fc.nat({ max: 2 }))
  fc.assert(
    fc.property(fc.array(word, { minLength: 2, maxLength: 5 }), fc.boolean(), (words, isRooted) => {
      const stamps: number[] = isRooted ? [0] : []
      const body = createBodyText((a, b) => (stamps[a] ?? 0) - (stamps[b] ?? 0) || a - b)
      const root = isRooted ? [body.add({ parents: [], splices: [[0, 0, '[]']] })] : []
      const start = isRooted ? 1 : 0
      const tips = words.map(() => root)
      for (let key = 0; key < 6; key += 1) {
        words.forEach(([length, isBackward, stamp], nth) => {
          if (key >= length) return
          const at = start + (isBackward ? 0 : key)
          stamps.push(stamp)
          tips[nth] = [body.add({ parents: tips[nth] ?? root, splices: [[at, 0, letter(nth)]] })]
        })
      }
      body.advance()
      const typed = words.map(([length], nth) => letter(nth).repeat(length))
      for (const one of typed) expect(body.text()).toContain(one)
      expect(body.text()).toHaveLength(typed.join('').length + 2 * start)
    }),
    { numRuns: 500 },
  )
})

const letter = (nth: number): string => String.fromCharCode(97 + nth)

/** Asks vitest only where it has something to say: a million questions take it minutes. */
function expectSame<T extends string | number>(one: T, other: T): void {
  if (one !== other) expect(one).toBe(other)
}

function arrivalAs(
  runs: readonly NamedRun[],
  picks: readonly number[],
  shortcuts?: Shortcuts,
): Arrival {
  const names = arrivalOf(runs, picks)
  const indexOf = new Map(names.map((name, index) => [name, index]))
  const order = orderOf(runs)
  const body = createBodyText((a, b) => order(names[a] ?? 0, names[b] ?? 0), shortcuts)
  const add = (index: number): void => {
    const run = runs[names[index] ?? 0]!
    const parents = run.parents.map((name) => indexOf.get(name) ?? 0).toSorted((a, b) => a - b)
    expectSame(body.add({ parents, splices: run.splices }), index)
  }
  return { body, names, indexOf, add }
}

function wholeAtOnce(arrival: Arrival): Verdicts {
  arrival.names.forEach((_, index) => arrival.add(index))
  expectSame(applySplices('', arrival.body.advance()), arrival.body.text())
  return tell(arrival)
}

function oneByOne(arrival: Arrival): Verdicts {
  let followed = ''
  arrival.names.forEach((_, index) => {
    arrival.add(index)
    followed = applySplices(followed, arrival.body.advance())
    expectSame(followed, arrival.body.text())
  })
  return tell(arrival)
}

/** All else that a body tells: places in older versions, older texts, and who wrote what. */
function toldAs({ body, names, add }: Arrival): unknown {
  names.forEach((_, index) => add(index))
  body.advance()
  return names.map((_, index) => [
    body.textAt([index]),
    [0, 1, 5].map((position) => body.locate([index], position)),
    index > 0 ? [] : body.spans(),
  ])
}

function inBatches(arrival: Arrival, pick: readonly number[]): Verdicts {
  let followed = ''
  arrival.names.forEach((_, index) => {
    arrival.add(index)
    if ((pick[index] ?? 0) % 4 === 0) followed = applySplices(followed, arrival.body.advance())
  })
  followed = applySplices(followed, arrival.body.advance())
  expectSame(followed, arrival.body.text())
  expectSame(arrival.body.length(), followed.length)
  return tell(arrival)
}

/** Opens a body at some version of some of its runs, then lets the rest arrive. */
function fromSnapshot(arrival: Arrival, pick: readonly number[], oracle: Oracle): Verdicts {
  const { body, names, add } = arrival
  const known = (pick[0] ?? 0) % (names.length + 1)
  for (let index = 0; index < known; index += 1) add(index)
  const version = known === 0 ? [] : [(pick[1] ?? 0) % known, (pick[2] ?? 0) % known]
  let followed = oracle.textAt(version.map((index) => names[index] ?? 0))
  body.load(followed, version)
  expectSame(body.text(), followed)
  // Asked before anything was merged, a body answers for what it holds.
  if ((pick[3] ?? 0) % 3 === 0 && known > 0) body.rivals(0)
  for (let index = known; index < names.length; index += 1) {
    if ((pick[index] ?? 0) % 3 === 0) followed = applySplices(followed, body.advance())
    add(index)
  }
  followed = applySplices(followed, body.advance())
  expectSame(followed, body.text())
  return tell(arrival)
}

function tell({ body, names, indexOf }: Arrival): Verdicts {
  const ascending = names.toSorted((a, b) => a - b)
  const indexes = ascending.map((name) => indexOf.get(name) ?? 0)
  return {
    text: body.text(),
    voids: ascending.filter((_, nth) => body.isVoid(indexes[nth] ?? 0)),
    rivals: indexes.map((index) =>
      body
        .rivals(index)
        .map((rival) => names[rival] ?? 0)
        .toSorted((a, b) => a - b),
    ),
  }
}

function verdictsOf(oracle: Oracle, runs: readonly NamedRun[]): Verdicts {
  return {
    text: oracle.text(),
    voids: runs.map(({ name }) => name).filter((name) => oracle.isVoid(name)),
    rivals: runs.map(({ name }) => oracle.rivals(name)),
  }
}

function withoutImplied(runs: readonly NamedRun[], parents: readonly number[]): readonly number[] {
  return parents.filter((parent) =>
    parents.every((other) => other === parent || !ancestors(runs, other).includes(parent)),
  )
}

/** Runs set aside, by the set or in one author's eyes alone: the engine against its oracle. */

import fc from 'fast-check'
import { expect, test } from 'vitest'

import { createBodyText } from './body'
import { createOracle } from './body.oracle'
import { ancestors, arrivalOf, histories, type NamedRun, orderOf } from './graphs.fixture'
import { applySplices } from './splices.fixture'

interface Judged {
  /** Names of runs without a say. */
  readonly aside: ReadonlySet<number>
  /** By name: what its author held to be set aside. */
  readonly views: ReadonlyMap<number, readonly number[]>
}

/** Any runs may be set aside, and any author may know of any of those in its past, or be wrong. */
function judgedBy(runs: readonly NamedRun[], picks: readonly number[]): Judged {
  const pick = (nth: number): number => picks[nth % picks.length] ?? 0
  const aside = new Set(runs.flatMap(({ name }) => (pick(name) % 4 === 0 ? [name] : [])))
  const views = new Map(
    runs.map(({ name }) => [
      name,
      ancestors(runs, name).filter((one) => one !== name && pick(one + 7 * name) % 5 === 0),
    ]),
  )
  return { aside, views }
}

const choices = fc.array(fc.nat({ max: 1_000_000 }), { minLength: 60, maxLength: 60 })
const patience = 120_000

test(
  '[TX12] [TX13] text and rivals are the oracle’s in every order, whatever is set aside',
  () => {
    fc.assert(
      fc.property(histories(24), choices, choices, (runs, marks, order) => {
        const { aside, views } = judgedBy(runs, marks)
        const oracle = createOracle(orderOf(runs))
        for (const run of runs) {
          oracle.add({ ...run, isAside: aside.has(run.name), asides: views.get(run.name) ?? [] })
        }
        const names = arrivalOf(runs, order)
        const indexOf = new Map(names.map((name, index) => [name, index]))
        const index = (name: number): number => indexOf.get(name) ?? 0
        const byName = orderOf(runs)
        const body = createBodyText((a, b) => byName(names[a] ?? 0, names[b] ?? 0))
        let followed = ''
        for (const [nth, name] of names.entries()) {
          const run = runs[name]
          if (run === undefined) continue
          body.add({
            parents: run.parents.map(index).toSorted((a, b) => a - b),
            splices: run.splices,
            isAside: aside.has(name),
            asides: (views.get(name) ?? []).map(index),
          })
          if ((order[nth] ?? 0) % 3 === 0) body.rivals(nth)
          if ((order[nth] ?? 0) % 2 === 0) followed = applySplices(followed, body.advance())
        }
        followed = applySplices(followed, body.advance())
        expect(body.text()).toBe(oracle.text())
        expect(followed).toBe(oracle.text())
        const version = [0, 1].map((nth) => (order[nth] ?? 0) % runs.length)
        expect(body.textAt(version.map(index))).toBe(oracle.textAt(version))
        for (const { name } of runs) {
          expect(body.isVoid(index(name))).toBe(oracle.isVoid(name))
          const rivals = body.rivals(index(name)).map((one) => names[one] ?? 0)
          expect(rivals.toSorted((a, b) => a - b)).toEqual(oracle.rivals(name))
        }
      }),
      { numRuns: 1500 },
    )
  },
  patience,
)

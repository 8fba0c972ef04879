/**
 * The judge of the text engine: the same rules, one character at a time, slow
 * and obvious (PROTOCOL.md §TX). It keeps every character for ever with its
 * origins, and reads each version by filtering them. For tests alone.
 */

import type { Splice } from '../sigil'
import type { RunOrder, TextRun } from './history'

export interface Oracle {
  readonly add: (run: TextRun) => void
  readonly textAt: (version: readonly number[]) => string
  /** The text of all runs. */
  readonly text: () => string
  readonly isVoid: (run: number) => boolean
  readonly rivals: (run: number) => readonly number[]
  /** Every character ever inserted, in document order: its run, which of the run's units it is, who deleted it. */
  readonly units: () => readonly OracleUnit[]
}

export interface OracleUnit {
  readonly run: number
  readonly nth: number
  readonly unit: string
  /** Ascending. */
  readonly deletedBy: readonly number[]
}

interface Character {
  readonly run: number
  readonly nth: number
  readonly unit: string
  readonly left: Character | null
  readonly right: Character | null
  readonly deletedBy: Set<number>
}

export function createOracle(order: RunOrder): Oracle {
  /** In document order, deleted ones too. */
  const characters: Character[] = []
  const pasts: ReadonlySet<number>[] = []
  const runs: TextRun[] = []
  const voids = new Set<number>()

  const pastOf = (version: readonly number[]): ReadonlySet<number> =>
    new Set(version.flatMap((run) => [run, ...(pasts[run] ?? [])]))
  /** Runs set aside count for nothing, though what they inserted still is a place. */
  const visibleIn = (
    past: ReadonlySet<number>,
    asides: ReadonlySet<number> = new Set(),
  ): readonly Character[] => {
    const counts = (run: number): boolean => past.has(run) && !asides.has(run)
    return characters.filter(
      ({ run, deletedBy }) => counts(run) && ![...deletedBy].some((by) => counts(by)),
    )
  }
  const setAside = (): ReadonlySet<number> =>
    new Set(runs.flatMap(({ isAside }, run) => (isAside === true ? [run] : [])))
  const textOf = (past: ReadonlySet<number>): string =>
    visibleIn(past, setAside())
      .map(({ unit }) => unit)
      .join('')
  /** Place in the document; `start` or `end` stands for null. */
  const placeOf = (character: Character | null, end: number): number =>
    character === null ? end : characters.indexOf(character)

  const insert = (run: number, seen: ReadonlySet<number>, at: number, unit: string): void => {
    const left = visibleIn(seen, new Set(runs[run]?.asides))[at - 1] ?? null
    const from = placeOf(left, -1)
    const right = characters.find((other, place) => place > from && seen.has(other.run)) ?? null
    const to = placeOf(right, characters.length)
    let goal = from + 1
    let undecided = false
    for (let place = from + 1; place < to; place += 1) {
      const other = characters[place]
      if (other === undefined) break
      if (placeOf(other.left, -1) < from) break
      if (other.left === left) {
        if (other.right === right) {
          if (order(run, other.run) < 0) break
          undecided = false
        } else {
          undecided = placeOf(other.right, characters.length) < to
        }
      }
      if (!undecided) goal = place + 1
    }
    const nth = characters.filter((other) => other.run === run).length
    characters.splice(goal, 0, { run, nth, unit, left, right, deletedBy: new Set() })
  }

  const add = (added: TextRun): void => {
    const { parents, splices } = added
    const run = pasts.length
    const past = pastOf(parents)
    const asides = new Set(added.asides)
    pasts.push(past)
    runs.push(added)
    if (!fits(splices, visibleIn(past, asides).length)) {
      voids.add(run)
      return
    }
    const seen = new Set([...past, run])
    for (const [at, deleted, inserted] of splices) {
      for (const character of visibleIn(seen, asides).slice(at, at + deleted)) {
        character.deletedBy.add(run)
      }
      for (let i = 0; i < inserted.length; i += 1) insert(run, seen, at + i, inserted.charAt(i))
    }
  }

  const rivals = (run: number): readonly number[] => {
    const isHeard = (one: number): boolean => runs[one]?.isAside !== true
    const places = characters.filter((character) => character.run === run && isHeard(run))
    const met = characters.filter(
      (other) =>
        other.run !== run &&
        isHeard(other.run) &&
        places.some(({ left, right }) => left === other.left && right === other.right),
    )
    return [...new Set(met.map((character) => character.run))].toSorted((a, b) => a - b)
  }

  return {
    add,
    textAt: (version) => textOf(pastOf(version)),
    text: () => textOf(new Set(pasts.keys())),
    isVoid: (run) => voids.has(run),
    rivals,
    units: () =>
      characters.map(({ run, nth, unit, deletedBy }) => ({
        run,
        nth,
        unit,
        deletedBy: [...deletedBy].toSorted((a, b) => a - b),
      })),
  }
}

function fits(splices: readonly Splice[], length: number): boolean {
  let left = length
  return splices.every(([at, deleted, inserted]) => {
    const inRange = at + deleted <= left
    left += inserted.length - deleted
    return inRange
  })
}

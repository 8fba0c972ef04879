/**
 * People, out of weavers: the tabs of one browser are kin and are shown as one person.
 */

import type { WeaverId } from '../protocol/ids'
import type { WeaverCard } from '../state/chorus-store'
import { groupBy } from './group-by'

export interface Person {
  /** The weaver the others are kin of. */
  readonly id: WeaverId
  readonly name: string
  /** Degrees. */
  readonly hue: number
  readonly self: boolean
  /** At least one of their tabs is linked to this one, or is this one. */
  readonly here: boolean
  readonly witness: boolean
  readonly isFounder: boolean
  /** Shown the door. */
  readonly isRemoved: boolean
  /** At least one of their weavers forked its own strand. */
  readonly forked: boolean
  readonly tabs: readonly WeaverCard[]
}

/** Ordered by its code units alone, once in lower case. */
const plainLetters = /^[a-z\d ]*$/

/** As an English index has them. The rules for accents take some milliseconds to load, so plain names do without. */
export function compareNames(a: string, b: string): number {
  const [small, other] = [a.toLowerCase(), b.toLowerCase()]
  if (small !== other && plainLetters.test(small) && plainLetters.test(other)) {
    return small < other ? -1 : 1
  }
  return a === b ? 0 : a.localeCompare(b, 'en')
}

/** You first, then those who are here, then by name. */
export function peopleOf(weavers: readonly WeaverCard[]): readonly Person[] {
  return gathered(weavers).toSorted(
    (a, b) =>
      Number(b.self) - Number(a.self) ||
      Number(b.here) - Number(a.here) ||
      compareNames(a.name, b.name) ||
      (a.id < b.id ? -1 : 1),
  )
}

function gathered(weavers: readonly WeaverCard[]): readonly Person[] {
  const groups = groupBy(weavers, (weaver) => weaver.person)
  return [...groups].map(([id, tabs]) => personFrom(id, tabs))
}

function personFrom(id: WeaverId, tabs: readonly WeaverCard[]): Person {
  const first = tabs.find((tab) => tab.weaver === id) ?? tabs[0]
  return {
    id,
    name: tabs.find((tab) => tab.name !== '')?.name ?? nameless(id),
    hue: first?.hue ?? 0,
    self: tabs.some((tab) => tab.self),
    here: tabs.some((tab) => tab.self || tab.linked),
    witness: tabs.every((tab) => tab.role === 'witness'),
    isFounder: tabs.some((tab) => tab.isFounder),
    isRemoved: tabs.every((tab) => tab.isRemoved),
    forked: tabs.some((tab) => tab.fork !== null),
    tabs,
  }
}

type PersonByWeaver = ReadonlyMap<WeaverId, Person>

/** Every card on the board asks for the same weavers' people. */
const known = new WeakMap<readonly WeaverCard[], PersonByWeaver>()

/** Each weaver's person, for naming the author of anything. */
export function personByWeaver(weavers: readonly WeaverCard[]): PersonByWeaver {
  const before = known.get(weavers)
  if (before !== undefined) return before
  const people = new Map(
    gathered(weavers).flatMap((person) =>
      person.tabs.map((tab): [WeaverId, Person] => [tab.weaver, person]),
    ),
  )
  known.set(weavers, people)
  return people
}

/** The person behind any weaver's id; unknown ones are named by their key. */
export const personOf = (
  weavers: readonly WeaverCard[],
  weaver: string,
): Pick<Person, 'name' | 'hue' | 'self' | 'here'> =>
  personByWeaver(weavers).get(weaver as WeaverId) ?? {
    name: nameless(weaver),
    hue: 285,
    self: false,
    here: false,
  }

/** What an unnamed or unknown weaver is called: the start of its key. */
const nameless = (id: string): string => `Weaver ${id.slice(0, 4)}`

/** A first letter that nothing after it could join. */
const plainStart = /^[ -~](?=[ -~]|$)/

/** First grapheme of a name, for an avatar: safe for surrogate pairs and joined emoji. */
export function initial(name: string): string {
  const trimmed = name.trim()
  const [plain] = plainStart.exec(trimmed) ?? []
  // Setting up a segmenter takes some milliseconds, while a board waits to be drawn.
  if (plain !== undefined) return plain.toUpperCase()
  const [first] = new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(trimmed)
  return first === undefined ? '?' : first.segment.toLocaleUpperCase()
}

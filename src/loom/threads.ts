/**
 * Threads: all of history that was told, in the order of (stamp, id), each sigil
 * tied to the links a reader follows (PROTOCOL.md §LM).
 *
 * A Causal Vector names more than a reader wants: it ties each sigil to its
 * weaver's last one, whatever glyph that was about. So only links within the
 * glyph are followed; where there are none, all of them, so that little hangs loose.
 *
 * A sigil has two numbers: its *serial*, by which it was taken in and which never
 * changes, and its *rank*, 0 for the oldest, which grows when an older one comes late.
 */

import type { GlyphId, SigilId, WeaverId } from '../protocol/ids'
import { compareStamps } from '../protocol/stamp'
import type { Rule, Woven } from '../protocol/trace'
import { runsOn } from './runs'

/** What the shape of a row's knot tells. */
export type Knot = Rule | 'set-aside' | 'dissolved' | 'waiting'

/** One sigil as it is told here. */
export interface Tale extends Woven {
  /** It counts for nothing, whatever its verdicts. */
  readonly mark?: 'set-aside' | 'dissolved' | undefined
  /** It did what people do many times in a row, as typing and moving: it may fold into a run [LM10]. */
  readonly quiet?: boolean
}

/** A sigil with its ties, as serials. */
export interface Threaded {
  readonly tale: Tale
  readonly lane: number
  readonly knot: Knot
  /** In the order of `links`; -1 for each that is not here. */
  readonly parents: readonly number[]
  readonly links: readonly SigilId[]
  readonly children: readonly number[]
  /** Its ties lead to other glyphs, for want of any within its own. */
  readonly tiesFar: boolean
}

export interface Threads {
  /** Takes in what was told, for the first time or anew; parents before children. */
  readonly take: (tales: readonly Tale[]) => void
  readonly count: () => number
  readonly at: (serial: number) => Threaded
  readonly serialOf: (sigil: SigilId) => number | undefined
  readonly serialAt: (rank: number) => number
  /** One lane a weaver, left to right [LM2]. The same list until one joins. */
  readonly lanes: () => readonly WeaverId[]
  /** [LM10] It goes on with what its only parent did. */
  readonly continues: (serial: number) => boolean
  /** Grows with each {@link take} that changed something. */
  readonly version: () => number
  /** The least rank that may be drawn otherwise than at that version; the count where none. */
  readonly changedSince: (version: number) => number
}

export interface ThreadsOptions {
  /** Lanes to begin with, left to right. */
  readonly lanes?: readonly WeaverId[]
  /** Glyph of a sigil held but never told here; undefined where it is not held. Without it, none is. */
  readonly glyphOf?: (sigil: SigilId) => GlyphId | null | undefined
}

interface Writable extends Threaded {
  tale: Tale
  knot: Knot
  readonly children: number[]
}

/** Serial of a parent that is not here. */
export const absent = -1

export function createThreads({ lanes: first = [], glyphOf }: ThreadsOptions = {}): Threads {
  const all: Writable[] = []
  const serials = new Map<SigilId, number>()
  const order: number[] = []
  const ranks: number[] = []
  let lanes = first
  const laneOf = new Map(first.map((weaver, lane) => [weaver, lane]))
  /** Per version, the least rank that changed. */
  const changes: number[] = []

  function take(tales: readonly Tale[]): void {
    const fresh: number[] = []
    let least = Infinity
    for (const tale of tales) {
      const serial = serials.get(tale.sigil)
      if (serial !== undefined) least = Math.min(least, takeAnew(serial, tale))
      else {
        fresh.push(all.length)
        least = Math.min(least, enrol(tale))
      }
    }
    least = Math.min(least, place(fresh))
    if (least < Infinity) changes.push(least)
  }

  /** Returns the least rank of a parent that folds otherwise now. */
  function enrol(tale: Tale): number {
    const serial = all.length
    const links = tiesOf(tale)
    const parents = links.map((link) => serials.get(link) ?? absent)
    const tiesFar = !links.some((link) => isNear(tale, link))
    const knot = knotOf(tale)
    all.push({ tale, lane: laneFor(tale.weaver), knot, parents, links, children: [], tiesFar })
    serials.set(tale.sigil, serial)
    let least = Infinity
    for (const parent of new Set(parents)) {
      if (parent === absent) continue
      const before = folds(parent)
      all[parent]?.children.push(serial)
      if (folds(parent) !== before) least = Math.min(least, ranks[parent] ?? Infinity)
    }
    return least
  }

  function takeAnew(serial: number, tale: Tale): number {
    const one = all[serial]
    const rank = ranks[serial] ?? Infinity
    if (one === undefined) return Infinity
    const went = continues(serial)
    const knot = knotOf(tale)
    const same = knot === one.knot && isSuperseded(one.tale) === isSuperseded(tale)
    one.tale = tale
    one.knot = knot
    const [parent = absent] = one.parents
    if (continues(serial) !== went) return Math.min(rank, ranks[parent] ?? rank)
    return same ? Infinity : rank
  }

  /** Nearly always they are the newest: then nothing moves. Returns the least rank taken. */
  function place(fresh: readonly number[]): number {
    const [least, ...rest] = fresh.toSorted(compare)
    if (least === undefined) return Infinity
    const from = firstAbove(least)
    const later = order.splice(from)
    // One by one: a list this long must be neither copied nor spread.
    for (const serial of later.length === 0 ? [least, ...rest] : merged([least, ...rest], later)) {
      order.push(serial)
    }
    for (let rank = from; rank < order.length; rank++) ranks[order[rank] ?? 0] = rank
    return from
  }

  function merged(a: readonly number[], b: readonly number[]): readonly number[] {
    return [...a, ...b].toSorted(compare)
  }

  function firstAbove(serial: number): number {
    let low = 0
    let high = order.length
    if (high > 0 && compare(order[high - 1] ?? 0, serial) < 0) return high
    while (low < high) {
      const middle = (low + high) >> 1
      if (compare(order[middle] ?? 0, serial) < 0) low = middle + 1
      else high = middle
    }
    return low
  }

  function compare(a: number, b: number): number {
    return compareTales(at(a).tale, at(b).tale)
  }

  /** [LM3] A parent not held may well be of this glyph: the gap is worth showing. */
  function isNear({ glyph }: Tale, link: SigilId): boolean {
    const serial = serials.get(link)
    const other = serial === undefined ? glyphOf?.(link) : all[serial]?.tale.glyph
    return other === glyph || other === undefined
  }

  function tiesOf(tale: Tale): readonly SigilId[] {
    const near = tale.links.filter((link) => isNear(tale, link))
    return near.length > 0 ? near : tale.links.filter((link) => serials.has(link))
  }

  /** [LM2] New weavers stand to the right of all that have a lane. */
  function laneFor(weaver: WeaverId): number {
    const lane = laneOf.get(weaver)
    if (lane !== undefined) return lane
    laneOf.set(weaver, lanes.length)
    lanes = [...lanes, weaver]
    return lanes.length - 1
  }

  function continues(serial: number): boolean {
    const after = at(serial)
    const [parent = absent] = after.parents
    if (after.parents.length !== 1 || after.tiesFar || parent === absent) return false
    const before = at(parent)
    return before.children.length === 1 && runsOn(before, after)
  }

  /** It is not the last of its run. */
  function folds(serial: number): boolean {
    const [child, another] = at(serial).children
    return child !== undefined && another === undefined && continues(child)
  }

  function at(serial: number): Threaded {
    const one = all[serial]
    if (one === undefined) throw new RangeError(`No sigil ${serial}`)
    return one
  }

  return {
    take,
    count: () => order.length,
    at,
    serialOf: (sigil) => serials.get(sigil),
    serialAt: (rank) => order[rank] ?? absent,
    lanes: () => lanes,
    continues,
    version: () => changes.length,
    changedSince: (version) => {
      let least = order.length
      for (let nth = version; nth < changes.length; nth++) {
        least = Math.min(least, changes[nth] ?? least)
      }
      return least
    },
  }
}

/** [LM4] The gravest rule decides the shape: what is rare must not hide behind what is usual. */
function knotOf({ mark, verdicts }: Tale): Knot {
  if (mark !== undefined) return mark
  const rules = verdicts.map(({ rule }) => rule)
  if (rules.includes('amalgam')) return 'amalgam'
  return rules.includes('authority') ? 'authority' : 'primacy'
}

/** A later stamp took the place of something it wrote. Text is never superseded: of a body, everything stands. */
export function isSuperseded({ sigil, verdicts }: Woven): boolean {
  return verdicts.some(
    ({ facet, rule, stands }) => rule === 'authority' && facet !== 'body' && stands !== sigil,
  )
}

/** The order of history [TR3]. */
export function compareTales(a: Tale, b: Tale): number {
  return compareStamps(a.stamp, b.stamp) || (a.sigil < b.sigil ? -1 : Number(a.sigil > b.sigil))
}

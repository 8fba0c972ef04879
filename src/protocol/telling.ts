/**
 * Telling: which ends of our strands a neighbour is still to hear of
 * (PROTOCOL.md §AE, LANES and HEARD).
 *
 * The unit is one end of one strand, so a strand that was forked a thousand
 * times is told in as many parts as it takes. What is remembered here only
 * spares words: forgetting all of it is always safe.
 */

import type { Holdings } from './antientropy'
import type { SigilId } from './ids'
import { maxRememberedEnds, maxTurns } from './limits'
import { type LaneEnd, type Lanes, partBytes, roomBytes } from './message'

export interface Telling {
  /** Begins a round: all ends that the neighbour is not known to hold or to have heard of. */
  readonly begin: () => void
  readonly isDue: () => boolean
  /** True while a part is told and not acknowledged: on its way, or lost. */
  readonly isOpen: () => boolean
  /** The next part of the round; null where the round is over. */
  readonly next: () => Lanes | null
  /** The neighbour acknowledged a part. */
  readonly heard: (turn: number) => void
  /** The neighbour told these of itself, so it holds them. */
  readonly noteHeld: (ids: readonly SigilId[]) => void
  /** Digests are equal: it holds every end of ours. */
  readonly noteLevel: () => void
  readonly holds: (id: SigilId) => boolean
  /** Begins again from nothing, so that the next round tells all. */
  readonly forget: () => void
}

export function createTelling(weaver: Holdings): Telling {
  const held = new Set<SigilId>()
  const told = new Set<SigilId>()
  /** Parts not yet acknowledged, oldest first. */
  const open = new Map<number, Lanes>()
  let round: LaneEnd[] | null = null
  let lastTurn = 0
  /** Until the neighbour has heard a round to its end, even an empty one is told: it waits for it. */
  let heardOut = false

  function begin(): void {
    const news = endsOf(weaver).filter(({ tip }) => !held.has(tip) && !told.has(tip))
    round = news.length > 0 || !heardOut ? news : null
  }

  function next(): Lanes | null {
    if (round === null) return null
    const ends = round.splice(0, Math.floor(roomBytes / partBytes.end))
    const isLast = round.length === 0
    if (isLast) round = null
    const part: Lanes = { kind: 'lanes', turn: ++lastTurn, isLast, ends }
    open.set(part.turn, part)
    for (const oldest of open.keys()) {
      if (open.size <= maxTurns) break
      open.delete(oldest)
    }
    return part
  }

  function heard(turn: number): void {
    const part = open.get(turn)
    if (part === undefined) return
    open.delete(turn)
    if (part.isLast) heardOut = true
    for (const { tip } of part.ends) told.add(tip)
  }

  function noteHeld(ids: readonly SigilId[]): void {
    if (held.size + ids.length > maxRememberedEnds) held.clear()
    for (const id of ids) held.add(id)
  }

  function noteLevel(): void {
    forget()
    heardOut = true
    noteHeld(endsOf(weaver).map(({ tip }) => tip))
  }

  function forget(): void {
    held.clear()
    told.clear()
    open.clear()
    round = null
  }

  return {
    begin,
    isDue: () => round !== null,
    isOpen: () => open.size > 0,
    next,
    heard,
    noteHeld,
    noteLevel,
    holds: (id) => held.has(id),
    forget,
  }
}

/** Every end of every strand, those of one author together [WV6]. */
const endsOf = (weaver: Holdings): readonly LaneEnd[] =>
  weaver
    .lanes()
    .flatMap(({ author, strand, tips }) =>
      tips.map(({ seq, id }) => ({ author, strand, seq, tip: id })),
    )

/**
 * Aludel: the vessel where sigils rest until they can be integrated (AL-7.3 §29.3.3, PROTOCOL.md §AL).
 * Standard term: causal delivery buffer.
 *
 * Two things are waited for: links that are not here, and a clock that has not
 * reached the stamp. Neither is a fault, and nothing that rests here is ever
 * judged for resting. What the budgets push out is unknown again, not refused:
 * anti-entropy asks for it again as if it had never come.
 */

import { compareSigils } from './concordance'
import type { SigilId } from './ids'
import { maxAheadMs } from './limits'
import type { Sigil } from './sigil'
import type { Waiting } from './trace'

/** A sigil with whoever handed it to us: a weaver's id, or `self`. */
export interface Poured {
  readonly sigil: Sigil
  readonly from: string
}

export interface Aludel {
  readonly has: (id: SigilId) => boolean
  /** [AL1] Lets a sigil rest until each of `missing` was drawn for. `missing` holds at least one id. */
  readonly rest: (poured: Poured, missing: readonly SigilId[]) => void
  /** [ST5] Lets a sigil rest until the clock has caught up with its stamp. */
  readonly hold: (poured: Poured) => void
  /** [AL2] Takes out what was waiting for `id` and for nothing else any more. */
  readonly draw: (id: SigilId) => readonly Poured[]
  /** Takes out all that waited for `id`, whatever else it waits for: `id` will never come. */
  readonly spill: (id: SigilId) => readonly Poured[]
  /** [AL3] Pushes out what is over the budgets. Called between batches, so that a batch may come in any order. */
  readonly trim: () => void
  /** Takes out the held sigils whose time has come, earliest stamp first. */
  readonly release: (nowMs: number) => readonly Poured[]
  /** Wall time in ms of the next release; null where nothing is held. */
  readonly dueMs: () => number | null
  readonly waiting: (nowMs: number) => readonly Waiting[]
  /** Ids waited for that do not rest here themselves, each with who handed us the first that waits. */
  readonly missing: () => readonly { readonly id: SigilId; readonly from: string }[]
}

interface Budget {
  readonly sigils: number
  readonly bytes: number
}

export interface AludelBudgets {
  readonly author: Budget
  readonly neighbour: Budget
  readonly total: Budget
}

interface Resting extends Poured {
  /** Links still waited for; empty where it is held for the clock. */
  readonly missing: Set<SigilId>
}

/** What one author, one neighbour or everybody has resting here. */
interface Holding {
  readonly resting: Set<Resting>
  bytes: number
}

export function createAludel(budgets: AludelBudgets): Aludel {
  const resting = new Map<SigilId, Resting>()
  const waiters = new Map<SigilId, Set<Resting>>()
  const held = new Set<Resting>()
  const total: Holding = { resting: new Set(), bytes: 0 }
  const byAuthor = new Map<string, Holding>()
  const byNeighbour = new Map<string, Holding>()

  function rest({ sigil, from }: Poured, missing: readonly SigilId[]): void {
    const entry: Resting = { sigil, from, missing: new Set(missing) }
    for (const id of missing) setIn(waiters, id).add(entry)
    layIn(entry)
  }

  function hold({ sigil, from }: Poured): void {
    const entry: Resting = { sigil, from, missing: new Set() }
    held.add(entry)
    layIn(entry)
  }

  function layIn(entry: Resting): void {
    resting.set(entry.sigil.id, entry)
    const author = holdingOf(byAuthor, entry.sigil.author)
    const neighbour = holdingOf(byNeighbour, entry.from)
    for (const holding of [total, author, neighbour]) {
      holding.resting.add(entry)
      holding.bytes += entry.sigil.bytes.length
    }
  }

  function trim(): void {
    for (const author of byAuthor.values()) trimTo(budgets.author, author, author)
    for (const neighbour of byNeighbour.values()) trimTo(budgets.neighbour, neighbour, neighbour)
    while (isOver(total, budgets.total)) trimTo(budgets.total, total, largest(byNeighbour))
  }

  /**
   * Takes from `holding` until `measured` is an eighth below its budget, so that a flood is not
   * sorted anew at every batch. The greatest stamps go first: they are the last to be freed.
   */
  function trimTo(budget: Budget, measured: Holding, holding: Holding): void {
    if (!isOver(measured, budget)) return
    const goal = { sigils: budget.sigils * (7 / 8), bytes: budget.bytes * (7 / 8) }
    for (const entry of [...holding.resting].toSorted((a, b) => compareSigils(b.sigil, a.sigil))) {
      if (!isOver(measured, goal)) return
      takeOut(entry)
    }
  }

  function takeOut(entry: Resting): void {
    resting.delete(entry.sigil.id)
    held.delete(entry)
    for (const id of entry.missing) {
      const others = waiters.get(id)
      others?.delete(entry)
      if (others?.size === 0) waiters.delete(id)
    }
    leave(total, entry)
    leaveIn(byAuthor, entry.sigil.author, entry)
    leaveIn(byNeighbour, entry.from, entry)
  }

  function draw(id: SigilId): readonly Poured[] {
    const freed: Poured[] = []
    for (const entry of waiters.get(id) ?? []) {
      entry.missing.delete(id)
      if (entry.missing.size > 0) continue
      takeOut(entry)
      freed.push(entry)
    }
    waiters.delete(id)
    return freed
  }

  function spill(id: SigilId): readonly Poured[] {
    const spilled = [...(waiters.get(id) ?? [])]
    for (const entry of spilled) takeOut(entry)
    return spilled
  }

  function release(nowMs: number): readonly Poured[] {
    const due = [...held].filter((entry) => releaseMs(entry) <= nowMs)
    for (const entry of due) takeOut(entry)
    return due.toSorted((a, b) => releaseMs(a) - releaseMs(b))
  }

  function dueMs(): number | null {
    let due: number | null = null
    for (const entry of held) due = Math.min(due ?? Infinity, releaseMs(entry))
    return due
  }

  function tell(entry: Resting, nowMs: number): Waiting {
    const { sigil, from } = entry
    const waiting = { sigil: sigil.id, author: sigil.author, missing: [...entry.missing], from }
    return held.has(entry) ? { ...waiting, heldMs: Math.max(0, releaseMs(entry) - nowMs) } : waiting
  }

  function missing(): readonly { id: SigilId; from: string }[] {
    const list: { id: SigilId; from: string }[] = []
    for (const [id, [first]] of waiters) {
      if (first !== undefined && !resting.has(id)) list.push({ id, from: first.from })
    }
    return list
  }

  return {
    has: (id) => resting.has(id),
    rest,
    hold,
    draw,
    spill,
    release,
    dueMs,
    waiting: (nowMs) => [...resting.values()].map((entry) => tell(entry, nowMs)),
    missing,
    trim,
  }
}

/** [ST5] Wall time from which a stamp is near enough. */
function releaseMs({ sigil }: Poured): number {
  return sigil.stamp.ms - maxAheadMs
}

/** [ST5] A function of our clock, so it may only ever delay. */
export function isTooFarAhead(sigil: Sigil, nowMs: number): boolean {
  return sigil.stamp.ms - maxAheadMs > nowMs
}

function isOver({ resting, bytes }: Holding, budget: Budget): boolean {
  return resting.size > budget.sigils || bytes > budget.bytes
}

function largest(holdings: ReadonlyMap<string, Holding>): Holding {
  let largest: Holding = { resting: new Set(), bytes: -1 }
  for (const holding of holdings.values()) if (holding.bytes > largest.bytes) largest = holding
  return largest
}

function leaveIn(holdings: Map<string, Holding>, holder: string, entry: Resting): void {
  const holding = holdings.get(holder)
  if (holding === undefined) return
  leave(holding, entry)
  if (holding.resting.size === 0) holdings.delete(holder)
}

function leave(holding: Holding, entry: Resting): void {
  if (holding.resting.delete(entry)) holding.bytes -= entry.sigil.bytes.length
}

function holdingOf(holdings: Map<string, Holding>, holder: string): Holding {
  const holding = holdings.get(holder) ?? { resting: new Set(), bytes: 0 }
  holdings.set(holder, holding)
  return holding
}

function setIn(sets: Map<SigilId, Set<Resting>>, id: SigilId): Set<Resting> {
  const set = sets.get(id) ?? new Set()
  sets.set(id, set)
  return set
}

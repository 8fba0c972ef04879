/**
 * Asking: which sigils a neighbour is still to give us (PROTOCOL.md §AE, WANT
 * and NEED).
 *
 * What was asked for is remembered until it comes, so that a burst does not ask
 * a thousand times. It is asked again after a while of quiet: as long as answers
 * keep coming, ours may be among those still to come.
 */

import { strandBack } from './answering'
import type { Holdings, SyncDeps } from './antientropy'
import type { SigilId, StrandId, WeaverId } from './ids'
import {
  maxAsks,
  maxLocatorForks,
  maxLocatorPoints,
  maxNeeds,
  maxOffers,
  maxRun,
  quietMs,
} from './limits'
import {
  type LaneEnd,
  type Need,
  type Needed,
  partBytes,
  prefixOf,
  roomBytes,
  type Want,
  type WantedEnd,
} from './message'
import type { Lane } from './weaver'

export interface Asking {
  /** Ends the neighbour told of. False where there was no room for all: it must tell again. */
  readonly offer: (ends: readonly LaneEnd[]) => boolean
  /** Ids the neighbour announced. */
  readonly rumour: (ids: readonly SigilId[]) => void
  /** Parents that something of ours waits for. */
  readonly seek: (missing: readonly SigilId[]) => void
  /** An answer has come: those that are still open are not overdue. */
  readonly noteAnswer: () => void
  /** True while answers have been coming, of late. */
  readonly isFlowing: () => boolean
  /** Lets whatever is overdue be asked again. */
  readonly pulse: () => void
  readonly isDue: () => boolean
  readonly next: () => Need | Want | null
  /** Offered, and neither received nor given up. */
  readonly outstanding: () => number
}

interface Offer {
  readonly author: WeaverId
  readonly strand: StrandId
  asks: number
  askedMs: number | null
}

export function createAsking({ weaver, now, isUnderWay }: SyncDeps): Asking {
  const offers = new Map<SigilId, Offer>()
  /** Of those, the ones to ask for now. */
  const due = new Set<SigilId>()
  /** Single sigils still to be asked for, each with the run to ask before it. */
  const needs = new Map<SigilId, number>()
  /** When each was last asked for. */
  const asked = new Map<SigilId, number>()
  /** How much of a strand to ask for before a missing parent: grows while holes go on [AE10]. */
  let run = 0
  let answeredMs: number | null = null

  const isRecent = (sinceMs: number | null): boolean =>
    sinceMs !== null && Math.abs(now() - sinceMs) < quietMs
  const isFlowing = (): boolean => isRecent(answeredMs)
  const isOpen = (sinceMs: number | null): boolean =>
    sinceMs !== null && (isFlowing() || isRecent(sinceMs))
  const isUnknown = (id: SigilId): boolean => !weaver.knows(id) && !isUnderWay(id)

  function offer(ends: readonly LaneEnd[]): boolean {
    for (const { author, strand, tip } of ends) {
      if (offers.has(tip) || weaver.knows(tip)) continue
      if (offers.size >= maxOffers) return false
      offers.set(tip, { author, strand, asks: 0, askedMs: null })
      due.add(tip)
    }
    return true
  }

  function need(id: SigilId, before: number): boolean {
    if (!isUnknown(id) || needs.has(id) || isOpen(asked.get(id) ?? null)) return false
    if (needs.size + asked.size >= maxNeeds) return false
    needs.set(id, before)
    return true
  }

  function seek(missing: readonly SigilId[]): void {
    if (missing.length === 0) run = 0
    const isNew = missing.map((id) => need(id, run)).includes(true)
    if (isNew) run = Math.min(maxRun, run * 8 + 8)
  }

  function pulse(): void {
    for (const [id, sinceMs] of asked) if (!isOpen(sinceMs)) asked.delete(id)
    for (const [tip, offered] of offers) {
      const isOver = offered.asks >= maxAsks && !isOpen(offered.askedMs)
      if (isOver || weaver.knows(tip)) offers.delete(tip)
      else if (!isOpen(offered.askedMs)) due.add(tip)
    }
  }

  /** Leaves in `due` what is worth asking for; what is under way comes back with a pulse if it fails. */
  function sift(): void {
    for (const tip of due) if (!offers.has(tip) || !isUnknown(tip)) due.delete(tip)
    for (const id of needs.keys()) if (!isUnknown(id)) needs.delete(id)
  }

  function next(): Need | Want | null {
    return nextNeed() ?? nextWant()
  }

  function nextNeed(): Need | null {
    const part: Needed[] = []
    for (const [id, before] of needs) {
      if ((part.length + 1) * partBytes.need > roomBytes) break
      needs.delete(id)
      if (!isUnknown(id)) continue
      asked.set(id, now())
      part.push({ id, run: before })
    }
    return part.length === 0 ? null : { kind: 'need', needs: part }
  }

  function nextWant(): Want | null {
    if (due.size === 0) return null
    const lanes = new Map(weaver.lanes().map((lane) => [lane.author + lane.strand, lane]))
    const wants: WantedEnd[] = []
    let room = roomBytes
    for (const tip of due) {
      const offered = offers.get(tip)
      if (offered === undefined || !isUnknown(tip)) {
        due.delete(tip)
        continue
      }
      const locator = locatorOf(weaver, lanes.get(offered.author + offered.strand))
      room -= partBytes.want({ tip, locator })
      if (room < 0 && wants.length > 0) break
      offered.askedMs = now()
      offered.asks++
      due.delete(tip)
      wants.push({ tip, locator })
    }
    return wants.length === 0 ? null : { kind: 'want', wants }
  }

  return {
    offer,
    rumour: (ids) => {
      for (const id of ids) need(id, 0)
    },
    seek,
    noteAnswer: () => {
      answeredMs = now()
    },
    isFlowing,
    pulse,
    isDue: () => {
      sift()
      return needs.size + due.size > 0
    },
    next,
    outstanding: () => [...offers.keys()].filter((tip) => !weaver.knows(tip)).length,
  }
}

/**
 * [AE4] What we hold of a strand, from each of its tips back in steps that
 * double: so the last sigil in common is found in one message, and at most
 * twice as much is sent as lies after it. After Bitcoin's block locator.
 */
function locatorOf(weaver: Pick<Holdings, 'get'>, lane: Lane | undefined): readonly string[] {
  const tips = (lane?.tips ?? []).toSorted((a, b) => b.seq - a.seq).slice(0, maxLocatorForks)
  const points = new Set<string>()
  for (const { id } of tips) {
    let distance = 0
    let wanted = 0
    for (const sigil of strandBack(weaver, id)) {
      if (distance++ !== wanted) continue
      points.add(prefixOf(sigil.id))
      wanted = wanted * 2 + 1
    }
  }
  return [...points].slice(0, maxLocatorPoints)
}

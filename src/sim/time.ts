/**
 * Virtual time: what is due happens in order, and nothing else passes (PROTOCOL.md §SM).
 *
 * True time is the world's alone. What a device sees is a clock of its own, which
 * may be off, drift and jump, as real ones do.
 */

import type { Clock, Schedule } from '../protocol/ports'

export interface Time extends Schedule, Clock {
  /** When the next thing is due; null where nothing is. */
  readonly dueMs: () => number | null
  /** Moves to the next thing that is due and does it. */
  readonly step: () => void
}

interface Event {
  readonly atMs: number
  /** Of two at one time, the one asked for first. */
  readonly nth: number
  callBack: (() => void) | null
}

export function createTime(startMs: number): Time {
  let nowMs = startMs
  let count = 0
  /** A binary heap; what was cancelled stays until it comes up. */
  const heap: Event[] = []

  function after(delayMs: number, callBack: () => void): () => void {
    const event: Event = { atMs: nowMs + Math.max(0, Math.ceil(delayMs)), nth: count++, callBack }
    heap.push(event)
    rise(heap)
    return () => {
      event.callBack = null
    }
  }

  function dueMs(): number | null {
    while (heap[0]?.callBack === null) takeFirst(heap)
    return heap[0]?.atMs ?? null
  }

  function step(): void {
    if (dueMs() === null) return
    const event = takeFirst(heap)
    if (event === undefined) return
    nowMs = event.atMs
    event.callBack?.()
  }

  return { now: () => nowMs, after, dueMs, step }
}

const isBefore = (a: Event, b: Event): boolean =>
  a.atMs < b.atMs || (a.atMs === b.atMs && a.nth < b.nth)

function rise(heap: Event[]): void {
  for (let at = heap.length - 1; at > 0;) {
    const parent = (at - 1) >> 1
    const [one, other] = [heap[at], heap[parent]]
    if (one === undefined || other === undefined || !isBefore(one, other)) return
    heap[at] = other
    heap[parent] = one
    at = parent
  }
}

function takeFirst(heap: Event[]): Event | undefined {
  const first = heap[0]
  const last = heap.pop()
  if (last === undefined || last === first) return first
  let at = 0
  for (;;) {
    const left = 2 * at + 1
    const [one, other] = [heap[left], heap[left + 1]]
    if (one === undefined) break
    const child = other !== undefined && isBefore(other, one) ? left + 1 : left
    const lesser = heap[child]
    if (lesser === undefined || !isBefore(lesser, last)) break
    heap[at] = lesser
    at = child
  }
  heap[at] = last
  return first
}

/** A device's own clock: true time, but for an offset that drifts and jumps. Whole milliseconds. */
export interface DeviceClock extends Clock {
  /** Sets it off by so many milliseconds, and by so many more for each second that passes. */
  readonly set: (offMs: number, driftPerSecondMs: number) => void
  readonly offMs: () => number
}

export function createDeviceClock(time: Clock): DeviceClock {
  let off = 0
  let drift = 0
  let sinceMs = time.now()
  const offMs = (): number => off + Math.trunc(((time.now() - sinceMs) * drift) / 1000)
  return {
    now: () => time.now() + offMs(),
    offMs,
    set: (nextOff, nextDrift) => {
      off = nextOff
      drift = nextDrift
      sinceMs = time.now()
    },
  }
}

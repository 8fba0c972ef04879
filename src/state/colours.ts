/**
 * People's hues, drawn from their keys and held apart, so that two of one chorus
 * are never told by nearly the same colour (never by colour alone, either).
 *
 * Whoever was admitted earlier keeps its own: a newcomer gives way, and nobody
 * who is there changes colour for one.
 */

import type { WeaverId } from '../protocol/ids'

/** Steps around the circle of hues, and degrees in one. */
const steps = 24
const degrees = 360 / steps

/** Steps between any two people: the widest is tried first, for as long as there is room. */
const distances = [4, 3, 2, 1] as const

/** Degrees, 0 to 359, by person. `admitted` as the covenant orders it: the same on every screen. */
export function huesOf(admitted: readonly WeaverId[]): ReadonlyMap<WeaverId, number> {
  const taken = new Map<WeaverId, number>()
  for (const person of new Set(admitted)) {
    taken.set(person, stepFor(ownStep(person), [...taken.values()]))
  }
  return new Map([...taken].map(([person, step]) => [person, step * degrees]))
}

/** Key bytes are uniform. */
const ownStep = (person: WeaverId): number => Number.parseInt(person.slice(0, 4), 16) % steps

/** The nearest to `own` that is far from the others; `own` where the circle is full. */
function stepFor(own: number, others: readonly number[]): number {
  if (others.length >= steps) return own
  const outward = Array.from({ length: steps }, (_, nth) => {
    const by = nth % 2 === 0 ? -nth / 2 : (nth + 1) / 2
    return (own + by + steps) % steps
  })
  for (const distance of distances) {
    const free = outward.find((step) => others.every((other) => apart(step, other) >= distance))
    if (free !== undefined) return free
  }
  return own
}

function apart(a: number, b: number): number {
  const way = Math.abs(a - b)
  return Math.min(way, steps - way)
}

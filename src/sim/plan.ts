/** Plan: what kind of world a seed makes, before anything happens in it (PROTOCOL.md §SM). */

import type { Role } from '../protocol/sigil'
import type { Weathers } from './air'
import type { DiskFaults } from './disk'
import type { Random } from './random'

export interface Plan {
  readonly devices: readonly Member[]
  readonly liars: readonly Member[]
  readonly shape: string
  readonly areNear: (a: number, b: number) => boolean
  readonly chaosMs: number
  readonly weather: Weathers
  readonly disk: DiskFaults
  /** Share of second tabs whose browser lets them sit in one seat with the first. */
  readonly duplicates: number
  // Mean milliseconds between two of each; 0 for never.
  readonly actEveryMs: number
  readonly chordEveryMs: number
  readonly lieEveryMs: number
  readonly wallEveryMs: number
  readonly crashEveryMs: number
  readonly tabEveryMs: number
  readonly clockEveryMs: number
  readonly quotaEveryMs: number
  readonly wipeEveryMs: number
  readonly tidesEveryMs: number
}

export interface Member {
  readonly joinsMs: number
  readonly role: Role
}

export function drawPlan(random: Random): Plan {
  const weavers = random.between(3, 8)
  const lying = random.chance(0.62) ? random.between(1, Math.min(2, weavers - 2)) : 0
  const chaosMs = random.between(15_000, 70_000)
  const { shape, areNear } = drawShape(random, weavers - lying)
  /** Most worlds have some of the troubles, few have all. */
  const sometimes = (probability: number, value: number): number =>
    random.chance(probability) ? value : 0
  return {
    devices: Array.from({ length: weavers - lying }, (_, nth) => drawMember(random, nth, chaosMs)),
    liars: Array.from({ length: lying }, () => ({
      joinsMs: random.between(10, 6_000),
      role: random.chance(0.75) ? 'weave' : 'witness',
    })),
    shape,
    areNear,
    chaosMs,
    weather: {
      loss: sometimes(0.5, random.share() * 0.25),
      double: sometimes(0.5, 0.1),
      echo: sometimes(0.5, 0.04),
      stall: sometimes(0.3, 0.004),
      breakPerSecond: sometimes(0.5, random.share() * 0.08),
      delayMs: random.pick([5, 40, 300, 1_500]) ?? 40,
    },
    disk: {
      full: sometimes(0.2, 0.1),
      dead: sometimes(0.3, 0.15),
      lostNews: sometimes(0.3, 0.1),
      slowMs: random.pick([2, 20, 400]) ?? 20,
    },
    duplicates: random.pick([0, 0.5, 1]) ?? 0,
    actEveryMs: random.pick([250, 500, 900]) ?? 500,
    chordEveryMs: sometimes(0.5, 6_000),
    lieEveryMs: lying > 0 ? (random.pick([500, 1_500, 3_000]) ?? 1_500) : 0,
    wallEveryMs: sometimes(0.5, 15_000),
    crashEveryMs: sometimes(0.6, random.between(4_000, 20_000)),
    tabEveryMs: sometimes(0.35, 15_000),
    clockEveryMs: sometimes(0.35, 12_000),
    quotaEveryMs: sometimes(0.35, 12_000),
    wipeEveryMs: sometimes(0.15, 20_000),
    tidesEveryMs: sometimes(0.2, 10_000),
  }
}

function drawMember(random: Random, nth: number, chaosMs: number): Member {
  const isLate = random.chance(0.25)
  return {
    joinsMs: isLate ? random.between(chaosMs / 3, chaosMs) : random.between(10, 3_000),
    role: nth > 1 && random.chance(0.08) ? 'witness' : 'weave',
  }
}

/** Who looks for whom. The honest are always connected among themselves; liars sit anywhere. */
function drawShape(random: Random, honest: number): Pick<Plan, 'shape' | 'areNear'> {
  const shape = random.pick(['full', 'full', 'ring', 'line', 'star'] as const) ?? 'full'
  const isNear = {
    full: () => true,
    ring: (a: number, b: number) => (a + 1) % honest === b || (b + 1) % honest === a,
    line: (a: number, b: number) => Math.abs(a - b) === 1,
    star: (a: number, b: number) => a === 0 || b === 0,
  }[shape]
  return {
    shape,
    areNear: (a, b) =>
      a >= 100 || b >= 100 ? (a + b) % 3 !== 1 || shape === 'full' : isNear(a, b),
  }
}

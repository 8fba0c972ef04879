/** Plan: what kind of world a seed makes, before anything happens in it (PROTOCOL.md §SM). */

import type { Role } from '../protocol/sigil'
import type { DiskFaults } from './disk'
import { createRandom, type Random } from './random'
import type { Weathers } from './wires'

export interface Plan {
  readonly devices: readonly Member[]
  readonly liars: readonly Member[]
  readonly shape: string
  readonly areNear: (a: number, b: number) => boolean
  /** The real mesh, which a relay introduces; else whoever is near is linked. */
  readonly hasRelay: boolean
  /** The product's own vault, on an IndexedDB in memory. */
  readonly hasIdb: boolean
  readonly chaosMs: number
  /** How long the trouble goes on after the work. */
  readonly duskMs: number
  /** They work on after the restart, and are judged once more. */
  readonly livesOn: boolean
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
  readonly relayDiesEveryMs: number
  /** Share of envelopes that the relay drops, and repeats, and swaps. */
  readonly meddling: number
}

/** What came to the worlds later, and only some have. */
export interface FurtherPlan {
  readonly doors: DoorPlan | null
  readonly gale: Gale | null
  /** By device, again from its beginning: the sigils from which on its tabs open by the face of their chorus. */
  readonly facesFrom: readonly number[]
}

/** What people and liars do at the doors. */
export interface DoorPlan {
  // Mean milliseconds between two of each.
  readonly actEveryMs: number
  readonly plotEveryMs: number
  /** Share of those who join that come by the link opened last, not by the founder's. */
  readonly newestLink: number
}

/** After the work, most of what is said is lost: what is asked for is given up, and must be told anew [AE9]. */
export interface Gale {
  readonly forMs: number
  readonly loss: number
}

export interface Member {
  readonly joinsMs: number
  readonly role: Role
}

export function drawPlan(random: Random): Plan {
  // Few more often than many: most of what can go wrong goes wrong among four, at a fifth of the cost.
  const weavers = random.between(3, random.between(3, 8))
  const lying = random.chance(0.62) ? random.between(1, Math.min(2, weavers - 2)) : 0
  const chaosMs = random.between(8_000, 34_000)
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
    hasRelay: random.chance(0.25),
    hasIdb: random.chance(0.25),
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
    actEveryMs: random.pick([150, 350, 700]) ?? 350,
    chordEveryMs: sometimes(0.5, 4_000),
    lieEveryMs: lying > 0 ? (random.pick([500, 1_500, 3_000]) ?? 1_500) : 0,
    wallEveryMs: sometimes(0.5, 10_000),
    crashEveryMs: sometimes(0.6, random.between(3_000, 12_000)),
    tabEveryMs: sometimes(0.35, 10_000),
    clockEveryMs: sometimes(0.35, 9_000),
    quotaEveryMs: sometimes(0.35, 9_000),
    wipeEveryMs: sometimes(0.2, 12_000),
    tidesEveryMs: sometimes(0.25, 8_000),
    relayDiesEveryMs: sometimes(0.4, 12_000),
    meddling: sometimes(0.7, 0.1),
    duskMs: sometimes(0.5, random.between(2_000, 12_000)),
    livesOn: random.chance(0.4),
  }
}

/**
 * Drawn from a stream of its own: so a world that has none of it is the same, event by event, as
 * before there was any. With this salt that holds of the seeds pinned in `world.test.ts`, which
 * so still meet what they once found.
 */
export function drawFurtherPlan(seed: number): FurtherPlan {
  const random = createRandom(seed ^ furtherSalt)
  const hasDoors = random.chance(0.55)
  const hasGale = random.chance(0.06)
  return {
    doors: hasDoors ? drawDoors(random) : null,
    gale: hasGale ? { forMs: 50_000, loss: 0.6 + random.share() / 4 } : null,
    facesFrom: Array.from({ length: 4 }, () => (random.chance(0.6) ? 1 : never)),
  }
}

const furtherSalt = 0x46f
/** More sigils than any world has. */
const never = Number.MAX_SAFE_INTEGER

function drawDoors(random: Random): DoorPlan {
  return {
    actEveryMs: random.pick([600, 1_200, 2_400]) ?? 1_200,
    plotEveryMs: random.pick([500, 1_000, 2_000]) ?? 1_000,
    newestLink: random.pick([0.2, 0.6, 0.9]) ?? 0.6,
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

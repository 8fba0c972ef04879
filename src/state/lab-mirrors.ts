/** Mirrors of the sessions on a stage: each keeps its store for as long as its chorus is there. */

import type { Chorus } from '../chorus/chorus'
import type { WeaverId } from '../protocol/ids'
import type { StagePlayer } from '../sim/lab-stage'
import { huesOf } from './colours'
import type { LabWeaver } from './lab-store'
import { type Mirror, mirrorChorus, type MirrorDeps } from './mirror'

export interface LabMirrors {
  /** The same objects where nothing about them has changed. */
  readonly weavers: (players: readonly StagePlayer[]) => readonly LabWeaver[]
  readonly clear: () => void
}

export function createLabMirrors(deps: Omit<MirrorDeps, 'chorus'>): LabMirrors {
  const mirrors = new Map<number, { readonly chorus: Chorus; readonly mirror: Mirror }>()
  let last: readonly LabWeaver[] = []

  function mirrorOf(nth: number, chorus: Chorus): Mirror {
    const known = mirrors.get(nth)
    if (known?.chorus === chorus) return known.mirror
    known?.mirror.dispose()
    const mirror = mirrorChorus({ ...deps, chorus })
    mirrors.set(nth, { chorus, mirror })
    return mirror
  }

  function weaverOf(player: StagePlayer, hues: ReadonlyMap<WeaverId, number>): LabWeaver {
    const { nth, weaver, name, clock, isLiar, chorus } = player
    const next: LabWeaver = {
      nth,
      weaver,
      name,
      hue: (weaver === null ? undefined : hues.get(weaver)) ?? (nth * 60) % 360,
      clock,
      isLiar,
      store: chorus === null ? null : mirrorOf(nth, chorus).store,
    }
    const before = last[nth]
    return before !== undefined && isSame(before, next) ? before : next
  }

  return {
    weavers: (players) => {
      const hues = huesOf(personsOn(players))
      const next = players.map((player) => weaverOf(player, hues))
      const isUnchanged = next.length === last.length && next.every((one, nth) => one === last[nth])
      if (!isUnchanged) last = next
      return last
    },
    clear: () => {
      for (const { mirror } of mirrors.values()) mirror.dispose()
      mirrors.clear()
      last = []
    },
  }
}

/** As whoever of them is there tells it: in the lab, all do alike. */
function personsOn(players: readonly StagePlayer[]): readonly WeaverId[] {
  const there = players.find(({ chorus }) => chorus !== null)?.chorus
  return there?.fellows().map(({ person }) => person) ?? []
}

function isSame(a: LabWeaver, b: LabWeaver): boolean {
  const isSameClock = a.clock.offMs === b.clock.offMs && a.clock.isStopped === b.clock.isStopped
  return (
    isSameClock &&
    a.hue === b.hue &&
    a.weaver === b.weaver &&
    a.name === b.name &&
    a.store === b.store
  )
}

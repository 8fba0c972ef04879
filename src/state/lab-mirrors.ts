/** Mirrors of the sessions on a stage: each keeps its store for as long as its chorus is there. */

import type { Chorus } from '../chorus/chorus'
import type { StagePlayer } from '../sim/lab-stage'
import { hueOf } from './colours'
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

  function weaverOf({ nth, weaver, name, clock, isLiar, chorus }: StagePlayer): LabWeaver {
    const next: LabWeaver = {
      nth,
      weaver,
      name,
      hue: weaver === null ? (nth * 60) % 360 : hueOf(weaver),
      clock,
      isLiar,
      store: chorus === null ? null : mirrorOf(nth, chorus).store,
    }
    const before = last[nth]
    return before !== undefined && isSame(before, next) ? before : next
  }

  return {
    weavers: (players) => {
      const next = players.map(weaverOf)
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

function isSame(a: LabWeaver, b: LabWeaver): boolean {
  const isSameClock = a.clock.offMs === b.clock.offMs && a.clock.isStopped === b.clock.isStopped
  return isSameClock && a.weaver === b.weaver && a.name === b.name && a.store === b.store
}

/**
 * Air: how tabs of the simulated world come to be linked without any introduction:
 * those near each other look for each other for as long as both are there (PROTOCOL.md §SM).
 */

import type { Currents, Link } from '../network/link'
import type { Random } from './random'
import type { Time } from './time'
import type { Station, Wires } from './wires'

export interface AirDeps {
  readonly time: Time
  readonly random: Random
  readonly wires: Wires
  readonly areNear: (a: Station, b: Station) => boolean
}

/** One search of one tab. */
interface Mast {
  readonly station: Station
  readonly welcome: (link: Link) => void
  readonly linked: Map<Mast, Link>
}

/** The currents of each tab. */
export function createAir(deps: AirDeps): (station: Station) => Currents {
  const { time, random, wires } = deps
  const masts = new Set<Mast>()

  function raise(station: Station, welcome: (link: Link) => void): () => void {
    const mast: Mast = { station, welcome, linked: new Map() }
    for (const other of masts) seek(mast, other)
    masts.add(mast)
    return () => {
      masts.delete(mast)
      for (const link of mast.linked.values()) link.close('stopped')
    }
  }

  function seek(a: Mast, b: Mast): void {
    if (!deps.areNear(a.station, b.station)) return
    time.after(random.between(5, wires.isHealed() ? 500 : 4_000), () => {
      if (!masts.has(a) || !masts.has(b)) return
      if (!a.station.isAlive() || !b.station.isAlive()) return
      if (a.linked.has(b) || b.linked.has(a)) return
      const isBlocked =
        wires.isBlocked(a.station, b.station) || wires.isBlocked(b.station, a.station)
      if (isBlocked) return seek(a, b)
      wires.connect(partyOf(a, b), partyOf(b, a))
    })
  }

  /** Whichever end learns last that the link is over looks for the other again. */
  function partyOf(mast: Mast, other: Mast) {
    return {
      station: mast.station,
      welcome: (link: Link) => {
        mast.linked.set(other, link)
        mast.welcome(link)
      },
      over: (reason: string) => {
        mast.linked.delete(other)
        if (reason !== 'duplicate' && !other.linked.has(mast)) seek(mast, other)
      },
    }
  }

  return (station) => {
    let isUp = false
    return {
      start: (onLink) => {
        isUp = true
        const stop = raise(station, onLink)
        return () => {
          isUp = false
          stop()
        }
      },
      state: () => (isUp ? 'open' : 'idle'),
      watch: () => () => {},
    }
  }
}

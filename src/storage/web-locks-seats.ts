/**
 * Seats by Web Locks (PROTOCOL.md §KR): the browser itself sees to it that a
 * lock has one holder, and frees it when the tab is closed, crashes or is
 * discarded. A duplicated tab copies its sessionStorage, but never a lock.
 */

import type { ChorusId, WeaverId } from '../protocol/ids'
import type { Seat, Seats } from './keyring'

/** The part of `navigator.locks` that is used. */
export type Locks = Pick<LockManager, 'request'>

export function createWebLocksSeats(locks: Locks): Seats {
  return { claim: (chorus, weaver) => claimLock(locks, chorus, weaver) }
}

function claimLock(locks: Locks, chorus: ChorusId, weaver: WeaverId): Promise<Seat | null> {
  return new Promise((resolve, reject) => {
    const name = `aetherlink/seat/${chorus}/${weaver}`
    const holding = locks.request(name, { ifAvailable: true }, (lock) => {
      if (lock === null) return resolve(null)
      // The lock is held for as long as this promise is pending.
      return new Promise<void>((release) => {
        resolve({ weaver, release })
      })
    })
    // Rejects where the browser refuses locks to this page; once held, it has nothing to say.
    holding.catch(reject)
  })
}

import { expect, test } from 'vitest'

import type { ChorusId, WeaverId } from '../protocol/ids'
import { createMemorySeats } from './memory-seats'
import { describeSeats } from './seats.contract'
import { createWebLocksSeats, type Locks } from './web-locks-seats'

describeSeats('memory seats', () => {
  const seats = createMemorySeats()
  return () => seats
})

describeSeats('Web Locks seats', () => {
  const locks = createFakeLocks()
  return () => createWebLocksSeats(locks)
})

test('[KR3] a browser that refuses locks is no free seat', async () => {
  const refusal = new DOMException('no locks here', 'SecurityError')
  const locks = { request: () => Promise.reject(refusal) } as unknown as Locks
  const claim = createWebLocksSeats(locks).claim('a' as ChorusId, 'ada' as WeaverId)
  await expect(claim).rejects.toBe(refusal)
})

/** Exclusive locks with `ifAvailable`, as the W3C draft has them. */
function createFakeLocks(): Locks {
  const held = new Set<string>()
  const request = async (
    name: string,
    _options: LockOptions,
    use: (lock: Lock | null) => unknown,
  ): Promise<unknown> => {
    await Promise.resolve()
    if (held.has(name)) return use(null)
    held.add(name)
    try {
      return await use({ name, mode: 'exclusive' })
    } finally {
      held.delete(name)
    }
  }
  return { request: request as LockManager['request'] }
}

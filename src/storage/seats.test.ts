import { expect, test } from 'vitest'

import type { ChorusId, WeaverId } from '../protocol/ids'
import { type ChannelSeatsDeps, createChannelSeats, type SeatChannel } from './channel-seats'
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

describeSeats('channel seats', () => {
  const openChannel = createFakeBroadcast()
  let tabs = 0
  return () => {
    tabs += 1
    const entropy = { bytes: (length: number) => new Uint8Array(length).fill(tabs) }
    return createChannelSeats({ channel: openChannel(), entropy, schedule: afterAllWords })
  }
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

/** Long enough for every word and every answer to be read. */
const afterAllWords: ChannelSeatsDeps['schedule'] = {
  after: (_delayMs, callBack) => {
    let isDue = true
    const wait = (turns: number): void => {
      if (turns === 0) return isDue ? callBack() : undefined
      setImmediate(() => wait(turns - 1))
    }
    wait(8)
    return () => {
      isDue = false
    }
  },
}

/** A BroadcastChannel: whoever else is on it hears each word, in a turn of its own. */
function createFakeBroadcast(): () => SeatChannel {
  const channels = new Set<Parameters<SeatChannel['addEventListener']>[1]>()
  return () => {
    let own: Parameters<SeatChannel['addEventListener']>[1] | null = null
    return {
      addEventListener: (_type, listener) => {
        own = listener
        channels.add(listener)
      },
      postMessage: (data) => {
        for (const listener of channels)
          if (listener !== own) setImmediate(() => listener({ data }))
      },
    }
  }
}

/**
 * Seats by asking around (PROTOCOL.md §KR): for pages without Web Locks, such as
 * those of another machine in the house over plain `http:`.
 *
 * Whoever sits in a seat answers; silence means that it is free. A tab that is
 * frozen can't answer, so its weaver may then sit twice. That is no danger to
 * anybody's work, since each session has a strand of its own [SG5]; but the two
 * tabs do not link with each other until one is opened anew.
 */

import { toHex } from '../protocol/bytes'
import type { Entropy, Schedule } from '../protocol/ports'
import { onlyOnce, type Seats } from './keyring'
import { seatAnswerMs } from './limits'

/** The parts of a BroadcastChannel that are used. */
export interface SeatChannel {
  readonly postMessage: (word: SeatWord) => void
  readonly addEventListener: (
    type: 'message',
    listener: (event: { readonly data: SeatWord }) => void,
  ) => void
}

/** `asks`: does anyone sit there? `sits`: yes, `to` must look elsewhere. */
export type SeatWord =
  | { readonly kind: 'asks'; readonly seat: string; readonly from: string }
  | { readonly kind: 'sits'; readonly seat: string; readonly to: string }

export interface ChannelSeatsDeps {
  /** Never hears itself. */
  readonly channel: SeatChannel
  readonly entropy: Entropy
  readonly schedule: Schedule
}

export function createChannelSeats({ channel, entropy, schedule }: ChannelSeatsDeps): Seats {
  const self = toHex(entropy.bytes(16))
  const held = new Set<string>()
  /** Seats being asked for, each with what gives it up. */
  const asking = new Map<string, () => void>()

  channel.addEventListener('message', ({ data }) => {
    if (data.kind === 'sits') {
      if (data.to === self) asking.get(data.seat)?.()
      return
    }
    const { seat, from } = data
    const giveUp = asking.get(seat)
    // Of two that ask at once the lesser stays, and both see that alike.
    if (held.has(seat) || (giveUp !== undefined && self < from)) {
      post({ kind: 'sits', seat, to: from })
    } else giveUp?.()
  })

  function post(word: SeatWord): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a window has one, a channel has not.
    channel.postMessage(word)
  }

  return {
    claim: (chorus, weaver) => {
      const seat = `${chorus}/${weaver}`
      if (held.has(seat) || asking.has(seat)) return Promise.resolve(null)
      return new Promise((resolve) => {
        const settle = (isFree: boolean): void => {
          cancel()
          asking.delete(seat)
          if (isFree) held.add(seat)
          resolve(isFree ? { weaver, release: onlyOnce(() => held.delete(seat)) } : null)
        }
        const cancel = schedule.after(seatAnswerMs, () => settle(true))
        asking.set(seat, () => settle(false))
        post({ kind: 'asks', seat, from: self })
      })
    },
  }
}

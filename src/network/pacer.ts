/**
 * Pacer: holds frames back so that a data channel never holds much more than
 * it can send soon (PROTOCOL.md §CU). Standard term: back-pressure.
 *
 * A channel takes all it is given, up to some 16 MiB, and then fails for good.
 * simple-peer's own `send` does nothing about that.
 */

import { highWaterBytes, lowWaterBytes } from './limits'

/** The channel below. */
export interface Pipe {
  readonly bufferedBytes: () => number
  readonly send: (frame: Uint8Array) => void
}

export interface Pacer {
  readonly offer: (frames: readonly Uint8Array[]) => void
  /** The pipe holds less than it did: sends what fits now. */
  readonly refill: () => void
  /** Held here and in the pipe. */
  readonly queuedBytes: () => number
}

/** Calls `onDrained` once each time the queue has gone above the low-water mark and fallen below it again. */
export function createPacer(pipe: Pipe, onDrained: () => void): Pacer {
  let frames: Uint8Array[] = []
  /** Frames before this one are sent. Cheaper than shifting a long list. */
  let next = 0
  let heldBytes = 0
  let wasHigh = false

  const queuedBytes = (): number => heldBytes + pipe.bufferedBytes()

  function flow(): void {
    while (pipe.bufferedBytes() < highWaterBytes) {
      const frame = frames[next]
      if (frame === undefined) break
      next++
      heldBytes -= frame.length
      pipe.send(frame)
    }
    if (next < frames.length && next < 1024) return
    frames = frames.slice(next)
    next = 0
  }

  return {
    offer: (more) => {
      for (const frame of more) {
        frames.push(frame)
        heldBytes += frame.length
      }
      flow()
      wasHigh ||= queuedBytes() >= lowWaterBytes
    },
    refill: () => {
      flow()
      if (!wasHigh || queuedBytes() >= lowWaterBytes) return
      wasHigh = false
      onDrained()
    },
    queuedBytes,
  }
}

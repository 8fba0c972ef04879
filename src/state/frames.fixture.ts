/** A screen whose frames and time are moved by hand. */

import type { DrawingPorts } from './frames'

export interface Screen {
  /** What is drawn on it takes these. */
  readonly ports: DrawingPorts
  /** So many milliseconds go by; whoever waited for the end of them is called. */
  readonly pass: (ms: number) => void
  /** One frame, for all who asked for it. */
  readonly draw: () => void
  readonly framesAsked: () => number
}

export function createScreen(): Screen {
  let nowMs = 0
  let frames: (() => void)[] = []
  const waits = new Set<{ readonly dueMs: number; readonly callBack: () => void }>()
  return {
    ports: {
      nextFrame: (callBack) => void frames.push(callBack),
      schedule: {
        after: (delayMs, callBack) => {
          const wait = { dueMs: nowMs + delayMs, callBack }
          waits.add(wait)
          return () => waits.delete(wait)
        },
      },
      nowMs: () => nowMs,
    },
    pass: (ms) => {
      nowMs += ms
      for (const wait of [...waits].filter(({ dueMs }) => dueMs <= nowMs)) {
        waits.delete(wait)
        wait.callBack()
      }
    },
    draw: () => {
      const due = frames
      frames = []
      for (const callBack of due) callBack()
    },
    framesAsked: () => frames.length,
  }
}

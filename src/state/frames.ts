/** Gathers many changes into one drawing: the port behind which the browser's frames stand. */

import type { Schedule } from '../protocol/ports'

/** Calls back once, before the next picture, or soon where no picture is due (a hidden tab). */
export type NextFrame = (callBack: () => void) => void

/** A call that does its work once a frame, however often it is made. */
export function oncePerFrame(nextFrame: NextFrame, work: () => void): () => void {
  let due = false
  return () => {
    if (due) return
    due = true
    nextFrame(() => {
      due = false
      work()
    })
  }
}

/** What drawing takes of the browser. */
export interface DrawingPorts {
  readonly nextFrame: NextFrame
  readonly schedule: Schedule
  /** Milliseconds of real time, from any beginning. */
  readonly nowMs: () => number
}

export interface LeisureDeps extends DrawingPorts {
  /** All there is to do. Answers how many milliseconds of rest it is worth at least. */
  readonly work: () => number
  /** What of it can't wait. */
  readonly pressing: () => void
}

export interface Leisure {
  readonly soon: () => void
  /** Does at least what can't wait in the next frame. */
  readonly now: () => void
  /** Does all of it in the next frame. */
  readonly wake: () => void
}

/** Rest after a work, as a multiple of the time that it took, and in milliseconds at most. */
const restPerWork = 8
const longestRestMs = 500

/**
 * As {@link oncePerFrame}, for what others may cause without end: after work that took long comes
 * a rest eight times as long, so that most of the time is left to whoever types meanwhile. No frame
 * is asked for to rest: the browser lays out and paints for each, whether anything changed or not.
 */
export function atLeisure({ nextFrame, schedule, nowMs, work, pressing }: LeisureDeps): Leisure {
  let isDue = false
  let isPressing = false
  let isFrameAsked = false
  let isWaiting = false
  let restUntilMs = 0

  function askFrame(): void {
    if (isFrameAsked) return
    isFrameAsked = true
    nextFrame(frame)
  }

  function askOnceRested(): void {
    const restMs = restUntilMs - nowMs()
    if (restMs <= 0) return askFrame()
    if (isWaiting) return
    isWaiting = true
    schedule.after(restMs, () => {
      isWaiting = false
      if (isDue) askOnceRested()
    })
  }

  function frame(): void {
    isFrameAsked = false
    const startMs = nowMs()
    if (startMs < restUntilMs) {
      if (isPressing) pressing()
      askOnceRested()
    } else {
      isDue = false
      const leastRestMs = work()
      // React draws in a microtask of its own, which was asked for before this one.
      queueMicrotask(() => {
        const restMs = Math.max(leastRestMs, restPerWork * (nowMs() - startMs))
        restUntilMs = nowMs() + Math.min(longestRestMs, restMs)
      })
    }
    isPressing = false
  }

  return {
    soon: () => {
      isDue = true
      askOnceRested()
    },
    now: () => {
      isDue = true
      isPressing = true
      askFrame()
    },
    wake: () => {
      isDue = true
      restUntilMs = nowMs()
      askFrame()
    },
  }
}

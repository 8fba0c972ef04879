/**
 * Lets a stage’s virtual time on, a frame at a time, and never by itself: a
 * stage that is paused, or quiet, asks for no frame (PROTOCOL.md §LB, LB5).
 *
 * How fast the page draws decides only how soon things are seen: what happens,
 * and in which order, follows from virtual time alone.
 */

import type { Stage } from '../sim/lab-stage'
import type { NextFrame } from './frames'

export interface Player {
  /** Something has changed that may be shown, and played. */
  readonly wake: () => void
  /** Up to the next thing told. */
  readonly step: () => Promise<void>
}

export interface PlayerDeps {
  readonly nextFrame: NextFrame
  /** Real milliseconds, only ever growing. */
  readonly nowMs: () => number
  /** What is on; null while nothing is. */
  readonly stage: () => Stage | null
  readonly isPlaying: () => boolean
  readonly speed: () => number
  readonly show: () => void
}

/** Milliseconds of work in one frame, at least and at most; between them half of what a frame takes. */
const minWorkMs = 8
const maxWorkMs = 30
/** Real milliseconds that one frame counts for at most: whoever comes back to a tab goes on where it was. */
const maxFrameMs = 250
/** Virtual milliseconds in which a step looks for something to tell. */
const stepWithinMs = 300_000

export function createPlayer(deps: PlayerDeps): Player {
  const { nextFrame, nowMs, stage } = deps
  let isWorking = false
  let lastMs: number | null = null

  function wake(): void {
    if (isWorking || !mayGoOn()) return
    isWorking = true
    lastMs = null
    nextFrame(() => void frame())
  }

  function mayGoOn(): boolean {
    const playing = stage()
    return playing !== null && deps.isPlaying() && !playing.isQuiet()
  }

  async function frame(): Promise<void> {
    const playing = stage()
    if (playing === null || !mayGoOn()) return rest()
    const startMs = nowMs()
    const passedMs = Math.min(maxFrameMs, startMs - (lastMs ?? startMs))
    lastMs = startMs
    const workMs = Math.min(maxWorkMs, Math.max(minWorkMs, passedMs / 2))
    await playOn(playing, playing.nowMs() + passedMs * deps.speed(), startMs + workMs)
    deps.show()
    if (!mayGoOn()) return rest()
    nextFrame(() => void frame())
  }

  /** As far as one frame’s work takes it: what it does not get to comes with the next. */
  async function playOn(playing: Stage, untilMs: number, endMs: number): Promise<void> {
    while (stage() === playing && deps.isPlaying() && isDue(playing, untilMs)) {
      await playing.step()
      if (nowMs() > endMs || playing.isQuiet()) return
    }
    if (stage() === playing && deps.isPlaying()) await playing.waitUntil(untilMs)
  }

  function rest(): void {
    isWorking = false
    deps.show()
    // Whatever stirred while the last frame was at work asked in vain.
    wake()
  }

  async function step(): Promise<void> {
    const playing = stage()
    if (playing === null || isWorking) return
    isWorking = true
    const before = playing.events().length
    const untilMs = playing.nowMs() + stepWithinMs
    while (stage() === playing && playing.events().length === before) {
      if (playing.isQuiet() || !isDue(playing, untilMs)) break
      await playing.step()
    }
    rest()
  }

  return { wake, step }
}

const isDue = (stage: Stage, untilMs: number): boolean => (stage.dueMs() ?? Infinity) <= untilMs

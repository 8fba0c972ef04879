/** Virtual time and clocks, in words. */

import type { LabClock } from '../../state/lab-store'

/** `0:04.2`: minutes, seconds and tenths since the scenario began. */
export function elapsedWords(ms: number): string {
  const tenths = Math.floor(Math.max(0, ms) / 100)
  const minutes = Math.floor(tenths / 600)
  const seconds = String(Math.floor(tenths / 10) % 60).padStart(2, '0')
  return `${minutes}:${seconds}.${tenths % 10}`
}

/** `+400 ms`, `−1.2 s`, `+4 min`; empty at 0. */
export function offsetWords(ms: number): string {
  if (ms === 0) return ''
  return `${ms > 0 ? '+' : '−'}${spanWords(Math.abs(ms))}`
}

/** `400 ms`, `1.25 s`, `4 min`. */
export function spanWords(ms: number): string {
  if (ms < 1000) return `${ms} ms`
  if (ms < 120_000) return `${Number((ms / 1000).toFixed(2))} s`
  return `${Number((ms / 60_000).toFixed(1))} min`
}

export function clockWords(clock: LabClock): string {
  if (clock.isStopped) return 'stopped'
  return clock.offMs === 0 ? 'on time' : offsetWords(clock.offMs)
}

/** What a weaver's clock shows, virtual ms. One that is stopped shows when the scenario began. */
export const clockReading = (clock: LabClock, nowMs: number): number =>
  (clock.isStopped ? 0 : nowMs) + clock.offMs

/** `10:04:07.120`, in UTC, as stamps are written everywhere else. */
export const stampTime = (epochMs: number): string => new Date(epochMs).toISOString().slice(11, -1)

/** How long to wait before trying again: exponential back-off with jitter, so that a crowd does not return as one. */

import type { Entropy } from '../protocol/ports'
import { firstRetryMs, longestRetryMs, quickRetryMs } from './limits'

/**
 * Milliseconds before the next try, after `failures` in a row. The first retry
 * is quick, since most losses are momentary; then 1 s, doubling to 30 s, of
 * which a random half is taken away at most.
 */
export function retryDelayMs(failures: number, entropy: Entropy): number {
  const jitter = fraction(entropy)
  if (failures === 0) return quickRetryMs * (0.5 + jitter)
  const full = Math.min(longestRetryMs, firstRetryMs * 2 ** (failures - 1))
  return full * (0.5 + jitter / 2)
}

/** Evenly spread, from 0 up to and without 1. */
function fraction(entropy: Entropy): number {
  return entropy.bytes(4).reduce((sum, byte) => (sum + byte) / 0x100, 0)
}

/** In random order. */
export function shuffled<Value>(values: Iterable<Value>, entropy: Entropy): readonly Value[] {
  const keyed = Array.from(values, (value) => ({ value, key: fraction(entropy) }))
  return keyed.toSorted((a, b) => a.key - b.key).map(({ value }) => value)
}

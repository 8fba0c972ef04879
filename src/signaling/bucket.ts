/**
 * Token bucket: lets bursts through and holds the long run to a rate. The
 * clock comes in, and may jump: time that runs backwards fills nothing.
 */

export interface Bucket {
  /** True, and spent, where `cost` tokens are there; false, and nothing spent, otherwise. */
  readonly take: (cost: number) => boolean
  /** Milliseconds until `cost` tokens will be there, at the earliest. */
  readonly waitMs: (cost: number) => number
}

export interface Flow {
  readonly perSecond: number
  readonly burst: number
}

export function createBucket({ perSecond, burst }: Flow, now: () => number): Bucket {
  let tokens = burst
  let filledAt = now()

  function fill(): void {
    const at = now()
    tokens = Math.min(burst, tokens + (Math.max(0, at - filledAt) * perSecond) / 1000)
    filledAt = at
  }

  return {
    take: (cost) => {
      fill()
      if (tokens < cost) return false
      tokens -= cost
      return true
    },
    waitMs: (cost) => {
      fill()
      return Math.max(0, Math.ceil(((cost - tokens) * 1000) / perSecond))
    },
  }
}

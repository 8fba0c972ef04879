/**
 * Which of our own sigils some other weaver is known to hold [SS6].
 *
 * A neighbour tells a digest of all it holds. Where that is one of ours of late,
 * it held all that we had authored by then.
 */

import { digestsRemembered } from './limits'

export interface SentLedger {
  /** `digest` is ours now, with `authored` more own sigils than before in it. */
  readonly note: (digest: string, authored: number) => void
  /** A neighbour said that it holds exactly this. */
  readonly told: (digest: string) => void
  /** Own sigils that no neighbour is known to hold. */
  readonly unsent: () => number
}

export function createSentLedger(): SentLedger {
  /** Our digests of late, each with how many own sigils it covers; oldest first. */
  const ownByDigest = new Map<string, number>()
  let authored = 0
  let held = 0
  return {
    note: (digest, more) => {
      authored += more
      ownByDigest.set(digest, authored)
      const [oldest] = ownByDigest.keys()
      if (ownByDigest.size > digestsRemembered && oldest !== undefined) ownByDigest.delete(oldest)
    },
    told: (digest) => {
      held = Math.max(held, ownByDigest.get(digest) ?? 0)
    },
    unsent: () => authored - held,
  }
}

/**
 * Anti-entropy: how two weavers come to hold the same sigils (PROTOCOL.md §AE).
 * Standard term: set reconciliation, here a version vector hardened by hash chains.
 *
 * A state machine for one link: message in, messages out, no I/O and no clock.
 * Equal digest: done, one message. Otherwise each side tells where its strands
 * end; equal tip hash means equal prefix, so the answer is exact without
 * trusting anybody's numbering.
 */

import type { SigilId } from './ids'
import type { Sigil } from './sigil'
import type { Weaver } from './weaver'

/** What a link's machine wants done. */
export interface SyncOutput {
  /** Encoded messages for the neighbour, in order. */
  readonly send: readonly Uint8Array[]
  /** Bytes of sigils received, each unread and unverified. */
  readonly received: readonly Uint8Array[]
  /** Set where the neighbour broke the protocol: close the link, and why. */
  readonly fault: string | null
}

export interface Sync {
  /** First words, once the link is authenticated. */
  readonly open: () => SyncOutput
  readonly receive: (message: Uint8Array) => SyncOutput
  /** Hands newly integrated sigils on: `own` are pushed whole, the rest announced [AE6]. */
  readonly emanate: (sigils: readonly Sigil[], own: boolean) => SyncOutput
  /** Every few seconds: says our digest again, and asks again for what is missing [AE7]. */
  readonly pulse: (missing: readonly SigilId[]) => SyncOutput
  /** True once digests were equal, or all that the neighbour offered has been received. */
  readonly caughtUp: () => boolean
  /** What the neighbour last said of itself; null before its HELLO. */
  readonly neighbour: () => Neighbour | null
}

export interface Neighbour {
  readonly count: number
  readonly digest: string
  /** Its wall clock minus ours as it said HELLO, ms; latency not taken out. */
  readonly skewMs: number
}

export interface SyncDeps {
  readonly weaver: Weaver
  readonly now: () => number
}

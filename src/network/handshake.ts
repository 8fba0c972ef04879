/**
 * Handshake: proves who is at the other end of a link before anything else is
 * read from it (PROTOCOL.md §CU).
 */

import type { ChorusId, WeaverId } from '../protocol/ids'
import type { Entropy, Schedule, Signer, Verifier } from '../protocol/ports'
import type { LinkListener } from './link'

export type Greeting =
  | { readonly kind: 'greeted'; readonly weaver: WeaverId }
  | { readonly kind: 'refused'; readonly reason: string }

export interface GreetDeps {
  readonly chorus: ChorusId
  readonly signer: Signer
  readonly verifier: Verifier
  readonly entropy: Entropy
  readonly schedule: Schedule
}

/** Called once. On `greeted`, the returned listener gets every later message; on `refused` the link is closed. */
export type OnGreeting = (greeting: Greeting) => LinkListener | null

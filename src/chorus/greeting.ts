/**
 * Greeting: what this tab shows for itself on a fresh link, and whom it lets in
 * (PROTOCOL.md §CU). Nothing else is read from a link before.
 */

import { greet as greetOver, type GreetDeps } from '../network/handshake'
import type { Link, LinkListener } from '../network/link'
import { type Bearer, credentialOf, judgeCredential } from '../protocol/credential'
import { type WeaverId, weaverIdFrom } from '../protocol/ids'
import type { Entropy, Hash, Schedule, Signer, Verifier } from '../protocol/ports'
import type { Gate } from './admission'

export interface GreetingDeps {
  readonly weaver: Bearer['weaver']
  readonly signer: Signer
  readonly verifier: Verifier
  readonly hash: Hash
  readonly entropy: Entropy
  readonly schedule: Schedule
  readonly kin: readonly Signer[]
  /** Asked for late, since it speaks through the links that come of this. */
  readonly gate: () => Pick<Gate, 'invite' | 'shut'>
}

/** Calls back once it is proved who is there, and that it has a place here; else the link is closed. */
export type Greet = (link: Link, onGreeted: (weaver: WeaverId) => LinkListener | null) => void

export function createGreeting(deps: GreetingDeps): Greet {
  const { weaver, signer, kin } = deps
  const shared: Omit<GreetDeps, 'judge'> = {
    ...deps,
    chorus: weaver.chorus,
    credential: () =>
      credentialOf({ weaver, self: weaverIdFrom(signer.key), kin, invite: deps.gate().invite() }),
  }
  const judgeFar: GreetDeps['judge'] = (greeter, shown) => judgeCredential(deps, greeter, shown)

  return (link, onGreeted) => {
    const judge = link.kind === 'broadcast' ? judgeNear : judgeFar
    greetOver(link, { ...shared, judge }, (greeting) => {
      if (greeting.kind === 'greeted') return onGreeted(greeting.weaver)
      if (greeting.kind === 'shut') deps.gate().shut()
      return null
    })
  }
}

/** [CU26] Tabs of one browser share what it keeps: there is nothing to keep from each other. */
const judgeNear: GreetDeps['judge'] = async () => ({ kind: 'held' })

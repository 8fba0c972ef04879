/**
 * Greeting: what this tab shows for itself on a fresh link, and whom it lets in
 * (PROTOCOL.md §CU). Nothing else is read from a link before.
 */

import { greet, type GreetDeps, type RefusalCause } from '../network/handshake'
import type { Link, LinkListener } from '../network/link'
import { type Bearer, credentialOf, judgeCredential } from '../protocol/credential'
import { type WeaverId, weaverIdFrom } from '../protocol/ids'
import type { Entropy, Hash, Schedule, Signer, Verifier } from '../protocol/ports'
import type { Gate } from './admission'
import { waitingLink } from './patience'
import type { Reading } from './reading'

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
  readonly reading: Pick<Reading, 'mayMeet' | 'untilMayMeet'>
  /** {@link Greeting.turnedDown} may have changed. */
  readonly changed: () => void
}

export interface Greeting {
  /** Calls back once it is proved who is there, and that it has a place here; else the link is closed. */
  readonly greet: (link: Link, onGreeted: (weaver: WeaverId) => LinkListener | null) => void
  /** Why somebody was refused, where a person should know; null again once somebody was not. */
  readonly turnedDown: () => TurnedDown | null
}

export type TurnedDown = Exclude<RefusalCause, 'other'>

export function createGreeting(deps: GreetingDeps): Greeting {
  const { weaver, signer, kin } = deps
  const shared: Omit<GreetDeps, 'judge'> = {
    ...deps,
    chorus: weaver.chorus,
    credential: () =>
      credentialOf({ weaver, self: weaverIdFrom(signer.key), kin, invite: deps.gate().invite() }),
  }
  const judgeFar: GreetDeps['judge'] = (greeter, shown) => judgeCredential(deps, greeter, shown)

  let turnedDown: TurnedDown | null = null

  function note(cause: TurnedDown | null): void {
    turnedDown = cause
    deps.changed()
  }

  const greetNow: Greeting['greet'] = (link, onGreeted) => {
    const judge = link.kind === 'broadcast' ? judgeNear : judgeFar
    greet(link, { ...shared, judge }, (greeting) => {
      if (greeting.kind === 'shut') deps.gate().shut()
      if (greeting.kind !== 'refused') note(null)
      else if (greeting.cause !== 'other') note(greeting.cause)
      return greeting.kind === 'greeted' ? onGreeted(greeting.weaver) : null
    })
  }

  return {
    greet: (link, onGreeted) => {
      if (deps.reading.mayMeet()) return greetNow(link, onGreeted)
      // [SN9] What we show for ourselves, and know of others, is in the history.
      const waiting = waitingLink(link)
      deps.reading.untilMayMeet().then(
        () => greetNow(waiting, onGreeted),
        () => link.close('leaving'),
      )
    },
    turnedDown: () => turnedDown,
  }
}

/** [CU26] Tabs of one browser share what it keeps: there is nothing to keep from each other. */
const judgeNear: GreetDeps['judge'] = async () => ({ kind: 'held' })

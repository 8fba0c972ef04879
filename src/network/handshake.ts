/**
 * Handshake: proves who is at the other end of a link before anything else is
 * read from it (PROTOCOL.md §CU). Standard term: mutual authentication by
 * signature, as SIGMA without a key exchange, since the channel has its own.
 *
 * Both proofs cover the link's binding, so a middleman who relays them sits
 * between two channels that neither side has signed for.
 */

import { concatBytes, equalBytes, fromHex } from '../protocol/bytes'
import { type ChorusId, type WeaverId, weaverIdFrom } from '../protocol/ids'
import { type Greet, protocolVersion } from '../protocol/message'
import { decodeMessage, encodeMessage } from '../protocol/message-codec'
import type { Entropy, Schedule, Signer, Verifier } from '../protocol/ports'
import { greetWithinMs, maxEarlyBytes, maxEarlyMessages, maxGreetBytes } from './limits'
import type { Link, LinkListener } from './link'

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

const label = new TextEncoder().encode('aetherlink/1 greeting')

/**
 * [CU14] Greets over a fresh link: GREET both ways, then PROOF both ways. It
 * takes the link's listener, and hands over to the one that `onGreeting` returns
 * once both proofs are made and the other's has been checked.
 */
export function greet(link: Link, deps: GreetDeps, onGreeting: OnGreeting): void {
  const { chorus, signer, verifier } = deps
  const chorusTag = chorus.slice(0, 8)
  const own: Greet = { kind: 'greet', chorusTag, key: signer.key, nonce: deps.entropy.bytes(32) }
  let other: Greet | null = null
  let proved: Promise<void> = Promise.resolve()
  let stage: 'greet' | 'proof' | 'checking' | 'greeted' | 'refused' = 'greet'
  let listener: LinkListener | null = null
  /** What came while the proof was being checked, for the listener [CU15]. */
  let early: Uint8Array[] = []
  let earlyBytes = 0

  function take(bytes: Uint8Array): void {
    if (stage === 'refused') return
    if (stage === 'checking' || early.length > 0) keep(bytes)
    else if (stage === 'greeted') listener?.message(bytes)
    else answer(bytes)
  }

  function answer(bytes: Uint8Array): void {
    if (bytes.length > maxGreetBytes) return refuse('It spoke at length before it had greeted.')
    const decoded = decodeMessage(bytes)
    if (!decoded.ok) return refuse('It sent a greeting that cannot be read.')
    const { message } = decoded
    if (message.kind === 'greet' && stage === 'greet') return meet(message)
    if (message.kind === 'proof' && stage === 'proof') return check(message.seal)
    refuse(
      message.kind === 'other-version'
        ? `It speaks version ${message.version} of the protocol, this weaver ${protocolVersion}.`
        : `It sent a ${message.kind} where a ${stage} was due.`,
    )
  }

  function meet(greeting: Greet): void {
    if (greeting.chorusTag !== own.chorusTag) return refuse('It belongs to another chorus.')
    if (equalBytes(greeting.key, own.key)) return refuse('It named our own key as its own.')
    other = greeting
    stage = 'proof'
    proved = signer.sign(claimOf(own, greeting)).then((seal) => {
      if (stage !== 'refused') link.send(encodeMessage({ kind: 'proof', seal }))
    })
    proved.catch(() => refuse('Our own key would not sign the greeting.'))
  }

  function check(seal: Uint8Array): void {
    if (other === null) return
    stage = 'checking'
    const { key } = other
    const verdicts = verifier.verify([{ key, message: claimOf(other, own), seal }])
    // Our own proof must be out first: what the listener sends comes after it.
    Promise.all([verdicts, proved]).then(
      ([[isGenuine]]) =>
        isGenuine === true
          ? accept(weaverIdFrom(key))
          : refuse('Its proof was not made by its key.'),
      () => refuse('Its proof could not be checked.'),
    )
  }

  function keep(bytes: Uint8Array): void {
    early.push(bytes)
    earlyBytes += bytes.length
    if (early.length <= maxEarlyMessages && earlyBytes <= maxEarlyBytes) return
    refuse('It said too much before its greeting was checked.')
  }

  function accept(weaver: WeaverId): void {
    if (stage === 'refused') return
    stage = 'greeted'
    cancelTimeout()
    listener = onGreeting({ kind: 'greeted', weaver })
    // One stays in the list as it is handed over, so that what comes meanwhile queues up behind it.
    for (let next = early[0]; next !== undefined; next = early[0]) {
      listener?.message(next)
      early.shift()
    }
  }

  function refuse(reason: string): void {
    if (!end()) return
    link.close(reason)
    onGreeting({ kind: 'refused', reason })
  }

  function closed(reason: string): void {
    if (stage === 'greeted') {
      early = []
      listener?.closed(reason)
    } else if (end()) onGreeting({ kind: 'refused', reason })
  }

  /** False where it had ended before. */
  function end(): boolean {
    if (stage === 'refused') return false
    stage = 'refused'
    early = []
    cancelTimeout()
    return true
  }

  function claimOf(from: Greet, to: Greet): Uint8Array {
    const name = fromHex(chorus) ?? new Uint8Array(0)
    return concatBytes([label, name, from.key, from.nonce, to.key, to.nonce, link.binding])
  }

  const cancelTimeout = deps.schedule.after(greetWithinMs, () =>
    refuse('It did not greet within ten seconds.'),
  )
  link.listen({ message: take, drained: () => listener?.drained(), closed })
  link.send(encodeMessage(own))
}

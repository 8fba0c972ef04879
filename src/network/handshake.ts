/**
 * Handshake: proves who is at the other end of a link, and that it has a place in
 * the chorus, before anything else is read from it (PROTOCOL.md §CU). Standard
 * term: mutual authentication by signature, as SIGMA without a key exchange,
 * since the channel has its own.
 *
 * Both proofs cover the link's binding, so a middleman who relays them sits
 * between two channels that neither side has signed for.
 */

import { concatBytes, equalBytes, fromHex } from '../protocol/bytes'
import type { Credential, Place } from '../protocol/credential'
import { type ChorusId, type WeaverId, weaverIdFrom } from '../protocol/ids'
import { maxMessageBytes } from '../protocol/limits'
import { type Greet, type Proof, protocolVersion } from '../protocol/message'
import { decodeMessage, encodeMessage } from '../protocol/message-codec'
import type { Entropy, Schedule, Signer, Verifier } from '../protocol/ports'
import { greetWithinMs, maxGreetBytes } from './limits'
import type { Link, LinkListener } from './link'

export type Greeting =
  | { readonly kind: 'greeted'; readonly weaver: WeaverId }
  /** By a weaver of this chorus: the door that we came by was closed [CU27]. */
  | { readonly kind: 'shut' }
  | { readonly kind: 'refused'; readonly cause: RefusalCause; readonly reason: string }

/**
 * What a person should know of a link that nobody came of: another version, a key that was not
 * proved on this very channel, no place in this chorus. `other`: broken off, or no greeting at all.
 */
export type RefusalCause = 'version' | 'unproved' | 'stranger' | 'other'

export interface GreetDeps {
  readonly chorus: ChorusId
  readonly signer: Signer
  readonly verifier: Verifier
  readonly entropy: Entropy
  readonly schedule: Schedule
  /** What we show for ourselves. Asked once, as our proof is made. */
  readonly credential: () => Promise<Credential>
  /** Whether somebody whose key is proved has a place here. */
  readonly judge: (greeter: WeaverId, credential: Credential) => Promise<Place>
}

/** Called once. On `greeted`, the returned listener gets every later message; else the link is closed. */
export type OnGreeting = (greeting: Greeting) => LinkListener | null

type Last = 'welcome' | 'shut'

const label = new TextEncoder().encode('aetherlink/1 greeting')

/**
 * [CU14] Greets over a fresh link: GREET, PROOF and WELCOME, each both ways. It
 * takes the link's listener, and hands over to the one that `onGreeting` returns
 * once each end has told the other that it is welcome.
 */
export function greet(link: Link, deps: GreetDeps, onGreeting: OnGreeting): void {
  const { chorus, signer, verifier } = deps
  const chorusTag = chorus.slice(0, 8)
  const own: Greet = { kind: 'greet', chorusTag, key: signer.key, nonce: deps.entropy.bytes(32) }
  let other: Greet | null = null
  let proved: Promise<void> = Promise.resolve()
  let stage: 'greet' | 'proof' | 'checking' | 'welcome' | 'shut' | 'greeted' | 'over' = 'greet'
  /** What it makes of us. It may know sooner than we know what to make of it. */
  let last: Last | null = null
  let listener: LinkListener | null = null

  function take(bytes: Uint8Array): void {
    if (stage === 'greeted') listener?.message(bytes)
    else if (stage !== 'over' && stage !== 'shut') answer(bytes)
  }

  function answer(bytes: Uint8Array): void {
    if (bytes.length > (stage === 'proof' ? maxMessageBytes : maxGreetBytes)) {
      return refuse('It spoke at length before it had greeted.')
    }
    const decoded = decodeMessage(bytes)
    if (!decoded.ok) return refuse('It sent a greeting that cannot be read.')
    const { message } = decoded
    if (message.kind === 'greet' && stage === 'greet') return meet(message)
    if (message.kind === 'proof' && stage === 'proof') return check(message)
    const isLast = message.kind === 'welcome' || message.kind === 'shut'
    if (isLast && last === null && (stage === 'checking' || stage === 'welcome')) {
      last = message.kind
      return conclude()
    }
    if (message.kind === 'other-version') {
      const versions = `version ${message.version} of the protocol, this weaver ${protocolVersion}`
      return refuse(`It speaks ${versions}.`, 'version')
    }
    refuse(`It sent a ${message.kind} where a ${stage === 'checking' ? 'welcome' : stage} was due.`)
  }

  function meet(greeting: Greet): void {
    if (greeting.chorusTag !== own.chorusTag) return refuse('It belongs to another chorus.')
    if (equalBytes(greeting.key, own.key)) return refuse('It named our own key as its own.')
    other = greeting
    stage = 'proof'
    proved = prove(greeting)
    proved.catch(() => refuse('Our own key would not sign the greeting.'))
  }

  async function prove(greeting: Greet): Promise<void> {
    const [seal, credential] = await Promise.all([
      signer.sign(claimOf(own, greeting)),
      deps.credential(),
    ])
    if (stage !== 'over') link.send(encodeMessage({ kind: 'proof', seal, ...credential }))
  }

  function check({ seal, sponsor, chain }: Proof): void {
    if (other === null) return
    stage = 'checking'
    const { key } = other
    const claim = { key, message: claimOf(other, own), seal }
    const place = verifier.verify([claim]).then(([isGenuine]) => {
      return isGenuine === true ? deps.judge(weaverIdFrom(key), { sponsor, chain }) : null
    })
    // Our own proof must be out first: the other waits for it before it listens to anything else.
    Promise.all([place, proved]).then(
      ([found]) => {
        if (found === null) refuse('Its proof was not made by its key.', 'unproved')
        else admit(found)
      },
      () => refuse('Its proof could not be checked.'),
    )
  }

  function admit(place: Place): void {
    if (stage !== 'checking') return
    if (place.kind === 'none') return refuse(place.reason, 'stranger')
    link.send(encodeMessage({ kind: place.kind === 'held' ? 'welcome' : 'shut' }))
    // Left to the other to close, or it might never read why.
    stage = place.kind === 'held' ? 'welcome' : 'shut'
    conclude()
  }

  function conclude(): void {
    if (stage !== 'welcome' || last === null || other === null) return
    if (last === 'shut') return finish('the door was closed', { kind: 'shut' })
    stage = 'greeted'
    cancelTimeout()
    listener = onGreeting({ kind: 'greeted', weaver: weaverIdFrom(other.key) })
  }

  function refuse(reason: string, cause: RefusalCause = 'other'): void {
    finish(reason, { kind: 'refused', cause, reason })
  }

  function finish(reason: string, greeting: Greeting): void {
    if (!end()) return
    link.close(reason)
    onGreeting(greeting)
  }

  function closed(reason: string): void {
    if (stage === 'greeted') listener?.closed(reason)
    else if (end()) onGreeting({ kind: 'refused', cause: 'other', reason })
  }

  /** False where it had ended before. */
  function end(): boolean {
    if (stage === 'over') return false
    stage = 'over'
    cancelTimeout()
    return true
  }

  function claimOf(from: Greet, to: Greet): Uint8Array {
    const name = fromHex(chorus) ?? new Uint8Array(0)
    return concatBytes([label, name, from.key, from.nonce, to.key, to.nonce, link.binding])
  }

  const cancelTimeout = deps.schedule.after(greetWithinMs, () =>
    refuse(
      stage === 'shut'
        ? 'The door that it came by was closed.'
        : 'It did not greet within ten seconds.',
    ),
  )
  link.listen({ message: take, drained: () => listener?.drained(), closed })
  link.send(encodeMessage(own))
}

/**
 * Mesh: finds the other weavers of a chorus and keeps a direct link to each, up
 * to a number (PROTOCOL.md §CU). Standard term: full-mesh overlay.
 *
 * Of any two tabs the one with the lesser name dials, always, so their offers
 * can't cross. The other may only say that it is there. What is open stays open
 * whatever the relay does or says.
 */

import { toHex } from '../protocol/bytes'
import type { Clock, Entropy, Schedule } from '../protocol/ports'
import { type Bucket, createBucket } from '../signaling/bucket'
import { type PeerName, peerNameFrom, type Topic, topicFrom } from '../signaling/letters'
import { peerDigits } from '../signaling/limits'
import { retryDelayMs, shuffled } from './backoff'
import { type Call, createCall } from './call'
import type { Sealer } from './envelope'
import { createIntroductions } from './introductions'
import * as limits from './limits'
import type { Currents, Link } from './link'
import type { Dial } from './peer-link'
import type { RelayClient } from './relay-client'
import { createRendezvous } from './rendezvous'
import { type AttemptId, attemptFrom, type Signal, type Words } from './signals'

export interface MeshDeps {
  /** HMAC-SHA-256 of the chorus secret over `topicLabel` of ./envelope: 32 bytes. */
  readonly topic: Uint8Array
  readonly sealer: Sealer
  readonly relay: RelayClient
  readonly dial: Dial
  readonly schedule: Schedule
  readonly clock: Clock
  readonly entropy: Entropy
}

interface MeshStats {
  /** Being built or open. */
  readonly connections: number
  /** Since the beginning. */
  readonly built: number
  /** Envelopes that were not for us, not of this chorus, or not new; and words of no form. */
  readonly refused: number
}

export interface Mesh extends Currents {
  readonly stats: () => MeshStats
}

/** The reason that says: we are linked another way, don't call again [CU7]. */
export const duplicate = 'duplicate'

/** Another tab of this topic, from our first word of it until it is gone and unlinked. */
interface Member {
  readonly name: PeerName
  /** In a row. */
  failures: number
  /** Set while it is not to be dialled or hailed yet. */
  cancelWait: (() => void) | null
  call: Call | null
}

interface Shared {
  readonly onLink: (link: Link) => void
  /** Outlives a session, as the browser's own count of connections does. */
  readonly budget: Bucket
  readonly counts: { built: number; refused: number; connections: () => number }
}

/** For a refusal that answers no attempt. */
const noAttempt = attemptFrom(new Uint8Array(8))

export function createMesh(deps: MeshDeps): Mesh {
  const budget = createBucket(limits.constructionFlow, deps.clock.now)
  const counts = { built: 0, refused: 0, connections: () => 0 }
  return {
    start: (onLink) => startSession(deps, { onLink, budget, counts }),
    state: deps.relay.state,
    watch: deps.relay.watch,
    stats: () => ({ ...counts, connections: counts.connections() }),
  }
}

/** One search, under a fresh name, until the returned function ends it. */
function startSession(deps: MeshDeps, { onLink, budget, counts }: Shared): () => void {
  const { schedule, entropy } = deps
  const self = freshName(entropy)
  const introductions = createIntroductions(deps.clock.now)
  const members = new Map<PeerName, Member>()
  const shunned = new Set<PeerName>()
  let cancelBudgetWait: (() => void) | null = null
  let isStopped = false

  const rendezvous = createRendezvous({
    topic: topicOf(deps.topic),
    self,
    sealer: deps.sealer,
    places: [deps.relay, introductions],
    listener: { changed: reconcile, heard, refused: () => counts.refused++ },
  })
  const connections = (): number => [...members.values()].filter(({ call }) => call !== null).length
  counts.connections = connections

  function memberNamed(name: PeerName): Member | null {
    const known = members.get(name)
    if (known !== undefined) return known
    if (isStopped || name === self || members.size >= limits.maxMembers) return null
    const member: Member = { name, failures: 0, cancelWait: null, call: null }
    members.set(name, member)
    return member
  }

  /** Takes in who is present now, and forgets whoever is neither that nor linked [CU6]. */
  function reconcile(): void {
    if (isStopped) return
    const present = rendezvous.present()
    for (const name of present) memberNamed(name)
    for (const member of members.values()) {
      if (present.has(member.name) || member.call?.isOpen() === true) continue
      hangUp(member, 'departed')
      stopWaiting(member)
      members.delete(member.name)
    }
    consider()
  }

  /** [CU5] Builds towards as many links as are wanted, in an order that nobody can count on. */
  function consider(): void {
    if (isStopped) return
    for (const member of shuffled(members.values(), entropy)) {
      if (connections() >= limits.wantedLinks) return
      if (!isIdle(member) || shunned.has(member.name) || !rendezvous.reaches(member.name)) continue
      // [CU4]
      if (self < member.name) dial(member)
      else awaitCall(member)
    }
  }

  /** Says after a while that we are here: the call may have been lost, or the dialler have links enough. */
  function awaitCall(member: Member): void {
    const delayMs = Math.max(limits.hailAfterMs, retryDelayMs(member.failures, entropy))
    wait(member, delayMs, () => {
      member.failures++
      rendezvous.say(member.name, { kind: 'hail' })
    })
  }

  function wait(member: Member, delayMs: number, then: () => void): void {
    stopWaiting(member)
    member.cancelWait = schedule.after(delayMs, () => {
      member.cancelWait = null
      then()
      consider()
    })
  }

  function dial(member: Member): void {
    if (budget.take(1)) {
      call(member, attemptFrom(entropy.bytes(8)), true)
      return
    }
    cancelBudgetWait ??= schedule.after(budget.waitMs(1), () => {
      cancelBudgetWait = null
      consider()
    })
  }

  function call(member: Member, id: AttemptId, isInitiator: boolean): Call {
    stopWaiting(member)
    counts.built++
    const made = createCall({
      id,
      isInitiator,
      dial: deps.dial,
      schedule,
      onSignals: (signals) =>
        rendezvous.say(member.name, { kind: 'signals', attempt: id, signals }),
      onLink: (link) => onLink(introductions.share(member.name, link)),
      onSteady: () => {
        member.failures = 0
      },
      onEnded: (reason) => ended(member, id, reason),
    })
    member.call = made
    return made
  }

  /** [CU7] It ended, here or there: tells the other side, and tries again later. */
  function ended(member: Member, id: AttemptId, reason: string): void {
    if (reason === duplicate) shunned.add(member.name)
    rendezvous.say(member.name, { kind: 'bye', attempt: id, reason })
    retry(member)
  }

  function retry(member: Member): void {
    member.call = null
    wait(member, retryDelayMs(member.failures++, entropy), () => undefined)
    reconcile()
  }

  function heard(from: PeerName, words: Words): void {
    const member = memberNamed(from)
    if (member === null) return
    if (words.kind === 'hail') hailed(member)
    else if (words.kind === 'signals') signalled(member, words.attempt, words.signals)
    else leftBy(member, words.attempt, words.reason)
  }

  function hailed(member: Member): void {
    if (self > member.name) return
    if (shunned.has(member.name)) refuse(member, noAttempt, duplicate)
    else if (isIdle(member) && connections() < limits.maxConnections) dial(member)
  }

  function signalled(member: Member, id: AttemptId, signals: readonly Signal[]): void {
    const current = member.call?.id === id ? member.call : answer(member, id, signals)
    current?.take(signals)
  }

  /** [CU4] Takes a call where it may. A new one replaces the one before, which its dialler has given up. */
  function answer(member: Member, id: AttemptId, [first]: readonly Signal[]): Call | null {
    if (self < member.name || first?.kind !== 'offer') return null
    if (shunned.has(member.name)) return refuse(member, id, duplicate)
    hangUp(member, 'superseded')
    // [CU5]
    const mayBuild = connections() < limits.maxConnections && budget.take(1)
    return mayBuild ? call(member, id, false) : refuse(member, id, 'full')
  }

  function refuse(member: Member, attempt: AttemptId, reason: string): null {
    rendezvous.say(member.name, { kind: 'bye', attempt, reason })
    return null
  }

  function leftBy(member: Member, id: AttemptId, reason: string): void {
    if (reason === duplicate) shunned.add(member.name)
    if (member.call?.id !== id) return
    hangUp(member, reason)
    retry(member)
  }

  function stop(): void {
    if (isStopped) return
    isStopped = true
    cancelBudgetWait?.()
    for (const member of members.values()) {
      stopWaiting(member)
      if (member.call !== null) refuse(member, member.call.id, 'stopped')
      hangUp(member, 'stopped')
    }
    rendezvous.leave()
  }

  return stop
}

const isIdle = ({ call, cancelWait }: Member): boolean => call === null && cancelWait === null

function stopWaiting(member: Member): void {
  member.cancelWait?.()
  member.cancelWait = null
}

function hangUp(member: Member, reason: string): void {
  const { call } = member
  member.call = null
  call?.hangUp(reason)
}

function topicOf(bytes: Uint8Array): Topic {
  const topic = topicFrom(toHex(bytes))
  if (topic === null) throw new RangeError(`A topic of ${bytes.length} bytes`)
  return topic
}

function freshName(entropy: Entropy): PeerName {
  const name = peerNameFrom(toHex(entropy.bytes(peerDigits / 2)))
  if (name === null) throw new RangeError('Entropy of the wrong length')
  return name
}

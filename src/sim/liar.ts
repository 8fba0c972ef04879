/**
 * Liar: a member of the chorus whose sigils are made by hand (PROTOCOL.md §SM).
 * It holds a real key and was admitted like anybody; it syncs as honest weavers
 * do, so that it knows what they know, and says besides whatever it likes.
 */

import { createGreeting } from '../chorus/greeting'
import type { Currents, Link } from '../network/link'
import { createSync, type Sync } from '../protocol/antientropy'
import { concatBytes, toHex } from '../protocol/bytes'
import { decodeSigil, encodeBody } from '../protocol/codec'
import {
  type ChorusId,
  type StrandId,
  strandIdFrom,
  weaverIdFrom,
  type WeaverId,
} from '../protocol/ids'
import { protocolVersion } from '../protocol/message'
import { encodeMessage } from '../protocol/message-codec'
import { packAsItIs } from '../protocol/pack'
import { readPack } from '../protocol/pack-reader'
import type { Clock, Entropy, Hash, Schedule } from '../protocol/ports'
import { coSealMessage, sealMessage } from '../protocol/seal'
import type { Body, Deed, Sigil } from '../protocol/sigil'
import { orderRule } from '../protocol/text/order-rule'
import { createWeaver } from '../protocol/weaver'
import type { Notary, PromptSigner } from './keys'
import { keyInvitedTwice, lies, type Lie, type Rogue } from './lies'
import { doorLies } from './lies-doors'
import type { Random } from './random'
import type { Tally } from './tally'

export interface LiarDeps {
  readonly chorus: ChorusId
  /** Seed of the invite that it was given. */
  readonly inviteSeed: Uint8Array
  readonly currents: readonly Currents[]
  readonly clock: Clock
  readonly schedule: Schedule
  readonly notary: Notary
  readonly entropy: Entropy
  readonly hash: Hash
  readonly random: Random
  readonly tally: Tally
  readonly log: (line: string) => void
}

export interface Liar {
  readonly self: WeaverId
  /** Tells a lie, if it can. */
  readonly lie: () => void
  /** The same, at the doors: it removes, revokes, lets in, and goes on where it was removed. */
  readonly plot: () => void
  /** Every sigil it ever made that is well-formed and of this chorus. */
  readonly made: () => readonly Sigil[]
  /** Forms that its malformed bytes were made to be refused with, and the like. */
  readonly intended: () => ReadonlySet<string>
  /** Of those, the bytes as hex, where they are no sigil whoever reads them. */
  readonly malformed: () => ReadonlySet<string>
  readonly stop: () => void
}

export function createLiar(deps: LiarDeps): Liar {
  const { chorus, clock, schedule, notary, hash, random, tally, entropy } = deps
  const signer = notary.fromSeed(entropy.bytes(32))
  const self = weaverIdFrom(signer.key)
  const door = notary.fromSeed(deps.inviteSeed)
  const weaver = createWeaver({ chorus, clock, hash })
  const ties = new Map<Link, Sync>()
  const made = new Map<string, Sigil>()
  const intended = new Set<string>()
  const malformed = new Set<string>()
  const own: Sigil[] = []
  let join: Sigil | null = null
  let isOver = false
  let lied = 0

  const { greet } = createGreeting({
    ...deps,
    weaver,
    signer,
    verifier: notary.verifier,
    kin: [],
    gate: () => ({ invite: () => door, shut: () => {} }),
    reading: { mayMeet: () => true, untilMayMeet: async () => {} },
    changed: () => {},
  })
  const stops = deps.currents.map((currents) => currents.start(welcome))

  function welcome(link: Link): void {
    if (random.chance(0.15)) return greetInOtherTongue(link)
    greet(link, () => {
      const sync = createSync({ weaver, orderRule, now: clock.now, isUnderWay: () => false })
      ties.set(link, sync)
      sync.open()
      pump(link, sync)
      return {
        message: (message) => {
          const { received } = sync.receive(message)
          if (received !== null) take(received)
          pump(link, sync)
        },
        drained: () => pump(link, sync),
        closed: () => void ties.delete(link),
      }
    })
  }

  /** As a weaver of a later version might: what follows the version is anything. */
  function greetInOtherTongue(link: Link): void {
    tally.count('fault: greeting in another version')
    link.listen({
      message: () => {},
      drained: () => {},
      closed: (reason) => {
        if (reason.startsWith('It speaks version')) tally.count('refused: greeting')
      },
    })
    const version = random.between(protocolVersion + 1, 127)
    link.send(concatBytes([Uint8Array.of(greetCode, version), random.bytes(random.int(90))]))
  }

  function pump(link: Link, sync: Sync): void {
    for (let message = sync.next(); message !== null; message = sync.next()) link.send(message)
  }

  function take(received: Uint8Array): void {
    weaver.resonate(
      readPack(received, chorus, hash).readings.flatMap((one) => (one.ok ? [one.sigil] : [])),
      'others',
    )
  }

  function pulse(): void {
    if (isOver) return
    weaver.attune()
    joinOnce()
    for (const [link, sync] of ties) {
      sync.pulse(weaver.missing().map(({ id }) => id))
      pump(link, sync)
    }
    schedule.after(2_000, pulse)
  }

  /** By hand, but as honest weavers do. */
  function joinOnce(): void {
    const invite = weaver.inviteOf(toHex(door.key))
    if (join !== null || invite === undefined) return
    const coSeal = door.signNow(coSealMessage(chorus, self))
    const deed: Deed = {
      kind: 'join',
      via: 'invite',
      sponsor: toHex(door.key),
      coSeal,
      name: 'Mallory',
    }
    const strand = freshStrand()
    const body = weaver.draft({ author: self, strand, tip: null }, deed)
    const bytes = seal(body)
    join = hold(bytes)
    hand([bytes], true)
  }

  const freshStrand = (): StrandId => strandIdFrom(entropy.bytes(8))

  function seal(body: Body, by: PromptSigner = signer): Uint8Array {
    return sealBytes(encodeBody(body), by)
  }

  function sealBytes(body: Uint8Array, by: PromptSigner = signer): Uint8Array {
    return concatBytes([body, by.signNow(sealMessage(chorus, body))])
  }

  function note(bytes: Uint8Array): Sigil | null {
    const read = decodeSigil(bytes, chorus, hash)
    if (!read.ok) return null
    made.set(read.sigil.id, read.sigil)
    return read.sigil
  }

  function hold(bytes: Uint8Array): Sigil | null {
    const sigil = note(bytes)
    if (sigil === null) return null
    weaver.resonate([sigil], 'self')
    if (weaver.get(sigil.id) === undefined) return sigil
    if (sigil.author === self) own.push(sigil)
    for (const [link, sync] of ties) {
      sync.emanate([sigil], false)
      pump(link, sync)
    }
    return sigil
  }

  function hand(sigils: readonly Uint8Array[], toAll = false): void {
    for (const bytes of sigils) note(bytes)
    const links = toAll ? [...ties.keys()] : [random.pick([...ties.keys()])]
    for (const link of links) {
      for (const part of chunked(sigils)) {
        link?.send(
          encodeMessage({ kind: 'sigils', isAnswer: random.chance(0.5), pack: packAsItIs(part) }),
        )
      }
    }
  }

  function body(deed: Deed, change: Partial<Body> = {}): Body {
    const tip = own.at(-1) ?? join
    const honest = weaver.draft({ author: self, strand: tip?.strand ?? freshStrand(), tip }, deed)
    return { ...honest, ...change }
  }

  const mayLie = (): boolean => join !== null && ties.size > 0 && !isOver

  function lie(): void {
    if (!mayLie()) return
    // Early, or nobody who joins later would be let in by it.
    const told = lied === 0 && random.chance(0.3) ? keyInvitedTwice : random.pick(lies)
    lied += 1
    say(told)
  }

  function plot(): void {
    // Many ask for an occasion, such as its own removal: so it tells the first that can be told.
    if (mayLie()) random.shuffled(doorLies).some(say)
  }

  function say(told: Lie | undefined): boolean {
    if (told === undefined || join === null) return false
    const rogue: Rogue = {
      chorus,
      signer,
      door,
      notary,
      weaver,
      random,
      hash,
      nowMs: clock.now,
      own,
      join,
      body,
      seal,
      sealBytes,
      hand,
      say: (message) => random.pick([...ties.keys()])?.send(message),
      hold,
      intend: (reason, bytes) => {
        intended.add(reason)
        if (bytes !== undefined) malformed.add(toHex(bytes))
      },
      freshStrand,
      note,
      flooded: (sigils) => tally.count('fault: orphan of a flood past the budget', sigils),
    }
    if (!told.tell(rogue)) return false
    tally.count(`lie: ${told.name}`)
    deps.log(`lie ${told.name}`)
    return true
  }

  pulse()

  return {
    self,
    lie,
    plot,
    made: () => [...made.values()],
    intended: () => intended,
    malformed: () => malformed,
    stop: () => {
      isOver = true
      for (const stop of stops) stop()
    },
  }
}

/** The byte that begins a GREET (PROTOCOL.md §AE). */
const greetCode = 1

/** Messages of up to 60 KiB, and a large sigil alone. */
function chunked(sigils: readonly Uint8Array[]): readonly (readonly Uint8Array[])[] {
  const parts: Uint8Array[][] = []
  let room = 0
  for (const bytes of sigils) {
    room -= bytes.length + 4
    if (room < 0 || parts.length === 0) {
      parts.push([])
      room = 60_000 - bytes.length
    }
    parts.at(-1)?.push(bytes)
  }
  return parts
}

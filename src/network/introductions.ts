/**
 * Introductions: the links that are open already, as a place to meet
 * (PROTOCOL.md §CU). With it a mesh mends itself while the relay is dead: I
 * pass your envelope to a neighbour of mine, unread, one hop and no further.
 *
 * Each of the mesh's own links thereby carries two conversations, told apart by
 * one byte in front of every message. Whoever is handed a link sees only the first.
 */

import { createReader, createWriter, fromHex } from '../protocol/bytes'
import { type Bucket, createBucket } from '../signaling/bucket'
import { type EnvelopeText, peerNameFrom, type PeerName } from '../signaling/letters'
import { maxEnvelopeChars, peerDigits } from '../signaling/limits'
import { introductionFlow, maxRoster } from './limits'
import type { Link, LinkListener } from './link'
import type { MeetingListener, MeetingPlace } from './meeting'

export interface Introductions extends MeetingPlace {
  /** Takes a new link to `peer` in, and returns what its user is to see of it. */
  readonly share: (peer: PeerName, link: Link) => Link
}

interface Neighbour {
  readonly link: Link
  readonly flow: Bucket
  /** Those it says it is linked with. */
  roster: ReadonlySet<PeerName>
}

const codes = { session: 0, roster: 1, pass: 2 } as const
const nameBytes = peerDigits / 2

export function createIntroductions(now: () => number): Introductions {
  const neighbours = new Map<PeerName, Neighbour>()
  let self: PeerName | null = null
  let listener: MeetingListener | null = null

  function share(peer: PeerName, link: Link): Link {
    const neighbour: Neighbour = {
      link,
      flow: createBucket(introductionFlow, now),
      roster: new Set(),
    }
    let user: LinkListener | null = null
    link.listen({
      message: (message) => {
        if (message[0] === codes.session) user?.message(message.subarray(1))
        else if (!take(neighbour, message)) link.close('a message of no kind')
      },
      drained: () => user?.drained(),
      closed: (reason) => {
        if (neighbours.get(peer) === neighbour) neighbours.delete(peer)
        tellRoster()
        user?.closed(reason)
        listener?.changed()
      },
    })
    neighbours.set(peer, neighbour)
    tellRoster()
    return {
      ...link,
      send: (message) => link.send(prefixed(message)),
      listen: (next) => {
        user = next
      },
    }
  }

  /** Everyone hears of every change, so rosters need no repair. */
  function tellRoster(): void {
    for (const [peer, { link }] of neighbours) {
      link.send(encodeRoster([...neighbours.keys()].filter((name) => name !== peer)))
    }
  }

  /** False for bytes that mean nothing. */
  function take(from: Neighbour, message: Uint8Array): boolean {
    if (message[0] === codes.pass) return passOn(from, message)
    const roster = decodeRoster(message)
    if (roster === null) return false
    from.roster = roster
    listener?.changed()
    return true
  }

  /** [CU6] Delivered here, or handed to the one it is for; never further. */
  function passOn(from: Neighbour, message: Uint8Array): boolean {
    const passed = decodePass(message)
    if (passed === null) return false
    if (!from.flow.take(1)) return true
    if (passed.to === self) listener?.heard(passed.envelope)
    else neighbours.get(passed.to)?.link.send(message)
    return true
  }

  function peers(): ReadonlySet<PeerName> {
    const known = [...neighbours.values()].flatMap(({ roster }) => [...roster])
    return new Set(known.filter((name) => name !== self))
  }

  function post(to: PeerName, envelope: EnvelopeText): boolean {
    const through = [...neighbours.values()].find(({ roster }) => roster.has(to))
    return through?.link.send(encodePass(to, envelope)) ?? false
  }

  return {
    share,
    enter: (_topic, name, next) => {
      self = name
      listener = next
      const leave = (): void => {
        listener = null
      }
      return { peers, isOpen: () => neighbours.size > 0, post, leave }
    },
  }
}

function prefixed(message: Uint8Array): Uint8Array {
  const whole = new Uint8Array(1 + message.length)
  whole[0] = codes.session
  whole.set(message, 1)
  return whole
}

function encodeRoster(names: readonly PeerName[]): Uint8Array {
  const writer = createWriter()
  writer.u8(codes.roster)
  writer.varint(names.length)
  for (const name of names) writer.bytes(fromHex(name) ?? new Uint8Array(nameBytes))
  return writer.finish()
}

function decodeRoster(bytes: Uint8Array): ReadonlySet<PeerName> | null {
  const reader = createReader(bytes)
  if (reader.u8() !== codes.roster) return null
  const names = Array.from({ length: reader.count(maxRoster) }, () =>
    peerNameFrom(reader.hex(nameBytes)),
  ).filter((name) => name !== null)
  return reader.fault() === null && reader.left() === 0 ? new Set(names) : null
}

function encodePass(to: PeerName, envelope: EnvelopeText): Uint8Array {
  const writer = createWriter()
  writer.u8(codes.pass)
  writer.bytes(fromHex(to) ?? new Uint8Array(nameBytes))
  writer.text(envelope)
  return writer.finish()
}

function decodePass(
  bytes: Uint8Array,
): { readonly to: PeerName; readonly envelope: EnvelopeText } | null {
  const reader = createReader(bytes)
  reader.u8()
  const to = peerNameFrom(reader.hex(nameBytes))
  const envelope = reader.text()
  const isWhole = reader.fault() === null && reader.left() === 0
  if (!isWhole || to === null || envelope.length > maxEnvelopeChars) return null
  return { to, envelope: envelope as EnvelopeText }
}

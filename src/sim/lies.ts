/**
 * Lies: what a member with a valid key may say that no honest weaver says
 * (PROTOCOL.md §SM). Some are valid, and must then have their effect on
 * everybody alike; the others must be refused, each for its reason.
 */

import { concatBytes, toHex } from '../protocol/bytes'
import { encodeBody } from '../protocol/codec'
import { firstUnknownCode } from '../protocol/deed'
import {
  type ChorusId,
  chorusIdFrom,
  type GlyphId,
  glyphIdFrom,
  type SigilId,
  sigilIdFrom,
  type StrandId,
  weaverIdFrom,
} from '../protocol/ids'
import { maxStampMs, maxTextUnits } from '../protocol/limits'
import { protocolVersion } from '../protocol/message'
import { encodeMessage } from '../protocol/message-codec'
import type { Hash } from '../protocol/ports'
import { coSealMessage, sealMessage } from '../protocol/seal'
import type { Body, Deed, FacetValue, Sigil, Splice, Transmute } from '../protocol/sigil'
import { compareStamps, laterStamp, type Stamp, stampZero, stepStamp } from '../protocol/stamp'
import { orderRule } from '../protocol/text/order-rule'
import type { Weaver } from '../protocol/weaver'
import { malleated, type Notary, type PromptSigner } from './keys'
import type { Random } from './random'

/** What a lie may use. */
export interface Rogue {
  readonly chorus: ChorusId
  readonly signer: PromptSigner
  /** Key of the invite that it was given. */
  readonly door: PromptSigner
  readonly notary: Notary
  readonly weaver: Weaver
  readonly random: Random
  readonly hash: Hash
  readonly nowMs: () => number
  /** The ends of its own strands, oldest first. */
  readonly own: Sigil[]
  /** Its admission. */
  readonly join: Sigil
  readonly body: (deed: Deed, change?: Partial<Body>) => Body
  readonly seal: (body: Body, signer?: PromptSigner) => Uint8Array
  readonly sealBytes: (body: Uint8Array, signer?: PromptSigner) => Uint8Array
  /** To one neighbour, or to all. */
  readonly hand: (sigils: readonly Uint8Array[], toAll?: boolean) => void
  readonly say: (message: Uint8Array) => void
  /** Notes it as made; null where it is no sigil. */
  readonly note: (bytes: Uint8Array) => Sigil | null
  /** Takes it for its own: serves it to whoever asks. */
  readonly hold: (bytes: Uint8Array) => Sigil | null
  /** Something that ought to be refused so; `bytes` where they are no sigil at all. */
  readonly intend: (reason: string, bytes?: Uint8Array) => void
  readonly freshStrand: () => StrandId
  /** Notes that so many sigils were handed over of which not all may rest. */
  readonly flooded: (sigils: number) => void
}

export interface Lie {
  readonly name: string
  /** False where it can't be told now. */
  readonly tell: (rogue: Rogue) => boolean
}

/** A flood of so many, of so many bytes each, is past what one author may have resting [AL3]. */
const floodSigils = 340
const floodSigilBytes = 63_000

/** Sigils of a strand with one forged in it: enough for its end to be looked at first. */
const forgedRun = 6

/** Bytes of a body before its sequence number: version, kind, tag, author, strand [SG1]. */
const seqAt = 1 + 1 + 4 + 32 + 8

const rename = (glyph: GlyphId, title: string): Transmute => ({
  kind: 'transmute',
  glyph,
  shatters: false,
  writes: [{ facet: 'title', value: title }],
  splices: [],
})

const someDeed = (random: Random, glyph: GlyphId): Transmute => {
  const writes: { facet: 'title' | 'hue' | 'x:odd'; value: FacetValue }[] = []
  if (random.chance(0.6)) writes.push({ facet: 'title', value: `lie ${random.int(100)}` })
  if (random.chance(0.4)) writes.push({ facet: 'hue', value: random.int(360) })
  if (random.chance(0.2)) writes.push({ facet: 'x:odd', value: random.bytes(3) })
  const splices: Splice[] = random.chance(0.4) ? [[random.int(9), random.int(4), 'lies']] : []
  return { kind: 'transmute', glyph, shatters: random.chance(0.05), writes, splices }
}

const anyGlyph = ({ random, weaver }: Rogue): GlyphId | undefined => random.pick(weaver.glyphIds())
const isInvite = ({ deed }: Sigil): boolean => deed.kind === 'invite'
export const anySigil = ({ random, weaver }: Rogue): Sigil | undefined =>
  random.pick(weaver.sigils())

/** The least stamp above those links. */
export function above(rogue: Rogue, links: readonly SigilId[]): Stamp {
  const stamps = links.map((link) => rogue.weaver.get(link)?.stamp ?? stampZero)
  return stepStamp(stamps.reduce(laterStamp, stampZero))
}

function withLinks(rogue: Rogue, body: Body, links: readonly SigilId[]): Body {
  const own = body.prev === null ? [rogue.join.id] : [body.prev]
  const all = [...new Set([...own, ...links])].slice(0, 16).toSorted()
  return { ...body, links: all, stamp: above(rogue, all) }
}

/** A body that would be fine. */
export function fine(rogue: Rogue): Body {
  const glyph = anyGlyph(rogue) ?? glyphIdFrom(rogue.random.bytes(16))
  return rogue.body(rename(glyph, 'by Mallory'))
}

/** Bytes changed after encoding, and sealed as they then are. */
function resealed(rogue: Rogue, change: (bytes: Uint8Array) => Uint8Array, body = fine(rogue)) {
  return rogue.sealBytes(change(encodeBody(body)))
}

/** Where the number of links stands, in a body whose sequence number takes one byte. */
const linkCountAt = seqAt + 1 + 8

function malformed(form: string, make: (rogue: Rogue) => Uint8Array | null): Lie {
  return {
    name: `malformed, ${form}`,
    tell: (rogue) => {
      const bytes = make(rogue)
      if (bytes === null) return false
      rogue.intend(form, bytes)
      rogue.hand([bytes])
      return true
    },
  }
}

/** A body on a strand of its own, whose sequence number takes one byte. */
export const small = (rogue: Rogue): Body =>
  withLinks(
    rogue,
    { ...fine(rogue), strand: rogue.freshStrand(), seq: 0, prev: null, links: [] },
    [],
  )

/** Replaces the first of `from` by `to`. */
function patched(bytes: Uint8Array, from: Uint8Array, to: Uint8Array): Uint8Array {
  const at = toHex(bytes).indexOf(toHex(from)) / 2
  if (at < 0) throw new Error('nothing to patch')
  return concatBytes([bytes.subarray(0, at), to, bytes.subarray(at + from.length)])
}
const ascii = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0))

/** What is to be refused by one of the weaver's own rules. */
export function invalid(name: string, make: (rogue: Rogue) => Uint8Array | null): Lie {
  return {
    name,
    tell: (rogue) => {
      const bytes = make(rogue)
      if (bytes === null) return false
      rogue.hand([bytes], rogue.random.chance(0.5))
      return true
    },
  }
}

/** What is valid, though no honest weaver would say it. */
export function valid(name: string, make: (rogue: Rogue) => readonly Body[] | null): Lie {
  return {
    name,
    tell: (rogue) => {
      const bodies = make(rogue)
      if (bodies === null) return false
      const sealed = bodies.map((body) => rogue.seal(body))
      // Different words to different neighbours; some are held back from whoever asks later.
      for (const bytes of sealed) {
        if (rogue.random.chance(0.7)) rogue.hold(bytes)
        rogue.hand([bytes])
      }
      return true
    },
  }
}

/** To another role than before; who comes by it later must not get that one [CH3]. */
export const keyInvitedTwice: Lie = valid('a key invited twice', (rogue) => {
  const invite = rogue.random.pick(rogue.weaver.sigils().filter(isInvite))
  const isWeaver = rogue.weaver.admittedAs(rogue.join.author)?.role === 'weave'
  if (invite?.deed.kind !== 'invite' || !isWeaver) return null
  const { key, role } = invite.deed
  const body = rogue.body({ kind: 'invite', key, role: role === 'weave' ? 'witness' : 'weave' })
  // After the first, so that whoever holds this one holds the first as well.
  return [withLinks(rogue, body, [invite.id])]
})

export const lies: readonly Lie[] = [
  valid('equivocation', (rogue) => {
    const { random, own } = rogue
    const glyph = anyGlyph(rogue)
    if (glyph === undefined) return null
    // From the end, or from far back.
    const prev = random.chance(0.7) ? (own.at(-1) ?? rogue.join) : (random.pick(own) ?? rogue.join)
    return [0, 1, 2].slice(0, random.between(2, 3)).map(() => {
      const base = rogue.body(someDeed(random, glyph), {
        strand: prev.strand,
        seq: prev.seq + 1,
        prev: prev.id,
      })
      return withLinks(rogue, base, random.chance(0.5) ? base.links : [])
    })
  }),
  valid('back-dated', (rogue) => {
    const glyph = anyGlyph(rogue)
    const old = anySigil(rogue)
    if (glyph === undefined || old === undefined) return null
    const base = { ...fine(rogue), strand: rogue.freshStrand(), seq: 0, prev: null }
    return [withLinks(rogue, { ...base, deed: someDeed(rogue.random, glyph) }, [old.id])]
  }),
  valid('future-dated', (rogue) => {
    const aheadMs = rogue.random.pick([30_000, 100_000, 119_000, 121_000, 180_000, 290_000]) ?? 0
    return [{ ...fine(rogue), stamp: { ms: rogue.nowMs() + aheadMs, tick: 0 } }]
  }),
  valid('future-dated for ever', (rogue) => {
    const ms = rogue.random.pick([rogue.nowMs() + 86_400_000, maxStampMs]) ?? maxStampMs
    const body = { ...fine(rogue), strand: rogue.freshStrand(), seq: 0, prev: null }
    return [{ ...withLinks(rogue, body, []), stamp: { ms, tick: rogue.random.int(65_536) } }]
  }),
  valid('links left out', (rogue) => {
    const glyph = anyGlyph(rogue)
    if (glyph === undefined) return null
    const base = rogue.body(someDeed(rogue.random, glyph))
    const some = base.links.filter(() => rogue.random.chance(0.4))
    const far = anySigil(rogue)
    return [withLinks(rogue, base, far === undefined ? some : [...some, far.id])]
  }),
  valid('equal stamps', (rogue) => {
    const { random, weaver } = rogue
    const head = anySigil(rogue)
    if (head === undefined || head.deed.kind !== 'transmute') return null
    const otherwise = (): Deed => ({
      ...rename(
        head.deed.kind === 'transmute' ? head.deed.glyph : glyphIdFrom(random.bytes(16)),
        '',
      ),
      writes: [
        { facet: 'title', value: `lie ${random.int(100)}` },
        { facet: 'hue', value: random.int(360) },
      ],
    })
    const past = head.links.filter((link) => {
      const sigil = weaver.get(link)
      return sigil !== undefined && compareStamps(sigil.stamp, head.stamp) < 0
    })
    return [0, 1, 2].slice(0, random.between(1, 3)).flatMap(() => {
      const base = {
        ...fine(rogue),
        deed: otherwise(),
        strand: rogue.freshStrand(),
        seq: 0,
        prev: null,
      }
      const body = withLinks(rogue, base, past)
      return compareStamps(body.stamp, head.stamp) > 0 ? [] : [{ ...body, stamp: head.stamp }]
    })
  }),
  valid('positions out of range', (rogue) => {
    const glyph = anyGlyph(rogue)
    if (glyph === undefined) return null
    const { length } = rogue.weaver.text(glyph)
    const at = rogue.random.pick([1_000, maxTextUnits, 0, length + 2, length + 3]) ?? 0
    const deleted = at === 0 ? maxTextUnits : rogue.random.int(3)
    const deed: Deed = {
      ...rename(glyph, ''),
      writes: [],
      splices: [
        [0, 0, 'a'],
        [at, deleted, 'b'],
      ],
    }
    const body = rogue.body(deed)
    return [rogue.random.chance(0.5) ? body : withLinks(rogue, body, body.links.slice(0, 2))]
  }),
  keyInvitedTwice,
  valid('hostile payload', (rogue) => {
    const glyph = anyGlyph(rogue)
    if (glyph === undefined) return null
    const hostile: Deed[] = [
      { ...rename(glyph, '\u202e<script>alert(1)</script>\u0000') },
      { ...rename(glyph, ''), writes: [{ facet: 'x:__proto__', value: 'polluted' }] },
      { ...rename(glyph, ''), writes: [{ facet: 'tag:constructor', value: true }] },
      {
        ...rename(glyph, ''),
        writes: [],
        splices: [[0, 0, 'z'.repeat(rogue.random.between(1, 40))]],
      },
      {
        ...rename(glyph, ''),
        writes: Array.from({ length: 40 }, (_, n) => ({
          facet: `x:${n + 100}` as const,
          value: n,
        })),
      },
    ]
    const deed = rogue.random.pick(hostile)
    return deed === undefined ? null : [rogue.body(deed)]
  }),
  valid('kind of a newer version', (rogue) => {
    const code = rogue.random.between(firstUnknownCode, 255)
    return [rogue.body({ kind: 'unknown', code, payload: rogue.random.bytes(20) })]
  }),
  {
    name: 'orphan flood',
    tell: (rogue) => {
      const flood = Array.from({ length: rogue.random.between(20, 120) }, () => {
        const body = fine(rogue)
        const nowhere = sigilIdFrom(rogue.random.bytes(32))
        const others = body.links.filter((link) => link !== body.prev).slice(0, 7)
        const own = body.prev === null ? [] : [body.prev]
        return rogue.seal({ ...body, links: [...own, ...others, nowhere].toSorted() })
      })
      rogue.hand(flood)
      return true
    },
  },
  {
    name: 'flood past the budget',
    tell: (rogue) => {
      // Some 20 MB, where an author may have 16 resting: dear, so seldom.
      if (!rogue.random.chance(0.15)) return false
      const payload = new Uint8Array(floodSigilBytes)
      const body = small(rogue)
      const flood = Array.from({ length: floodSigils }, () => {
        const links = [rogue.join.id, sigilIdFrom(rogue.random.bytes(32))].toSorted()
        return rogue.seal({ ...body, links, deed: { kind: 'unknown', code: 99, payload } })
      })
      rogue.hand(flood)
      rogue.flooded(flood.length)
      return true
    },
  },
  {
    name: 'backwards and again',
    tell: (rogue) => {
      const all = rogue.weaver.sigils().map(({ bytes }) => bytes)
      rogue.hand([...all.slice(-30).toReversed(), ...all.slice(-10)])
      return true
    },
  },
  {
    name: 'promises of nothing',
    tell: (rogue) => {
      const { random } = rogue
      const ids = Array.from({ length: 20 }, () => sigilIdFrom(random.bytes(32)))
      const author = weaverIdFrom(random.bytes(32))
      rogue.say(encodeMessage({ kind: 'have', ids }))
      rogue.say(
        encodeMessage({
          kind: 'lanes',
          turn: random.int(1000),
          isLast: random.chance(0.5),
          ends: ids
            .slice(0, 5)
            .map((tip) => ({ author, strand: rogue.freshStrand(), seq: 7, tip })),
        }),
      )
      return true
    },
  },
  {
    name: 'digest of others',
    tell: (rogue) => {
      rogue.say(
        encodeMessage({
          kind: 'hello',
          orderRule: 1,
          asks: true,
          count: rogue.weaver.count() + rogue.random.int(3),
          digest: rogue.random.chance(0.5) ? rogue.weaver.digest() : toHex(rogue.random.bytes(32)),
          clockMs: rogue.random.pick([0, maxStampMs, rogue.nowMs() + 600_000]) ?? 0,
        }),
      )
      return true
    },
  },
  {
    name: 'hello of another version',
    tell: (rogue) => {
      rogue.intend('broken-message')
      const isOlder = rogue.random.chance(0.5)
      const hello = encodeMessage({
        kind: 'hello',
        orderRule: isOlder ? orderRule + 1 : orderRule,
        asks: true,
        count: 1,
        digest: rogue.weaver.digest(),
        clockMs: rogue.nowMs(),
      })
      if (!isOlder) hello[1] = rogue.random.between(protocolVersion + 1, 127)
      rogue.say(hello)
      return true
    },
  },
  {
    name: 'broken message',
    tell: (rogue) => {
      rogue.intend('broken-message')
      const body = encodeBody(fine(rogue))
      const tooLarge = new Uint8Array(64 * 1024 + 20).fill(7)
      const broken = [
        rogue.random.bytes(12),
        Uint8Array.of(0x7f, 1, 2),
        concatBytes([encodeMessage({ kind: 'heard', turn: 3 }), Uint8Array.of(0)]),
        concatBytes([Uint8Array.of(0x07, 0, 1, 0x94, 0x80, 0x04), tooLarge]),
        body,
      ]
      rogue.say(rogue.random.pick(broken) ?? body)
      return true
    },
  },

  invalid('stamp not above links', (rogue) => {
    const body = fine(rogue)
    const link = rogue.weaver.get(rogue.random.pick(body.links) ?? rogue.join.id)
    const late = body.links.reduce(
      (stamp, id) => laterStamp(stamp, rogue.weaver.get(id)?.stamp ?? stampZero),
      link?.stamp ?? stampZero,
    )
    return rogue.seal({ ...body, stamp: late })
  }),
  invalid('sequence skips', (rogue) => {
    const body = fine(rogue)
    return rogue.seal({ ...body, seq: body.seq + rogue.random.between(1, 5) })
  }),
  invalid('strand of another', (rogue) => {
    const other = rogue.random.pick(
      rogue.weaver.sigils().filter(({ author }) => author !== rogue.join.author),
    )
    if (other === undefined) return null
    const body = fine(rogue)
    const links = [...new Set([rogue.join.id, other.id])].toSorted()
    const grafted = { strand: other.strand, seq: other.seq + 1, prev: other.id, links }
    return rogue.seal({ ...body, ...grafted, stamp: above(rogue, links) })
  }),
  invalid('author never admitted', (rogue) => {
    const stranger = rogue.notary.fromSeed(rogue.random.bytes(32))
    const known = anySigil(rogue)
    const body = { ...small(rogue), author: weaverIdFrom(stranger.key) }
    const links = [...new Set([rogue.join.id, ...(known ? [known.id] : [])])].toSorted()
    return rogue.seal({ ...body, links, stamp: above(rogue, links) }, stranger)
  }),
  invalid('admission not linked', (rogue) => {
    const other = rogue.random.pick(
      rogue.weaver.sigils().filter(({ author }) => author !== rogue.join.author),
    )
    if (other === undefined) return null
    return rogue.seal({ ...small(rogue), links: [other.id], stamp: above(rogue, [other.id]) })
  }),
  invalid('joins without invite', (rogue) => {
    const stranger = rogue.notary.fromSeed(rogue.random.bytes(32))
    const sponsor = rogue.notary.fromSeed(rogue.random.bytes(32))
    const author = weaverIdFrom(stranger.key)
    const deed: Deed = {
      kind: 'join',
      via: rogue.random.chance(0.5) ? 'invite' : 'kin',
      sponsor: toHex(sponsor.key),
      coSeal: sponsor.signNow(coSealMessage(rogue.chorus, author)),
      name: '',
    }
    // With a genuine invite in its past, at times: but of another key than its sponsor's.
    const invite = rogue.random.pick(rogue.weaver.sigils().filter(isInvite))
    const body = small(rogue)
    const links = [...new Set([...body.links, ...(invite ? [invite.id] : [])])].toSorted()
    return rogue.seal({ ...body, author, deed, links, stamp: above(rogue, links) }, stranger)
  }),
  invalid('builds on the refused', (rogue) => {
    const bad = rogue.seal({ ...fine(rogue), seq: 9_999 })
    const root = rogue.hold(bad)
    if (root === null) return null
    const links = [root.id, rogue.join.id].toSorted()
    const stamp = stepStamp(laterStamp(root.stamp, rogue.join.stamp))
    const child = rogue.seal({ ...small(rogue), links, stamp })
    const both = rogue.random.shuffled([bad, child])
    rogue.hand(both)
    return child
  }),
  invalid('builds on the forged', (rogue) => {
    const forged = rogue.seal(small(rogue))
    forged[forged.length - 40] = (forged.at(-40) ?? 0) ^ 1
    const root = rogue.note(forged)
    if (root === null) return null
    const links = [root.id, rogue.join.id].toSorted()
    const stamp = stepStamp(laterStamp(root.stamp, rogue.join.stamp))
    const child = rogue.seal({ ...small(rogue), links, stamp })
    rogue.hand(rogue.random.shuffled([forged, child]))
    return child
  }),
  {
    // Its genuine end vouches for it [SE8]: whoever joins just now is shown it for a moment.
    name: 'forged in the midst of a strand',
    tell: (rogue) => {
      const run: Sigil[] = []
      const glyph = glyphIdFrom(rogue.random.bytes(16))
      let body = small(rogue)
      while (run.length < forgedRun) {
        const bytes = rogue.seal({ ...body, deed: rename(glyph, `lie ${run.length}`) })
        if (run.length === 1) bytes[bytes.length - 40] = (bytes.at(-40) ?? 0) ^ 1
        const sigil = rogue.note(bytes)
        if (sigil === null) return false
        run.push(sigil)
        const { id, seq, stamp } = sigil
        body = { ...body, seq: seq + 1, prev: id, links: [id], stamp: stepStamp(stamp) }
      }
      // Its own weaver asks for no seals, so it hands the run to whoever asks what it holds.
      rogue.weaver.resonate(run, 'self')
      rogue.hand(run.map(({ bytes }) => bytes))
      return true
    },
  },
  invalid('a witness weaves', (rogue) => {
    const role = rogue.weaver.admittedAs(weaverIdFrom(rogue.signer.key))?.role
    return role === 'witness' ? rogue.seal(fine(rogue)) : null
  }),
  invalid('a witness invites', (rogue) => {
    const role = rogue.weaver.admittedAs(weaverIdFrom(rogue.signer.key))?.role
    const key = toHex(rogue.notary.fromSeed(rogue.random.bytes(32)).key)
    const deed: Deed = { kind: 'invite', key, role: 'weave' }
    return role === 'witness' ? rogue.seal(rogue.body(deed)) : null
  }),

  invalid('forged, in another’s name', (rogue) => {
    const other = rogue.random.pick(rogue.weaver.admitted())
    if (other === undefined || other.weaver === rogue.join.author) return null
    const admission = rogue.weaver.admissionOf(other.weaver)
    if (admission === undefined) return null
    const links = [admission.id]
    const body: Body = {
      ...small(rogue),
      author: other.weaver,
      links,
      stamp: above(rogue, links),
    }
    return rogue.seal(body)
  }),
  invalid('forged, one bit', (rogue) => {
    const bytes = rogue.seal(fine(rogue))
    const at = bytes.length - rogue.random.between(33, 60)
    bytes[at] = (bytes[at] ?? 0) ^ 1
    return bytes
  }),
  invalid('forged, a seal of another body', (rogue) => {
    const one = rogue.seal(fine(rogue))
    const other = encodeBody(
      rogue.body({ kind: 'unknown', code: 77, payload: rogue.random.bytes(4) }),
    )
    return concatBytes([other, one.subarray(-64)])
  }),
  invalid('forged co-seal', (rogue) => {
    const stranger = rogue.notary.fromSeed(rogue.random.bytes(32))
    const author = weaverIdFrom(stranger.key)
    const invite = rogue.weaver.sigils().find(isInvite)
    if (invite?.deed.kind !== 'invite') return null
    const coSeal = stranger.signNow(coSealMessage(rogue.chorus, author))
    const deed: Deed = {
      kind: 'join',
      via: 'invite',
      sponsor: invite.deed.key,
      coSeal,
      name: 'Eve',
    }
    const links = [invite.id]
    return rogue.seal(
      { ...small(rogue), author, deed, links, stamp: above(rogue, links) },
      stranger,
    )
  }),
  {
    name: 'replay into another chorus',
    tell: (rogue) => {
      rogue.intend('foreign-chorus')
      const other = chorusIdFrom(sigilIdFrom(rogue.random.bytes(32)))
      const body = encodeBody({ ...fine(rogue), chorusTag: other.slice(0, 8) })
      const replay = concatBytes([body, rogue.signer.signNow(sealMessage(other, body))])
      // The same, with the tag of ours put on: then its seal fits nothing here.
      const retagged = encodeBody(fine(rogue))
      const forged = concatBytes([retagged, rogue.signer.signNow(sealMessage(other, retagged))])
      rogue.hand(rogue.random.chance(0.5) ? [replay] : [replay, forged])
      return true
    },
  },
  {
    name: 'another genesis',
    tell: (rogue) => {
      rogue.intend('foreign-chorus')
      const found: Body = {
        ...small(rogue),
        chorusTag: '00000000',
        links: [],
        deed: { kind: 'found', name: 'Ours now', weaverName: 'M', orderRule: 1 },
      }
      const body = encodeBody(found)
      rogue.hand([concatBytes([body, rogue.signer.signNow(sealMessage(null, body))])])
      return true
    },
  },

  malformed('seal-not-reduced', (rogue) => {
    const honest = anySigil(rogue)
    const bytes = rogue.random.chance(0.5) ? honest?.bytes : rogue.seal(fine(rogue))
    if (bytes === undefined || honest?.deed.kind === 'found') return null
    return concatBytes([bytes.subarray(0, -64), malleated(bytes.subarray(-64))])
  }),
  malformed('truncated', (rogue) => resealed(rogue, (bytes) => bytes.subarray(0, -3))),
  malformed('version', (rogue) =>
    resealed(rogue, (bytes) => concatBytes([Uint8Array.of(2), bytes.subarray(1)])),
  ),
  malformed('trailing-bytes', (rogue) =>
    resealed(rogue, (bytes) => concatBytes([bytes, Uint8Array.of(0)])),
  ),
  malformed('non-canonical', (rogue) =>
    resealed(
      rogue,
      (bytes) =>
        concatBytes([bytes.subarray(0, seqAt), Uint8Array.of(0x80, 0), bytes.subarray(seqAt + 1)]),
      small(rogue),
    ),
  ),
  malformed('too-many-links', (rogue) =>
    resealed(
      rogue,
      (bytes) => {
        const links = Array.from({ length: 17 }, (_, nth) => new Uint8Array(32).fill(nth + 1))
        const count = bytes[linkCountAt] ?? 0
        return concatBytes([
          bytes.subarray(0, linkCountAt),
          Uint8Array.of(17),
          ...links,
          bytes.subarray(linkCountAt + 1 + 32 * count),
        ])
      },
      small(rogue),
    ),
  ),
  malformed('links-not-ascending', (rogue) =>
    resealed(
      rogue,
      (bytes) => {
        const link = bytes.subarray(linkCountAt + 1, linkCountAt + 33)
        const rest = bytes.subarray(linkCountAt + 33)
        return concatBytes([bytes.subarray(0, linkCountAt), Uint8Array.of(2), link, link, rest])
      },
      small(rogue),
    ),
  ),
  malformed('non-canonical', (rogue) => twiceWritten(rogue)),
  malformed('lone-surrogate', (rogue) => patchedTitle(rogue, Uint8Array.of(0xed, 0xa0, 0x80))),
  malformed('bad-utf8', (rogue) => patchedTitle(rogue, Uint8Array.of(0xff, 0xfe, 0x41))),
  malformed('bad-facet', (rogue) => patchedWrite(rogue, 1, 9)),
  malformed('bad-value', (rogue) => {
    const key = toHex(rogue.notary.fromSeed(rogue.random.bytes(32)).key)
    const invite: Deed = { kind: 'invite', key, role: 'weave' }
    const body = rogue.body(invite)
    return resealed(rogue, (bytes) => concatBytes([bytes.subarray(0, -1), Uint8Array.of(7)]), body)
  }),
  malformed('out-of-range', (rogue) => {
    const glyph = anyGlyph(rogue)
    if (glyph === undefined) return null
    const hue: Deed = { ...rename(glyph, ''), writes: [{ facet: 'hue', value: 359 }] }
    return resealed(
      rogue,
      (bytes) => patched(bytes, Uint8Array.of(1, 0xe7, 2), Uint8Array.of(1, 0xe8, 2)),
      rogue.body(hue),
    )
  }),
  malformed('small-order-key', (rogue) => {
    const identity = new Uint8Array(32)
    identity[0] = 1
    const body = encodeBody(fine(rogue))
    body.set(identity, 6)
    return concatBytes([body, identity, new Uint8Array(32)])
  }),
]

function patchedTitle(rogue: Rogue, to: Uint8Array): Uint8Array {
  return resealed(rogue, (bytes) => patched(bytes, ascii('Mal'), to))
}

/** One facet, written twice in one sigil. */
function twiceWritten(rogue: Rogue): Uint8Array {
  const write = (title: string): Uint8Array => concatBytes([Uint8Array.of(0, 10), ascii(title)])
  const from = concatBytes([Uint8Array.of(1), write('by Mallory')])
  const to = concatBytes([Uint8Array.of(2), write('by Mallory'), write('by another')])
  return resealed(rogue, (bytes) => patched(bytes, from, to))
}

/** Facet code of the one write, `by Mallory` for a title. */
function patchedWrite(rogue: Rogue, length: number, code: number): Uint8Array {
  const from = concatBytes([Uint8Array.of(length, 0, 10), ascii('by Mallory')])
  const to = concatBytes([Uint8Array.of(length, code, 10), ascii('by Mallory')])
  return resealed(rogue, (bytes) => patched(bytes, from, to))
}

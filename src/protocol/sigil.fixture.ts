/**
 * Sigils for tests, made cheaply: real in every field, but hashed and sealed by a
 * mixing function instead of cryptography. Same input, same bytes, on every run.
 *
 *   const loom = createLoom(['bea', 'cy'])
 *   const { a, b } = loom.weave({
 *     a: { by: 'ada', at: 10, title: 'A' },
 *     b: { by: 'bea', at: 12, after: ['a'], title: 'B' },
 *   })
 *
 * `ada` founded the chorus; those named were invited by her. Each sigil follows the
 * one before it by the same weaver (on the same strand) and links what it is `after`.
 */

import { concatBytes, toHex } from './bytes'
import {
  chorusIdFrom,
  glyphIdFrom,
  sigilIdFrom,
  strandIdFrom,
  weaverIdFrom,
  type ChorusId,
  type GlyphId,
  type SigilId,
  type StrandId,
  type WeaverId,
} from './ids'
import type { Body, Deed, FacetName, FacetValue, Place, Sigil, Splice, Transmute } from './sigil'
import type { Stamp } from './stamp'
import { createWeaver, type StrandEnd, type Weaver } from './weaver'

/** One sigil as a test draws it. */
export interface Drawn {
  readonly by: string
  /** Milliseconds, or a whole stamp. From 1 up: the covenant's own sigils come before. */
  readonly at: number | Stamp
  /** Names of sigils linked beside the one before it on the strand. */
  readonly after?: readonly string[]
  /** Name of the sigil it follows on its strand, where that is not the last; null begins the strand. */
  readonly prev?: string | null
  /** Default: the weaver's only strand. */
  readonly strand?: string
  /** Default: the only glyph, `g`. */
  readonly glyph?: string
  readonly title?: string
  readonly hue?: number
  readonly place?: Place
  readonly writes?: Readonly<Partial<Record<FacetName, FacetValue>>>
  readonly splices?: readonly Splice[]
  readonly shatters?: boolean
  /** Any other deed, instead of a transmutation. */
  readonly deed?: Deed
}

export interface Loom {
  readonly chorus: ChorusId
  /** Genesis, one invite, and a join for each weaver named: parents before children. */
  readonly prelude: readonly Sigil[]
  /** Everything made so far, the prelude included, parents before children. */
  readonly all: () => readonly Sigil[]
  readonly weave: <Name extends string>(drawn: Readonly<Record<Name, Drawn>>) => Record<Name, Sigil>
  /** A weaver that holds the prelude and `sigils`. */
  readonly weaver: (sigils?: readonly Sigil[], now?: () => number) => Weaver
  /** The end of a named weaver's strand, to draft from. */
  readonly end: (by: string, strand?: string) => StrandEnd
  /** Seals whatever it is given, right or wrong. */
  readonly seal: (body: Body) => Sigil
  readonly admission: (by: string) => Sigil
  readonly invite: Sigil
}

/** Later than any stamp that tests draw by hand. */
const fixtureNow = 1_000_000

export function createLoom(invited: readonly string[] = []): Loom {
  const genesis = sealFake({
    ...blank(weaverNamed('ada'), strandNamed('ada')),
    chorusTag: '00000000',
    stamp: { ms: 0, tick: 1 },
    deed: { kind: 'found', name: 'The Great Work', weaverName: 'ada', orderRule: 1 },
  })
  const chorus = chorusIdFrom(genesis.id)
  const made: Sigil[] = []
  const named = new Map<string, Sigil>()
  const tips = new Map<string, Sigil>()

  const invite = seal({
    ...blank(weaverNamed('ada'), strandNamed('ada')),
    seq: 1,
    prev: genesis.id,
    links: [genesis.id],
    stamp: { ms: 0, tick: 2 },
    deed: { kind: 'invite', key: doorKey, role: 'weave' },
  })
  const admissions = new Map(
    invited.map((name) => [
      name,
      seal({
        ...blank(weaverNamed(name), strandNamed(name)),
        links: [invite.id],
        stamp: { ms: 0, tick: 3 },
        deed: { kind: 'join', via: 'invite', sponsor: doorKey, coSeal: new Uint8Array(64), name },
      }),
    ]),
  )
  admissions.set('ada', genesis)
  const prelude = [genesis, invite, ...[...admissions.values()].filter((join) => join !== genesis)]
  made.push(...prelude)
  for (const [name, join] of admissions) tips.set(strandNamed(name), join)
  tips.set(strandNamed('ada'), invite)

  function seal(body: Body): Sigil {
    return sealFake({ ...body, chorusTag: body.chorusTag || chorus.slice(0, 8) })
  }

  function weaveOne(name: string, drawn: Drawn): Sigil {
    const strand = strandNamed(drawn.strand ?? drawn.by)
    const prev = drawn.prev === undefined ? tips.get(strand) : sigilNamed(drawn.prev)
    const links = (drawn.after ?? []).map((after) => sigilNamed(after)?.id)
    const isJoin = drawn.deed?.kind === 'join'
    // Whoever joins links what it is after, and nothing of its own.
    const first = isJoin ? undefined : (prev ?? admission(drawn.by)).id
    const sigil = seal({
      ...blank(weaverNamed(drawn.by), strand),
      seq: prev === undefined ? 0 : prev.seq + 1,
      prev: prev?.id ?? null,
      links: [...new Set([first, isJoin ? prev?.id : undefined, ...links])]
        .flatMap((id) => id ?? [])
        .toSorted(),
      stamp: typeof drawn.at === 'number' ? { ms: drawn.at, tick: 0 } : drawn.at,
      deed: drawn.deed ?? transmute(drawn),
    })
    if (isJoin && !admissions.has(drawn.by)) admissions.set(drawn.by, sigil)
    tips.set(strand, sigil)
    named.set(name, sigil)
    made.push(sigil)
    return sigil
  }

  function sigilNamed(name: string | null): Sigil | undefined {
    if (name === null) return undefined
    const sigil = named.get(name)
    if (sigil === undefined) throw new RangeError(`Nothing is drawn as ${name}`)
    return sigil
  }

  function admission(by: string): Sigil {
    const sigil = admissions.get(by)
    if (sigil === undefined) throw new RangeError(`${by} was not invited`)
    return sigil
  }

  return {
    chorus,
    prelude,
    all: () => made,
    weave: (drawn) => {
      const woven: Record<string, Sigil> = {}
      for (const [name, one] of Object.entries<Drawn>(drawn)) woven[name] = weaveOne(name, one)
      return woven
    },
    weaver: (sigils = [], now = () => fixtureNow) => {
      const weaver = createWeaver({ chorus, hash: fakeHash, clock: { now } })
      weaver.resonate([...prelude, ...sigils], 'vault')
      return weaver
    },
    end: (by, strand = by) => ({
      author: weaverNamed(by),
      strand: strandNamed(strand),
      tip: tips.get(strandNamed(strand)) ?? null,
    }),
    seal,
    admission,
    invite,
  }
}

export function weaverNamed(name: string): WeaverId {
  return weaverIdFrom(fakeHash(utf8(`weaver ${name}`)))
}
export const strandNamed = (name: string): StrandId =>
  strandIdFrom(fakeHash(utf8(`strand ${name}`)).slice(0, 8))
export const glyphNamed = (name: string): GlyphId =>
  glyphIdFrom(fakeHash(utf8(`glyph ${name}`)).slice(0, 16))

/** Public key of the loom's one invite, hex. */
export const doorKey: string = weaverNamed('door')

/** An absent sigil's id. */
export const sigilIdNamed = (name: string): SigilId => sigilIdFrom(fakeHash(utf8(`sigil ${name}`)))

/** A body with everything but its links and deed, at the start of a strand. */
export function blank(author: WeaverId, strand: StrandId): Body {
  return {
    chorusTag: '',
    author,
    strand,
    seq: 0,
    stamp: { ms: 1, tick: 0 },
    links: [],
    prev: null,
    deed: { kind: 'unknown', code: 200, payload: new Uint8Array() },
  }
}

export function transmute(drawn: Omit<Drawn, 'by' | 'at'>): Transmute {
  const { title, hue, place } = drawn
  const facets: Partial<Record<FacetName, FacetValue>> = {
    ...(title !== undefined && { title }),
    ...(hue !== undefined && { hue }),
    ...(place !== undefined && { place }),
    ...drawn.writes,
  }
  return {
    kind: 'transmute',
    glyph: glyphNamed(drawn.glyph ?? 'g'),
    shatters: drawn.shatters ?? false,
    writes: Object.entries(facets)
      .flatMap(([facet, value]) => (value === undefined ? [] : [write(facet as FacetName, value)]))
      .toSorted((a, b) => (a.facet < b.facet ? -1 : 1)),
    splices: drawn.splices ?? [],
  }
}

const write = (facet: FacetName, value: FacetValue) => ({ facet, value })

export function sealFake(body: Body): Sigil {
  const sealed = utf8(JSON.stringify(body, (_, value: unknown) => printable(value)))
  const half = fakeHash(concatBytes([utf8(body.author), sealed]))
  const seal = concatBytes([half, fakeHash(half)])
  const bytes = concatBytes([sealed, seal])
  return { ...body, id: sigilIdFrom(fakeHash(bytes)), bytes }
}

function printable(value: unknown): unknown {
  return value instanceof Uint8Array ? toHex(value) : value
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

/** 32 well mixed bytes of any bytes. Fast, repeatable, and no cryptography at all. */
export function fakeHash(message: Uint8Array): Uint8Array {
  const lanes = Uint32Array.from({ length: 8 }, (_, lane) => Math.imul(lane + 1, 0x9e3779b1))
  for (let at = 0; at < message.length; at++) {
    const lane = at % 8
    const mixed = ((lanes[lane] ?? 0) ^ (message[at] ?? 0)) + (lanes[(lane + 7) % 8] ?? 0)
    lanes[lane] = Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b)
  }
  for (let round = 0; round < 24; round++) {
    const mixed = (lanes[round % 8] ?? 0) ^ ((lanes[(round + 7) % 8] ?? 0) + message.length + round)
    lanes[round % 8] = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  }
  return new Uint8Array(lanes.buffer)
}

/**
 * A world of made-up sigils for the tests of anti-entropy, and replicas that
 * hold some of them: the least that a weaver is to its neighbours. Sigils here
 * have ids, strands, links and stamps, and bytes that only name them.
 */

import { toHex } from './bytes'
import type { Replica } from './conversation.fixture'
import { type SigilId, sigilIdFrom, type StrandId, type WeaverId } from './ids'
import type { Sigil } from './sigil'
import { encodeUtf8 } from './utf8'
import type { Lane } from './weaver'

/** A replica that can be made to hold what it was never sent. */
export interface MadeReplica extends Replica {
  /** Integrates at once; parents first. */
  readonly hold: (ids: readonly SigilId[]) => readonly Sigil[]
}

export interface World {
  readonly get: (id: SigilId) => Sigil
  readonly bytes: (ids: readonly SigilId[]) => readonly Uint8Array[]
  readonly laneOf: (id: SigilId) => { readonly author: WeaverId; readonly strand: StrandId }
  /** One more sigil of `author`, after `after` (its latest, where absent), linking `also`. */
  readonly weave: (
    author: string,
    more?: { after?: SigilId; also?: SigilId; size?: number },
  ) => Sigil
  /** That many more sigils of `author`, in a row. */
  readonly strand: (author: string, length: number, after?: SigilId) => readonly SigilId[]
  /** Strands of `authors` that link each other all the time. */
  readonly tangle: (length: number, authors: number) => readonly SigilId[]
  /** One sigil for each of `shape`: who, whose turn it builds on, what else it links, and whether it forks. */
  readonly random: (
    shape: readonly (readonly [number, number, number, number])[],
  ) => readonly SigilId[]
  /** These and everything they build on, parents first. */
  readonly pastOf: (ids: readonly SigilId[]) => readonly SigilId[]
  readonly replica: (ids: readonly SigilId[]) => MadeReplica
}

const seal = new Uint8Array(64)

/** 32 bytes that look like a hash and are a function of `number`. */
function nameOf(number: number): Uint8Array {
  const bytes = new Uint8Array(32)
  let state = Math.imul(number + 1, 0x9e3779b1)
  for (let at = 0; at < 32; at++) {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + at
    bytes[at] = state >>> 24
  }
  new DataView(bytes.buffer).setUint32(28, number)
  return bytes
}

export function createWorld(): World {
  const sigils = new Map<SigilId, Sigil>()
  const latest = new Map<string, SigilId>()
  const authors = new Map<SigilId, string>()
  const get = (id: SigilId): Sigil => {
    const sigil = sigils.get(id)
    if (sigil === undefined) throw new Error(`no sigil ${id}`)
    return sigil
  }

  function weave(
    author: string,
    more: { after?: SigilId; also?: SigilId; size?: number } = {},
  ): Sigil {
    const prev = more.after ?? latest.get(author) ?? null
    const links = [prev, more.also ?? null].filter((link) => link !== null)
    const name = nameOf(sigils.size)
    const bytes = new Uint8Array(more.size ?? 200)
    bytes.set(name)
    const who = toHex(encodeUtf8(author) ?? seal)
    const sigil: Sigil = {
      id: sigilIdFrom(name),
      bytes,
      chorusTag: '00000000',
      author: who.padEnd(64, '0') as WeaverId,
      strand: who.padEnd(16, '0').slice(0, 16) as StrandId,
      seq: prev === null ? 0 : get(prev).seq + 1,
      // Made in causal order, so the count of sigils before it is above its links' stamps.
      stamp: { ms: sigils.size + 1, tick: 0 },
      links: [...new Set(links)].toSorted(),
      prev,
      deed: { kind: 'unknown', code: 99, payload: new Uint8Array(0) },
    }
    sigils.set(sigil.id, sigil)
    latest.set(author, sigil.id)
    return sigil
  }

  function random(
    shape: readonly (readonly [number, number, number, number])[],
  ): readonly SigilId[] {
    const made: Sigil[] = []
    for (const [who, after, also, luck] of shape) {
      const author = `weaver ${who}`
      const own = made.filter(({ id }) => authors.get(id) === author)
      const forks = luck === 0 && own.length > 0 ? own[after % own.length]?.id : undefined
      const crosses = luck > 6 && made.length > 0 ? made[also % made.length]?.id : undefined
      const sigil = weave(author, {
        ...(forks === undefined ? {} : { after: forks }),
        ...(crosses === undefined ? {} : { also: crosses }),
      })
      authors.set(sigil.id, author)
      made.push(sigil)
    }
    return made.map(({ id }) => id)
  }
  const laneOf = (id: SigilId): { author: WeaverId; strand: StrandId } => {
    const { author, strand } = get(id)
    return { author, strand }
  }

  function pastOf(ids: readonly SigilId[]): readonly SigilId[] {
    const past = new Set<SigilId>()
    const open = [...ids]
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (past.has(id)) continue
      past.add(id)
      open.push(...get(id).links)
    }
    return [...past].toSorted((a, b) => get(a).stamp.ms - get(b).stamp.ms)
  }

  return {
    get,
    bytes: (ids) => ids.map((id) => get(id).bytes),
    laneOf,
    weave,
    strand: (author, length, after) =>
      Array.from(
        { length },
        (_, at) => weave(author, at === 0 && after !== undefined ? { after } : {}).id,
      ),
    tangle: (length, weavers) => {
      let last: SigilId | undefined
      return Array.from({ length }, (_, at) => {
        const also = at % 3 === 0 ? last : undefined
        last = weave(`weaver ${at % weavers}`, also === undefined ? {} : { also }).id
        return last
      })
    },
    random,
    pastOf,
    replica: (ids) => createReplica(get, ids),
  }
}

function createReplica(find: (id: SigilId) => Sigil, start: readonly SigilId[]): MadeReplica {
  const held = new Map<SigilId, Sigil>()
  const waiting = new Map<SigilId, Sigil>()
  let sum = 0n

  function integrate(sigil: Sigil): void {
    held.set(sigil.id, sigil)
    sum = (sum + BigInt(`0x${sigil.id}`)) % 2n ** 256n
  }

  function take(received: readonly Uint8Array[]): void {
    for (const bytes of received) {
      const sigil = find(sigilIdFrom(bytes.subarray(0, 32)))
      if (!held.has(sigil.id)) waiting.set(sigil.id, sigil)
    }
    for (let moved = true; moved;) {
      moved = false
      for (const sigil of waiting.values()) {
        if (!sigil.links.every((link) => held.has(link))) continue
        waiting.delete(sigil.id)
        integrate(sigil)
        moved = true
      }
    }
  }

  function lanes(): readonly Lane[] {
    const inner = new Set([...held.values()].map(({ prev }) => prev))
    const lanes = new Map<
      string,
      { author: WeaverId; strand: StrandId; tips: { seq: number; id: SigilId }[] }
    >()
    for (const { author, strand, id, seq } of held.values()) {
      if (inner.has(id)) continue
      const lane = lanes.get(strand) ?? { author, strand, tips: [] }
      lane.tips.push({ seq, id })
      lanes.set(strand, lane)
    }
    return [...lanes.values()]
  }

  const replica: MadeReplica = {
    get: (id) => held.get(id),
    knows: (id) => held.has(id) || waiting.has(id),
    count: () => held.size,
    digest: () => sum.toString(16).padStart(64, '0'),
    lanes,
    take,
    hold: (ids) => {
      const sigils = ids.map(find)
      for (const sigil of sigils) if (!held.has(sigil.id)) integrate(sigil)
      return sigils
    },
    missing: () =>
      [...new Set([...waiting.values()].flatMap(({ links }) => links))].filter(
        (id) => !held.has(id) && !waiting.has(id),
      ),
  }
  replica.hold(start)
  return replica
}

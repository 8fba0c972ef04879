/**
 * A chorus with real seals, for receipts: Ada founded it, Bea and Cyd were invited,
 * and `kin` is Ada's other tab. Drawn like `protocol/sigil.fixture.ts`, in few words.
 */

import { createSeedSigner } from '../platform/nacl'
import { sha256 } from '../platform/sha256'
import { toHex } from '../protocol/bytes'
import { assembleSigil, encodeBody } from '../protocol/codec'
import {
  type ChorusId,
  chorusIdFrom,
  glyphIdFrom,
  strandIdFrom,
  weaverIdFrom,
} from '../protocol/ids'
import type { Signer } from '../protocol/ports'
import { coSealMessage, sealMessage } from '../protocol/seal'
import type { Body, Deed, FacetWrite, Sigil, Splice } from '../protocol/sigil'
import { createWeaver, type Weaver } from '../protocol/weaver'

export type Who = 'ada' | 'bea' | 'cyd' | 'kin'

export interface Change {
  readonly by: Who
  readonly at: number
  /** Named sigils that it has seen, beside its author's last. */
  readonly after?: readonly string[]
  readonly writes?: readonly FacetWrite[]
  readonly splices?: readonly Splice[]
  readonly shatters?: boolean
  readonly glyph?: number
}

export interface SealedWorld {
  readonly chorus: ChorusId
  readonly genesis: Sigil
  readonly weave: (name: string, change: Change) => Promise<Sigil>
  /** A weaver that holds everything. */
  readonly weaver: () => Weaver
}

const signers: Readonly<Record<Who | 'door', Signer>> = {
  ada: createSeedSigner(new Uint8Array(32).fill(1)),
  bea: createSeedSigner(new Uint8Array(32).fill(2)),
  cyd: createSeedSigner(new Uint8Array(32).fill(3)),
  kin: createSeedSigner(new Uint8Array(32).fill(4)),
  door: createSeedSigner(new Uint8Array(32).fill(9)),
}

export async function createSealedWorld(): Promise<SealedWorld> {
  const named = new Map<string, Sigil>()
  const scribe = createScribe()
  const found: Deed = { kind: 'found', name: 'Spring garden', weaverName: 'Ada', orderRule: 1 }
  const genesis = await scribe.seal('ada', 1, found, [])
  const chorus = chorusIdFrom(genesis.id)
  scribe.isOf(chorus)
  await admit(scribe, genesis, chorus)
  const seen = (name: string): Sigil => {
    const sigil = named.get(name)
    if (sigil === undefined) throw new RangeError(`Nothing is drawn as ${name}`)
    return sigil
  }
  return {
    chorus,
    genesis,
    weave: async (name, { by, at, after = [], glyph = 7, ...change }) => {
      const id = glyphIdFrom(new Uint8Array(16).fill(glyph))
      const { writes = [], splices = [], shatters = false } = change
      const deed: Deed = { kind: 'transmute', glyph: id, shatters, writes, splices }
      const sigil = await scribe.seal(by, at, deed, after.map(seen))
      named.set(name, sigil)
      return sigil
    },
    weaver: () => {
      const weaver = createWeaver({ chorus, hash: sha256, clock: { now: () => 1_000_000 } })
      weaver.resonate(scribe.made, 'vault')
      return weaver
    },
  }
}

interface Scribe {
  readonly made: readonly Sigil[]
  readonly isOf: (chorus: ChorusId) => void
  readonly seal: (by: Who, at: number, deed: Deed, after: readonly Sigil[]) => Promise<Sigil>
}

/** Seals whatever it is given, each on its author's only strand. */
function createScribe(): Scribe {
  const made: Sigil[] = []
  const tips = new Map<Who, Sigil>()
  let chorus: ChorusId | null = null
  return {
    made,
    isOf: (id) => {
      chorus = id
    },
    seal: async (by, at, deed, after) => {
      const prev = tips.get(by) ?? null
      const links = [...new Set([prev, ...after].flatMap((one) => one?.id ?? []))].toSorted()
      const body: Body = {
        chorusTag: chorus?.slice(0, 8) ?? '00000000',
        author: weaverIdFrom(signers[by].key),
        strand: strandIdFrom(signers[by].key.slice(0, 8)),
        seq: prev === null ? 0 : prev.seq + 1,
        stamp: { ms: at, tick: 0 },
        links,
        prev: prev?.id ?? null,
        deed,
      }
      const bytes = encodeBody(body)
      const message = sealMessage(deed.kind === 'found' ? null : chorus, bytes)
      const sigil = assembleSigil(body, bytes, await signers[by].sign(message), chorus, sha256)
      made.push(sigil)
      tips.set(by, sigil)
      return sigil
    },
  }
}

async function admit({ seal }: Scribe, genesis: Sigil, chorus: ChorusId): Promise<void> {
  const key = toHex(signers.door.key)
  const invite = await seal('ada', 2, { kind: 'invite', key, role: 'weave' }, [])
  for (const [by, name] of [
    ['bea', 'Bea'],
    ['cyd', 'Cyd'],
    ['kin', ''],
  ] as const) {
    const sponsor = by === 'kin' ? signers.ada : signers.door
    const via = by === 'kin' ? ('kin' as const) : ('invite' as const)
    const coSeal = await sponsor.sign(coSealMessage(chorus, weaverIdFrom(signers[by].key)))
    const deed: Deed = { kind: 'join', via, sponsor: toHex(sponsor.key), coSeal, name }
    await seal(by, 3, deed, [by === 'kin' ? genesis : invite])
  }
}

export const title = (value: string): readonly FacetWrite[] => [{ facet: 'title', value }]

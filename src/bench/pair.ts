/**
 * Two weavers of one chorus in a process: an author, who seals with the pen of
 * the live session, and a reader, whom bytes reach by anti-entropy or pushed,
 * and who reads, verifies and integrates them as the live session does.
 */

import { createIntake } from '../chorus/intake'
import { createIntegration } from '../chorus/integration'
import { createPen, type Pen } from '../chorus/pen'
import { systemEntropy } from '../platform/entropy'
import { sha256 } from '../platform/sha256'
import { systemClock, systemSchedule } from '../platform/system-clock'
import { createSync, type Sync } from '../protocol/antientropy'
import {
  type ChorusId,
  chorusIdFrom,
  strandIdFrom,
  weaverIdFrom,
  type SigilId,
  type WeaverId,
} from '../protocol/ids'
import { decodeMessage } from '../protocol/message-codec'
import type { Signer } from '../protocol/ports'
import { sealBody } from '../protocol/sealing'
import type { Body, Sigil } from '../protocol/sigil'
import { nextStamp, stampZero } from '../protocol/stamp'
import { orderRule } from '../protocol/text/order-rule'
import { createWeaver, type Weaver } from '../protocol/weaver'
import type { Crypto } from './verify-thread'

export interface Author {
  readonly weaver: Weaver
  readonly pen: Pen
}

export interface Reader {
  readonly weaver: Weaver
  /** A message as it comes from a link. */
  readonly receive: (message: Uint8Array) => void
  /** A pack, as anti-entropy takes it from a message. */
  readonly take: (pack: Uint8Array) => void
  readonly isUnderWay: (id: SigilId) => boolean
  /** Resolves once fewer than so many that were taken are not integrated yet. */
  readonly fewerThan: (count: number) => Promise<void>
}

const genesisTag = '00000000'
const author = 'author' as WeaverId

/** Founds a chorus. What is sealed after the genesis is told to `push`, in the messages that a neighbour is sent. */
export async function createAuthor(
  { keyMaker }: Crypto,
  push: ((message: Uint8Array) => void) | null,
): Promise<Author> {
  const signer = await keyMaker.revive(await keyMaker.mint())
  const genesis = await sealGenesis(signer)
  const weaver = weaverOf(chorusIdFrom(genesis.id))
  weaver.resonate([genesis], 'self')
  const sync = syncOf(weaver, () => false)
  const pen = createPen({
    weaver,
    signer,
    strand: {
      author: weaverIdFrom(signer.key),
      strand: strandIdFrom(systemEntropy.bytes(8)),
      tip: null,
    },
    hash: sha256,
    clock: systemClock,
    stampClock: systemClock,
    schedule: systemSchedule,
    sealed: async (sigils) => {
      if (push === null) return
      sync.emanate(sigils, true)
      for (let message = sync.next(); message !== null; message = sync.next()) push(message)
    },
    lost: (glyph) => {
      throw new Error(`a change of ${glyph} was lost`)
    },
    idle: () => undefined,
    held: false,
    waits: () => {},
  })
  return { weaver, pen }
}

const weaverOf = (chorus: ChorusId): Weaver =>
  createWeaver({ chorus, clock: systemClock, hash: sha256 })

async function sealGenesis(signer: Signer): Promise<Sigil> {
  const body: Body = {
    chorusTag: genesisTag,
    author: weaverIdFrom(signer.key),
    strand: strandIdFrom(systemEntropy.bytes(8)),
    seq: 0,
    stamp: nextStamp(stampZero, systemClock),
    links: [],
    prev: null,
    deed: { kind: 'found', name: 'Bench', weaverName: 'Ada', orderRule },
  }
  return sealBody(body, { chorus: null, signer, hash: sha256 })
}

/** An empty weaver of that chorus. */
export function createReader({ verifier }: Crypto, chorus: ChorusId): Reader {
  const weaver = weaverOf(chorus)
  let waiting: { readonly count: number; readonly resolve: () => void } | null = null
  const fail = (what: string): never => {
    throw new Error(`an honest sigil was refused: ${what}`)
  }
  const integration = createIntegration({
    weaver,
    clock: systemClock,
    schedule: systemSchedule,
    mayIntegrate: () => true,
    hurry: () => undefined,
    integrated: ({ dissolved }) => {
      if (dissolved.length > 0) fail(dissolved[0]?.refusal.kind ?? '')
    },
    entered: (sigils) => {
      intake.done(sigils)
      if (waiting === null || intake.underWay() >= waiting.count) return
      waiting.resolve()
      waiting = null
    },
  })
  const intake = createIntake({
    weaver,
    verifier,
    hash: sha256,
    clock: systemClock,
    verified: integration.take,
    dissolved: (dissolved) => fail(dissolved[0]?.refusal.kind ?? ''),
    preview: { isTaking: () => false, take: () => {}, whenSeen: () => undefined },
    unreadable: fail,
  })
  const take = (pack: Uint8Array): void => intake.take(pack, author)
  return {
    weaver,
    take,
    receive: (message) => {
      const decoded = decodeMessage(message)
      if (!decoded.ok || decoded.message.kind !== 'sigils') throw new Error('no sigils came')
      take(decoded.message.pack)
    },
    isUnderWay: intake.isUnderWay,
    fewerThan: (count) =>
      intake.underWay() < count
        ? Promise.resolve()
        : new Promise((resolve) => {
            waiting = { count, resolve }
          }),
  }
}

/** Sigils on their way at once: what a link's high-water mark and the seals' verdicts allow for, and some. */
const mostUnderWay = 16_384

/** Anti-entropy from the first HELLO until the reader holds all. Answers the bytes it was sent. */
export async function syncFrom(
  { weaver }: Pick<Author, 'weaver'>,
  reader: Reader,
): Promise<number> {
  let bytes = 0
  const from = syncOf(weaver, () => false)
  const to = syncOf(reader.weaver, reader.isUnderWay)
  from.open()
  to.open()
  while (!(from.idle() && to.idle())) {
    const told = to.next()
    if (told !== null) from.receive(told)
    const sent = from.next()
    bytes += sent?.length ?? 0
    const pack = sent && to.receive(sent).received
    if (pack !== null) reader.take(pack)
    await reader.fewerThan(mostUnderWay)
  }
  await reader.fewerThan(1)
  return bytes
}

const syncOf = (weaver: Weaver, isUnderWay: Reader['isUnderWay']): Sync =>
  createSync({ weaver, orderRule, now: systemClock.now, isUnderWay })

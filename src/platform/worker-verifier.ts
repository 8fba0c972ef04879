/**
 * A verifier in Web Workers, so that a hundred thousand sigils don't hold up
 * the page (PROTOCOL.md §SE, [SE5]). A handful isn't worth the hop.
 *
 * Packs are read and judged side by side, and told in the order in which they came: causes come
 * before what they led to.
 */

import { createExamine, type Examine, judgeSigils, type SealVerdict } from '../protocol/examination'
import type { ChorusId } from '../protocol/ids'
import type { ReadPack } from '../protocol/pack-reader'
import type { Hash, SealClaim, Verifier } from '../protocol/ports'
import type { Sigil } from '../protocol/sigil'
import { createCrew, createQueue } from './crew'
import type { SpawnSealWorker } from './desk'
import { packClaims, unpackReading } from './questions'

/** Claims in one message: some 15 ms of work, so that verdicts come steadily. */
const claimsABatch = 256

export interface WorkerVerifierDeps {
  readonly spawn: SpawnSealWorker
  /** Judges small batches, and everything once the worker has failed. */
  readonly inPage: Verifier
  readonly hash: Hash
  /** Up to how many claims at once are judged in the page. */
  readonly inPageUpTo: number
  /** Workers at once, 1 or more: as many as there are cores to spare. */
  readonly usual: number
}

/** Bytes of a pack of one keystroke, and some: a pack has room for fewer sigils than it has as many bytes. */
const leastSigilBytes = 96

export function createWorkerVerifier(deps: WorkerVerifierDeps): Required<Verifier> {
  const { spawn, inPage, hash, inPageUpTo, usual } = deps
  const crew = createCrew(spawn, usual)
  const readInOrder = createQueue()
  const judgedInOrder = createQueue()
  const examineHere = createExamine(inPage, hash)
  let readings = 0

  async function judge(claims: readonly SealClaim[]): Promise<readonly boolean[]> {
    const packed = packClaims(claims)
    const verdicts = await crew
      .choose()
      ?.ask({ kind: 'claims', claims: packed }, [bufferOf(packed)])
    return verdicts?.length === claims.length ? verdicts : inPage.verify(claims)
  }

  async function examineThere(
    pack: Uint8Array,
    chorus: ChorusId,
    choose: (read: ReadPack) => readonly Sigil[],
    mayJudge?: Promise<void>,
  ): Promise<readonly SealVerdict[]> {
    const reading = readings++
    // A view is sent with all that it is a view of, and ours is still needed if the worker fails.
    const own = pack.slice()
    const desk = crew.choose()
    const packed = await readInOrder(
      desk?.ask({ kind: 'read', reading, pack: own, chorus }, [bufferOf(own)]) ?? noAnswer,
    )
    if (desk === null || packed === null) return examineHere(pack, chorus, choose, mayJudge)
    const read = unpackReading(packed)
    const sigils = read.readings.flatMap((one) => (one.ok ? [one.sigil] : []))
    const chosen = choose(read)
    const places = new Map(sigils.map((sigil, nth) => [sigil, nth]))
    await mayJudge
    const numbers = Uint32Array.from(chosen, (sigil) => places.get(sigil) ?? sigils.length)
    const verdicts = await judgedInOrder(desk.ask({ kind: 'judge', reading, chosen: numbers }))
    return verdicts?.length === chosen.length ? verdicts : judgeSigils(chosen, chorus, inPage)
  }

  const examine: Examine = (pack, ...asked) =>
    crew.isOpen() && pack.length > inPageUpTo * leastSigilBytes
      ? examineThere(pack, ...asked)
      : examineHere(pack, ...asked)

  return {
    verify: async (claims) => {
      if (!crew.isOpen() || claims.length <= inPageUpTo) return inPage.verify(claims)
      const verdicts = await Promise.all(inBatches(claims).map(judge))
      return verdicts.flat()
    },
    examine,
    hurry: crew.hurry,
  }
}

const noAnswer = Promise.resolve(null)

const bufferOf = (bytes: Uint8Array): ArrayBuffer => bytes.buffer as ArrayBuffer

function inBatches(claims: readonly SealClaim[]): readonly (readonly SealClaim[])[] {
  const count = Math.ceil(claims.length / claimsABatch)
  return Array.from({ length: count }, (_, at) =>
    claims.slice(at * claimsABatch, (at + 1) * claimsABatch),
  )
}

/** The worker's end: what answers the questions of a {@link Desk}, in a worker of the page or a thread of Node. */

import { judgeSigils } from '../protocol/examination'
import type { ChorusId } from '../protocol/ids'
import { readPack } from '../protocol/pack-reader'
import type { Hash, Signer, Verifier } from '../protocol/ports'
import { sealPacked } from '../protocol/sealing'
import type { Sigil } from '../protocol/sigil'
import {
  type Answered,
  type Asked,
  type PackedSigils,
  packReading,
  packSigils,
  type Question,
  unpackClaims,
} from './questions'
import { createPairSigner } from './webcrypto'

export interface ClerkDeps {
  readonly verifier: Promise<Verifier>
  readonly hash: Hash
  readonly post: (answered: Answered, handOver: readonly ArrayBuffer[]) => void
}

/** What is read and not judged yet. */
interface Reading {
  readonly chorus: ChorusId
  readonly sigils: readonly Sigil[]
}

type Asking<Kind extends Question['kind']> = Extract<Question, { readonly kind: Kind }>

/** What it returns takes each question as it comes, and answers null where it can't tell. */
export function createClerk({ verifier, hash, post }: ClerkDeps): (asked: Asked) => void {
  const readings = new Map<number, Reading>()
  /** Judged one after another, since causes come first; two at a time, so that no lane is idle as one ends. */
  let last: Promise<unknown> = Promise.resolve()
  let beforeLast: Promise<unknown> = Promise.resolve()
  const sealer = createSealer(hash)

  async function answer(question: Question): Promise<Answered['answer']> {
    if (question.kind === 'read') return read(question)
    if (question.kind === 'lend') return sealer.lend(question)
    if (question.kind === 'seal') return sealer.seal(question)
    const engine = await verifier
    if (question.kind === 'claims') return engine.verify(unpackClaims(question.claims))
    const { chorus, sigils } = readings.get(question.reading) ?? { sigils: [] }
    readings.delete(question.reading)
    if (chorus === undefined) return null
    const chosen = Array.from(question.chosen, (nth) => sigils[nth])
    const known = chosen.filter((sigil) => sigil !== undefined)
    return known.length === chosen.length ? inTurn(() => judgeSigils(known, chorus, engine)) : null
  }

  function inTurn<Answer>(judge: () => Promise<Answer>): Promise<Answer> {
    const judged = beforeLast.then(judge)
    const answer = last.then(() => judged)
    beforeLast = last
    last = answer.catch(() => undefined)
    return answer
  }

  function read({ reading, pack, chorus }: Asking<'read'>): Answered['answer'] {
    const whole = readPack(pack, chorus, hash)
    const sigils = whole.readings.flatMap((one) => (one.ok ? [one.sigil] : []))
    readings.set(reading, { chorus, sigils })
    return packReading(whole)
  }

  return ({ nth, question }) => {
    answer(question).then(
      (told) => post({ nth, answer: told }, buffersOf(told)),
      () => post({ nth, answer: null }, []),
    )
  }
}

interface Sealer {
  readonly lend: (asked: Asking<'lend'>) => Promise<Uint8Array>
  readonly seal: (asked: Asking<'seal'>) => Promise<PackedSigils | null>
}

/** Chains with keys that were lent: one after another, each part on the names of the one before. */
function createSealer(hash: Hash): Sealer {
  const signers = new Map<number, Signer>()
  let ids: Uint8Array[] = []
  let last: Promise<unknown> = Promise.resolve()

  async function sealNext({ lent, chorus, from, drafts }: Asking<'seal'>) {
    const signer = signers.get(lent)
    if (from === 0) ids = []
    if (signer === undefined || ids.length !== from) return null
    const sigils = await sealPacked(drafts, ids, { chorus, signer, hash })
    return sigils && packSigils(sigils)
  }

  return {
    lend: ({ lent, privateKey, publicKey }) => {
      const signer = createPairSigner(publicKey, privateKey)
      signers.set(lent, signer)
      return signer.sign(publicKey)
    },
    seal: (asked) => {
      const sealed = last.then(() => sealNext(asked))
      last = sealed.catch(() => undefined)
      return sealed
    },
  }
}

/** What is handed over with an answer: the large parts of a reading. */
function buffersOf(answer: Answered['answer']): readonly ArrayBuffer[] {
  if (answer === null || !('bytes' in answer)) return []
  return [answer.bytes.buffer as ArrayBuffer]
}

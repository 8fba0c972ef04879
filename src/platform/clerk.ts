/** The worker's end: what answers the questions of a {@link Desk}, in a worker of the page or a thread of Node. */

import { judgeSigils } from '../protocol/examination'
import type { ChorusId } from '../protocol/ids'
import { readPack } from '../protocol/pack-reader'
import type { Hash, Verifier } from '../protocol/ports'
import type { Sigil } from '../protocol/sigil'
import { type Answered, type Asked, packReading, type Question, unpackClaims } from './questions'

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

/** What it returns takes each question as it comes, and answers null where it can't tell. */
export function createClerk({ verifier, hash, post }: ClerkDeps): (asked: Asked) => void {
  const readings = new Map<number, Reading>()
  /** Judged one after another, since causes come first; two at a time, so that no lane is idle as one ends. */
  let last: Promise<unknown> = Promise.resolve()
  let beforeLast: Promise<unknown> = Promise.resolve()

  async function answer(question: Question): Promise<Answered['answer']> {
    if (question.kind === 'read') return read(question)
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

  function read({
    reading,
    pack,
    chorus,
  }: Extract<Question, { kind: 'read' }>): Answered['answer'] {
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

/** What is handed over with an answer: the large parts of a reading. */
function buffersOf(answer: Answered['answer']): readonly ArrayBuffer[] {
  if (answer === null || !('bytes' in answer)) return []
  return [answer.bytes.buffer as ArrayBuffer]
}

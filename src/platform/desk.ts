/**
 * The page's end of a worker that verifies, or of one that seals: questions go out, and each gets its
 * answer (PROTOCOL.md §SE, [SE5] [SE7]). The worker is started by the first of them, if not before.
 *
 * What the worker takes off the page is the reading, the hashing and the handling of each promise;
 * and the sealing and judging itself, where the engine does not do that elsewhere anyway.
 */

import type { Answered, Answers, Asked, Question } from './questions'

export interface WorkerListener {
  readonly answered: (answered: Answered) => void
  /** It could not start, or has broken. Nothing more will come. */
  readonly failed: () => void
}

/** Starts a worker; what it returns posts to it, handing over what is listed. May throw. */
export type SpawnSealWorker = (
  listener: WorkerListener,
) => (asked: Asked, handOver: readonly ArrayBuffer[]) => void

export interface Desk {
  /** Resolves with null where the worker could not tell, or is no more. */
  readonly ask: <Kind extends Question['kind']>(
    question: Extract<Question, { readonly kind: Kind }>,
    handOver?: readonly ArrayBuffer[],
  ) => Promise<Answers[Kind] | null>
  /** Starts the worker before anything is asked, since that takes it a while. */
  readonly open: () => void
  /** False once the worker has failed, for good. */
  readonly isOpen: () => boolean
  /** Questions that it has still to answer. */
  readonly unanswered: () => number
}

export function createDesk(spawn: SpawnSealWorker): Desk {
  const pending = new Map<number, (answer: Answered['answer']) => void>()
  let post: ReturnType<SpawnSealWorker> | null = null
  let isOpen = true
  let asked = 0

  function fail(): void {
    isOpen = false
    for (const settle of pending.values()) settle(null)
    pending.clear()
  }

  function answered({ nth, answer }: Answered): void {
    pending.get(nth)?.(answer)
    pending.delete(nth)
  }

  function open(): void {
    if (!isOpen) return
    try {
      post ??= spawn({ answered, failed: fail })
    } catch {
      fail()
    }
  }

  function ask(
    question: Question,
    handOver: readonly ArrayBuffer[] = [],
  ): Promise<Answered['answer']> {
    return new Promise((settle) => {
      open()
      if (!isOpen) return settle(null)
      const nth = asked++
      pending.set(nth, settle)
      try {
        post?.({ nth, question }, handOver)
      } catch {
        fail()
      }
    })
  }

  // A question of a kind is answered in that kind; the numbers that pair them up know no types.
  return {
    ask: ask as Desk['ask'],
    open,
    isOpen: () => isOpen,
    unanswered: () => pending.size,
  }
}

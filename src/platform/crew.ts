/**
 * A crew of workers that read and judge side by side (PROTOCOL.md §SE, [SE5]). One more is hired
 * when all are busy, so that whoever meets little has one, and whoever joins a large chorus several.
 *
 * The surprise: an engine may judge a seal in the very thread that asks, whatever its promise looks
 * like (Chromium does). Many in flight then gain nothing; only more threads do.
 */

import { createDesk, type Desk, type SpawnSealWorker } from './desk'

export interface Crew {
  /** Whoever has least to do; null where all have failed. */
  readonly choose: () => Desk | null
  /**
   * Has the first of them ready before anything is asked, and may hire one more until what it
   * returns is called: nobody else needs the core that is left to the page then.
   */
  readonly hurry: () => () => void
  readonly isOpen: () => boolean
}

/** @param usual Workers at once, 1 or more. */
export function createCrew(spawn: SpawnSealWorker, usual: number): Crew {
  const desks: Desk[] = []
  let most = usual

  function hire(): Desk {
    const desk = createDesk(spawn)
    desks.push(desk)
    return desk
  }

  /** Who was hired in a hurry rests when it is over. */
  const atWork = (): readonly Desk[] => desks.filter((desk) => desk.isOpen()).slice(0, most)

  function choose(): Desk | null {
    const [least] = atWork().toSorted((a, b) => a.unanswered() - b.unanswered())
    if (least !== undefined && least.unanswered() === 0) return least
    // Who has failed is not replaced: what failed once will fail again.
    return desks.length < most ? hire() : (least ?? null)
  }

  return {
    choose,
    hurry: () => {
      most = usual + 1
      choose()?.open()
      return () => {
        most = usual
      }
    },
    isOpen: () => desks.length < most || atWork().length > 0,
  }
}

/** Promises that are settled in the order in which they were handed in, however long each takes. */
export function createQueue(): <T>(answer: Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (answer) => {
    const inOrder = last.then(() => answer)
    last = inOrder.catch(() => undefined)
    return inOrder
  }
}

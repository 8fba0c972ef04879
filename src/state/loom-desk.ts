/**
 * The Loom of one open chorus: history as the weaver tells it, read a little at a
 * time, shared by all who look at it. Reading costs what is new and not what is
 * long; nothing here waits or schedules, whoever looks says when there is time.
 */

import type { Chorus } from '../chorus/chorus'
import { createLoom, type Loom } from '../loom/loom'
import { createThreads } from '../loom/threads'
import type { LaneRow, Stray } from '../loom/view'
import type { SigilId, WeaverId } from '../protocol/ids'
import type { Narration } from '../protocol/narration'
import type { Dissolved, Waiting } from '../protocol/trace'
import type { LoomRow } from './chorus-store'
import type { Teller } from './telling'

/** One person's look at the loom: a filter, runs unfolded, and what follows from them. */
export interface OpenLoom extends Loom {
  /** What a row tells; null for a stray. */
  readonly tell: (row: LaneRow, at: number) => LoomRow | null
  /** Sigils that the chorus holds, shown or not. */
  readonly held: () => number
}

export interface LoomDesk {
  readonly open: () => OpenLoom
}

/** Sigils laid out in the time that one takes to be told. */
const layoutsPerTale = 8

/** Only the latest of what dissolved stands in the loom; the list of all has a panel of its own. */
const maxDissolvedShown = 20

export function createLoomDesk(
  chorus: Pick<Chorus, 'narrate' | 'count'>,
  teller: Teller,
): LoomDesk {
  const threads = createThreads()
  let narration: Narration | null = null

  function reading(): Narration {
    narration ??= chorus.narrate()
    return narration
  }

  function open(): OpenLoom {
    const loom = createLoom(threads)
    return {
      ...loom,
      goOn: (max) => {
        if (reading().ahead() > 0) threads.take(reading().next(max).map(teller.tale))
        else loom.goOn(max * layoutsPerTale)
      },
      ahead: () => {
        const unread = reading().ahead()
        // Laying out what is still being told would be done over.
        return unread > 0 ? unread + chorus.count() : loom.ahead()
      },
      tell: (row, at) => {
        if (row.woven === null) return null
        if (row.run?.isFolded !== true) return teller.row(row.woven)
        return teller.runRow(loom.view().members(at))
      },
      held: chorus.count,
    }
  }

  return { open }
}

/** [LM12] What is not woven in, as the loom shows it. `self`: this tab's weaver. */
export function straysOf(
  self: WeaverId,
  waiting: readonly Waiting[],
  dissolved: readonly Dissolved[],
): readonly Stray[] {
  return [
    ...waiting.map(({ sigil, author, missing }): Stray => {
      return { key: sigil, knot: 'waiting', weaver: author, atMs: null, missing }
    }),
    ...dissolved.slice(-maxDissolvedShown).map(({ sigil, from, atMs, refusal }, nth): Stray => {
      const weaver = from === 'self' ? self : (from as WeaverId)
      const key = `dissolved ${sigil ?? ''} ${atMs} ${Math.max(0, dissolved.length - maxDissolvedShown) + nth}`
      return { key, knot: 'dissolved', weaver, atMs, missing: noneMissing, refusal }
    }),
  ]
}

const noneMissing: readonly SigilId[] = []

/**
 * One look at the Loom, kept up with in idle time. Opening it, filtering it and
 * every sigil that comes cost what they change; what is shown meanwhile is whole.
 */

import { useCallback, useEffect, useRef, useState } from 'react'

import type { LoomFilter } from '../loom/loom'
import type { LoomView } from '../loom/view'
import type { SigilId } from '../protocol/ids'
import { type OpenLoom, straysOf } from '../state/loom-desk'
import { asOf } from './as-of'
import { useActions, useChorus } from './chorus-context'
import { workWhenIdle } from './use-idle-work'

/** Sigils told at once: well under a millisecond, but where one is the first of a long body to be judged. */
const step = 20
/** Steps taken at once where somebody waits for what they asked for: a short history is there without a flicker. */
const promptSteps = 16

export interface ShownLoom {
  readonly loom: OpenLoom
  readonly view: LoomView
  /** Share of the history read and laid out when it is first opened, 0 to 1. */
  readonly progress: number
  /** It was whole once: what stands there is worth looking at, whatever is still on its way. */
  readonly isReady: boolean
  readonly toggle: (first: SigilId) => void
}

/** `filter`: the same object until it says something else. */
export function useLoom(filter: LoomFilter): ShownLoom {
  const { openLoom } = useActions()
  const historyCount = useChorus((state) => state.historyCount)
  const self = useChorus((state) => state.self)
  const waiting = useChorus((state) => state.waiting)
  const dissolved = useChorus((state) => state.dissolved)
  const [loom] = useState(() => {
    const opened = openLoom()
    opened.setStrays(straysOf(self, waiting, dissolved))
    opened.show(filter)
    goOnAWhile(opened)
    return opened
  })
  const [shown, setShown] = useState(() => stateOf(loom, false))
  const stop = useRef<() => void>(undefined)

  const keepUp = useCallback(() => {
    const tell = (): void => setShown((last) => unlessSame(last, stateOf(loom, last.isReady)))
    stop.current?.()
    tell()
    if (loom.ahead() === 0) return
    stop.current = workWhenIdle(() => {
      loom.goOn(step)
      const more = loom.ahead() > 0
      tell()
      return more
    })
  }, [loom])

  useEffect(() => {
    loom.setStrays(straysOf(self, waiting, dissolved))
    asOf(historyCount, keepUp)
  }, [loom, keepUp, historyCount, self, waiting, dissolved])
  useEffect(() => () => stop.current?.(), [])

  const filtered = useRef(filter)
  useEffect(() => {
    if (filtered.current === filter) return
    filtered.current = filter
    loom.show(filter)
    goOnAWhile(loom)
    keepUp()
  }, [loom, keepUp, filter])

  const toggle = useCallback(
    (first: SigilId) => {
      loom.toggle(first)
      goOnAWhile(loom)
      keepUp()
    },
    [loom, keepUp],
  )
  return { loom, ...shown, toggle }
}

function goOnAWhile(loom: OpenLoom): void {
  for (let steps = 0; steps < promptSteps && loom.ahead() > 0; steps++) loom.goOn(step)
}

type LoomState = Pick<ShownLoom, 'view' | 'progress' | 'isReady'>

function stateOf(loom: OpenLoom, wasReady: boolean): LoomState {
  const ahead = loom.ahead()
  const isReady = wasReady || ahead === 0
  // Followed, told and laid out: thrice each. In twentieths, so that long reading draws twenty times and not a thousand.
  const progress = isReady ? 1 : Math.floor(20 * (1 - ahead / (3 * loom.held()))) / 20
  return { view: loom.view(), progress, isReady }
}

/** Nothing is drawn of a loom that is still being read but how far it has got. */
function unlessSame(last: LoomState, next: LoomState): LoomState {
  const sameView = last.view === next.view || !next.isReady
  return sameView && last.progress === next.progress && last.isReady === next.isReady ? last : next
}

/** Sizes of cards, as React Flow measures them once they are drawn. */

import type { NodeChange } from '@xyflow/react'
import { startTransition, useCallback, useEffect, useRef } from 'react'

import type { GlyphNode } from './board-nodes'
import { workWhenIdle } from './use-idle-work'

type Changes = NodeChange<GlyphNode>[]

/**
 * Hands on at once what else has changed, and sizes in idle time: React Flow draws by them already,
 * and a board that opens would draw each of its cards twice before anyone sees it.
 */
export function useSizesLater(take: (changes: Changes) => void): (changes: Changes) => void {
  const sizes = useRef<Changes>([])
  const stop = useRef<(() => void) | null>(null)
  useEffect(() => () => stop.current?.(), [])
  return useCallback(
    (changes) => {
      if (changes.some(({ type }) => type !== 'dimensions')) return take(changes)
      sizes.current.push(...changes)
      stop.current ??= workWhenIdle(() => {
        stop.current = null
        startTransition(() => take(sizes.current.splice(0)))
        return false
      })
      return undefined
    },
    [take],
  )
}

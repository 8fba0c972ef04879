/** What others see of this person's hand on the board: the cards in it, and where it points. */

import { type OnNodeDrag, type SelectionDragHandler, useReactFlow } from '@xyflow/react'
import { type PointerEvent, useCallback, useEffect, useRef } from 'react'

import type { GlyphId } from '../protocol/ids'
import type { GlyphNode } from './board-nodes'
import { useActions } from './chorus-context'

/** Milliseconds that a hand stays shown after letting go: by then the sigil is there, and no card jumps back. */
const letGoMs = 150

/** Shows the others what is dragged here; the sigil comes at the end. */
export function useHand(commitMoves: () => void) {
  const { attend } = useActions()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  const hold = useCallback(
    (dragged: readonly GlyphNode[]) => {
      clearTimeout(timer.current)
      attend({
        drags: dragged.map(({ id, position }) => ({ glyph: id as GlyphId, place: position })),
      })
    },
    [attend],
  )
  const letGo = useCallback(() => {
    commitMoves()
    timer.current = setTimeout(() => attend({ drags: [] }), letGoMs)
  }, [attend, commitMoves])
  const drag: OnNodeDrag<GlyphNode> = useCallback((_event, _node, dragged) => hold(dragged), [hold])
  const dragSelection: SelectionDragHandler<GlyphNode> = useCallback(
    (_event, dragged) => hold(dragged),
    [hold],
  )
  return { drag, dragSelection, letGo }
}

/** Tells the others where a mouse is on the board. A finger covers what it points at. */
export function usePointer() {
  const { attend } = useActions()
  const flow = useReactFlow()
  useEffect(() => () => attend({ pointer: null }), [attend])
  const move = useCallback(
    (event: PointerEvent) => {
      if (event.pointerType !== 'mouse') return
      const { x, y } = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY })
      attend({ pointer: { x: Math.round(x), y: Math.round(y) } })
    },
    [attend, flow],
  )
  const leave = useCallback(() => attend({ pointer: null }), [attend])
  return { move, leave }
}

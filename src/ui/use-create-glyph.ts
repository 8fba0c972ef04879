import { useReactFlow } from '@xyflow/react'
import { useCallback } from 'react'

import { cardSize } from './board-nodes'
import { useActions, useDoors } from './chorus-context'
import { useMayWrite } from './may-write'

/** Screen coordinates, CSS pixels. */
export interface ScreenPoint {
  readonly x: number
  readonly y: number
}

/** Degrees, apart enough to be told apart; a new glyph takes the one its moment falls on. */
export const hues = [288, 250, 210, 165, 120, 75, 35, 345] as const

/** Makes a glyph with its middle at a point of the screen, and opens it. Without one: in view. */
export function useCreateGlyph(): (at?: ScreenPoint) => void {
  const { create } = useActions()
  const { openGlyph } = useDoors()
  const mayWrite = useMayWrite()
  const flow = useReactFlow()
  return useCallback(
    (at) => {
      if (!mayWrite) return
      const middle = flow.screenToFlowPosition(at ?? middleOfBoard())
      const glyph = create({
        x: Math.round(middle.x - cardSize.width / 2),
        y: Math.round(middle.y - cardSize.height / 2),
        hue: hues[Date.now() % hues.length] ?? 288,
      })
      openGlyph(glyph, 'title')
    },
    [create, flow, mayWrite, openGlyph],
  )
}

/** Scattered a little, so that two new ones do not cover each other exactly. */
function middleOfBoard(): ScreenPoint {
  const board = document.querySelector('.room-board')?.getBoundingClientRect()
  const scatter = (Date.now() % 97) - 48
  if (board === undefined) return { x: 0, y: 0 }
  const covered = document.querySelector('.side')?.getBoundingClientRect().width ?? 0
  const free = covered < board.width - 300 ? board.width - covered : board.width
  return { x: board.x + free / 2 + scatter, y: board.y + board.height / 2 + scatter }
}

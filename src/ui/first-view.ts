/** What a board shows of itself when it opens. */

import { getViewportForBounds, type Viewport } from '@xyflow/react'

import { cardSize, type GlyphNode } from './board-nodes'
import { type Box, boxAround } from './map-layout'

/** How a fit frames all cards; it magnifies none. */
export const fitView = { maxZoom: 1, padding: 0.18 }

/** A board opens large enough to be read, even where that does not show all of it. */
export const firstView = { ...fitView, minZoom: 0.55 }

/** Pixels of the bar above the board. */
const barHeight = 60

/** The first view, before the canvas is measured: what is drawn first is then what a fit would show. */
export function guessedView(nodes: readonly GlyphNode[]): Viewport {
  const around = boxAround(nodes.map(({ position: { x, y } }) => ({ x, y, ...cardSize })))
  if (around === null) return { x: 0, y: 0, zoom: 1 }
  const { minZoom, maxZoom, padding } = firstView
  const { width, height } = guessedSize()
  return getViewportForBounds(around, width, height, minZoom, maxZoom, padding)
}

/** Of the canvas, in CSS pixels. */
type Size = Pick<Box, 'width' | 'height'>

const guessedSize = (): Size => ({
  width: globalThis.innerWidth,
  height: globalThis.innerHeight - barHeight,
})

/** True of a canvas that shows the guessed view already, and has nothing to gain from a fit. */
export function isSizeGuessed({ width, height }: Size): boolean {
  const guessed = guessedSize()
  return width === guessed.width && height === guessed.height
}

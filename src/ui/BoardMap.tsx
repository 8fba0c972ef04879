/** The board from afar: where its cards lie and what is in view; dragged to pan, wheeled to zoom. */

import { Panel, useReactFlow, useStore } from '@xyflow/react'
import { memo, type PointerEvent, useEffect, useMemo, useRef } from 'react'

import { cardSize, type GlyphNode } from './board-nodes'
import { type Box, boxAround, framed, maskPath, patchesOf } from './map-layout'

/** CSS pixels: as large as `.board-map` says, and what is left around the cards. */
const picture = { width: 168, height: 112 } as const
const marginPx = 4

/** Board units; a card's own corner, drawn where at least half a pixel of it would be seen. */
const cornerRadius = 14
const seenPx = 0.5

export function BoardMap({ nodes }: { readonly nodes: readonly GlyphNode[] }) {
  const cards = useMemo(
    () =>
      nodes.map(({ position, measured, data }) => ({
        ...position,
        width: measured?.width ?? cardSize.width,
        height: measured?.height ?? cardSize.height,
        hue: data.hue,
      })),
    [nodes],
  )
  const around = useMemo(() => boxAround(cards), [cards])
  const view = useView()
  const frame = framed(
    boxAround(around === null ? [view] : [around, view]) ?? view,
    picture,
    marginPx,
  )
  const hand = useMapHand(frame.unitsAPixel)
  const radius = cornerRadius / frame.unitsAPixel < seenPx ? 0 : cornerRadius
  return (
    <Panel position="bottom-right" className="board-map">
      <svg
        {...hand}
        viewBox={`${frame.x} ${frame.y} ${frame.width} ${frame.height}`}
        role="img"
        aria-label="Map of the board"
        data-cards={cards.length}
      >
        <Patches cards={cards} radius={radius} />
        <path className="board-map-mask" d={maskPath(frame, view)} fillRule="evenodd" />
      </svg>
    </Panel>
  )
}

/** Apart, so that it is not made again while the view moves. */
const Patches = memo(function Patches(props: {
  readonly cards: Parameters<typeof patchesOf>[0]
  readonly radius: number
}) {
  return patchesOf(props.cards, props.radius).map(({ hue, path }) => (
    <path key={hue} d={path} fill={`oklch(0.7 0.11 ${hue})`} />
  ))
})

/** What is in view, in board units. */
function useView(): Box {
  const [x, y, zoom] = useStore((state) => state.transform)
  const width = useStore((state) => state.width)
  const height = useStore((state) => state.height)
  return { x: -x / zoom, y: -y / zoom, width: width / zoom, height: height / zoom }
}

/** What a notch of the wheel, in its three units, is worth in halvings of the scale. */
const wheelWorth = [0.002, 0.05, 1] as const

function useMapHand(unitsAPixel: number) {
  const flow = useReactFlow()
  const svg = useRef<SVGSVGElement>(null)
  useEffect(() => {
    const map = svg.current
    // React listens to wheels passively, and the page must not scroll or zoom by this one.
    const zoom = (event: WheelEvent): void => {
      event.preventDefault()
      const worth = wheelWorth[event.deltaMode] ?? 1
      void flow.zoomTo(flow.getZoom() * 2 ** (-event.deltaY * worth))
    }
    map?.addEventListener('wheel', zoom, { passive: false })
    return () => map?.removeEventListener('wheel', zoom)
  }, [flow])
  return {
    ref: svg,
    onPointerDown: ({ currentTarget, pointerId }: PointerEvent) =>
      currentTarget.setPointerCapture(pointerId),
    onPointerMove: (event: PointerEvent) => {
      if (!event.currentTarget.hasPointerCapture(event.pointerId)) return
      const { x, y, zoom } = flow.getViewport()
      const scale = unitsAPixel * zoom
      void flow.setViewport({
        x: x - event.movementX * scale,
        y: y - event.movementY * scale,
        zoom,
      })
    },
  }
}

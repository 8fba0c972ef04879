/** One row of lanes and its knot, in pixels: the only place where the loom has any. */

import { memo } from 'react'

import type { LaneRow } from '../loom/view'
import type { WeaverId } from '../protocol/ids'
import { knotClass, ruleShape } from './RuleMark'
import { toned } from './toned'

/** CSS pixels. */
export const rowHeight = 54
/** All lanes together: on a phone the words need the rest. */
const maxWidth = 104
const widest = 16
/** Lines nearer than this run into one another; lanes beyond share the last place. */
const narrowest = 7
/** How far the dashed end of a link reaches whose other end is not in the list. */
const stub = 20

/** What of a row is lit: all of it, unless a row is pointed at that it is no kin of. */
export interface Lit {
  readonly isKin: boolean
  /** Lanes lit above the knot and below it, as in `Light`; null where all are. */
  readonly litAbove: string | null
  readonly litBelow: string | null
}

export const allLit: Lit = { isKin: true, litAbove: null, litBelow: null }

interface LaneDrawingProps extends Lit {
  readonly laid: LaneRow
  readonly lanes: readonly WeaverId[]
  /** Degrees, of the person behind a weaver. */
  readonly hueOf: (weaver: string) => number
}

export const LaneDrawing = memo(function LaneDrawing(props: LaneDrawingProps) {
  const { laid, lanes, hueOf, isKin, litAbove, litBelow } = props
  const grid = gridOf(Math.max(lanes.length, laid.lane + 1))
  const tone = (lane: number) => toned(hueOf(lanes[lane] ?? ''))
  const middle = rowHeight / 2
  const x = grid.xOf(laid.lane)
  return (
    <svg className="loom-lanes" width={grid.width} height={rowHeight} aria-hidden="true">
      {laid.passing.map((lane) => (
        <path
          key={`past ${lane}`}
          className="lane toned"
          style={tone(lane)}
          data-lit={isLit(litAbove, lane) && isLit(litBelow, lane)}
          d={`M${grid.xOf(lane)},0V${rowHeight}`}
        />
      ))}
      {distinct(laid.entering).map(({ lane }) => (
        <path
          key={`in ${lane}`}
          className="lane toned"
          style={tone(lane)}
          data-lit={isLit(litAbove, lane)}
          d={bend(grid.xOf(lane), 0, x, middle)}
        />
      ))}
      {distinct(laid.leaving).map(({ lane, row }) => (
        <path
          key={`out ${lane} ${row === null}`}
          className={row === null ? 'lane cut toned' : 'lane toned'}
          style={tone(lane)}
          data-lit={row === null ? isKin : isLit(litBelow, lane)}
          d={row === null ? `M${x},${middle}v${stub}` : bend(grid.xOf(lane), rowHeight, x, middle)}
        />
      ))}
      {laid.run?.isFolded === true && (
        <circle
          className="knot-halo toned"
          style={tone(laid.lane)}
          data-lit={isKin}
          cx={x}
          cy={middle}
          r={grid.knot + 3.4}
        />
      )}
      <path
        className={`knot toned ${knotClass(laid.knot)}`}
        style={tone(laid.lane)}
        data-lit={isKin}
        d={ruleShape(laid.knot, x, middle, grid.knot)}
      />
    </svg>
  )
})

/** Few lanes have room to breathe; many move together before the last ones must share. */
function gridOf(lanes: number) {
  const step = Math.max(narrowest, Math.min(widest, maxWidth / lanes))
  const places = Math.min(lanes, Math.floor(maxWidth / step))
  return {
    width: Math.ceil(places * step + 10),
    knot: step < 11 ? 3.8 : 4.6,
    xOf: (lane: number): number => Math.min(lane, places - 1) * step + step / 2 + 4,
  }
}

const isLit = (lanes: string | null, lane: number): boolean =>
  lanes === null || lanes.split(' ').includes(String(lane))

/** From a row's edge along its lane, and sideways into the knot. */
function bend(fromX: number, fromY: number, toX: number, toY: number): string {
  return fromX === toX
    ? `M${fromX},${fromY}V${toY}`
    : `M${fromX},${fromY}C${fromX},${toY} ${fromX},${toY} ${toX},${toY}`
}

/** Many links may share one lane; a line is drawn once. */
function distinct<E extends { readonly lane: number; readonly row: number | null }>(
  edges: readonly E[],
): readonly E[] {
  return [...new Map(edges.map((edge) => [`${edge.lane} ${edge.row === null}`, edge])).values()]
}

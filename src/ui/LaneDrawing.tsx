/** One row of lanes and its knot, in pixels: the only place where the loom has any. */

import type { LaneRow } from '../loom/lanes'
import type { WeaverId } from '../protocol/ids'
import { usePersonOf } from './chorus-context'
import { ruleShape } from './RuleMark'
import { toned } from './toned'

/** CSS pixels. */
export const rowHeight = 54
const laneWidth = 16
const knotRadius = 4.6
/** How far the dashed end of a link reaches whose other end is not in the list. */
const stub = 18

/** More lanes than this would leave no room for words; the rest share the last one. */
const maxLanes = 7

interface LaneDrawingProps {
  readonly laid: LaneRow
  readonly lanes: readonly WeaverId[]
}

export function LaneDrawing({ laid, lanes }: LaneDrawingProps) {
  const personOf = usePersonOf()
  const tone = (lane: number) => toned(personOf(lanes[lane] ?? '').hue)
  const middle = rowHeight / 2
  const x = laneX(laid.lane)
  const width = Math.min(maxLanes, lanes.length) * laneWidth + 8
  const knot = laid.knot === 'set-aside' || laid.knot === 'dissolved' ? 'primacy' : laid.knot
  return (
    <svg className="loom-lanes" width={width} height={rowHeight} aria-hidden="true">
      {laid.passing.map((lane) => (
        <path
          key={`past ${lane}`}
          className="lane toned"
          style={tone(lane)}
          d={`M${laneX(lane)},0V${rowHeight}`}
        />
      ))}
      {distinct(laid.entering).map(({ lane }) => (
        <path
          key={`in ${lane}`}
          className="lane toned"
          style={tone(lane)}
          d={bend(laneX(lane), 0, x, middle)}
        />
      ))}
      {distinct(laid.leaving).map(({ lane, row }) =>
        row === null ? (
          <path
            key={`cut ${lane}`}
            className="lane cut toned"
            style={tone(lane)}
            d={`M${x},${middle}v${stub}`}
          />
        ) : (
          <path
            key={`out ${lane}`}
            className="lane toned"
            style={tone(lane)}
            d={bend(laneX(lane), rowHeight, x, middle)}
          />
        ),
      )}
      <path
        className={`knot toned ${laid.knot}`}
        style={tone(laid.lane)}
        d={ruleShape(knot, x, middle, knotRadius)}
      />
    </svg>
  )
}

const laneX = (lane: number): number => Math.min(lane, maxLanes - 1) * laneWidth + laneWidth / 2 + 2

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

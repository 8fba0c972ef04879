/**
 * The loom drawn as text: for tests, the console, and reports of a failed simulation.
 *
 *     ● primacy   ◆ authority   ◇ superseded   ✦ amalgam
 *     ○ set aside   ✕ dissolved   ◌ waiting    ◉ a run
 */

import type { Knot } from './threads'
import type { LaneRow, LoomView } from './view'

const knots: Readonly<Record<Knot, string>> = {
  primacy: '●',
  authority: '◆',
  amalgam: '✦',
  'set-aside': '○',
  dissolved: '✕',
  waiting: '◌',
}

const up = 1
const down = 2
const left = 4
const right = 8

/** Indexed by the sum of the sides a line leaves by. */
const strokes = ' ╵╷│╴╯╮┤╶╰╭├─┴┬┼'

/** One line a row, and one more below a row that lacks a parent. */
export function drawLoom(
  view: LoomView,
  label: (row: LaneRow) => string = ({ key }) => key,
): string {
  const rows = view.rows(0, view.count)
  const laneCount = Math.max(view.lanes.length, ...rows.map(({ lane }) => lane + 1))
  return rows
    .flatMap((row) => {
      const sides = sidesOf(row, laneCount)
      const knot = knotSign(row)
      const line = `${drawCells(sides, row.lane, knot)}  ${label(row)}`
      return row.leaving.some((edge) => edge.row === null)
        ? [line, drawCells(sides.map(onwards), row.lane, '┊').trimEnd()]
        : [line]
    })
    .join('\n')
}

function knotSign({ knot, superseded, run }: LaneRow): string {
  if (superseded && knot === 'authority') return '◇'
  return run?.isFolded === true ? '◉' : knots[knot]
}

/** For each lane, the sides by which lines leave its cell. */
function sidesOf(row: LaneRow, laneCount: number): readonly number[] {
  const sides = Array.from({ length: laneCount }, () => 0)
  const mark = (lane: number, side: number): void => {
    sides[lane] = (sides[lane] ?? 0) | side
  }
  const run = (from: number, to: number): void => {
    for (let lane = Math.min(from, to); lane <= Math.max(from, to); lane++) {
      if (lane > Math.min(from, to)) mark(lane, left)
      if (lane < Math.max(from, to)) mark(lane, right)
    }
  }
  for (const lane of row.passing) mark(lane, up | down)
  for (const edge of row.leaving) {
    if (edge.row === null) continue
    run(row.lane, edge.lane)
    mark(edge.lane, down)
  }
  for (const edge of row.entering) {
    run(row.lane, edge.lane)
    mark(edge.lane, up)
  }
  return sides
}

/** What goes on below a row. */
function onwards(sides: number): number {
  return (sides & down) === 0 ? 0 : up | down
}

function drawCells(sides: readonly number[], knotLane: number, knot: string): string {
  return sides
    .map((cell, lane) => {
      const gap = lane === 0 ? '' : (cell & left) === 0 ? ' ' : '─'
      return gap + (lane === knotLane ? knot : (strokes[cell] ?? ' '))
    })
    .join('')
}

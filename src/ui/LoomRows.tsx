/**
 * The Loom as a graph: rows that one walks with the arrow keys, by rows and along
 * the edges. Only what can be seen is drawn.
 */

import { ArrowUp } from 'lucide-react'
import { type KeyboardEvent, useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react'

import { type Light, lightsOf } from '../loom/lights'
import type { LaneRow } from '../loom/view'
import { useDoors } from './chorus-context'
import { facetsByGravity } from './facets-by-gravity'
import { allLit, type Lit, rowHeight } from './LaneDrawing'
import { stepFrom } from './loom-steps'
import { LoomRowView, type Naming } from './LoomRowView'
import type { ShownLoom } from './use-loom'
import { useLoomScroll } from './use-loom-scroll'
import { useNow } from './use-now'

interface LoomRowsProps {
  readonly shown: ShownLoom
  readonly naming: Naming
}

export function LoomRows({ shown: { loom, view, toggle }, naming }: LoomRowsProps) {
  const { scroller, from, to, fresh, toTop, reveal } = useLoomScroll(view, rowHeight)
  const { openPanel, showWhy } = useDoors()
  const nowMs = useNow()
  const [pointedKey, setPointed] = useState<string | null>(null)
  const [currentKey, setCurrentKey] = useState<string | null>(null)
  const list = useRef<HTMLOListElement>(null)
  /** The row to take the focus once it is drawn. */
  const wanted = useRef<string | null>(null)

  const current = (currentKey === null ? null : view.rowOf(currentKey)) ?? 0
  const rows = useMemo(
    () => drawnRows(from, Math.min(to, view.count), current),
    [from, to, view, current],
  )
  const laid = useMemo(() => rows.flatMap((at) => view.rows(at, at + 1)), [rows, view])
  const lights = useMemo(() => {
    const pointed = pointedKey === null ? null : view.rowOf(pointedKey)
    return pointed === null ? null : lightsOf(view, pointed, { from, to })
  }, [view, pointedKey, from, to])

  useLayoutEffect(() => {
    if (wanted.current === null) return
    const button = list.current?.querySelector<HTMLElement>(
      `[data-row="${CSS.escape(wanted.current)}"]`,
    )
    if (button === null || button === undefined) return
    wanted.current = null
    button.focus({ preventScroll: true })
  })

  const goTo = (row: number): void => {
    const [next] = view.rows(row, row + 1)
    if (next === undefined) return
    wanted.current = next.key
    setCurrentKey(next.key)
    setPointed(next.key)
    reveal(row)
  }

  const open = useCallback(
    (row: LaneRow): void => {
      setCurrentKey(row.key)
      if (row.run?.isFolded === true) toggle(row.run.first)
      else if (row.woven !== null) showWhy(row.woven.sigil, facetsByGravity(row.woven.verdicts))
      else openPanel(row.knot === 'waiting' ? 'aludel' : 'dissolved')
    },
    [toggle, showWhy, openPanel],
  )
  const fold = useCallback(
    (row: LaneRow): void => {
      if (row.run === null) return
      wanted.current = null
      toggle(row.run.first)
    },
    [toggle],
  )

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const [row] = view.rows(current, current + 1)
    if (event.key === 'Enter' && event.shiftKey && row !== undefined && row.run !== null) {
      event.preventDefault()
      fold(row)
      return
    }
    const next = stepFrom(view, current, event.key, event.shiftKey)
    if (next === null) return
    event.preventDefault()
    goTo(next)
  }

  return (
    <div className="loom-frame">
      {fresh > 0 && (
        <button type="button" className="loom-fresh" onClick={toTop}>
          <ArrowUp aria-hidden="true" />
          {fresh} new
        </button>
      )}
      <div className="loom-scroll" ref={scroller} onPointerLeave={() => setPointed(null)}>
        <p id="loom-keys" className="hidden-text">
          Up and Down go from row to row, Left to a parent and Shift with Left to its next parent,
          Right to a child, Home and End to the newest and the oldest. Enter tells why, or unfolds.
        </p>
        <ol
          ref={list}
          className="loom-rows"
          style={{ height: view.count * rowHeight }}
          aria-label="Merge history, newest first"
          aria-describedby="loom-keys"
          onKeyDown={onKeyDown}
        >
          {laid.map((row, nth) => {
            const at = rows[nth] ?? 0
            return (
              <LoomRowView
                key={row.key}
                laid={row}
                row={loom.tell(row, at)}
                view={view}
                lanes={view.lanes}
                at={at}
                {...(lights === null ? allLit : litBy(lights[at - from]))}
                isCurrent={at === current}
                nowMs={nowMs}
                onOpen={open}
                onToggle={fold}
                onPoint={setPointed}
                {...naming}
              />
            )
          })}
        </ol>
      </div>
    </div>
  )
}

/** A row outside of the window is drawn for the focus alone. */
const litBy = (light: Light | undefined): Lit =>
  light === undefined
    ? allLit
    : { isKin: light.isKin, litAbove: light.above, litBelow: light.below }

/** What can be seen, and the row that holds the focus wherever it is. */
function drawnRows(from: number, to: number, current: number): readonly number[] {
  const rows = Array.from({ length: Math.max(0, to - from) }, (_, nth) => from + nth)
  if (current < from) return [current, ...rows]
  return current >= to ? [...rows, current] : rows
}

/** Live merge history. Draws what was laid out; decides nothing itself. */

import './loom.css'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useMemo, useRef, useState } from 'react'

import { layOutLoom } from '../loom/lanes'
import { kinRows } from '../loom/threads'
import type { GlyphId, WeaverId } from '../protocol/ids'
import type { LoomRow } from '../state/chorus-store'
import { asOf } from './as-of'
import { useActions, useChorus, usePersonOf } from './chorus-context'
import { rowHeight } from './LaneDrawing'
import { type LoomFilter, LoomFilters } from './LoomFilters'
import { LoomRowView } from './LoomRowView'

/** Rows drawn above and below what can be seen. */
const overscan = 12

export function LoomPanel({ glyph }: { readonly glyph: GlyphId | null }) {
  const [filter, setFilter] = useState<LoomFilter>({ glyph, weaver: 'all', rule: 'all' })
  const { all, rows } = useRows(filter)
  return (
    <div className="side-body loom">
      <LoomFilters glyph={glyph} filter={filter} onChange={setFilter} />
      {rows.length === 0 ? (
        <div className="empty">
          <h3>{all.length === 0 ? 'Nothing woven here yet' : 'Nothing of this kind'}</h3>
          <p>
            {all.length === 0
              ? 'Every change appears here as a sigil, and every merge with the rule that settled it.'
              : 'No sigil fits all of these filters.'}
          </p>
        </div>
      ) : (
        <LoomRows all={all} rows={rows} />
      )}
    </div>
  )
}

interface Rows {
  /** Before the filters for weaver and rule. */
  readonly all: readonly LoomRow[]
  readonly rows: readonly LoomRow[]
}

/** Read anew with each sigil integrated, which is what `historyCount` counts. */
function useRows({ glyph, weaver, rule }: LoomFilter): Rows {
  const { history } = useActions()
  const historyCount = useChorus((state) => state.historyCount)
  const personOf = usePersonOf()
  const all = useMemo(
    () => asOf(historyCount, () => history(glyph ?? undefined)),
    [history, historyCount, glyph],
  )
  const rows = useMemo(() => {
    const person = weaver === 'all' ? null : personOf(weaver)
    return all.filter(
      (row) =>
        (rule === 'all' || row.rule === rule) &&
        (person === null || row.weaver === weaver || personOf(row.weaver) === person),
    )
  }, [all, personOf, rule, weaver])
  return { all, rows }
}

/** One lane a weaver; the lanes of one layout are handed to the next, so that they stay put. */
function useLayout({ all, rows }: Rows) {
  const [lanes, setLanes] = useState<readonly WeaverId[]>([])
  const layout = useMemo(() => {
    const glyphs = new Map(all.map((row) => [row.sigil, row.glyph]))
    return layOutLoom({ woven: rows, lanes, glyphOf: (sigil) => glyphs.get(sigil) ?? null })
  }, [all, rows, lanes])
  if (layout.lanes.length > lanes.length) setLanes(layout.lanes)
  return layout
}

function LoomRows({ all, rows }: Rows) {
  const scroller = useRef<HTMLDivElement>(null)
  const [pointed, setPointed] = useState<number | null>(null)
  const layout = useLayout({ all, rows })
  const bySigil = useMemo(() => new Map(rows.map((row) => [row.sigil, row])), [rows])
  const kin = useMemo(() => {
    if (pointed === null) return null
    const { ancestors, descendants } = kinRows(layout.threads, pointed)
    return new Set([pointed, ...ancestors, ...descendants])
  }, [layout, pointed])
  // Its functions change what they return without changing themselves, so nothing memoises them.
  // oxlint-disable-next-line react/incompatible-library
  const list = useVirtualizer({
    count: layout.count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan,
    getItemKey: (at) => layout.threads.woven[at]?.sigil ?? at,
  })
  return (
    <div className="loom-scroll" ref={scroller} onPointerLeave={() => setPointed(null)}>
      <ol
        className="loom-rows"
        style={{ height: list.getTotalSize() }}
        aria-label="Merge history, newest first"
      >
        {list.getVirtualItems().map(({ index, start }) => {
          const [laid] = layout.rows(index, index + 1)
          const row = laid && bySigil.get(laid.woven.sigil)
          if (laid === undefined || row === undefined) return null
          return (
            <LoomRowView
              key={row.sigil}
              row={row}
              laid={laid}
              lanes={layout.lanes}
              at={index}
              top={start}
              total={layout.count}
              lit={kin === null || kin.has(index)}
              onPoint={setPointed}
            />
          )
        })}
      </ol>
    </div>
  )
}

/** The Loom as a table: the same rows in words alone, for whoever listens or compares. */

import { useDoors } from './chorus-context'
import { facetsByGravity } from './facets-by-gravity'
import { deedWords, outcome, parentWords, runWords } from './loom-words'
import type { Naming } from './LoomRowView'
import { RuleMark } from './RuleMark'
import { ago } from './time-words'
import type { ShownLoom } from './use-loom'
import { useLoomScroll } from './use-loom-scroll'
import { useNow } from './use-now'

/** CSS pixels. */
const height = 40

interface LoomTableProps {
  readonly shown: ShownLoom
  readonly naming: Naming
}

export function LoomTable({ shown: { loom, view, toggle }, naming: { whoOf } }: LoomTableProps) {
  const { scroller, from, to, fresh, toTop } = useLoomScroll(view, height)
  const { openPanel, showWhy } = useDoors()
  const nowMs = useNow()
  const end = Math.min(to, view.count)
  return (
    <div className="loom-frame">
      {fresh > 0 && (
        <button type="button" className="loom-fresh" onClick={toTop}>
          {fresh} new
        </button>
      )}
      {/* A region that scrolls takes the focus, or a keyboard could not scroll it. */}
      <div className="loom-scroll" ref={scroller} tabIndex={0} role="group" aria-label="History">
        <table className="loom-table" aria-rowcount={view.count + 1}>
          <caption className="hidden-text">Merge history, newest first</caption>
          <thead>
            <tr aria-rowindex={1}>
              <th scope="col">Who</th>
              <th scope="col">What</th>
              <th scope="col">Rule</th>
              <th scope="col">Glyph</th>
              <th scope="col">When</th>
              <th scope="col">Parents</th>
            </tr>
          </thead>
          <tbody>
            <Gap rows={from} />
            {view.rows(from, end).map((laid, nth) => {
              const at = from + nth
              const row = loom.tell(laid, at)
              const weaver = laid.woven?.weaver ?? laid.stray?.weaver ?? null
              const open = (): void => {
                if (laid.run?.isFolded === true) toggle(laid.run.first)
                else if (row !== null) showWhy(row.sigil, facetsByGravity(row.verdicts))
                else openPanel(laid.knot === 'waiting' ? 'aludel' : 'dissolved')
              }
              const atMs = laid.woven?.stamp.ms ?? laid.stray?.atMs ?? null
              return (
                <tr key={laid.key} aria-rowindex={at + 2} style={{ height }}>
                  <td>{weaver === null ? 'Someone' : whoOf(weaver)}</td>
                  <td>
                    <button type="button" className="loom-cell" onClick={open}>
                      {deedWords(laid, row, whoOf)}
                      {laid.run?.isFolded === true && ` (${runWords(laid)})`}
                    </button>
                  </td>
                  <td>
                    <RuleMark rule={laid.knot} size={12} /> {outcome(laid)}
                  </td>
                  <td>{row?.glyphTitle ?? ''}</td>
                  <td>{atMs === null ? 'not here yet' : ago(atMs, nowMs)}</td>
                  <td>{parentWords(laid, view, whoOf).replace(/^Parents?: /u, '')}</td>
                </tr>
              )
            })}
            <Gap rows={view.count - end} />
          </tbody>
        </table>
      </div>
    </div>
  )
}

/** Stands for the rows that are not drawn. */
function Gap({ rows }: { readonly rows: number }) {
  return rows <= 0 ? null : (
    <tr aria-hidden="true">
      <td colSpan={6} style={{ height: rows * height, padding: 0, border: 0 }} />
    </tr>
  )
}

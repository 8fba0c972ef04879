import { ChevronsDownUp, ChevronsUpDown } from 'lucide-react'
import { memo } from 'react'

import type { LaneRow, LoomView } from '../loom/view'
import type { WeaverId } from '../protocol/ids'
import type { LoomRow } from '../state/chorus-store'
import { LaneDrawing, type Lit, rowHeight } from './LaneDrawing'
import { deedWords, knotNames, outcome, parentWords, runWords } from './loom-words'
import { knotClass, RuleMark } from './RuleMark'
import { ago } from './time-words'
import { toned } from './toned'

/** How the loom names people: what “You” is depends on who reads. */
export interface Naming {
  readonly whoOf: (weaver: string) => string
  readonly hueOf: (weaver: string) => number
}

interface LoomRowViewProps extends Naming, Lit {
  readonly laid: LaneRow
  readonly row: LoomRow | null
  readonly view: LoomView
  readonly lanes: readonly WeaverId[]
  readonly at: number
  /** The one row that Tab leads to. */
  readonly isCurrent: boolean
  readonly nowMs: number
  readonly onOpen: (laid: LaneRow) => void
  readonly onToggle: (laid: LaneRow) => void
  readonly onPoint: (key: string) => void
}

export const LoomRowView = memo(function LoomRowView(props: LoomRowViewProps) {
  const { laid, row, view, lanes, at, isCurrent, whoOf, hueOf } = props
  const weaver = laid.woven?.weaver ?? laid.stray?.weaver ?? null
  const deed = deedWords(laid, row, whoOf)
  const isFolded = laid.run?.isFolded === true
  const isRunEnd = laid.run !== null && !isFolded && laid.run.isNewest
  return (
    <li
      className="loom-row"
      style={{ height: rowHeight, transform: `translateY(${at * rowHeight}px)` }}
      data-knot={laid.knot}
      data-run={laid.run === null ? undefined : isFolded ? 'folded' : 'unfolded'}
      aria-posinset={at + 1}
      aria-setsize={view.count}
    >
      <button
        type="button"
        className="loom-open"
        tabIndex={isCurrent ? 0 : -1}
        aria-expanded={laid.run === null ? undefined : !isFolded}
        data-row={laid.key}
        onClick={() => props.onOpen(laid)}
        onPointerEnter={() => props.onPoint(laid.key)}
        onFocus={() => props.onPoint(laid.key)}
      >
        <LaneDrawing
          laid={laid}
          lanes={lanes}
          hueOf={hueOf}
          isKin={props.isKin}
          litAbove={props.litAbove}
          litBelow={props.litBelow}
        />
        <span className="loom-words">
          <span className="loom-what" title={deed}>
            <strong className="toned" style={toned(hueOf(weaver ?? ''))}>
              {weaver === null ? 'Someone' : whoOf(weaver)}
            </strong>{' '}
            {deed}
          </span>{' '}
          <span className="loom-where">
            <OutcomeWords laid={laid} />{' '}
            {isFolded && <span className="loom-run">{runWords(laid)} </span>}
            {row !== null && row.glyphTitle !== '' && (
              <span className="loom-glyph">{row.glyphTitle} </span>
            )}
            <span className="loom-when">{whenWords(laid, props.nowMs)}</span>
          </span>
          <span className="hidden-text">
            {' '}
            {laid.knot === 'primacy' && `${knotNames.primacy}. `}
            {parentWords(laid, view, whoOf)}.
          </span>
        </span>
        {isFolded && <ChevronsUpDown className="loom-fold-mark" aria-hidden="true" />}
      </button>
      {isRunEnd && (
        <button
          type="button"
          className="button plain icon slim loom-fold"
          tabIndex={-1}
          title={`Fold ${laid.run?.size ?? ''} sigils into one row (Shift+Enter)`}
          aria-label={`Fold ${laid.run?.size ?? ''} sigils into one row`}
          onClick={() => props.onToggle(laid)}
        >
          <ChevronsDownUp aria-hidden="true" />
        </button>
      )}
    </li>
  )
})

function whenWords({ woven, stray }: LaneRow, nowMs: number): string {
  const atMs = woven?.stamp.ms ?? stray?.atMs
  return typeof atMs === 'number' ? ago(atMs, nowMs) : 'not here yet'
}

/** Primacy is silent; whatever else became of it is named. */
function OutcomeWords({ laid }: { readonly laid: LaneRow }) {
  if (laid.knot === 'primacy') return null
  return (
    <span className={`loom-rule ${knotClass(laid.knot)}`}>
      <RuleMark rule={laid.knot} size={12} />
      {outcome(laid)}
    </span>
  )
}

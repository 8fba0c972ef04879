import type { LaneRow } from '../loom/lanes'
import type { WeaverId } from '../protocol/ids'
import type { Rule, Verdict } from '../protocol/trace'
import type { LoomRow } from '../state/chorus-store'
import { useChorus, useDoors, usePersonOf } from './chorus-context'
import { LaneDrawing, rowHeight } from './LaneDrawing'
import { RuleMark } from './RuleMark'
import { ago } from './time-words'
import { toned } from './toned'
import { useNow } from './use-now'
import { ruleNames } from './words'

interface LoomRowViewProps {
  readonly row: LoomRow
  readonly laid: LaneRow
  readonly lanes: readonly WeaverId[]
  readonly at: number
  /** CSS pixels from the top of the list. */
  readonly top: number
  readonly total: number
  readonly lit: boolean
  readonly onPoint: (row: number | null) => void
}

export function LoomRowView(props: LoomRowViewProps) {
  const { row, laid, lanes, at, top, total, lit, onPoint } = props
  const { showWhy } = useDoors()
  const person = usePersonOf()(row.weaver)
  const self = useChorus((state) => state.self)
  const nowMs = useNow()
  return (
    <li
      className="loom-row"
      style={{ height: rowHeight, transform: `translateY(${top}px)` }}
      data-lit={lit}
      data-rule={row.rule}
      aria-posinset={at + 1}
      aria-setsize={total}
    >
      <button
        type="button"
        className="loom-open"
        onClick={() => showWhy(row.sigil, facetsByGravity(row.verdicts))}
        onPointerEnter={() => onPoint(at)}
        onFocus={() => onPoint(at)}
        onBlur={() => onPoint(null)}
      >
        <LaneDrawing laid={laid} lanes={lanes} />
        <span className="loom-words">
          <span className="loom-what">
            <strong className="toned" style={toned(person.hue)}>
              {whoWords(person, row.weaver === self)}
            </strong>{' '}
            {row.summary}
          </span>
          <span className="loom-where">
            <RuleWords rule={row.rule} superseded={laid.superseded} />
            {row.glyphTitle !== '' && <span className="loom-glyph">{row.glyphTitle}</span>}
            <span className="loom-when">{ago(row.stamp.ms, nowMs)}</span>
          </span>
        </span>
      </button>
    </li>
  )
}

const whoWords = (person: { readonly name: string; readonly self: boolean }, thisTab: boolean) => {
  if (thisTab) return 'You'
  return person.self ? 'You (another tab)' : person.name
}

/** Primacy is silent; the other two are named, and so is what they set aside. */
function RuleWords({ rule, superseded }: { readonly rule: Rule; readonly superseded: boolean }) {
  if (rule === 'primacy') return null
  return (
    <span className={`loom-rule ${rule}`}>
      <RuleMark rule={rule} size={12} />
      {superseded ? 'Superseded' : ruleNames[rule]}
    </span>
  )
}

const gravity: Readonly<Record<Rule, number>> = { amalgam: 2, authority: 1, primacy: 0 }

const facetsByGravity = (verdicts: readonly Verdict[]): readonly Verdict['facet'][] =>
  verdicts.toSorted((a, b) => gravity[b.rule] - gravity[a.rule]).map((verdict) => verdict.facet)

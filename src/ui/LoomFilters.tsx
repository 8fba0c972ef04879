import { useMemo } from 'react'

import type { GlyphId } from '../protocol/ids'
import type { Rule } from '../protocol/trace'
import { useChorus, useTitleOf } from './chorus-context'
import { peopleOf } from './people'
import { RuleMark } from './RuleMark'
import { ruleMeanings, ruleNames } from './words'

export interface LoomFilter {
  readonly glyph: GlyphId | null
  /** A person's id. */
  readonly weaver: string
  readonly rule: Rule | 'all'
}

interface LoomFiltersProps {
  /** The glyph last opened: what “This glyph” means. */
  readonly glyph: GlyphId | null
  readonly filter: LoomFilter
  readonly onChange: (filter: LoomFilter) => void
}

const rules: readonly Rule[] = ['primacy', 'authority', 'amalgam']

export function LoomFilters({ glyph, filter, onChange }: LoomFiltersProps) {
  const weavers = useChorus((state) => state.weavers)
  const people = useMemo(() => peopleOf(weavers), [weavers])
  const titleOf = useTitleOf()
  return (
    <div className="loom-filters">
      <select
        aria-label="Glyph"
        value={filter.glyph === null ? 'all' : 'this'}
        disabled={glyph === null}
        onChange={(event) =>
          onChange({ ...filter, glyph: event.currentTarget.value === 'this' ? glyph : null })
        }
      >
        <option value="all">All glyphs</option>
        {glyph !== null && <option value="this">{titleOf(glyph)}</option>}
      </select>
      <select
        aria-label="Weaver"
        value={filter.weaver}
        onChange={(event) => onChange({ ...filter, weaver: event.currentTarget.value })}
      >
        <option value="all">All weavers</option>
        {people.map((person) => (
          <option key={person.id} value={person.id}>
            {person.self ? `${person.name} (you)` : person.name}
          </option>
        ))}
      </select>
      <div className="loom-rules" role="group" aria-label="Rule">
        {rules.map((rule) => (
          <button
            key={rule}
            type="button"
            className={`rule-toggle ${rule}`}
            aria-label={ruleNames[rule]}
            aria-pressed={filter.rule === rule}
            title={`${ruleNames[rule]}: ${ruleMeanings[rule]}`}
            onClick={() => onChange({ ...filter, rule: filter.rule === rule ? 'all' : rule })}
          >
            <RuleMark rule={rule} />
          </button>
        ))}
      </div>
    </div>
  )
}

/** Everything about one glyph: title, hue, tags, bonds, and its body. */

import { Spline, Trash2 } from 'lucide-react'

import type { Contest, GlyphCard } from '../state/chorus-store'
import { BodyEditor } from './BodyEditor'
import { BondsField } from './BondsField'
import { useDoors, usePersonOf, useTitleOf } from './chorus-context'
import { Crystal } from './Crystal'
import { facetWords } from './facet-words'
import { HueField } from './HueField'
import { RuleMark } from './RuleMark'
import { TagsField } from './TagsField'
import { ago } from './time-words'
import { TitleField } from './TitleField'
import { toned } from './toned'
import { useNow } from './use-now'
import { useShatter } from './use-shatter'
import { ruleNames } from './words'

interface GlyphPanelProps {
  readonly card: GlyphCard
  readonly focus: 'title' | undefined
  readonly onClose: () => void
}

export function GlyphPanel({ card, focus, onClose }: GlyphPanelProps) {
  const { openPanel } = useDoors()
  const shatter = useShatter()
  return (
    <div className="side-body glyph-panel toned" style={toned(card.hue)}>
      <div className="glyph-panel-head">
        <Crystal
          id={card.id}
          hue={card.hue}
          size={52}
          contested={card.contested.length > 0}
          bodyLength={card.bodyLength}
        />
        <div>
          <TitleField card={card} autoFocus={focus === 'title'} />
          <TouchedLine card={card} />
        </div>
      </div>
      <Contests contests={card.contested} />
      <div className="facets">
        <HueField card={card} />
        <TagsField card={card} />
        <BondsField card={card} />
      </div>
      <BodyEditor key={card.id} glyph={card.id} />
      <footer className="glyph-panel-foot">
        <button type="button" className="button plain slim" onClick={() => openPanel('loom')}>
          <Spline aria-hidden="true" />
          Its history
        </button>
        <button
          type="button"
          className="button plain slim"
          title="Delete this glyph. It can be brought back from the Loom."
          onClick={() => {
            onClose()
            shatter(card.id)
          }}
        >
          <Trash2 aria-hidden="true" />
          Shatter
        </button>
      </footer>
    </div>
  )
}

function TouchedLine({ card }: { readonly card: GlyphCard }) {
  const person = usePersonOf()(card.touchedBy)
  const nowMs = useNow()
  return (
    <p className="quiet small">
      Last touched by {person.self ? 'you' : person.name}, {ago(card.stamp.ms, nowMs)}
    </p>
  )
}

function Contests({ contests }: { readonly contests: readonly Contest[] }) {
  const { showWhy } = useDoors()
  const titleOf = useTitleOf()
  if (contests.length === 0) return null
  return (
    <ul className="contests" aria-label="Contested facets">
      {contests.map(({ facet, rule, sigil }) => (
        <li key={facet}>
          <button type="button" className="contest-row" onClick={() => showWhy(sigil, [facet])}>
            <RuleMark rule={rule} size={16} />
            <span>
              Its {facetWords(facet, titleOf)} was contested: settled by {ruleNames[rule]}
            </span>
            <span className="contest-why">See why</span>
          </button>
        </li>
      ))}
    </ul>
  )
}

import { Trash2 } from 'lucide-react'
import { memo, useContext } from 'react'

import type { GlyphCard } from '../../state/chorus-store'
import { useActions, useDoors } from '../chorus-context'
import { Crystal } from '../Crystal'
import { facetWords, untitled } from '../facet-words'
import { RuleMark } from '../RuleMark'
import { Hint } from '../Word'
import { ruleNames } from '../words'
import { BoardContext, useIsWorld, useLabActions } from './lab-context'
import { LabBody } from './LabBody'
import { LabTitle } from './LabTitle'

interface LabGlyphProps {
  readonly card: GlyphCard
  /** Whose board this is. */
  readonly name: string
}

/** One glyph as one weaver has it, to be written in where it stands. */
export const LabGlyph = memo(function LabGlyph({ card, name }: LabGlyphProps) {
  const { shatter } = useActions()
  const title = card.title === '' ? untitled : card.title
  return (
    <li className="lab-glyph">
      <div className="lab-glyph-head">
        <Crystal
          id={card.id}
          hue={card.hue}
          size={20}
          contested={card.contested.length > 0}
          bodyLength={card.bodyLength}
        />
        <LabTitle card={card} label={`Title, as ${name} has it`} />
        <Hint text="Shatter: delete this glyph, here and then everywhere">
          <button
            type="button"
            className="button plain icon slim lab-shatter"
            aria-label={`Shatter “${title}” as ${name}`}
            onClick={() => shatter(card.id)}
          >
            <Trash2 aria-hidden="true" />
          </button>
        </Hint>
      </div>
      <LabBody glyph={card.id} label={`Body of “${title}”, as ${name} has it`} />
      <Contests card={card} />
    </li>
  )
})

/** How each contested facet was settled; its why-card, and what would have been. */
function Contests({ card }: { readonly card: GlyphCard }) {
  const { showWhy } = useDoors()
  const nth = useContext(BoardContext)
  const { askWhatIf } = useLabActions()
  const isWorld = useIsWorld()
  if (card.contested.length === 0) return null
  return (
    <ul className="lab-contests">
      {card.contested.map(({ facet, rule, sigil }) => (
        <li key={facet}>
          <button
            type="button"
            className="lab-contest"
            aria-label={`${ruleNames[rule]} settled the ${facetWords(facet, unnamed)}: why`}
            onClick={() => showWhy(sigil, [facet])}
          >
            <RuleMark rule={rule} size={13} />
            {ruleNames[rule]} <span>{facetWords(facet, unnamed)}</span>
          </button>
          {!isWorld && (
            <button
              type="button"
              className="lab-contest"
              aria-label={`What if the ${facetWords(facet, unnamed)} had been written a moment earlier?`}
              onClick={() => askWhatIf(nth, sigil, facet)}
            >
              What if…
            </button>
          )}
        </li>
      ))}
    </ul>
  )
}

const unnamed = (): string => 'another'

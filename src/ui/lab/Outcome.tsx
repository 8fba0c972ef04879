import { FlaskConical, HelpCircle, Spline } from 'lucide-react'

import { Bold } from '../Bold'
import { useIsWorld, useLab, useLabActions, useLabDoors } from './lab-context'
import { OutcomeMark } from './ScenarioMark'

/** What the scenario was there to show, once it has come to it. */
export function Outcome() {
  const outcome = useLab((state) => state.outcome)
  const { askWhatIf } = useLabActions()
  const { showWhy, openLoom } = useLabDoors()
  const isWorld = useIsWorld()
  if (outcome === null) return null
  const { title, sentence, rule, why } = outcome
  const facet = why?.facet === 'body' ? undefined : why?.facet
  return (
    <section className="outcome" data-rule={rule} aria-label="Outcome">
      <OutcomeMark rule={rule} />
      <h2>{title}</h2>
      <p>
        <Bold text={sentence} />
      </p>
      <div className="outcome-doors">
        {why !== null && (
          <button
            type="button"
            className="button slim"
            onClick={() => showWhy({ nth: why.nth, sigil: why.sigil, facets: [why.facet] })}
          >
            <HelpCircle aria-hidden="true" />
            See why
          </button>
        )}
        {why !== null && facet !== undefined && !isWorld && (
          <button
            type="button"
            className="button slim"
            onClick={() => askWhatIf(why.nth, why.sigil, facet)}
          >
            <FlaskConical aria-hidden="true" />
            What if…
          </button>
        )}
        <button type="button" className="button plain slim" onClick={() => openLoom(why?.nth ?? 0)}>
          <Spline aria-hidden="true" />
          Loom
        </button>
      </div>
    </section>
  )
}

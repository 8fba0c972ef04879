import { useEffect, useRef } from 'react'

import type { Scenario } from '../../state/lab-store'
import { useLab, useLabActions } from './lab-context'
import { ScenarioMark } from './ScenarioMark'

/** All scenarios, a button each; their numbers are keys. */
export function ScenarioRail() {
  const scenarios = useLab((state) => state.scenarios)
  const chosen = useLab((state) => state.scenario.id)
  return (
    <nav className="lab-rail" aria-label="Scenarios">
      <ol>
        {scenarios.map((scenario, at) => (
          <li key={scenario.id}>
            <ScenarioButton scenario={scenario} digit={at + 1} isChosen={scenario.id === chosen} />
          </li>
        ))}
      </ol>
      <Keys />
    </nav>
  )
}

interface ScenarioButtonProps {
  readonly scenario: Scenario
  readonly digit: number
  readonly isChosen: boolean
}

function ScenarioButton({ scenario, digit, isChosen }: ScenarioButtonProps) {
  const { choose } = useLabActions()
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    // On a phone they stand in one row, and the chosen one may be outside of it.
    if (isChosen) button.current?.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [isChosen])
  return (
    <button
      ref={button}
      type="button"
      className="rail-button"
      aria-current={isChosen ? 'true' : undefined}
      onClick={() => choose(scenario.id)}
    >
      <ScenarioMark of={scenario.id} />
      <span>{scenario.title}</span>
      {digit < 10 && <kbd aria-hidden="true">{digit}</kbd>}
    </button>
  )
}

const keys: readonly (readonly [key: string, what: string])[] = [
  ['Space', 'play or pause'],
  ['.', 'one step'],
  ['R', 'restart'],
  ['1 – 9', 'scenario'],
]

function Keys() {
  return (
    <dl className="lab-keys" aria-label="Keys">
      {keys.map(([key, what]) => (
        <div key={key}>
          <dt>
            <kbd>{key}</kbd>
          </dt>
          <dd>{what}</dd>
        </div>
      ))}
    </dl>
  )
}

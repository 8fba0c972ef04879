/** One contest with one thing changed: the verdict flips before one's eyes, and nothing leaves the sandbox. */

import { Equal, ShieldCheck, Undo2 } from 'lucide-react'
import { Switch } from 'radix-ui'

import type { WhatIf, WhatIfContender, WhatIfVerdict } from '../../state/lab-store'
import { Bold } from '../Bold'
import { facetWords } from '../facet-words'
import { Modal } from '../Modal'
import { PlainSlider } from '../PlainSlider'
import { RuleMark } from '../RuleMark'
import { ruleNames } from '../words'
import { useLab, useLabActions } from './lab-context'
import { offsetWords, stampTime } from './time-words'

/** Milliseconds: the least reach of a nudge, either way, and its finest step. */
const leastReachMs = 2000
const nudgeStepMs = 10

export function WhatIfDialog() {
  const whatIf = useLab((state) => state.whatIf)
  const { closeWhatIf } = useLabActions()
  if (whatIf === null) return null
  return (
    <Modal
      title={`What if the ${facetWords(whatIf.facet, () => 'another')} had come otherwise?`}
      description="Nudge a stamp, or cut a link, and the rules judge again."
      wide
      onClose={closeWhatIf}
    >
      <div className="whatif-verdicts">
        <Verdict label="As it was" verdict={whatIf.before} />
        <Verdict label="What if" verdict={whatIf.after} isFlipped={isFlipped(whatIf)} />
      </div>
      <Contenders whatIf={whatIf} />
      <Links whatIf={whatIf} />
      <p className="whatif-safe small">
        <ShieldCheck aria-hidden="true" />A sandbox: nothing leaves it.
      </p>
    </Modal>
  )
}

const isFlipped = ({ before, after }: WhatIf): boolean =>
  before.rule !== after.rule || before.value !== after.value

interface VerdictProps {
  readonly label: string
  readonly verdict: WhatIfVerdict
  readonly isFlipped?: boolean
}

function Verdict({ label, verdict, isFlipped = false }: VerdictProps) {
  return (
    <section className="whatif-verdict" aria-label={label} data-flipped={isFlipped}>
      <p className="whatif-label">
        {label}
        {isFlipped && <span className="whatif-flip">the verdict flips</span>}
      </p>
      <p className="whatif-value">{verdict.value}</p>
      <p className="whatif-rule">
        <RuleMark rule={verdict.rule} size={15} />
        {ruleNames[verdict.rule]}
      </p>
      <p className="small" aria-live={label === 'What if' ? 'polite' : 'off'}>
        <Bold text={verdict.sentence} />
      </p>
    </section>
  )
}

function Contenders({ whatIf: { contenders } }: { readonly whatIf: WhatIf }) {
  const { nudge } = useLabActions()
  const reach = reachOf(contenders)
  return (
    <ul className="whatif-contenders" aria-label="Stamps">
      {contenders.map((one) => {
        const { sigil, name, stampMs, byMs, value } = one
        const rival = rivalOf(one, contenders)
        const toTie = rival === undefined ? 0 : rival.stampMs + rival.byMs - stampMs
        return (
          <li key={sigil}>
            <p>
              <strong>{name}</strong> <span className="quiet">wrote {value}</span>
            </p>
            <p className="mono whatif-stamp">
              {stampTime(stampMs + byMs)}
              {byMs !== 0 && <span className="whatif-by"> {offsetWords(byMs)}</span>}
            </p>
            <PlainSlider
              label={`Nudge ${name}’s stamp`}
              text={byMs === 0 ? 'as it was' : offsetWords(byMs)}
              value={byMs}
              min={-reach}
              max={reach}
              step={nudgeStepMs}
              onChange={(next) => nudge(sigil, next)}
            />
            <div className="whatif-tools">
              <button
                type="button"
                className="button plain slim"
                disabled={rival === undefined || toTie === byMs}
                onClick={() => nudge(sigil, toTie)}
              >
                <Equal aria-hidden="true" />
                Tie{rival === undefined ? '' : ` with ${rival.name}`}
              </button>
              <button
                type="button"
                className="button plain slim"
                disabled={byMs === 0}
                aria-label={`Put ${name}’s stamp back`}
                onClick={() => nudge(sigil, 0)}
              >
                <Undo2 aria-hidden="true" />
                As it was
              </button>
            </div>
          </li>
        )
      })}
    </ul>
  )
}

/** Far enough for each to pass all others. */
function reachOf(contenders: readonly WhatIfContender[]): number {
  const stamps = contenders.map(({ stampMs }) => stampMs)
  const spread = Math.max(...stamps) - Math.min(...stamps)
  return Math.max(leastReachMs, Math.ceil((spread * 1.5) / 1000) * 1000)
}

/** The latest of the others: the one to be beaten or tied with. */
function rivalOf(
  one: WhatIfContender,
  contenders: readonly WhatIfContender[],
): WhatIfContender | undefined {
  return contenders
    .filter(({ sigil }) => sigil !== one.sigil)
    .toSorted((a, b) => b.stampMs + b.byMs - a.stampMs - a.byMs)[0]
}

function Links({ whatIf: { links } }: { readonly whatIf: WhatIf }) {
  const { cutLink } = useLabActions()
  if (links.length === 0) return null
  return (
    <ul className="whatif-links" aria-label="Links">
      {links.map(({ from, to, isCut, text }) => (
        <li key={`${from} ${to}`}>
          <label>
            <Switch.Root
              className="switch"
              checked={!isCut}
              aria-label={text}
              onCheckedChange={(isKept) => cutLink(from, to, !isKept)}
            >
              <Switch.Thumb className="switch-thumb" />
            </Switch.Root>
            <span>
              {text}
              {isCut && <span className="quiet"> (cut)</span>}
            </span>
          </label>
        </li>
      ))}
    </ul>
  )
}

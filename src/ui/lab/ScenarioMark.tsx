import {
  CloudLightning,
  FlaskConical,
  Globe,
  Hourglass,
  PenLine,
  ShieldX,
  Split,
} from 'lucide-react'
import type { ReactNode } from 'react'

import type { LabOutcome, ScenarioId } from '../../state/lab-store'
import { RuleMark } from '../RuleMark'

const marks: Readonly<Record<ScenarioId, ReactNode>> = {
  primacy: <RuleMark rule="primacy" size={18} />,
  authority: <RuleMark rule="authority" size={18} />,
  amalgam: <RuleMark rule="amalgam" size={18} />,
  'two-pens': <PenLine aria-hidden="true" />,
  'delayed-parent': <Hourglass aria-hidden="true" />,
  'forged-seal': <ShieldX aria-hidden="true" />,
  'forked-weaver': <Split aria-hidden="true" />,
  storm: <CloudLightning aria-hidden="true" />,
  free: <FlaskConical aria-hidden="true" />,
  world: <Globe aria-hidden="true" />,
}

/** The shape of the rule that a scenario shows. Decoration: its title stands beside it. */
export const ScenarioMark = ({ of }: { readonly of: ScenarioId }) => (
  <span className="scenario-mark">{marks[of]}</span>
)

const outcomeMarks: Readonly<Record<LabOutcome['rule'], ReactNode>> = {
  primacy: <RuleMark rule="primacy" size={24} />,
  authority: <RuleMark rule="authority" size={24} />,
  amalgam: <RuleMark rule="amalgam" size={24} />,
  dissolved: <ShieldX aria-hidden="true" />,
  waited: <Hourglass aria-hidden="true" />,
  forked: <Split aria-hidden="true" />,
  calcified: <span aria-hidden="true">=</span>,
}

export const OutcomeMark = ({ rule }: Pick<LabOutcome, 'rule'>) => (
  <span className="outcome-mark">{outcomeMarks[rule]}</span>
)

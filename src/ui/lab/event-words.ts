/** What a lab event is called, in the words of AL-7.3 where it has one, and in plain ones beside. */

import type { LabEvent, LabEventKind, LabState } from '../../state/lab-store'
import { ruleNames } from '../words'

/** The Five Transmutations (AL-7.3 §29.3), in their order. */
export const transmutations = [
  { name: 'Immutation', plain: 'A weaver changes its own copy.' },
  { name: 'Emanation', plain: 'The change goes out as a sealed sigil.' },
  { name: 'Resonance', plain: 'Another weaver takes it into its Aludel.' },
  { name: 'Integration', plain: 'The sigil is merged under one of three rules.' },
  { name: 'Calcification', plain: 'Everyone holds exactly the same.' },
] as const

const kindNames: Readonly<Record<LabEventKind, string>> = {
  immutation: 'Immutation',
  emanation: 'Emanation',
  lost: 'Lost',
  waiting: 'In the Aludel',
  integration: 'Integration',
  dissolved: 'Dissolved',
  current: 'Current',
  clock: 'Clock',
  calcification: 'Calcification',
}

/** “Integration” where nothing was in conflict, which is silent; else the rule's own name. */
export function eventName(event: Pick<LabEvent, 'kind' | 'rule'>): string {
  const { kind, rule } = event
  if (kind !== 'integration' || rule === undefined || rule === 'primacy') return kindNames[kind]
  return ruleNames[rule]
}

const happensTo: readonly LabEventKind[] = [
  'immutation',
  'emanation',
  'waiting',
  'integration',
  'dissolved',
]

/** The last thing that a sigil did at a weaver; null before anything did. */
export function lastAt(events: readonly LabEvent[], nth: number): LabEvent | null {
  return events.findLast((event) => event.nth === nth && happensTo.includes(event.kind)) ?? null
}

const stageByKind: Partial<Record<LabEventKind, number>> = {
  immutation: 0,
  emanation: 1,
  lost: 1,
  waiting: 2,
  dissolved: 2,
  integration: 3,
  calcification: 4,
}

/** Which of the five is going on, by its place; null before the first. */
export function stageOf(
  state: Pick<LabState, 'events' | 'calcified' | 'flights' | 'isQuiet'>,
): number | null {
  const last = state.events.findLast((event) => event.kind in stageByKind)
  if (last === undefined) return null
  const stage = stageByKind[last.kind] ?? 0
  // What still came twice, or was asked for in vain, is not what it ended with.
  if (stage === 1 && state.isQuiet && state.calcified !== null) return 4
  // A change made is already on its way: one sees it go.
  if (stage === 0 && state.flights.some((flight) => flight.sigils.length > 0)) return 1
  return stage === 3 && state.calcified !== null ? 4 : stage
}

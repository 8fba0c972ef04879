import type { Rule, Verdict } from '../protocol/trace'

const gravity: Readonly<Record<Rule, number>> = { amalgam: 2, authority: 1, primacy: 0 }

/** What a person asks about first stands first: what was contested most. */
export const facetsByGravity = (verdicts: readonly Verdict[]): readonly Verdict['facet'][] =>
  verdicts.toSorted((a, b) => gravity[b.rule] - gravity[a.rule]).map((verdict) => verdict.facet)

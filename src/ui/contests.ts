/** Which rule settled each contested facet of a glyph, and the sigil to ask about it. */

import type { SigilId } from '../protocol/ids'
import type { FacetName } from '../protocol/sigil'
import type { Rule } from '../protocol/trace'
import type { LoomRow } from '../state/chorus-store'

export interface Contest {
  readonly facet: FacetName | 'body'
  readonly rule: Rule
  readonly sigil: SigilId
}

/** `history`: the glyph's own, newest first, so the first verdict found is the one that stands. */
export function contestsOf(
  history: readonly LoomRow[],
  facets: readonly (FacetName | 'body')[],
): readonly Contest[] {
  return facets.flatMap((facet) => {
    for (const row of history) {
      const verdict = row.verdicts.find((one) => one.facet === facet && one.rule !== 'primacy')
      if (verdict !== undefined) return [{ facet, rule: verdict.rule, sigil: row.sigil }]
    }
    return []
  })
}

/** The gravest first: what a card has room for. */
export function gravest(contests: readonly Contest[]): Contest | undefined {
  return contests.find((contest) => contest.rule === 'amalgam') ?? contests[0]
}

/** Of several contested facets, the one to speak of. */

import type { Contest } from '../state/chorus-store'

/** The gravest first: what a card has room for. */
export function gravest(contests: readonly Contest[]): Contest | undefined {
  return contests.find((contest) => contest.rule === 'amalgam') ?? contests[0]
}

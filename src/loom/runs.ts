/**
 * Runs: what one person did without a pause, as one row (PROTOCOL.md §LM).
 *
 *     ●  Ada typed 143 characters        ●
 *     ●                                  ┆   five of Ada's, in one row at the
 *     ●                            →     ◉   place of the newest
 *     │ ●                                │ ●
 *     ●─╯                                ●─╯
 *
 * Only a chain folds: each tied to the one before alone, and the only one tied to
 * it. So an edge never leads into the middle of a run, and no conflict is within.
 */

import type { Woven } from '../protocol/trace'
import { runPauseMs } from './limits'

interface Member {
  readonly tale: Pick<Woven, 'weaver' | 'glyph' | 'stamp'> & { readonly quiet?: boolean }
  readonly knot: string
}

/** [LM10] Whether `after`, tied to `before` alone, goes on with what that did. */
export function runsOn(before: Member, after: Member): boolean {
  return (
    isQuiet(before) &&
    isQuiet(after) &&
    before.tale.weaver === after.tale.weaver &&
    before.tale.glyph === after.tale.glyph &&
    after.tale.stamp.ms - before.tale.stamp.ms <= runPauseMs
  )
}

const isQuiet = ({ tale, knot }: Member): boolean => tale.quiet === true && knot === 'primacy'

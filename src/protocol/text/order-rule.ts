/**
 * Version of the rule that orders concurrent insertions [TX7]: FugueMax, then
 * stamp, then id. It stands in the genesis: positions made after a merge only
 * mean something under the rule that merged, so two rules can't share a chorus.
 */
export const orderRule = 1

/** What this browser remembers of a chorus, beside its sigils: read at once, written in the background. */

import { changed, type ChorusRecord, type RecordChange } from '../storage/keyring'

export interface Remembered {
  readonly record: () => ChorusRecord
  readonly remember: (change: RecordChange) => Promise<void>
}

export function createRemembered(deps: {
  readonly record: ChorusRecord
  readonly remember: (change: RecordChange) => Promise<void>
}): Remembered {
  let { record } = deps
  return {
    record: () => record,
    remember: (change) => {
      record = changed(record, change)
      return deps.remember(change)
    },
  }
}

/**
 * What a browser remembers of its removal, so that whoever comes back by a new link comes
 * under a new key (PROTOCOL.md §SS) [SS11].
 *
 * The record is one for all tabs of a browser, and they hear of it one after another. So
 * each says only what is news to itself: a tab behind must not deny what another one knows.
 */

import type { WeaverId } from '../protocol/ids'
import type { Resonance, Weaver } from '../protocol/weaver'
import type { ChorusRecord, RecordChange } from '../storage/keyring'
import { isRemoval } from './carry'

export interface ShownOut {
  /** Another tab may have kept the removal on the disk, and have been somebody else. */
  readonly opened: () => void
  readonly heard: (resonance: Resonance) => void
}

export function createShownOut(
  weaver: Pick<Weaver, 'admittedAs'>,
  self: WeaverId,
  keeps: {
    readonly record: () => ChorusRecord
    readonly remember: (change: RecordChange) => Promise<void>
  },
): ShownOut {
  const isRemoved = (): boolean => weaver.admittedAs(self)?.isRemoved === true
  const wasRemoved = (): boolean => keeps.record().isRemoved === true

  function affirm(): void {
    if (isRemoved() && !wasRemoved()) void keeps.remember({ isRemoved: true })
  }

  return {
    opened: affirm,
    heard: ({ integrated }) => {
      // Whoever was not admitted itself yet can't tell, and denies nothing.
      if (weaver.admittedAs(self) === undefined) return
      if (!integrated.some(({ deed }) => isRemoval(deed))) affirm()
      else if (isRemoved() !== wasRemoved()) void keeps.remember({ isRemoved: isRemoved() })
    },
  }
}

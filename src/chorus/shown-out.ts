/**
 * What a browser remembers of its removal, so that whoever comes back by a new link comes
 * under a new key (PROTOCOL.md §SS) [SS11].
 *
 * The record is one for all tabs of a browser, and they hear of it one after another. So
 * each says only what is news to itself: a tab behind must not deny what another one knows.
 */

import type { WeaverId } from '../protocol/ids'
import type { Resonance, Weaver } from '../protocol/weaver'
import { isRemoval } from './carry'
import type { Remembered } from './remembered'

export interface ShownOut {
  /** Another tab may have kept the removal on the disk, and have been somebody else. */
  readonly opened: () => void
  readonly heard: (resonance: Resonance) => void
}

export function createShownOut(
  weaver: Pick<Weaver, 'admittedAs'>,
  self: WeaverId,
  { record, remember }: Remembered,
): ShownOut {
  const isRemoved = (): boolean => weaver.admittedAs(self)?.isRemoved === true
  const wasRemoved = (): boolean => record().isRemoved === true

  function affirm(): void {
    if (isRemoved() && !wasRemoved()) void remember({ isRemoved: true })
  }

  return {
    opened: affirm,
    heard: ({ integrated }) => {
      if (!integrated.some(({ deed }) => isRemoval(deed))) {
        if (integrated.some(({ author, deed }) => author === self && deed.kind === 'join')) affirm()
        return
      }
      // Whoever was not admitted itself yet can't tell, and denies nothing.
      const isKnown = weaver.admittedAs(self) !== undefined
      if (isKnown && isRemoved() !== wasRemoved()) void remember({ isRemoved: isRemoved() })
    },
  }
}

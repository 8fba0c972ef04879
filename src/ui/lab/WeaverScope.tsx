import { type ReactNode, useMemo } from 'react'

import type { LabWeaver } from '../../state/lab-store'
import { ChorusContext, type Doors, DoorsContext } from '../chorus-context'
import { BoardContext, useLabDoors } from './lab-context'

interface WeaverScopeProps {
  readonly weaver: LabWeaver
  readonly children: ReactNode
}

/** Whatever draws an open chorus draws this weaver's inside; nothing while its session is not open. */
export function WeaverScope({ weaver, children }: WeaverScopeProps) {
  const { showWhy, toast } = useLabDoors()
  const { nth, store } = weaver
  const doors = useMemo<Doors>(
    () => ({
      openGlyph: () => {},
      openPanel: () => {},
      toast,
      showWhy: (sigil, facets) => showWhy({ nth, sigil, facets }),
    }),
    [nth, showWhy, toast],
  )
  if (store === null) return null
  return (
    <BoardContext value={nth}>
      <ChorusContext value={store}>
        <DoorsContext value={doors}>{children}</DoorsContext>
      </ChorusContext>
    </BoardContext>
  )
}

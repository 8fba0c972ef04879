/** Where others point on the board, each with a name: told as it is, gone with whoever told it. */

import { useViewport, ViewportPortal } from '@xyflow/react'
import { MousePointer2 } from 'lucide-react'

import { useChorus } from './chorus-context'
import { useFellowOf } from './onlooking'
import { toned } from './toned'

export function Pointers() {
  const onlookers = useChorus((state) => state.onlookers)
  const fellowOf = useFellowOf()
  const { zoom } = useViewport()
  return (
    <ViewportPortal>
      {onlookers.map(({ weaver, pointer }) => {
        if (pointer === null) return null
        const { name, hue } = fellowOf(weaver)
        // The board's zoom is undone, so that a name is as large as any other text.
        const transform = `translate(${pointer.x}px, ${pointer.y}px) scale(${1 / zoom})`
        return (
          <div
            key={weaver}
            className="pointer toned"
            style={{ ...toned(hue), transform }}
            aria-hidden="true"
          >
            <MousePointer2 />
            <span className="name-flag">{name}</span>
          </div>
        )
      })}
    </ViewportPortal>
  )
}

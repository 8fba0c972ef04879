import { type ReactNode, useEffect } from 'react'

import { useActions, useChorus } from './chorus-context'
import { shareRead } from './status-words'

/** What only history can tell: has it read, shows it then, and until then how far that has got [SN8] [SN9]. */
export function OnceRead({ children }: { readonly children: ReactNode }) {
  const reading = useChorus((state) => state.status.reading)
  const { recall } = useActions()
  useEffect(recall, [recall])
  if (reading === null) return children
  const percent = shareRead(reading)
  return (
    <div className="empty loom-reading">
      <progress value={percent} max={100} aria-label="Reading history" />
      <p>Reading history… {percent} %</p>
    </div>
  )
}

/** True once what history tells can be asked for. */
export const useIsRead = (): boolean => useChorus((state) => state.status.reading === null)

/** True while it lies on the disk and nobody has asked for it. */
export const useIsLeft = (): boolean => useChorus((state) => state.status.reading?.isLeft === true)

export const stillReadingWords = 'The history is still being read: in a moment.'

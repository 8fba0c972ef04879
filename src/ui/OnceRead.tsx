import type { ReactNode } from 'react'

import { useChorus } from './chorus-context'
import { shareRead } from './status-words'

/** What only history can tell: shown once that is read, and until then how far it has got [SN8]. */
export function OnceRead({ children }: { readonly children: ReactNode }) {
  const reading = useChorus((state) => state.status.reading)
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

export const stillReadingWords = 'The history is still being read: in a moment.'

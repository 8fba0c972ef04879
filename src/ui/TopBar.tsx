import { ChevronLeft, Share2 } from 'lucide-react'
import { Suspense, useState } from 'react'

import { useChorus } from './chorus-context'
import { KeySheet } from './KeySheet'
import { ShareDialog } from './parts'
import { StatusLine } from './StatusLine'
import type { ThemeChoice } from './theme'
import { ThemeMenu } from './ThemeMenu'
import { WeaversStrip } from './WeaversStrip'
import { Hint } from './Word'
import { plain } from './words'

interface TopBarProps {
  readonly theme: ThemeChoice
  readonly onLeave: () => void
}

export function TopBar({ theme, onLeave }: TopBarProps) {
  const name = useChorus((state) => state.name)
  const [sharing, setSharing] = useState(false)
  return (
    <header className="bar">
      <Hint text="Back to your choruses">
        <button
          type="button"
          className="button plain icon"
          aria-label="Back to your choruses"
          onClick={onLeave}
        >
          <ChevronLeft aria-hidden="true" />
        </button>
      </Hint>
      <div className="bar-name">
        <h1 title={plain.chorus}>{name}</h1>
        <StatusLine />
      </div>
      <div className="bar-end">
        <WeaversStrip />
        <KeySheet />
        <ThemeMenu theme={theme} />
        <button type="button" className="button primary" onClick={() => setSharing(true)}>
          <Share2 aria-hidden="true" />
          <span className="share-word">Share</span>
        </button>
      </div>
      <Suspense>{sharing && <ShareDialog onClose={() => setSharing(false)} />}</Suspense>
    </header>
  )
}

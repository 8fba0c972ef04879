import { FlaskConical } from 'lucide-react'

import { Page } from './Page'
import type { ThemeChoice } from './theme'

interface LabRoomProps {
  readonly theme: ThemeChoice
  readonly onLeave: () => void
}

/** The conflict lab's place, until it is built. */
export function LabRoom({ theme, onLeave }: LabRoomProps) {
  return (
    <Page theme={theme} onBack={onLeave}>
      <section className="card lab">
        <FlaskConical aria-hidden="true" />
        <h1>The conflict lab comes with a later version</h1>
        <p className="quiet">
          Two to six weavers will stand here side by side, on currents you can slow, tear and mend,
          so that each rule of Concordance can be watched step by step. Until then, open one chorus
          in two tabs and cut the currents of one of them under Weather.
        </p>
        <button type="button" className="button" onClick={onLeave}>
          Back to your choruses
        </button>
      </section>
    </Page>
  )
}

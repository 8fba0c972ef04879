import './page.css'
import { ArrowLeft } from 'lucide-react'
import type { ReactNode } from 'react'

import { Crystal } from './Crystal'
import type { ThemeChoice } from './theme'
import { ThemeMenu } from './ThemeMenu'

/** The product's own gem: any id would do, this one is kept. */
const markId = 'aetherlink:2'
const markHue = 288

interface PageProps {
  readonly theme: ThemeChoice
  /** Absent on the threshold itself. */
  readonly onBack?: () => void
  readonly children: ReactNode
}

/** A page outside of any chorus: a thin head, and one column. */
export function Page({ theme, onBack, children }: PageProps) {
  return (
    <div className="page">
      <header className="page-head">
        {onBack === undefined ? (
          <span className="wordmark">
            <Crystal id={markId} hue={markHue} size={22} />
            Aetherlink
          </span>
        ) : (
          <button type="button" className="button plain slim" onClick={onBack}>
            <ArrowLeft aria-hidden="true" />
            Back to your choruses
          </button>
        )}
        <ThemeMenu theme={theme} />
      </header>
      <main className="page-main">{children}</main>
    </div>
  )
}

/** The gem alone, large. */
export const Mark = ({ size }: { readonly size: number }) => (
  <Crystal id={markId} hue={markHue} size={size} bodyLength={900} />
)

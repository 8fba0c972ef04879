import './notices.css'
import { Info, TriangleAlert, X } from 'lucide-react'
import { useStore } from 'zustand'

import type { AppStore } from '../state/app-store'
import { useCopy } from './use-copy'

/** What a person should read: it stays until dismissed. */
export function Notices({ store }: { readonly store: AppStore }) {
  const notices = useStore(store, (state) => state.notices)
  const { dismiss } = useStore(store, (state) => state.actions)
  return (
    <div className="toasts above" role="status" aria-label="Notices">
      {notices.map((notice) => (
        <div key={notice.key} className={`toast ${notice.tone}`}>
          {notice.tone === 'warning' ? (
            <TriangleAlert aria-hidden="true" />
          ) : (
            <Info aria-hidden="true" />
          )}
          <p>{notice.text}</p>
          {notice.words !== '' && <CopyWords words={notice.words} />}
          <button
            type="button"
            className="button plain icon slim"
            aria-label="Dismiss"
            onClick={() => dismiss(notice.key)}
          >
            <X aria-hidden="true" />
          </button>
        </div>
      ))}
    </div>
  )
}

/** What could not be kept is theirs all the same. */
function CopyWords({ words }: { readonly words: string }) {
  const { copied, copy } = useCopy(words)
  return (
    <button type="button" className="button plain slim toast-action" title={words} onClick={copy}>
      {copied ? 'Copied' : 'Copy what you wrote'}
    </button>
  )
}

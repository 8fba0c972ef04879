import './threshold.css'
import { useState } from 'react'
import { useStore } from 'zustand'

import type { AppStore } from '../state/app-store'
import { EntryForm, NameField } from './EntryDialogs'
import { Mark, Page } from './Page'
import type { ThemeChoice } from './theme'
import { Word } from './Word'

interface JoiningRoomProps {
  readonly store: AppStore
  readonly fragment: string
  readonly theme: ThemeChoice
}

/** Opened by a link: who are you? Nothing is sent before the answer. */
export function JoiningRoom({ store, fragment, theme }: JoiningRoomProps) {
  const actions = useStore(store, (state) => state.actions)
  const [weaverName, setWeaverName] = useState(store.getState().weaverName)
  return (
    <Page theme={theme} onBack={() => actions.goTo('threshold')}>
      <section className="joining card">
        <Mark size={56} />
        <h1>You are invited to a chorus</h1>
        <p className="quiet">
          A <Word of="chorus">chorus</Word> is a board of notes that is kept in the browsers of its
          people, so joining copies it from one of theirs into yours.
        </p>
        <EntryForm
          submit="Join"
          ready={weaverName.trim() !== ''}
          run={() => actions.join(fragment, weaverName.trim())}
        >
          <NameField value={weaverName} onChange={setWeaverName} />
        </EntryForm>
      </section>
    </Page>
  )
}
